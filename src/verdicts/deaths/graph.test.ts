import { describe, expect, test } from "vitest";
import type { GraphReason } from "../../model/rules.ts";
import { counted, kill, MI, NOON, sample } from "./death.fixture.ts";
import { type GraphFacts, graphOf } from "./graph.ts";

const given = (change: Partial<GraphFacts>): GraphFacts => ({
	sample: null,
	at: NOON,
	limit: 64 * MI,
	kills: [],
	...change,
});

describe("why the graph stayed below the limit", () => {
	test.each<[string, GraphFacts, GraphReason[], GraphReason[]]>([
		["nothing is known", given({}), [], []],
		["it did not: the last sample stood there", given({ sample: sample(63 * MI, 4) }), [], ["reached"]],
		["it grew after the last sample", given({ sample: sample(20 * MI, 28) }), [], ["spike-between-scrapes"]],
		["the node ran out", given({ sample: sample(20 * MI, 28) }), ["node-level"], ["node-level"]],
		[
			"the page cache that a working set leaves out",
			given({ sample: sample(24 * MI, 5), kills: [kill({ stats: counted({ inactiveFile: 30 * MI }) })] }),
			[],
			["page-cache-left-out"],
		],
		[
			"shared memory, which a graph of RSS leaves out",
			given({ sample: sample(62 * MI, 5), kills: [kill({ stats: counted({ shmem: 50 * MI }) })] }),
			[],
			["reached", "shared-memory-left-out"],
		],
		[
			"socket buffers, which no process has",
			given({ sample: sample(62 * MI, 5), kills: [kill({ stats: counted({ sockets: 30 * MI, slab: 4 * MI }) })] }),
			[],
			["reached", "kernel-memory-left-out"],
		],
		["the whole group was killed", given({ kills: [kill({ pid: 1 }), kill({ pid: 2 })] }), [], ["group-kill"]],
		[
			"two kills minutes apart are no group",
			given({ kills: [kill({ pid: 1, at: NOON - 300_000 }), kill({ pid: 2 })] }),
			[],
			[],
		],
		["the reason is left over", given({ sample: sample(9 * MI, 9) }), ["sticky"], ["sticky"]],
		["the sample is of later", given({ sample: sample(9 * MI, -9) }), [], []],
		["no limit to hold it against", given({ limit: null, sample: sample(9 * MI, 9) }), [], []],
	])("%s", (_, facts, first, reasons) => {
		expect(graphOf(facts, first).reasons).toEqual(reasons);
	});

	test("with numbers", () => {
		const stats = counted({ anon: 60 * MI, slab: 2 * MI });
		expect(graphOf(given({ sample: sample(34 * MI, 10), kills: [kill({ at: NOON, stats })] }))).toEqual({
			reasons: ["spike-between-scrapes"],
			workingSet: 34 * MI,
			age: 10,
			share: 34 / 64,
			limit: 64 * MI,
			growth: 3 * MI,
			counted: stats,
		});
	});

	test.each<[string, number | null, number]>([
		["by the kernel's line, where it says when within the second", NOON + 500, 30 / 2],
		["by the end of the second that the status names, where there is none", null, 30 / 2.5],
		["the same, where the line is of an earlier kill", NOON - 60_000, 30 / 2.5],
	])("the least speed goes %s", (_, at, mebi) => {
		const facts = given({ sample: sample(34 * MI, 1.5), kills: at === null ? [] : [kill({ at })] });
		expect(graphOf(facts).growth).toBe(mebi * MI);
	});

	test.each([0, 1])("a sample %d s old gives no endless speed", (age) => {
		const { growth } = graphOf(given({ sample: sample(34 * MI, age) }));
		expect(growth === null || Number.isFinite(growth)).toBe(true);
	});
});
