import { describe, expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import type { NodeSeen } from "./facts.ts";
import { judgePressure } from "./index.ts";
import { outlookOf } from "./outlook.ts";
import {
	config,
	container,
	critical,
	facts,
	GI,
	MI,
	node,
	pod,
	requesting,
	seen,
	series,
	stats,
} from "./pressure.fixture.ts";
import { growthOf } from "./trend.ts";

/** The findings of one rule over these nodes. */
function judge(rule: string, ...nodes: Partial<NodeSeen>[]): Finding[] {
	return judgePressure(nodes.map((one) => outlookOf(seen(one)))).filter((finding) => finding.rule === rule);
}

/** Severity and the nodes it holds for; null when the rule is silent. */
function verdict(rule: string, ...nodes: Partial<NodeSeen>[]) {
	const [finding] = judge(rule, ...nodes);
	return finding === undefined ? null : [finding.severity, "nodes" in finding.params ? finding.params.nodes : null];
}

const used = (share: number, change = {}) =>
	stats({}, { workingSet: share * 16 * GI, available: (1 - share) * 16 * GI, ...change });

describe("pressure/no-reservation", () => {
	const nothing = config({ systemReserved: {} });
	const tight = node("node-1", { memoryAllocatable: 16 * GI - 100 * MI });
	test.each<[string, Partial<NodeSeen>, unknown]>([
		["neither reserves", { config: nothing }, ["info", ["node-1"]]],
		["the node is nearly full", { config: nothing, stats: used(0.8) }, ["warning", ["node-1"]]],
		[
			"nearly all requested, use not known",
			{ config: nothing, pods: [requesting("a", 13 * GI)] },
			["warning", ["node-1"]],
		],
		["concluded from allocatable", { node: tight }, ["info", ["node-1"]]],
		[
			"the kubelet's own daemons have some",
			{ config: config({ systemReserved: {}, kubeReserved: { memory: "1Gi" } }) },
			null,
		],
		["the system has some", { config: config() }, null],
		["more than the threshold is kept back", { node: node() }, null],
		["capacity not known", { node: node("n", { memoryCapacity: null }) }, null],
		["allocatable not known", { node: node("n", { memoryAllocatable: null }) }, null],
	])("%s", (_, given, expected) => {
		expect(verdict("pressure/no-reservation", given)).toEqual(expected);
	});

	test("one finding for all nodes, the fullest first; what was read is surer than what was concluded", () => {
		const findings = judge(
			"pressure/no-reservation",
			{ node: node("a"), config: nothing, stats: used(0.1) },
			{ node: node("b"), config: nothing, stats: used(0.5) },
			{ node: node("c"), config: config() },
		);
		expect(findings).toHaveLength(1);
		expect(findings[0]).toMatchObject({ subject: { node: "b" }, params: { nodes: ["b", "a"], confirmed: true } });
		expect(findings[0]?.confidence).toBeGreaterThan(
			judge("pressure/no-reservation", { node: tight })[0]?.confidence ?? 1,
		);
	});
});

describe("pressure/threshold-too-low", () => {
	const jump = (perMinute: number) => growthOf(series(600, (i) => GI + (i > 300 ? perMinute : 0)));
	test.each<[string, Partial<NodeSeen>, unknown]>([
		[
			"no threshold for memory",
			{ config: config({ evictionHard: { "nodefs.available": "5%" } }) },
			["warning", ["node-1"]],
		],
		["switched off", { config: config({ evictionHard: { "memory.available": "0%" } }) }, ["warning", ["node-1"]]],
		[
			"outgrown: 10Mi a second, 210Mi before anything is evicted",
			{ config: config(), growth: jump(600 * MI) },
			["info", ["node-1"]],
		],
		[
			"outgrown on a full node",
			{ config: config(), growth: jump(600 * MI), stats: used(0.85) },
			["warning", ["node-1"]],
		],
		["not outgrown: 4Mi a second", { config: config(), growth: jump(240 * MI) }, null],
		[
			"a percentage that suffices",
			{ config: config({ evictionHard: { "memory.available": "5%" } }), growth: jump(600 * MI) },
			null,
		],
		["no series", { config: config() }, null],
		["configuration not read", { growth: jump(600 * MI) }, null],
	])("%s", (_, given, expected) => {
		expect(verdict("pressure/threshold-too-low", given)).toEqual(expected);
	});
});

describe("pressure/limits-overcommitted", () => {
	test.each<[string, Partial<NodeSeen>, unknown]>([
		["twice the node", { pods: [requesting("a", GI, 14 * GI), requesting("b", GI, 14 * GI)] }, ["info", ["node-1"]]],
		[
			"and the node nearly full",
			{ pods: [requesting("a", GI, 14 * GI), requesting("b", GI, 14 * GI)], stats: used(0.85) },
			["warning", ["node-1"]],
		],
		["a little more than the node", { pods: [requesting("a", GI, 10 * GI), requesting("b", GI, 10 * GI)] }, null],
		["one alone is more than pods may have", { pods: [requesting("a", GI, 15.5 * GI)] }, ["info", ["node-1"]]],
		["no limits", { pods: [requesting("a", GI), pod("b")] }, null],
		["ended pods do not count", { pods: [requesting("a", GI, 40 * GI, { phase: "Succeeded" })] }, null],
		["capacity not known", { node: node("n", { memoryCapacity: null }), pods: [requesting("a", GI, 40 * GI)] }, null],
	])("%s", (_, given, expected) => {
		expect(verdict("pressure/limits-overcommitted", given)).toEqual(expected);
	});

	test("a pod's own limit stands for its containers'", () => {
		const shared = pod("a", [container("x"), container("y", { memoryLimit: GI })], { memoryLimit: 2 * GI });
		expect(facts({ pods: [shared] }).outlook.memory).toMatchObject({ limits: 2 * GI, unlimited: 0 });
	});
});

describe("pressure/best-effort-beside-database", () => {
	const database = (image: string, change = {}) => pod("db-0", [container("db", { image, memoryRequest: GI })], change);
	const with_ = (...pods: NodeSeen["pods"]) => ({ pods });
	test.each<[string, Partial<NodeSeen>, boolean]>([
		["postgres", with_(database("postgres:16"), pod("job")), true],
		["a mirror's name, a digest", with_(database("reg.example:5000/bitnami/postgresql@sha256:ab"), pod("job")), true],
		["an Apecloud MySQL", with_(database("docker.io/apecloud/mysql:8.0"), pod("job")), true],
		["redis with a suffix", with_(database("redis-sentinel:7"), pod("job")), true],
		["an exporter is no database", with_(database("prom/mysqld-exporter:v0.15"), pod("job")), false],
		["an operator is none", with_(database("quay.io/strimzi/kafka-operator:1"), pod("job")), false],
		["a web server is none", with_(database("nginx:1"), pod("job")), false],
		["everybody has a request", with_(database("postgres:16"), requesting("web", GI)), false],
		[
			"the system's own",
			with_(database("postgres:16"), pod("kube-proxy", [container()], { namespace: "kube-system" })),
			false,
		],
		[
			"a database without a request is itself best-effort",
			with_(pod("db", [container("db", { image: "postgres:16" })]), pod("job")),
			false,
		],
		["an ended pod", with_(database("postgres:16"), pod("job", [container()], { phase: "Failed" })), false],
		["the control plane's etcd", with_(database("registry.k8s.io/etcd:3.6", { isStatic: true }), pod("job")), false],
	])("%s", (_, given, expected) => {
		expect(verdict("pressure/best-effort-beside-database", given) !== null).toBe(expected);
	});
});

describe("pressure/swap", () => {
	const swap = (swapBehavior: string, share: number, failSwapOn = false): Partial<NodeSeen> => ({
		config: config({ failSwapOn, swapBehavior }),
		stats: used(0.5, { swapUsed: share * 8 * GI, swapAvailable: (1 - share) * 8 * GI }),
	});
	test.each<[string, Partial<NodeSeen>, unknown]>([
		["limited", swap("LimitedSwap", 0.1), ["info", "limited"]],
		["limited and heavily used", swap("LimitedSwap", 0.6), ["warning", "limited"]],
		["unlimited", swap("UnlimitedSwap", 0), ["warning", "unlimited"]],
		["daemons only", swap("", 0.1), ["info", "tolerated"]],
		["said so", swap("NoSwap", 0.1), ["info", "tolerated"]],
		["not allowed", swap("LimitedSwap", 0.1, true), null],
		[
			"allowed, but there is none",
			{ config: config({ failSwapOn: false }), stats: used(0.5, { swapUsed: 0, swapAvailable: 0 }) },
			null,
		],
		["allowed, not known whether there is any", { config: config({ failSwapOn: false }) }, null],
		["configuration not read", { stats: used(0.5, { swapUsed: GI, swapAvailable: GI }) }, null],
	])("%s", (_, given, expected) => {
		const [finding] = judge("pressure/swap", given);
		expect(finding?.rule === "pressure/swap" ? [finding.severity, finding.params.setting] : null).toEqual(expected);
	});
});

describe("pressure/all-replicas-on-one-node", () => {
	const replica = (name: string, kind = "StatefulSet") =>
		pod(name, [container()], { owner: { kind, name: "redis", uid: "r" } });
	const empty = { node: node("node-2") };
	const tainted = { node: node("node-2", { taints: [{ key: "dedicated", effect: "NoSchedule", since: null }] }) };
	test.each<[string, Partial<NodeSeen>[], boolean]>([
		["both here, another node free", [{ pods: [replica("a"), replica("b")] }, empty], true],
		["spread", [{ pods: [replica("a")] }, { ...empty, pods: [replica("b")] }], false],
		["one replica", [{ pods: [replica("a")] }, empty], false],
		["one node", [{ pods: [replica("a"), replica("b")] }], false],
		["no other node takes pods", [{ pods: [replica("a"), replica("b")] }, tainted], false],
		["a Job's pods do not stand for each other", [{ pods: [replica("a", "Job"), replica("b", "Job")] }, empty], false],
		["nor a workflow's", [{ pods: [replica("a", "Workflow"), replica("b", "Workflow")] }, empty], false],
		["nor a training's", [{ pods: [replica("a", "PyTorchJob"), replica("b", "PyTorchJob")] }, empty], false],
		["an operator's do", [{ pods: [replica("a", "StrimziPodSet"), replica("b", "StrimziPodSet")] }, empty], true],
		["the second one has ended", [{ pods: [replica("a"), { ...replica("b"), phase: "Failed" }] }, empty], false],
	])("%s", (_, nodes, expected) => {
		expect(judge("pressure/all-replicas-on-one-node", ...nodes)).toHaveLength(expected ? 1 : 0);
	});
});

describe("pressure/critical-before-unimportant", () => {
	const dns = critical("dns", [container("app", { memoryRequest: 70 * MI })]);
	test.each<[string, NodeSeen["pods"], unknown]>([
		["somewhere before a Guaranteed one", [pod("job"), dns, requesting("web", GI, GI)], ["info", 2, "web"]],
		["the very first", [dns, requesting("web", GI, GI)], ["warning", 1, "web"]],
		[
			"the least important one is named",
			[dns, requesting("web", GI, GI), requesting("batch", 2 * GI, 2 * GI, { priority: -10 })],
			["warning", 1, "batch"],
		],
		[
			"spared as node-critical",
			[
				critical("proxy", undefined, { priorityClass: "system-node-critical", priority: 2_000_001_000 }),
				requesting("web", GI),
			],
			null,
		],
		["after all others", [pod("job"), dns], null],
		[
			"only another critical one comes later",
			[dns, critical("dns-2", [container("app", { memoryRequest: GI })])],
			null,
		],
		["nobody critical", [pod("job"), requesting("web", GI, GI)], null],
		[
			"a static pod without a class",
			[pod("apiserver", undefined, { isStatic: true, priority: 5 }), requesting("web", GI)],
			["warning", 1, "web"],
		],
	])("%s", (_, pods, expected) => {
		const [finding] = judge("pressure/critical-before-unimportant", { pods });
		const told =
			finding?.rule === "pressure/critical-before-unimportant"
				? [finding.severity, finding.params.kernelRank, finding.params.unimportant.pod]
				: null;
		expect(told).toEqual(expected);
	});

	test("one finding a workload, for the node where it stands foremost", () => {
		const owner = { kind: "DaemonSet", name: "dns", uid: "d" };
		const dnsOn = (name: string) => critical(name, [container("app", { memoryRequest: 70 * MI })], { owner });
		const [behind, foremost, last] = [
			{ node: node("a"), pods: [pod("job"), dnsOn("dns-a"), requesting("web", GI, GI)] },
			{ node: node("b"), pods: [dnsOn("dns-b"), requesting("web", GI, GI)] },
			{ node: node("c"), pods: [pod("job"), dnsOn("dns-c"), requesting("web", GI, GI)] },
		];
		expect(judge("pressure/critical-before-unimportant", behind, foremost, last)).toMatchObject([
			{
				severity: "warning",
				confidence: 0.7,
				subject: { node: "b" },
				params: { kernelRank: 1, nodes: ["a", "b", "c"] },
			},
		]);
	});

	test.each<[string, number | null, number | null, unknown[]]>([
		["what it uses is to be requested", 70, 200, [[200 * MI, "low"]]],
		["also where nothing is requested", null, 200, [[200 * MI, "low"]]],
		["it requests what it uses", 200, 150, []],
		["its use is not known", 70, null, []],
	])("%s", (_, request, use, expected) => {
		const owner = { kind: "DaemonSet", name: "dns", uid: "d" };
		const memoryRequest = request === null ? null : request * MI;
		const dns = critical("dns", [container("app", { memoryRequest })], { owner });
		const { pods, ...measured } = stats(use === null ? { web: 100 * MI } : { dns: use * MI, web: 100 * MI });
		const [finding] = judge("pressure/critical-before-unimportant", {
			pods: [dns, requesting("web", GI, GI)],
			stats: {
				...measured,
				pods: pods.map((one) => ({ ...one, namespace: one.name === "dns" ? dns.namespace : "shop" })),
			},
		});
		expect(finding?.remedies.map(({ value, risk }) => [value, risk])).toEqual(expected);
	});

	test("one finding a workload, whatever the number of nodes", () => {
		const owner = { kind: "DaemonSet", name: "agent", uid: "d" };
		const agent = critical("agent", undefined, { owner });
		const nodes = ["a", "b", "c"].map((name) => ({ node: node(name), pods: [agent, requesting("web", GI)] }));
		const [finding, ...others] = judge("pressure/critical-before-unimportant", ...nodes);
		expect(others).toEqual([]);
		expect(finding?.params).toMatchObject({ workload: { kind: "DaemonSet", name: "agent" }, nodes: ["a", "b", "c"] });
	});
});

test("an ordinary, well-kept node has nothing to say", () => {
	const pods = [requesting("web", GI, 2 * GI), requesting("db", 2 * GI, 2 * GI)];
	const given = { pods, config: config({ evictionHard: { "memory.available": "500Mi" } }), stats: used(0.4) };
	expect(judgePressure([facts(given)])).toEqual([]);
});

test("nothing known is nothing said", () => {
	expect(judgePressure([facts({ node: node("n", { memoryCapacity: null, memoryAllocatable: null }) })])).toEqual([]);
	expect(judgePressure([])).toEqual([]);
});
