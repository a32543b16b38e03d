/** Remedies applied to a real cluster: killed by the real kernel, judged, tried out, applied, refused and undone by the real API server. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dump } from "js-yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cluster, kubectlAt, type Output, runAt } from "./cluster.ts";
import { labUp } from "./harness.ts";
import { makeImage } from "./images/images.ts";
import { REPOSITORY } from "./paths.ts";

const [NAMESPACE, NARROW] = ["fix-lab", "fix-lab-narrow"];
const READER = "fix-lab-reader";
const state = mkdtempSync(join(tmpdir(), "plimsoll-fix-lab-"));
const YES = ["--yes", "--risk", "medium"];

let cluster: Cluster;
let kubectl: (args: string[], input?: string) => Promise<string>;

/** `plimsoll fix` with a state folder of its own. */
const fix = (...args: string[]): Promise<Output> =>
	runAt(cluster, "env", [`XDG_STATE_HOME=${state}`, `${REPOSITORY}/bin/plimsoll`, "fix", ...args]);
/** The same at a terminal, where a person types. */
const atTerminal = (typed: string, ...args: string[]): Promise<Output> => {
	const command = ["env", `XDG_STATE_HOME=${state}`, `${REPOSITORY}/bin/plimsoll`, "fix", ...args].join(" ");
	return runAt(cluster, "script", ["-qefc", command, "/dev/null"], typed);
};
const limitOf = async (name: string, namespace = NAMESPACE): Promise<string> =>
	await kubectl([
		...["get", `deploy/${name}`, "-n", namespace, "-o"],
		"jsonpath={.spec.template.spec.containers[0].resources.limits.memory}",
	]);
const eventually = async (what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> => {
	for (const end = Date.now() + seconds * 1000; !(await ask()); await sleep(500)) {
		if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
	}
};

/** Needs 100 MiB and more, and may have 96. */
const deployment = (name: string, namespace: string, image: string, metadata: object = {}) => ({
	...{ apiVersion: "apps/v1", kind: "Deployment" },
	metadata: { name, namespace, ...metadata },
	spec: {
		selector: { matchLabels: { app: name } },
		template: {
			metadata: { labels: { app: name } },
			spec: {
				terminationGracePeriodSeconds: 0,
				containers: [
					{
						...{ name: "app", image, imagePullPolicy: "Never" },
						args: ["-e", "globalThis.kept = Buffer.alloc(100 << 20, 1); setInterval(() => {}, 1000)"],
						resources: { requests: { memory: "64Mi" }, limits: { memory: "96Mi" } },
					},
				],
			},
		},
	},
});
/** The same container, and nobody's. */
const bare = (name: string, namespace: string, image: string) => {
	const { spec } = deployment(name, namespace, image).spec.template;
	return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace }, spec };
};
const HELM = {
	labels: { "app.kubernetes.io/managed-by": "Helm" },
	annotations: { "meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": NAMESPACE },
};

beforeAll(async () => {
	cluster = await labUp(console.log);
	kubectl = kubectlAt(cluster);
	const image = await makeImage("node", console.log);
	await cluster.load([image]);
	await kubectl(["delete", "namespace", NAMESPACE, NARROW, "--ignore-not-found", "--wait"]);
	for (const namespace of [NAMESPACE, NARROW]) {
		await kubectl(["create", "namespace", namespace]);
		await eventually("the namespace's service account", 30, () =>
			kubectl(["get", "serviceaccount", "default", "-n", namespace]).then(
				() => true,
				() => false,
			),
		);
		// May look, and nothing else.
		await kubectl(["create", "rolebinding", READER, "--clusterrole=view", `--user=${READER}`, "-n", namespace]);
	}
	await kubectl(["create", "quota", "narrow", "--hard=limits.memory=150Mi", "-n", NARROW]);
	const objects = [
		deployment("small", NAMESPACE, image.reference),
		deployment("kept", NAMESPACE, image.reference, HELM),
		deployment("held", NARROW, image.reference),
		bare("alone", NAMESPACE, image.reference),
	];
	await kubectl(["create", "-f", "-"], objects.map((one) => dump(one)).join("---\n"));
	await eventually("all four were killed", 60, async () => {
		const reason = "{range .items[*]}{.status.containerStatuses[0].lastState.terminated.reason} {end}";
		const [one, other] = await Promise.all(
			[NAMESPACE, NARROW].map((namespace) => kubectl(["get", "pods", "-n", namespace, "-o", `jsonpath=${reason}`])),
		);
		return `${one} ${other}`.match(/OOMKilled/g)?.length === 4;
	});
}, 60 * 60_000);

afterAll(async () => {
	await kubectl(["delete", "namespace", NAMESPACE, NARROW, "--wait=false"]);
	rmSync(state, { recursive: true, force: true });
});

test("shown, and tried out by the API server: nothing changes", async () => {
	const tried = await fix("deploy/small", "-n", NAMESPACE, "--dry-run=server");
	expect(tried).toMatchObject({ code: 1, stderr: "" });
	expect(tried.stdout).toMatch(/-\s+memory: 96Mi\n\s+\+\s+memory: 196Mi/);
	expect(tried.stdout).toContain("The API server would take it");
	expect(await limitOf("small")).toBe("96Mi");
	expect(readdirSync(state)).toEqual([]);
});

test("the patches of -o patch are what kubectl takes", async () => {
	const { stdout } = await fix("deploy/small", "-n", NAMESPACE, "-o", "patch");
	const taken = await runAt(cluster, "sh", ["-c", `${stdout.trim()} --dry-run=server`]);
	expect(taken.stdout).toMatch(/deployment.apps\/small patched/);
});

test("what may not be changed is told in a sentence, and is not", async () => {
	const [reader, kept, held] = await Promise.all([
		fix("deploy/small", "-n", NAMESPACE, ...YES, "--as", READER),
		fix("deploy/kept", "-n", NAMESPACE, ...YES),
		fix("deploy/held", "-n", NARROW, ...YES),
	]);
	expect(reader.stdout).toMatch(/not allowed \(.*"fix-lab-reader" cannot patch resource "deployments"/);
	expect(kept.stdout).toContain(`Helm (${NAMESPACE}/shop) keeps this object`);
	expect(held.stdout).toMatch(/would not let in its pods: .*exceeded quota: narrow/);
	expect([reader.code, kept.code, held.code]).toEqual([3, 1, 3]);
	expect(await Promise.all([limitOf("small"), limitOf("kept"), limitOf("held", NARROW)])).toEqual(
		Array(3).fill("96Mi"),
	);
	expect(readdirSync(state)).toEqual([]);
});

test("applied: the pod runs; undone: the old limit is back; what another changed since is left alone", async () => {
	const applied = await fix("deploy/small", "-n", NAMESPACE, ...YES);
	expect(applied).toMatchObject({ code: 0, stderr: "" });
	expect(applied.stdout).toMatch(/plimsoll verify deployment\/small -n fix-lab --since rollout/);
	expect(await limitOf("small")).toBe("196Mi");
	await kubectl(["rollout", "status", "deploy/small", "-n", NAMESPACE, "--timeout=60s"]);
	expect((await fix("--list")).stdout).toMatch(/applied .*fix-lab deployment\/small .*96Mi → 196Mi/);

	await kubectl(["set", "resources", "deploy/small", "-n", NAMESPACE, "--limits=memory=300Mi"]);
	const drifted = await fix("--undo", "--yes");
	expect(drifted.stdout).toMatch(/was 196Mi and is 300Mi now; somebody changed it meanwhile/);
	expect([drifted.code, await limitOf("small")]).toEqual([3, "300Mi"]);

	await kubectl(["set", "resources", "deploy/small", "-n", NAMESPACE, "--limits=memory=196Mi"]);
	expect((await fix("--undo", "--yes")).code).toBe(0);
	expect(await limitOf("small")).toBe("96Mi");
});

test("at a terminal it asks; what Helm keeps only where that is said", async () => {
	const asked = await atTerminal("y\n", "deploy/kept", "-n", NAMESPACE, "--even-if-managed");
	expect(asked.stdout).toMatch(/apply\? \[y\/N\/q\/\?\]/);
	expect([asked.code, await limitOf("kept")]).toEqual([0, "196Mi"]);
});

test("a bare pod is resized in place", async () => {
	const uid = () => kubectl(["get", "pod/alone", "-n", NAMESPACE, "-o", "jsonpath={.metadata.uid}"]);
	const before = await uid();
	const { code, stdout } = await fix("alone", "-n", NAMESPACE, ...YES);
	expect(stdout).toContain("resized in place");
	expect(code).toBe(0);
	const inForce =
		"jsonpath={.status.containerStatuses[0].resources.limits.memory} {.status.containerStatuses[0].ready}";
	await eventually("it runs within its new limit", 90, async () => {
		return (await kubectl(["get", "pod/alone", "-n", NAMESPACE, "-o", inForce])) === "196Mi true";
	});
	expect(await uid()).toBe(before);
});
