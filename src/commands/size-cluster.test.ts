import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load, loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import schema from "../../docs/schema/report.v1.json" with { type: "json" };
import { runMain } from "./testing/run.ts";

/** A folder as people have it: what kubectl printed, and a series file. */
const NOW = Date.UTC(2026, 10, 21, 12);
const MI = 1 << 20;
let folder = "";

const meta = (name: string, more: object = {}) => ({ namespace: "shop", name, uid: name, ...more });

function pod(name: string, owner: [kind: string, name: string, hash: string], resources: object, status: object = {}) {
	const [kind, ownerName, hash] = owner;
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: meta(name, {
			creationTimestamp: "2026-11-01T00:00:00Z",
			labels: { "pod-template-hash": hash },
			ownerReferences: [{ kind, name: ownerName, uid: ownerName, controller: true }],
		}),
		spec: { nodeName: "n1", containers: [{ name: "app", image: "x", resources }] },
		status: {
			phase: "Running",
			qosClass: "Burstable",
			containerStatuses: [{ name: "app", ready: true, restartCount: 0, state: { running: {} }, ...status }],
		},
	};
}

const LOOP = {
	restartCount: 6,
	ready: false,
	state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 2m40s restarting failed container" } },
	lastState: {
		terminated: {
			reason: "OOMKilled",
			exitCode: 137,
			startedAt: "2026-11-21T11:57:00Z",
			finishedAt: "2026-11-21T11:58:00Z",
			containerID: "containerd://abc",
		},
	},
};
const memory = (request: string, limit: string) => ({ requests: { memory: request }, limits: { memory: limit } });

function workload(kind: string, name: string, labels: object = {}, env: object[] = [], image = "x") {
	return {
		apiVersion: "apps/v1",
		kind,
		metadata: meta(name, { labels }),
		spec: { template: { spec: { containers: [{ name: "app", image, env }] } } },
	};
}

const OBJECTS = [
	pod("web-5d9c7-aaaaa", ["ReplicaSet", "web-5d9c7", "5d9c7"], memory("512Mi", "1Gi")),
	pod("web-5d9c7-bbbbb", ["ReplicaSet", "web-5d9c7", "5d9c7"], memory("512Mi", "1Gi")),
	pod("cart-77f8b-ccccc", ["ReplicaSet", "cart-77f8b", "77f8b"], memory("128Mi", "256Mi"), LOOP),
	pod("java-66f8b-ddddd", ["ReplicaSet", "java-66f8b", "66f8b"], memory("4Gi", "4Gi")),
	pod("redis-0", ["StatefulSet", "redis", ""], memory("1Gi", "4Gi")),
	workload("Deployment", "web"),
	workload("Deployment", "cart"),
	workload(
		"Deployment",
		"java",
		{},
		[{ name: "JAVA_TOOL_OPTIONS", value: "-XX:MaxRAMPercentage=50" }],
		"eclipse-temurin:21",
	),
	workload("StatefulSet", "redis", {
		"helm.sh/chart": "redis-19.1.0",
		"app.kubernetes.io/instance": "cache",
		"app.kubernetes.io/component": "master",
	}),
	workload(
		"Deployment",
		"go",
		{},
		[{ name: "GOMEMLIMIT", valueFrom: { configMapKeyRef: { name: "tuning", key: "memory" } } }],
		"golang",
	),
	{ apiVersion: "v1", kind: "ConfigMap", metadata: meta("tuning"), data: { memory: "3GiB" } },
	pod("go-66f8b-eeeee", ["ReplicaSet", "go-66f8b", "66f8b"], memory("1Gi", "4Gi")),
	{
		apiVersion: "autoscaling/v2",
		kind: "HorizontalPodAutoscaler",
		metadata: meta("web"),
		spec: {
			scaleTargetRef: { kind: "Deployment", name: "web" },
			metrics: [
				{ type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 70 } } },
			],
		},
	},
	{
		apiVersion: "v1",
		kind: "Node",
		metadata: { name: "n1", uid: "n1" },
		status: {
			allocatable: { memory: "15Gi" },
			capacity: { memory: "16Gi" },
			nodeInfo: { kubeletVersion: "v1.34.1" },
		},
	},
];

function rows(): string {
	const lines = ["series,t,bytes,capacity,start"];
	const all: [string, number, number][] = [
		["web-5d9c7-aaaaa", 200, 1024],
		["web-5d9c7-bbbbb", 220, 1024],
		["web-4c8b6-zzzzz", 230, 1024],
		["java-66f8b-ddddd", 700, 4096],
		["redis-0", 900, 4096],
		["go-66f8b-eeeee", 300, 4096],
	];
	for (const [name, level, limit] of all) {
		for (let i = 0; i < 14 * 24; i++) {
			const t = NOW / 1000 - 14 * 86_400 + i * 3600;
			const bytes = Math.round(level * MI * (1 + 0.1 * Math.sin((i / 24) * 2 * Math.PI)));
			lines.push(`shop/${name}/app,${t},${bytes},${limit * MI},${NOW / 1000 - 30 * 86_400}`);
		}
	}
	return `${lines.join("\n")}\n`;
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "size-cluster-"));
	await writeFile(join(folder, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: OBJECTS }));
	await writeFile(join(folder, "memory.csv"), rows());
});
afterAll(() => rm(folder, { recursive: true }));

async function plimsoll(...argv: string[]) {
	return await runMain(["size", "--from", folder, ...argv], { now: () => NOW });
}

test("workloads with their replicas, earlier rollouts, kills, runtimes and autoscalers, by the published schema", async () => {
	const { code, out } = await plimsoll("--oom-risk", "0.05", "-o", "json");
	expect(code).toBe(0);
	const report = JSON.parse(out);
	const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
	expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
	const byName = new Map<string, Record<string, unknown> & { workload: { notes: { kind: string }[] } }>(
		report.recommendations.map((one: { series: string }) => [one.series, one]),
	);
	expect([...byName.keys()]).toEqual([
		"shop/Deployment/cart/app",
		"shop/Deployment/go/app",
		"shop/Deployment/java/app",
		"shop/Deployment/web/app",
		"shop/StatefulSet/redis/app",
	]);
	// The pod of an earlier rollout counts: its samples are in the basis, its peak in the peak.
	expect(byName.get("shop/Deployment/web/app")).toMatchObject({
		current: 1024 * MI,
		basis: { samples: 3 * 14 * 24 },
		workload: { pods: ["web-5d9c7-aaaaa", "web-5d9c7-bbbbb"], notes: [{ kind: "hpa" }] },
	});
	expect(byName.get("shop/Deployment/web/app")?.peak).toBe(Math.round(230 * MI * 1.1));
	const cart = byName.get("shop/Deployment/cart/app");
	expect(cart?.limit).toBeGreaterThanOrEqual(1.6 * 256 * MI);
	expect(cart?.reasons).toContain("oom-killed");
	const java = byName.get("shop/Deployment/java/app");
	expect(java).toMatchObject({ workload: { notes: [{ kind: "runtime", object: "JVM", from: "50" }] } });
	expect(java?.request).toBe(java?.limit);
	expect(byName.get("shop/Deployment/go/app")).toMatchObject({
		workload: {
			notes: [
				{
					kind: "runtime",
					object: "Go",
					from: "3GiB",
					edit: { type: "config-map", namespace: "shop", name: "tuning", key: "memory" },
				},
			],
		},
	});
	// Of two risks one would have two totals.
	expect(report.totals).toMatchObject([{ oomRisk: 0.05, containers: 5, replicas: true, withCapacity: 5 }]);
});

test("one workload: its plot and its notes", async () => {
	const { out } = await plimsoll("deploy/web", "--oom-risk", "0.05");
	expect(out).toContain("HorizontalPodAutoscaler web");
	expect(out).toMatch(/⦵ LIMIT \d+Mi/);
	expect(out).not.toContain("cart");
});

test("as of a time before the kill, the kill is not counted", async () => {
	const { out } = await plimsoll("deploy/cart", "--at", "2026-11-21T11:57:59Z", "-o", "json");
	const [cart] = JSON.parse(out).recommendations;
	expect([cart.reasons.includes("oom-killed"), cart.workload.notes]).toEqual([false, []]);
});

test("a workload that is not there", async () => {
	const { code, err } = await plimsoll("deploy/none");
	expect({ code, out: err.includes("deploy/none") }).toEqual({ code: 3, out: true });
});

describe("what can be applied", () => {
	const patches = async (format: string) => (await plimsoll("--oom-risk", "0.05", "-o", format)).out;

	test("patch: a command each, with a strategic merge", async () => {
		const out = await patches("patch");
		const line = out.split("\n").find((text) => text.startsWith("kubectl patch deployment cart -n shop -p ")) ?? "";
		const patch = JSON.parse(line.slice(line.indexOf("'") + 1, -1));
		expect(patch.spec.template.spec.containers[0]).toMatchObject({ name: "app", resources: { limits: {} } });
		expect(out).toContain("# shop/Deployment/java/app: the setting is changed with it. JVM: set -XX:MaxRAMPercentage=");
		expect(out).toMatch(/"env":\[\{"name":"JAVA_TOOL_OPTIONS","value":"-XX:MaxRAMPercentage=[\d.]+"\}\]/);
		expect(out).toMatch(/# shop\/Deployment\/go\/app: together with this, Go: .* ConfigMap tuning \(memory\)/);
	});
	test("kustomize: a component", async () => {
		const component = load(await patches("kustomize")) as { kind: string; patches: { patch: string }[] };
		expect(component.kind).toBe("Component");
		expect(component.patches.map(({ patch }) => JSON.parse(patch).metadata.name)).toEqual([
			"cart",
			"go",
			"java",
			"web",
			"redis",
		]);
	});
	test("helm: the chart's own keys; what no release names is said", async () => {
		const out = await patches("helm");
		expect(load(out)).toMatchObject({
			master: { resources: { limits: { memory: expect.stringMatching(/^\d+Mi$/) } } },
		});
		expect(out).toContain("-n shop cache CHART");
		expect(out).toContain("# shop/Deployment/web/app: its labels name no Helm release");
	});
	test("vpa: bounds for memory, nothing else", async () => {
		const all: unknown[] = [];
		loadAll(await patches("vpa"), (one) => all.push(one));
		expect(all).toHaveLength(5);
		expect(all[0]).toMatchObject({ kind: "VerticalPodAutoscaler", spec: { targetRef: { name: "cart" } } });
	});
	test("resize: each running pod", async () => {
		const out = await patches("resize");
		expect(out).toMatch(/kubectl patch pod web-5d9c7-bbbbb -n shop --subresource resize -p '/);
		expect(out).toContain("# shop/StatefulSet/redis: its memory limit goes down");
	});
});

test("a container that its template does not have is sized, and no patch gives it to the template", async () => {
	const mesh = await mkdtemp(join(tmpdir(), "size-mesh-"));
	try {
		const web = pod("web-5d9c7-aaaaa", ["ReplicaSet", "web-5d9c7", "5d9c7"], memory("512Mi", "1Gi"));
		const [app] = web.spec.containers;
		web.spec.containers = ["app", "istio-proxy"].map((name) => ({
			...(app as object),
			name,
		})) as typeof web.spec.containers;
		const items = [web, workload("Deployment", "web")];
		await writeFile(join(mesh, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		const of = (name: string) =>
			rows().replaceAll("web-5d9c7-aaaaa/app", `web-5d9c7-aaaaa/${name}`).split("\n").slice(1);
		const lines = ["app", "istio-proxy"].flatMap((name) => of(name).filter((row) => row.includes(`aaaaa/${name}`)));
		await writeFile(join(mesh, "memory.csv"), `series,t,bytes,capacity,start\n${lines.join("\n")}\n`);
		const size = async (format: string) => {
			const argv = ["size", "-A", "--from", mesh, "--at", "2026-11-21T12:00:00Z", "--oom-risk", "0.05", "-o", format];
			return (await runMain(argv)).out;
		};
		const { recommendations } = JSON.parse(await size("json"));
		const kinds = recommendations.map(
			({ workload: { container, notes } }: { workload: { container: string; notes: { kind: string }[] } }) => [
				container,
				notes.map(({ kind }) => kind),
			],
		);
		expect(kinds).toEqual([
			["app", []],
			["istio-proxy", ["injected"]],
		]);
		const patch = await size("patch");
		expect(patch).toContain(
			"# shop/Deployment/web/istio-proxy: left out, the workload's own template does not have it",
		);
		expect(patch).toContain('"containers":[{"name":"app"');
		expect(patch).not.toContain('"name":"istio-proxy"');
	} finally {
		await rm(mesh, { recursive: true });
	}
});

test("a limit that was raised in place since the kill is not asked to be raised again", async () => {
	const resized = await mkdtemp(join(tmpdir(), "size-resized-"));
	try {
		const last = {
			...LOOP.lastState.terminated,
			finishedAt: "2026-11-14T12:00:00Z",
			startedAt: "2026-11-07T12:00:00Z",
		};
		const running = { restartCount: 1, state: { running: {} }, lastState: { terminated: last } };
		const items = [
			pod("cart-77f8b-ccccc", ["ReplicaSet", "cart-77f8b", "77f8b"], memory("128Mi", "512Mi"), running),
			workload("Deployment", "cart"),
		];
		await writeFile(join(resized, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		const size = async (raised: number) => {
			const lines = Array.from({ length: 14 * 288 }, (_, i) => {
				const t = NOW / 1000 - 14 * 86_400 + i * 300;
				const use = i < 7 * 288 ? 150 + (100 * i) / (7 * 288) : 180 + (i % 7);
				return `shop/cart-77f8b-ccccc/app,${t},${use * MI},${(i < raised ? 256 : 512) * MI},`;
			});
			await writeFile(join(resized, "memory.csv"), `series,t,bytes,capacity,start\n${lines.join("\n")}\n`);
			const argv = [
				"size",
				"-A",
				"--from",
				resized,
				"--at",
				"2026-11-21T12:00:00Z",
				"--oom-risk",
				"0.05",
				"-o",
				"json",
			];
			const { recommendations } = JSON.parse((await runMain(argv)).out);
			return recommendations[0];
		};
		const since = await size(7 * 288 + 3);
		expect(since.reasons).not.toContain("oom-killed");
		expect(since.workload.notes).toContainEqual({ kind: "oom-kills", kills: 1, limit: 256 * MI, factor: 1.2 });
		expect(since.limit).toBeGreaterThanOrEqual(1.2 * 256 * MI);
		expect(since.limit).toBeLessThanOrEqual(512 * MI);
		const before = await size(0);
		expect(before.reasons).toContain("oom-killed");
		expect(before.limit).toBeGreaterThanOrEqual(1.2 * 512 * MI);
	} finally {
		await rm(resized, { recursive: true });
	}
});
