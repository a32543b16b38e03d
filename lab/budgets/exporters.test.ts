/** Settings that no manifest tells, by real exporters of real servers and the lab's Prometheus. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreignKubeconfig, kubectlAt } from "../cluster.ts";
import { labUp, plimsoll } from "../harness.ts";
import { makeImage } from "../images/images.ts";
import type { ImageName } from "../images/recipes.ts";

const NAMESPACE = "budgets-exporters";
const MI = 1024 ** 2;

interface Server {
	/** What starts the server: a script that no rule looks into, as the settings come by a file that it writes. */
	script: string;
	image: ImageName;
	exporter: ImageName;
	port: number;
	env: { name: string; value: string }[];
	/** The part of the budget and its bytes, as only the running server knows them. */
	part: string;
	bytes: number;
	rule: string;
}

const SERVERS: Readonly<Record<string, Server>> = {
	redis: {
		script: "echo maxmemory 64mb > /run/db/r.conf; exec redis-server /run/db/r.conf",
		image: "redis",
		exporter: "redis-exporter",
		port: 9121,
		env: [{ name: "REDIS_ADDR", value: "redis://127.0.0.1:6379" }],
		part: "data-set",
		bytes: 64 * MI,
		rule: "budget/redis-maxmemory-at-limit",
	},
	postgres: {
		script:
			"initdb -D /run/db/d -U server -A trust --no-locale -E UTF8 --no-sync > /dev/null; echo shared_buffers = 60MB >> /run/db/d/postgresql.conf; exec postgres -D /run/db/d -k /run/db",
		image: "postgres",
		exporter: "postgres-exporter",
		port: 9187,
		env: [{ name: "DATA_SOURCE_NAME", value: "postgresql://server@127.0.0.1:5432/postgres?sslmode=disable" }],
		part: "shared-buffers",
		bytes: Math.round(1.03 * 60 * MI + (60 * MI) / 32 + 4 * MI),
		rule: "budget/postgres-shared-buffers-at-limit",
	},
};

const manifest = (name: string, server: Server, [image, exporter]: readonly [string, string]) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name, namespace: NAMESPACE },
	spec: {
		terminationGracePeriodSeconds: 1,
		// Of the user that databases run as.
		securityContext: { fsGroup: 999 },
		volumes: [{ name: "run", emptyDir: {} }],
		containers: [
			{
				name: "server",
				image,
				imagePullPolicy: "Never",
				command: ["sh", "-c", server.script],
				volumeMounts: [{ name: "run", mountPath: "/run/db" }],
				resources: { requests: { memory: "16Mi" }, limits: { memory: "64Mi" } },
			},
			{
				name: "exporter",
				image: exporter,
				imagePullPolicy: "Never",
				env: server.env,
				ports: [{ name: "metrics", containerPort: server.port }],
				resources: { requests: { memory: "16Mi" }, limits: { memory: "64Mi" } },
			},
		],
	},
});

/** Of another cluster nobody knows whether its Prometheus scrapes pods so. */
describe.skipIf(foreignKubeconfig() !== undefined)("what exporters say", () => {
	beforeAll(async () => {
		const cluster = await labUp(console.log);
		const run = kubectlAt(cluster);
		await run(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
		await run(["create", "namespace", NAMESPACE]);
		await run(["-n", NAMESPACE, "wait", "--for=create", "serviceaccount/default", "--timeout=60s"]);
		for (const [name, server] of Object.entries(SERVERS)) {
			const images = await Promise.all([server.image, server.exporter].map((one) => makeImage(one, console.log)));
			await cluster.load(images);
			const [image = "", exporter = ""] = images.map(({ reference }) => reference);
			await run(["apply", "-f", "-"], JSON.stringify(manifest(name, server, [image, exporter])));
		}
	}, 10 * 60_000);
	afterAll(async () => {
		await kubectlAt(await labUp())(["delete", "namespace", NAMESPACE, "--wait=false"]);
	});

	it.each(Object.keys(SERVERS))(
		"%s: counts as the setting",
		async (name) => {
			const { part, bytes, rule } = SERVERS[name] as Server;
			const { prometheus } = await labUp();
			const seen = async () => {
				const { stdout } = await plimsoll(["scan", "-n", NAMESPACE, "-o", "json", "--prometheus-url", prometheus]);
				const { budgets = [], findings } = JSON.parse(stdout) as {
					budgets?: { subject: { name: string }; parts: { part: string; bytes: number; basis: string }[] }[];
					findings: { rule: string; subject: { name: string } }[];
				};
				const found = budgets.find(({ subject }) => subject.name === name)?.parts.find((one) => one.part === part);
				const told = findings.filter(({ subject, rule: id }) => subject.name === name && id.startsWith("budget/"));
				return { ...found, rules: told.map(({ rule: id }) => id) };
			};
			await expect
				.poll(seen, { timeout: 90_000, interval: 3_000 })
				.toMatchObject({ bytes, basis: "live", rules: [rule] });
		},
		120_000,
	);
});
