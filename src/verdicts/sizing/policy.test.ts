import { describe, expect, test } from "vitest";
import type { Node } from "../../model/node.ts";
import type { LimitRangeItem, Policies, VerticalAutoscaler } from "../../model/policies.ts";
import type { ContainerFacts } from "./facts.ts";
import { allowedRequest, limitBound, withDefaults } from "./policy.ts";
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
