import { expect, test } from "vitest";
import { filled, observeNode, worstFirst } from "./evidence.ts";
import type { NodeSeen } from "./facts.ts";
import { config, facts, GI, MI, NOON, node, requesting, stats } from "./pressure.fixture.ts";

const measured = stats({}, { workingSet: 12 * GI, available: 4 * GI });
const unknown = node("n", { memoryCapacity: null, memoryAllocatable: null });

test.each<[string, Partial<NodeSeen>, unknown[]]>([
	[
		"its status alone",
		{},
		[
			["node-capacity", 16 * GI, null],
			["node-allocatable", 15 * GI, null],
		],
	],
	[
		"its kubelet's figures",
		{ stats: measured },
		[
			["node-capacity", 16 * GI, null],
			["node-allocatable", 15 * GI, null],
			["node-available", 4 * GI, NOON],
		],
	],
	[
		"its kubelet's configuration",
		{ config: config() },
		[
			["node-capacity", 16 * GI, null],
			["node-allocatable", 15 * GI, null],
			["eviction-threshold", 100 * MI, null],
		],
	],
	["nothing", { node: unknown }, []],
])("what was seen of a node: %s", (_, seen, expected) => {
	expect(observeNode(facts(seen)).map(({ what, value, at }) => [what, value, at])).toEqual(expected);
});

test.each<[string, Partial<NodeSeen>, number]>([
	["by use", { stats: measured, pods: [requesting("web", GI)] }, 12 / 16],
	["by requests, where use is not known", { pods: [requesting("web", 2 * GI)] }, 2 / 16],
	["not known without a size", { node: unknown, pods: [requesting("web", GI)] }, 0],
	["not known with a size of nothing", { node: node("n", { memoryCapacity: 0 }), pods: [requesting("web", GI)] }, 0],
])("how full a node is: %s", (_, seen, expected) => {
	expect(filled(facts(seen))).toBe(expected);
});

test("the worst first, equals by name, whatever their order", () => {
	const of = (name: string, share: number) => ({ facts: facts({ node: node(name) }), share });
	const found = [of("b", 0.5), of("c", 0.9), of("a", 0.5)];
	for (const order of [found, found.toReversed()])
		expect(worstFirst(order, ({ share }) => share).map(({ facts: { node } }) => node.name)).toEqual(["c", "a", "b"]);
});
