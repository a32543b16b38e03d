import { describe, expect, test } from "vitest";
import type { Finding } from "../../../model/finding.ts";
import type { Pod } from "../../../model/pod.ts";
import { outlookOf } from "../outlook.ts";
import { container, GI, NOON, node, pod } from "../pressure.fixture.ts";
import type { AwayFacts } from "./facts.ts";
import { judgeAway } from "./index.ts";

const READY = [{ type: "Ready", status: "True", reason: "KubeletReady", message: "", since: NOON - 3_600_000 }];
const UNKNOWN = [{ type: "Ready", status: "Unknown", reason: "NodeStatusUnknown", message: "", since: NOON - 600_000 }];

interface Made {
	name: string;
	roles?: string[];
	conditions?: typeof READY;
	pods?: Pod[];
	available?: number;
}

function facts({ name, roles = [], conditions = READY, pods = [], available = 4 * GI }: Made) {
	const none = { usage: null, rss: null, swapUsed: null, swapAvailable: null };
	const memory = { at: NOON, workingSet: 16 * GI - available, available, ...none };
	const stats = { node: name, memory, systemContainers: [], pods: [] };
	return outlookOf({ node: node(name, { roles, conditions }), pods, stats, config: null, growth: null });
}

const server = (name: string, more: Partial<Made> = {}) => facts({ name, roles: ["control-plane"], ...more });
const agent = (name: string, more: Partial<Made> = {}) => facts({ name, ...more });
const etcd = (name: string) => ({ ...pod(`etcd-${name}`), isStatic: true });
const growing = (rule: string, bytesPerHour: number, name = "agent-1") =>
	({
		rule,
		severity: "warning",
		confidence: 0.9,
		subject: { kind: "Node", name, node: name, container: "k3s" },
		params: { bytesPerHour },
		evidence: [],
		remedies: [],
	}) as unknown as Finding;
const replica = (name: string, change: Partial<Pod> = {}, image = "web:1") =>
	pod(name, [container("main", { image })], {
		owner: { kind: "StatefulSet", name: "db", uid: "db" },
		...change,
	});
const CRITICAL = { priorityClass: "system-cluster-critical" };

function judged(change: Partial<AwayFacts>) {
	return judgeAway({
		nodes: [],
		renewals: null,
		guarded: null,
		churn: {},
		outage: 12 * 3600,
		at: NOON,
		findings: [],
		...change,
	});
}

describe("what is found", () => {
	test.each<[string, Partial<AwayFacts>, string[]]>([
		["nothing known, nothing said", {}, []],
		["one server", { nodes: [server("s-1"), agent("a-1")] }, ["pressure/control-plane-single warning"]],
		["a cluster of one node", { nodes: [server("s-1")] }, []],
		["a managed control plane", { nodes: [agent("a-1"), agent("a-2")] }, []],
		["three servers", { nodes: [server("s-1"), server("s-2"), server("s-3"), agent("a-1")] }, []],
		[
			"three servers, one of which holds all of etcd",
			{ nodes: [server("s-1", { pods: [etcd("s-1")] }), server("s-2"), server("s-3"), agent("a-1")] },
			["pressure/control-plane-single warning"],
		],
		[
			"three members of etcd",
			{ nodes: [...["s-1", "s-2", "s-3"].map((name) => server(name, { pods: [etcd(name)] })), agent("a-1")] },
			[],
		],
		[
			"a Lease of ten minutes ago",
			{ nodes: [agent("a-1")], renewals: new Map([["a-1", NOON - 600_000]]) },
			["pressure/node-disconnected error"],
		],
		["a Lease of ten seconds ago", { nodes: [agent("a-1")], renewals: new Map([["a-1", NOON - 10_000]]) }, []],
		[
			"unknown to the node controller",
			{ nodes: [agent("a-1", { conditions: UNKNOWN })] },
			["pressure/node-disconnected error"],
		],
		[
			"k3s fills the node in four hours",
			{ nodes: [agent("agent-1")], findings: [growing("leak/daemon", GI)] },
			["pressure/outage-headroom warning"],
		],
		["k3s fills the node in forty", { nodes: [agent("agent-1")], findings: [growing("leak/daemon", GI / 10)] }, []],
		[
			"k3s fills the node in forty, and two days are wanted",
			{ nodes: [agent("agent-1")], findings: [growing("leak/daemon", GI / 10)], outage: 2 * 86_400 },
			["pressure/outage-headroom warning"],
		],
		[
			"k3s fills the node in four, and one hour is wanted",
			{ nodes: [agent("agent-1")], findings: [growing("leak/daemon", GI)], outage: 3600 },
			[],
		],
		["another node's k3s grows", { nodes: [agent("agent-1")], findings: [growing("leak/daemon", GI, "agent-2")] }, []],
		[
			"the server's own k3s grows",
			{
				nodes: [server("agent-1"), server("s-2"), server("s-3"), agent("a-1")],
				findings: [growing("leak/daemon", GI)],
			},
			[],
		],
		[
			"a replicated database without a budget",
			{
				nodes: [agent("a-1", { pods: [replica("db-0", {}, "postgres:16"), replica("db-1", {}, "postgres:16")] })],
				guarded: new Set(),
			},
			["pressure/no-disruption-budget info"],
		],
		[
			"cluster-critical without a budget",
			{ nodes: [agent("a-1", { pods: [replica("db-0", CRITICAL), replica("db-1", CRITICAL)] })], guarded: new Set() },
			["pressure/no-disruption-budget info"],
		],
		[
			"guarded",
			{
				nodes: [agent("a-1", { pods: [replica("db-0", CRITICAL), replica("db-1", CRITICAL)] })],
				guarded: new Set(["StatefulSet/shop/db"]),
			},
			[],
		],
		["a single one", { nodes: [agent("a-1", { pods: [replica("db-0", CRITICAL)] })], guarded: new Set() }, []],
		[
			"no key workload",
			{ nodes: [agent("a-1", { pods: [replica("db-0"), replica("db-1")] })], guarded: new Set() },
			[],
		],
		[
			"budgets not known",
			{ nodes: [agent("a-1", { pods: [replica("db-0", CRITICAL), replica("db-1", CRITICAL)] })] },
			[],
		],
		["ten namespaces an hour", { churn: { namespaces: { perHour: 10, complete: true } } }, ["pressure/churn info"]],
		["ten by their ages alone, as in a new cluster", { churn: { namespaces: { perHour: 10, complete: false } } }, []],
		["one namespace an hour", { churn: { namespaces: { perHour: 1, complete: true } } }, []],
		[
			"ten, and an agent grows",
			{ churn: { namespaces: { perHour: 10, complete: true } }, findings: [growing("leak/daemon", 1000)] },
			["pressure/churn warning"],
		],
	])("%s", (_, change, expected) => {
		expect(judged(change).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(expected);
	});
});

test("at this slope the agents last 5 h 40 min, and growth while cut off goes before growth now", () => {
	const nodes = [agent("agent-1", { available: 4 * GI })];
	const slope = (4 * GI) / (5 + 40 / 60);
	const [found] = judged({
		nodes,
		findings: [growing("leak/daemon", 1000), growing("leak/while-disconnected", slope)],
	});
	expect(found?.params).toMatchObject({ seconds: 5 * 3600 + 40 * 60, daemon: "k3s", available: 4 * GI });
});

test("what was counted is told, where what is known by its ages alone is not", () => {
	const churn = { namespaces: { perHour: 10, complete: false }, pods: { perHour: 400, complete: true } };
	const pods = { kind: "pods", perHour: 400, complete: true };
	expect(judged({ churn })).toMatchObject([
		{ subject: { name: "pods" }, confidence: 0.95, params: { rates: [pods], growing: [] } },
	]);
	const namespaces = { kind: "namespaces", perHour: 10, complete: false };
	expect(judged({ churn, findings: [growing("leak/daemon", 1000)] })).toMatchObject([
		{
			subject: { name: "namespaces" },
			confidence: 0.8,
			params: { rates: [namespaces, pods], growing: ["agent-1/k3s"] },
		},
	]);
});

test.each<[string, string, string, string[]]>([
	["an operator that grows", "leak/steady", "cert-manager-7d9", ["shop/cert-manager-7d9"]],
	["an application that grows", "leak/steady", "web-7d9", []],
	["an application that grows with what comes and goes", "leak/driven", "web-7d9", ["shop/web-7d9"]],
	["an operator that was killed", "death/container-limit", "cert-manager-7d9", []],
])("who watches: %s", (_, rule, name, expected) => {
	const one = growing(rule, 1000);
	const finding = { ...one, subject: { kind: "Pod", namespace: "shop", name, container: "main" } } as Finding;
	const [found] = judged({ churn: { pods: { perHour: 400, complete: true } }, findings: [finding] });
	expect(found?.params).toMatchObject({ growing: expected });
});

test("nodes that fell silent are told from the longest on, with what tells of it", () => {
	const renewals = new Map([
		["a-1", NOON - 61_000],
		["a-2", NOON - 3_600_000],
		["a-3", NOON - 60_000],
	]);
	const nodes = [
		agent("a-1"),
		agent("a-2", { conditions: UNKNOWN }),
		agent("a-3"),
		agent("a-4", { conditions: UNKNOWN }),
	];
	const [found] = judged({ nodes, renewals });
	expect(found?.params).toEqual({ nodes: ["a-2", "a-4", "a-1"], of: 4, silentSeconds: 3600 });
	expect(found?.evidence.map(({ at, value }) => [at, value])).toEqual([
		[NOON - 3_600_000, "last renewed"],
		[NOON - 600_000, "Ready Unknown NodeStatusUnknown"],
	]);
});
