import { describe, expect, test } from "vitest";
import type { Node } from "../../model/node.ts";
import type { ContainerRole } from "../../model/pod.ts";
import type {
	LimitRangeItem,
	MemoryAutoscaler,
	MemoryQuota,
	Policies,
	VerticalAutoscaler,
} from "../../model/policies.ts";
import type { Recommendation } from "../../model/recommendation.ts";
import type { ContainerFacts, PodContainer } from "./facts.ts";
import { allowedRequest, governed, limitBound, podOf, withDefaults } from "./policy.ts";
import { MI } from "./series.fixture.ts";

const NONE: Policies = { limitRanges: [], quotas: [], autoscalers: [], verticalAutoscalers: [] };
const facts = (over: Partial<ContainerFacts> = {}) =>
	({
		workload: { kind: "Deployment", namespace: "shop", name: "web" },
		...{ container: "app", request: null, limit: null, declared: null },
		...over,
	}) as ContainerFacts;
const range = (over: Partial<LimitRangeItem>): LimitRangeItem => ({
	...{ namespace: "shop", name: "bounds", type: "Container", min: null, max: null },
	...{ defaultLimit: null, defaultRequest: null, ratio: null },
	...over,
});
const node = (name: string, allocatable: number | null) =>
	({ name, memoryAllocatable: allocatable === null ? null : allocatable * MI }) as Node;

/** In MiB: whose bound it is. */
test.each<[string, Partial<LimitRangeItem>[], Node[], string | null, number?]>([
	["nothing is known", [], [], null],
	["what a node can give is not known", [], [node("a", null)], null],
	["the largest node", [], [node("a", 100), node("b", 300), node("c", 200)], "b", 300],
	[
		"the lowest maximum",
		[{ max: 90 * MI }, { name: "low", max: 50 * MI }, { max: 70 * MI }],
		[node("a", 100)],
		"low",
		50,
	],
	["a maximum without nodes", [{ max: 90 * MI }], [], "bounds", 90],
	["a maximum as large as the node", [{ max: 100 * MI }], [node("a", 100)], "bounds", 100],
	["a maximum above any node", [{ max: 200 * MI }], [node("a", 100)], "a", 100],
	["of another namespace", [{ max: 50 * MI, namespace: "pay" }], [node("a", 100)], "a", 100],
	["of pods", [{ max: 50 * MI, type: "Pod" }], [node("a", 100)], "a", 100],
	["of nothing", [{}], [node("a", 100)], "a", 100],
])("the bound of a limit: %s", (_, ranges, nodes, object, mebi = 0) => {
	const found = limitBound(facts(), { ...NONE, limitRanges: ranges.map(range) }, nodes);
	expect(found && [found.object, found.bytes]).toEqual(object === null ? null : [object, mebi * MI]);
});

describe("a namespace's defaults", () => {
	const both = { defaultLimit: 4 * MI, defaultRequest: 2 * MI };
	const own = { limit: 9 * MI, request: 8 * MI };
	test.each<
		[string, Partial<ContainerFacts>, Partial<LimitRangeItem>, { limit: number | null; request: number | null }]
	>([
		["where nothing is set", {}, both, { limit: 4 * MI, request: 2 * MI }],
		["of limits alone", {}, { defaultLimit: 4 * MI }, { limit: 4 * MI, request: null }],
		["of requests alone", {}, { defaultRequest: 2 * MI }, { limit: null, request: 2 * MI }],
		["of another namespace", {}, { ...both, namespace: "pay" }, { limit: null, request: null }],
		["of pods", {}, { ...both, type: "Pod" }, { limit: null, request: null }],
		["a limit of its own is its request too", { limit: 9 * MI }, both, { limit: null, request: null }],
		["beside a request of its own", { request: 8 * MI }, both, { limit: 4 * MI, request: null }],
		["what is set stays", own, both, { limit: null, request: null }],
		[
			"a template's own nought is no limit, and stays one",
			{ request: 0, declared: { limit: true, request: true } },
			both,
			{ limit: null, request: null },
		],
		["what a template lacks", { declared: { limit: false, request: false } }, both, { limit: 4 * MI, request: 2 * MI }],
		[
			"as a pod shows them, which its template does not have",
			{ limit: 4 * MI, request: 2 * MI, declared: { limit: false, request: false } },
			both,
			{ limit: 4 * MI, request: 2 * MI },
		],
		[
			"as a pod shows others, of a day when they were others",
			{ ...own, declared: { limit: false, request: false } },
			both,
			{ limit: null, request: null },
		],
		[
			"which a template happens to have as well",
			{ limit: 4 * MI, request: 2 * MI, declared: { limit: true, request: true } },
			both,
			{ limit: null, request: null },
		],
	])("%s", (_, over, item, { limit, request }) => {
		const given = facts(over);
		const { facts: found, notes } = withDefaults(given, { ...NONE, limitRanges: [range(item)] });
		expect([found.limit, found.request]).toEqual([given.limit ?? limit, given.request ?? request]);
		const told = limit !== null || request !== null;
		expect(notes).toEqual(told ? [{ kind: "limit-range-default", object: "bounds", limit, request }] : []);
	});
	/** Of which range the limit and the request are, and how many MiB. */
	test.each<[string, Partial<ContainerFacts>, Partial<LimitRangeItem>[], (string | number)[][]]>([
		[
			"one gives a request alone, the next the limit it lacks",
			{},
			[
				{ name: "a", defaultRequest: 2 * MI },
				{ name: "b", defaultLimit: 8 * MI, defaultRequest: 6 * MI },
			],
			[
				["a", "request", 2],
				["b", "limit", 8],
			],
		],
		[
			"what the first gives stays",
			{},
			[
				{ name: "a", ...both },
				{ name: "b", defaultLimit: 8 * MI, defaultRequest: 6 * MI },
			],
			[
				["a", "limit", 4],
				["a", "request", 2],
			],
		],
		[
			"the one that a pod shows, whichever came first when it was made",
			{ limit: 8 * MI, request: 6 * MI, declared: { limit: false, request: false } },
			[
				{ name: "a", ...both },
				{ name: "b", defaultLimit: 8 * MI, defaultRequest: 6 * MI },
			],
			[
				["b", "limit", 8],
				["b", "request", 6],
			],
		],
		[
			"a request of its own, and a limit of the second",
			{ request: 8 * MI },
			[
				{ name: "a", defaultRequest: 2 * MI },
				{ name: "b", ...both },
			],
			[["b", "limit", 4]],
		],
	])("of several ranges: %s", (_, over, items, expected) => {
		const given = facts(over);
		const { facts: found, notes } = withDefaults(given, { ...NONE, limitRanges: items.map(range) });
		const told = notes.flatMap((note) =>
			note.kind !== "limit-range-default"
				? []
				: (["limit", "request"] as const).flatMap((what) =>
						note[what] === null ? [] : [[note.object, what, note[what] / MI]],
					),
		);
		expect(told).toEqual(expected);
		for (const [, what, mebi] of expected) expect(found[what as "limit" | "request"]).toBe(Number(mebi) * MI);
	});
});

describe("what a VerticalPodAutoscaler allows", () => {
	const all = { container: "*", min: MI, max: 9 * MI };
	const scaler = (over: Partial<VerticalAutoscaler>): VerticalAutoscaler =>
		({
			...{ namespace: "shop", name: "vertical", target: { kind: "Deployment", name: "web" } },
			...{ mode: "Auto", on: [], off: [], allowed: [all] },
			...over,
		}) as VerticalAutoscaler;
	test.each<[string, Partial<VerticalAutoscaler>, [number | null, number | null] | null]>([
		["all", {}, [MI, 9 * MI]],
		["this one", { on: ["app"], allowed: [all, { container: "app", min: 2 * MI, max: null }] }, [2 * MI, null]],
		["nothing of this one", { on: ["app"] }, [null, null]],
		["but for this one", { off: ["app"] }, null],
		["none", { off: ["*"] }, null],
		["none but this one", { off: ["*"], on: ["app"] }, [null, null]],
		["another container", { off: ["sidecar"] }, [MI, 9 * MI]],
		["another namespace", { namespace: "pay" }, null],
		["another kind", { target: { kind: "StatefulSet", name: "web" } }, null],
		["another workload", { target: { kind: "Deployment", name: "api" } }, null],
	])("%s", (_, over, bounds) => {
		const found = allowedRequest(facts(), { ...NONE, verticalAutoscalers: [scaler(over)] });
		expect(found && [found.min, found.max]).toEqual(bounds);
	});
});

describe("what only the sizes of all containers together show", () => {
	interface Given {
		name?: string;
		container?: string;
		/** MiB, now and then. */
		limit?: readonly [number | null, number];
		request?: readonly [number | null, number];
		pods?: number;
		podRequest?: number;
		podLimit?: number;
		namespace?: string;
	}
	type InPod = [name: string, role: ContainerRole, limit: number, request: number];
	const mebi = (value: number | null | undefined) => (value == null ? null : value * MI);
	const sized = (given: Given, i: number) =>
		({
			oomRisk: 0.01,
			limit: mebi((given.limit ?? [null, 60])[1]),
			request: mebi((given.request ?? [null, 20])[1]),
			workload: {
				...{
					kind: "Deployment",
					namespace: given.namespace ?? "shop",
					name: given.name ?? "web",
					container: given.container ?? `app${i}`,
				},
				pods: Array.from({ length: given.pods ?? 1 }, (_, i) => `p${i}`),
				...{ limit: mebi(given.limit?.[0]), request: mebi(given.request?.[0]) },
				...{ podLimit: mebi(given.podLimit), podRequest: mebi(given.podRequest), notes: [] },
			},
		}) as unknown as Recommendation;
	const quota = (over: Partial<MemoryQuota>): MemoryQuota => ({
		...{ namespace: "shop", name: "quota", resource: "limits.memory", hard: 300 * MI, used: 200 * MI, scoped: false },
		...over,
	});
	/** With containers of the first pod that start before the others, in MiB. */
	const settled = (all: readonly Given[], policies: Partial<Policies>, before: readonly InPod[] = []) => {
		const given = all.map(sized);
		const pods = new Map<string, PodContainer[]>();
		for (const { workload } of given) {
			if (workload === undefined) continue;
			const { container: name, role = "main", limit: memoryLimit, request: memoryRequest } = workload;
			const first = before.map(([name, role, limit, request]) => ({
				...{ name, role, memoryLimit: limit * MI, memoryRequest: request * MI },
			}));
			const inPod = pods.get(podOf(workload)) ?? (pods.size === 0 ? first : []);
			const isThere = inPod.some((one) => one.name === name);
			pods.set(podOf(workload), isThere ? inPod : [...inPod, { name, role, memoryLimit, memoryRequest }]);
		}
		return governed(given, { ...NONE, ...policies }, pods);
	};
	/** Which container is told of what, and its figures in MiB. */
	const told = (all: readonly Given[], policies: Partial<Policies>, before: readonly InPod[] = []) =>
		settled(all, policies, before).flatMap(({ workload }, i) =>
			(workload?.notes ?? []).map((note) => [
				i,
				note.kind,
				Object.fromEntries(
					Object.entries(note).flatMap(([key, value]) => (typeof value === "number" ? [[key, value / MI]] : [])),
				),
			]),
		);

	test.each<[string, Partial<LimitRangeItem>, boolean]>([
		["above it", { max: 119 * MI }, true],
		["as much", { max: 120 * MI }, false],
		["of another namespace", { max: 119 * MI, namespace: "pay" }, false],
		["of containers", { max: 119 * MI, type: "Container" }, false],
		["without a maximum", {}, false],
	])("a pod's maximum: %s", (_, item, isTold) => {
		const limitRanges = [range({ type: "Pod", ...item })];
		const found = told([{}, {}], { limitRanges });
		expect(found).toEqual(isTold ? [[0, "limit-range-pod", { bytes: 119, sum: 120 }]] : []);
	});

	test.each<[string, Given, object | null]>([
		["none", {}, null],
		["a limit that is too low", { podLimit: 100 }, { limit: 120 }],
		["a limit that fits", { podLimit: 120 }, null],
		["a request that is too low", { podRequest: 30 }, { request: 40 }],
		["a request that fits", { podRequest: 40 }, null],
		["both, of which one fits", { podRequest: 40, podLimit: 100 }, { request: 40, limit: 120 }],
	])("a pod's own resources: %s", (_, of, needs) => {
		expect(told([of, of], {})).toEqual(needs === null ? [] : [[0, "pod-level", needs]]);
	});

	test.each<[string, Given[], object | null]>([
		["two that keep all of it", [{ limit: [null, 100] }, { limit: [null, 100] }], null],
		["one that keeps all of it, and one that needs little", [{ limit: [null, 100] }, { limit: [null, 60] }], null],
		[
			"one that keeps all of it, and one that needs nearly all",
			[{ limit: [null, 100] }, { limit: [null, 90] }],
			{ limit: 110 },
		],
		["one that needs more than all of it", [{ limit: [null, 140] }, { limit: [null, 60] }], { limit: 200 }],
		["one that has as much itself", [{ limit: [100, 100] }, { limit: [null, 60] }], { limit: 160 }],
	])("a pod's own limit of 100, of %s", (_, given, needs) => {
		const found = told(
			given.map((one) => ({ ...one, podLimit: 100 })),
			{},
		);
		expect(found).toEqual(needs === null ? [] : [[0, "pod-level", needs]]);
	});

	/** Containers that start before the one that is sized to 60 and 20: what the pod comes to with them, and of its own where it had 1. */
	test.each<[string, InPod[], { limit: number; request: number }]>([
		["an init container that needs less", [["i", "init", 60, 20]], { limit: 60, request: 20 }],
		["one that needs more", [["i", "init", 61, 25]], { limit: 61, request: 25 }],
		[
			"a sidecar before one that needs less",
			[
				["s", "sidecar", 40, 10],
				["i", "init", 50, 15],
			],
			{ limit: 100, request: 30 },
		],
		[
			"a sidecar before one that needs more",
			[
				["s", "sidecar", 40, 10],
				["i", "init", 61, 25],
			],
			{ limit: 101, request: 35 },
		],
		[
			"a sidecar after it",
			[
				["i", "init", 61, 25],
				["s", "sidecar", 40, 10],
			],
			{ limit: 100, request: 30 },
		],
	])("in a pod with %s", (_, before, { limit, request }) => {
		expect(told([{ podLimit: 1, podRequest: 1 }], {}, before)).toEqual([[0, "pod-level", { limit, request }]]);
		const most = (max: number) => ({ limitRanges: [range({ type: "Pod", max: max * MI })] });
		expect(told([{}], most(limit), before)).toEqual([]);
		expect(told([{}], most(limit - 1), before)).toEqual([[0, "limit-range-pod", { bytes: limit - 1, sum: limit }]]);
	});

	const scaler = (over: Partial<MemoryAutoscaler>): MemoryAutoscaler => ({
		...{ namespace: "shop", name: "hpa", target: { kind: "Deployment", name: "web" }, container: "", utilization: 80 },
		...over,
	});
	/** A pod of two containers, which request 100 and 20 today; at which of them it is told, and the target. */
	test.each<[string, Partial<MemoryAutoscaler>, [then: number, then: number], [at: number, to: number][]]>([
		["of the pod: the sum counts", {}, [40, 40], [[0, 120]]],
		["the sum stays", {}, [80, 40], []],
		["of one container", { container: "side" }, [40, 40], [[1, 40]]],
		["of the other", { container: "app0" }, [40, 40], [[0, 200]]],
		["of none of them", { container: "init" }, [40, 40], []],
		["of bytes", { utilization: null }, [40, 40], []],
		["of another workload", { target: { kind: "Deployment", name: "api" } }, [40, 40], []],
	])("a HorizontalPodAutoscaler: %s", (_, over, [app, side], expected) => {
		const pod = [
			{ request: [100, app] as const, limit: [null, 200] as const },
			{ request: [20, side] as const, limit: [null, 200] as const, container: "side" },
		];
		const all = settled(pod, { autoscalers: [scaler(over)] });
		const found = all.flatMap(({ workload }, i) =>
			(workload?.notes ?? []).flatMap((note) => (note.kind === "hpa" ? [[i, note.to]] : [])),
		);
		expect(found).toEqual(expected);
	});
	test.each([
		[7, 1371],
		[16, 600],
		[20_000, 1],
	])("a target of 80 %% for requests of %i in place of 120, rounded", (then, to) => {
		const [one] = settled([{ request: [120, then], limit: [null, 30_000] }], { autoscalers: [scaler({})] });
		expect(one?.workload?.notes).toEqual([{ kind: "hpa", object: "hpa", from: 80, to }]);
	});
	test("a HorizontalPodAutoscaler goes by a pod's own request", () => {
		const pod = [
			{ request: [null, 40] as const, podRequest: 160 },
			{ request: [null, 40] as const, container: "side", podRequest: 160 },
		];
		const all = settled(pod, { autoscalers: [scaler({})] });
		expect(all[0]?.workload?.notes).toContainEqual({ kind: "hpa", object: "hpa", from: 80, to: 160 });
	});
	test("a HorizontalPodAutoscaler does nothing where a container requests nothing", () => {
		const pod = [{ request: [100, 40] as const }, { container: "side" }];
		expect(told(pod, { autoscalers: [scaler({})] })).toEqual([]);
	});

	/** Whether a VerticalPodAutoscaler sets the container's memory itself. */
	test.each<[string, Partial<VerticalAutoscaler>, boolean]>([
		["in each mode", {}, true],
		["that is off", { mode: "Off" }, false],
		["that only sets what is made anew", { mode: "Initial" }, true],
		["that leaves this container alone", { off: ["app0"] }, false],
		["that leaves all others alone", { off: ["*"], on: ["app0"] }, true],
	])("a VerticalPodAutoscaler %s", (_, over, sets) => {
		const vertical = { namespace: "shop", name: "vpa", target: { kind: "Deployment", name: "web" }, mode: "Auto" };
		const one = { ...vertical, ...{ on: [], off: [], allowed: [] }, ...over } as VerticalAutoscaler;
		const [all] = settled([{}], { verticalAutoscalers: [one] });
		expect(all?.workload?.notes).toMatchObject([{ kind: "vpa", object: "vpa", sets }]);
		expect(settled([{}], { verticalAutoscalers: [{ ...one, namespace: "pay" }] })[0]?.workload?.notes).toEqual([]);
	});

	const grown: Given = { limit: [100, 160], request: [10, 70], pods: 2 };
	test.each<[string, Given[], Partial<MemoryQuota>, [at: number, hard: number, sum: number] | null, InPod[]?]>([
		["of limits, replicas counted", [grown], {}, [0, 300, 320]],
		["it holds just so much", [grown], { hard: 320 * MI }, null],
		["of requests", [grown], { resource: "requests.memory", hard: 319 * MI }, [0, 319, 320]],
		["what had no limit adds all of it", [{ limit: [null, 101] }], {}, [0, 300, 301]],
		["others give back as much", [grown, { name: "api", limit: [200, 100] }], {}, null],
		["told where most is added", [{ limit: [0, 10] }, { ...grown, name: "api" }], {}, [1, 300, 330]],
		["broken before, and nothing adds to it", [{ limit: [100, 90] }], { used: 400 * MI }, null],
		[
			"a pod's own limit counts once, and in place of its containers'",
			[
				{ limit: [null, 160], podLimit: 200, pods: 2 },
				{ limit: [null, 91], podLimit: 200, pods: 2 },
			],
			{},
			[0, 300, 302],
		],
		["what starts before needs as much already", [grown], { hard: 219 * MI }, null, [["i", "init", 160, 1]]],
		["or nearly as much", [grown], { hard: 219 * MI }, [0, 219, 220], [["i", "init", 150, 1]]],
		["broken before, and all stays", [{ limit: [100, 100] }], { used: 400 * MI }, null],
		[
			"told at the container that adds, not at the largest",
			[{ limit: [10, 150] }, { limit: [200, 190] }],
			{},
			[0, 300, 330],
		],
		["or at one that had none", [{ limit: [100, 160] }, { limit: [null, 80] }], {}, [1, 300, 340]],
		["told at the container that adds most", [{ limit: [50, 60] }, { limit: [50, 150] }], {}, [1, 300, 310]],
		["of another namespace", [grown], { namespace: "pay" }, null],
		["of some pods alone", [grown], { scoped: true }, null],
		["not counted yet", [grown], { used: null }, null],
	])("a quota: %s", (_, all, over, found, before = []) => {
		const [at, hard, sum] = found ?? [];
		const quotas = told(all, { quotas: [quota(over)] }, before).filter(([, kind]) => kind === "quota");
		expect(quotas).toEqual(found === null ? [] : [[at, "quota", { hard, sum }]]);
	});
	test("one container is told of all that governs it", () => {
		const limitRanges = [range({ type: "Pod", max: 100 * MI })];
		const kinds = told([grown], { quotas: [quota({})], limitRanges }).map(([, kind]) => kind);
		expect(kinds).toEqual(["limit-range-pod", "quota"]);
	});
});
