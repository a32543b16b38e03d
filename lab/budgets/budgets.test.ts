/** Predicted peaks against real servers at their configured worst, on the real kubelet. */
import { beforeAll, describe, expect, it } from "vitest";
import { foreignKubeconfig, kubectlAt } from "../cluster.ts";
import { labUp, plimsoll } from "../harness.ts";
import { makeImage } from "../images/images.ts";
import { bearsOut, type Held, holdAll } from "./held.ts";
import { TRIALS } from "./trials.ts";

/** The cgroup files of another cluster's node are out of reach. */
describe.skipIf(foreignKubeconfig() !== undefined)("budgets", () => {
	let all: Promise<Map<string, Promise<Held>>>;
	beforeAll(async () => {
		all = holdAll(await labUp(console.log), console.log);
	}, 60 * 60_000);

	const heldOf = async (name: string): Promise<Held> => {
		const held = await (await all).get(name);
		if (held === undefined) throw new Error(`no trial ${name}`);
		return held;
	};

	it.each(TRIALS.filter(({ unsafe }) => unsafe !== true).map(({ name }) => name))(
		"%s: what was predicted is what it takes, and it lives",
		async (name) => {
			const held = await heldOf(name);
			const { budget, outcome, errors } = held;
			expect(errors).toEqual([]);
			expect(budget.limit ?? 0).toBeGreaterThan(budget.worst.bytes);
			expect(outcome.died).toBe(false);
			expect(bearsOut(held), `${JSON.stringify(outcome)} of ${JSON.stringify(budget.worst)}`).toBe(true);
		},
		200_000,
	);

	it.each(TRIALS.filter(({ unsafe }) => unsafe === true).map(({ name }) => name))(
		"%s: what is called unsafe dies",
		async (name) => {
			const { budget, outcome, errors } = await heldOf(name);
			expect(errors).not.toEqual([]);
			expect(budget.margin).toBeLessThan(0);
			expect(outcome.died).toBe(true);
		},
		200_000,
	);
});

describe("while it runs", () => {
	const NAME = "budgets-live";
	const PASSWORD = "hunter2 $`'";
	const manifest = (image: string, password: boolean) => ({
		apiVersion: "apps/v1",
		kind: "StatefulSet",
		metadata: { name: "cache", namespace: NAME },
		spec: {
			serviceName: "cache",
			selector: { matchLabels: { app: "cache" } },
			template: {
				metadata: { labels: { app: "cache" } },
				spec: {
					terminationGracePeriodSeconds: 1,
					containers: [
						{
							name: "redis",
							image,
							imagePullPolicy: "Never",
							command: [
								"redis-server",
								"--maxmemory",
								"16mb",
								...(password ? ["--requirepass", "$(REDIS_PASSWORD)"] : []),
							],
							env: password ? [{ name: "REDIS_PASSWORD", value: PASSWORD }] : [],
							resources: { requests: { memory: "16Mi" }, limits: { memory: "64Mi" } },
						},
					],
				},
			},
		},
	});

	it.each([
		["", false],
		[" with a password", true],
	])(
		"a server%s is asked through exec when a person says so, and only then",
		async (_, password) => {
			const cluster = await labUp(console.log);
			const image = await makeImage("redis", console.log);
			await cluster.load([image]);
			const run = kubectlAt(cluster);
			await run(["delete", "namespace", NAME, "--ignore-not-found", "--wait"]);
			await run(["create", "namespace", NAME]);
			await run(["-n", NAME, "wait", "--for=create", "serviceaccount/default", "--timeout=60s"]);
			await run(["apply", "-f", "-"], JSON.stringify(manifest(image.reference, password)));
			await run(["-n", NAME, "wait", "--for=create", "pod/cache-0", "--timeout=60s"]);
			await run(["-n", NAME, "wait", "--for=condition=Ready", "pod/cache-0", "--timeout=60s"]);
			// Somebody has changed it since: the manifest does not say so.
			const client = password ? ["env", `REDISCLI_AUTH=${PASSWORD}`, "redis-cli"] : ["redis-cli"];
			await run(["-n", NAME, "exec", "cache-0", "--", ...client, "CONFIG", "SET", "maxmemory", "64mb"]);
			const rules = async (...flags: string[]) => {
				const { stdout } = await plimsoll(["scan", "-n", NAME, "-o", "json", ...flags]);
				expect(stdout).not.toContain("hunter2");
				const { findings } = JSON.parse(stdout) as { findings: { rule: string; params: object }[] };
				return findings.filter(({ rule }) => rule.startsWith("budget/"));
			};
			expect(await rules()).toEqual([]);
			expect(await rules("--live")).toMatchObject([
				{ rule: "budget/redis-maxmemory-at-limit", params: { bound: 64 * 1024 ** 2, limit: 64 * 1024 ** 2 } },
			]);
			await run(["delete", "namespace", NAME, "--wait=false"]);
		},
		200_000,
	);
});
