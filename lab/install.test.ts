/** Plimsoll installed on the real cluster as its users do: the image, the manifests, the rights they give, two replicas and a Lease. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreignKubeconfig } from "./cluster.ts";
import { kubectl, labUp } from "./harness.ts";
import { makeImage } from "./images/images.ts";
import { programImage } from "./images/program.ts";
import { newAuthority, newCertificate } from "./machine/certificate.ts";
import { AUDIT_LOG, REPOSITORY } from "./paths.ts";
import { type PodPort, podPort } from "./pod-port.ts";

const SPACE = "plimsoll";
const OURS = "install-ours";
const ACCOUNT = `system:serviceaccount:${SPACE}:plimsoll`;

const succeed = async (args: string[], input?: string): Promise<string> => {
	const { code, stdout, stderr } = await kubectl(args, input);
	if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
	return stdout;
};

/** Dies at its limit, with a setting of its own in a ConfigMap: what tells of such a death is read from everywhere. */
const DYING = {
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name: "dying", namespace: OURS },
	spec: {
		restartPolicy: "Never",
		automountServiceAccountToken: false,
		containers: [
			{
				name: "app",
				image: "",
				imagePullPolicy: "Never",
				command: ["node", "-e", "const kept = []; setInterval(() => kept.push(Buffer.alloc(4e6, 1)), 40)"],
				env: [{ name: "NODE_OPTIONS", valueFrom: { configMapKeyRef: { name: "settings", key: "options" } } }],
				resources: { limits: { memory: "64Mi" } },
			},
			// Nothing but its own last words tells why this one ends.
			{ name: "crashing", image: "", imagePullPolicy: "Never", command: ["node", "-e", "throw new Error('no')"] },
		],
	},
};

interface Rule {
	apiGroups: string[];
	resources: string[];
	verbs: string[];
	resourceNames?: string[];
}

/** `VERB GROUP/RESOURCE` of all that roles give. */
const given = (rules: readonly Rule[]): Set<string> =>
	new Set(
		rules.flatMap(({ apiGroups, resources, verbs }) =>
			apiGroups.flatMap((group) => resources.flatMap((one) => verbs.map((verb) => `${verb} ${group}/${one}`))),
		),
	);

/** The same of all that was asked so far, by the API server's own word. */
const asked = (): Map<string, number> => {
	const found = new Map<string, number>();
	for (const line of readFileSync(AUDIT_LOG, "utf8").split("\n")) {
		if (line === "") continue;
		const { verb, user, objectRef, responseStatus } = JSON.parse(line);
		if (user.username !== ACCOUNT || objectRef?.resource === undefined) continue;
		const { apiGroup = "", resource, subresource } = objectRef;
		const key = `${verb} ${apiGroup}/${resource}${subresource === undefined ? "" : `/${subresource}`}`;
		found.set(key, Math.max(found.get(key) ?? 0, responseStatus?.code ?? 0));
	}
	return found;
};

describe("installed in the cluster", () => {
	const ports: PodPort[] = [];
	let pods: string[] = [];
	let token = "";
	let image = "";
	let installed: { kind: string; rules?: Rule[] }[] = [];

	const ask = async (i: number, path: string, as?: string) => {
		const headers = as === undefined ? {} : { authorization: `Bearer ${as}` };
		const answer = await fetch(`${ports[i]?.origin}${path}`, { headers });
		return { status: answer.status, text: await answer.text() };
	};
	const metric = async (i: number, name: string) =>
		Number(new RegExp(`^${name} (\\S+)$`, "m").exec((await ask(i, "/metrics")).text)?.[1] ?? Number.NaN);

	const logs = async () =>
		(await kubectl(["logs", "-n", SPACE, "-l", "app.kubernetes.io/name=plimsoll", "--prefix", "--tail=20"])).stdout;

	/** How long the server and the cluster take to answer, and what the machine waits for: what an absence is due to. */
	const slowness = async (i: number) => {
		const took = async (what: string, task: Promise<unknown>) => {
			const from = performance.now();
			await task.catch(() => {});
			return `${what} ${((performance.now() - from) / 1000).toFixed(1)} s\n`;
		};
		const files = ["cpu", "io", "memory"].map((of) => `/proc/pressure/${of}`).filter((file) => existsSync(file));
		return [
			await took("/metrics", ask(i, "/metrics")),
			await took("/version", kubectl(["get", "--raw", "/version"])),
			await took("/readyz/etcd", kubectl(["get", "--raw", "/readyz/etcd"])),
			...files.map((file) => `${file} ${readFileSync(file, "utf8")}`),
		].join("");
	};

	beforeAll(async () => {
		const cluster = await labUp();
		const program = await programImage(console.log);
		image = program.reference;
		const node = await makeImage("node", console.log);
		await cluster.load([program, node]);
		await succeed(["create", "namespace", SPACE]);
		// Who breaks the strictest of the Pod Security Standards is not let in.
		await succeed(["label", "namespace", SPACE, "pod-security.kubernetes.io/enforce=restricted"]);
		const manifests = readFileSync(join(REPOSITORY, "deploy/kubernetes/plimsoll.yaml"), "utf8");
		installed = loadAll(manifests) as typeof installed;
		await succeed(["apply", "-f", "-"], manifests.replace(/image: .*/, `image: "${image}"`));
		await succeed(["scale", "-n", SPACE, "deployment/plimsoll", "--replicas=2"]);
		await succeed(["create", "namespace", OURS]);
		await succeed(["create", "configmap", "settings", "-n", OURS, "--from-literal=options=--max-old-space-size=512"]);
		const dying = JSON.stringify(DYING).replaceAll('"image":""', `"image":"${node.reference}"`);
		// Its namespace takes pods once it has a service account.
		for (let tries = 0; (await kubectl(["apply", "-f", "-"], dying)).code !== 0 && tries < 40; tries++)
			await sleep(250);
		await succeed(["create", "serviceaccount", "anna", "-n", OURS]);
		await succeed(["create", "role", "reader", "-n", OURS, "--verb=list", "--resource=pods"]);
		await succeed(["create", "rolebinding", "anna", "-n", OURS, "--role=reader", `--serviceaccount=${OURS}:anna`]);
		token = (await succeed(["create", "token", "anna", "-n", OURS])).trim();
		const { stdout, stderr, code } = await kubectl([
			"rollout",
			"status",
			"-n",
			SPACE,
			"deployment/plimsoll",
			"--timeout=100s",
		]);
		if (code !== 0) {
			const { stdout: state } = await kubectl(["describe", "pods", "-n", SPACE]);
			throw new Error(`${stdout}${stderr}${await logs()}${state.slice(-3000)}`);
		}
		const jsonpath = "jsonpath={range .items[*]}{.metadata.name}{' '}{end}";
		pods = (await succeed(["get", "pods", "-n", SPACE, "-o", jsonpath])).trim().split(" ");
		ports.push(...(await Promise.all(pods.map((pod) => podPort(SPACE, pod, 8080)))));
	}, 180_000);

	afterAll(async () => {
		for (const port of ports) port.stop();
		await kubectl(["delete", "clusterrole,clusterrolebinding", "plimsoll"]);
		await kubectl(["delete", "namespace", SPACE, OURS, "--wait=false"]);
	});

	it("two replicas are ready, one of them holds the Lease, both can be scraped", async () => {
		// A machine that writes an image to its disk answers late: heartbeats pass, and after them so much again until the next try of a watch.
		for (const i of [0, 1])
			for (const end = Date.now() + 90_000; (await metric(i, "plimsoll_source_up")) !== 1; await sleep(1000))
				if (Date.now() > end)
					throw new Error(`not up: ${await slowness(i)}${(await ask(i, "/metrics")).text}${await logs()}`);
		expect(pods.length).toBe(2);
		const leaders = await Promise.all(pods.map((_, i) => metric(i, "plimsoll_leader")));
		expect(leaders.toSorted()).toEqual([0, 1]);
		const holder = await succeed(["get", "lease", "-n", SPACE, "plimsoll", "-o", "jsonpath={.spec.holderIdentity}"]);
		expect(holder.startsWith(`${pods[leaders.indexOf(1)]}_`)).toBe(true);
		for (const i of [0, 1]) {
			expect(await metric(i, "plimsoll_cluster_nodes")).toBe(1);
			expect(await metric(i, "plimsoll_failures_total")).toBe(0);
		}
	});

	it("who may see one namespace sees one", async () => {
		expect((await ask(0, "/api/v1/overview")).status).toBe(401);
		expect((await ask(0, "/api/v1/overview", "made-up")).status).toBe(401);
		const session = JSON.parse((await ask(0, "/api/v1/session", token)).text);
		expect(session).toMatchObject({ login: "kubernetes", user: `system:serviceaccount:${OURS}:anna` });
		expect((await ask(0, "/api/v1/fleet", token)).text).not.toContain(SPACE);
		expect((await ask(0, "/api/v1/nodes", token)).status).toBe(403);
	});

	it("its rights suffice, and reach nothing that can be changed or is secret", async () => {
		await succeed([
			"create",
			"clusterrolebinding",
			"install-anna",
			"--clusterrole=view",
			`--serviceaccount=${OURS}:anna`,
		]);
		try {
			// What somebody may see is asked anew after half a minute.
			for (const end = Date.now() + 45_000; ; await sleep(1000)) {
				const { text } = await ask(0, "/api/v1/deaths", token);
				const session = JSON.parse((await ask(0, "/api/v1/session", token)).text);
				if (session.namespaces === null) {
					const gaps: { reason: string; what: string }[] = JSON.parse(text).gaps;
					expect(gaps.filter(({ reason }) => reason === "forbidden")).toEqual([]);
					break;
				}
				expect(Date.now()).toBeLessThan(end);
			}
		} finally {
			await kubectl(["delete", "clusterrolebinding", "install-anna"]);
		}
		const may = async (verb: string, resource: string) =>
			(await kubectl(["auth", "can-i", verb, resource, "--all-namespaces", `--as=${ACCOUNT}`])).stdout.trim();
		for (const [verb, resource] of [
			["get", "secrets"],
			["list", "secrets"],
			["list", "configmaps"],
			["create", "pods"],
			["create", "pods/exec"],
			["delete", "pods"],
			["patch", "deployments.apps"],
			["create", "events"],
			["update", "nodes"],
			["create", "nodes/proxy"],
			["update", "leases.coordination.k8s.io"],
		] as const)
			expect([verb, resource, await may(verb, resource)]).toEqual([verb, resource, "no"]);
	}, 90_000);

	/** Everything is looked at anew every ten minutes; the leaks and the sizes once at the start. */
	it.skipIf(foreignKubeconfig() !== undefined)(
		"asks for all that it is given, and for nothing that it is not given",
		async () => {
			const rights = given(installed.flatMap(({ rules = [] }) => rules));
			const missing = () => [...rights].filter((right) => !asked().has(right)).sort();
			for (const end = Date.now() + 90_000; missing().length > 0 && Date.now() < end; ) await sleep(1000);
			expect(missing()).toEqual([]);
			const beyond = [...asked()].filter(([key, code]) => code === 403 || !rights.has(key));
			// A remote read is a POST: the right to that would let it write to every service. It is refused, and range queries go by GET.
			expect(beyond.filter(([key, code]) => key !== "create /services/proxy" || code !== 403)).toEqual([]);
		},
		120_000,
	);

	it("its webhook is reached through its Service, and warns and refuses", async () => {
		const authority = newAuthority("plimsoll");
		const pair = newCertificate(authority, { commonName: "webhook", names: [`plimsoll-webhook.${SPACE}.svc`] });
		const data = { "tls.crt": btoa(pair.certificate), "tls.key": btoa(pair.key) };
		const metadata = { name: "plimsoll-webhook-tls", namespace: SPACE };
		const secret = { apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls", metadata, data };
		await succeed(["apply", "-f", "-"], JSON.stringify(secret));
		const manifests = readFileSync(join(REPOSITORY, "deploy/webhook.yaml"), "utf8")
			.replace(/image: .*/, `image: "${image}"`)
			.replaceAll(/caBundle: "".*/g, `caBundle: "${btoa(authority.certificate)}"`);
		await succeed(["apply", "-f", "-"], manifests);
		const containers = [{ name: "app", image: "a:1", resources: { limits: { memory: "512m" } } }];
		const slip = { apiVersion: "v1", kind: "Pod", metadata: { name: "slip", namespace: OURS }, spec: { containers } };
		const dryRun = () => kubectl(["apply", "--dry-run=server", "-f", "-"], JSON.stringify(slip));
		const soon = { interval: 500 };
		try {
			await succeed(["rollout", "status", "-n", SPACE, "deployment/plimsoll-webhook", "--timeout=60s"]);
			await expect.poll(async () => (await dryRun()).stderr, soon).toContain("lint/suspicious-unit");
			expect((await dryRun()).code).toBe(0);
			await succeed(["label", "namespace", OURS, "plimsoll.dev/admission=deny"]);
			await expect.poll(async () => (await dryRun()).code, soon).not.toBe(0);
			expect((await dryRun()).stderr).toContain('admission webhook "deny.plimsoll.dev" denied the request');
		} finally {
			await kubectl(["delete", "validatingwebhookconfiguration", "plimsoll"]);
		}
	}, 120_000);
});
