import { describe, expect, test } from "vitest";
import { differences } from "./differences.ts";
import { MI } from "./series.fixture.ts";

const LIMIT = 100 * MI;
const workload = (kind: string) => ({ kind, namespace: "shop", name: "web" });

describe("replicas that differ", () => {
	/** Peaks in MiB, in any order: which stands out, and what is typical beside it. */
	test.each<[string, number[], { object: string; bytes: number; typical: number } | null]>([
		[
			"one above the middle by more than half",
			[100, 151, 100],
			{ object: "web-1", bytes: 151 * MI, typical: 100 * MI },
		],
		["by just half", [150, 100, 100], null],
		["of two nobody knows which is the other", [300, 100], null],
		[
			"of four the lower middle is typical",
			[140, 90, 200, 100],
			{ object: "web-2", bytes: 200 * MI, typical: 100 * MI },
		],
		["none", [], null],
	])("%s", (_, peaks, found) => {
		const replicaPeaks = peaks.map((peak, i) => ({ pod: `web-${i}`, bytes: peak * MI }));
		const notes = differences({ replicaPeaks, groupPeaks: [], workload: workload("Deployment") }, LIMIT);
		expect(notes).toEqual(found === null ? [] : [{ kind: "replicas-differ", ...found }]);
	});
});

describe("groups of nodes that need less", () => {
	/** Of each group its nodes and their peak in MiB, and what limit it gets of the 100Mi that the highest needs. */
	test.each<[string, [nodes: number, peak: number, limit?: number][], number | null]>([
		[
			"a quarter of everything is worth it",
			[
				[1, 80, 100],
				[1, 40, 50],
			],
			50,
		],
		[
			"less is not",
			[
				[1, 80],
				[1, 41],
			],
			null,
		],
		[
			"each node counts",
			[
				[1, 80, 100],
				[3, 40, 50],
			],
			150,
		],
		[
			"where most need it all",
			[
				[3, 80],
				[1, 40],
			],
			null,
		],
		[
			"up to whole mebibytes",
			[
				[1, 100, 100],
				[1, 20.1, 21],
			],
			79,
		],
		["one group alone", [[4, 80]], null],
		[
			"nothing measured",
			[
				[1, 0],
				[1, 0],
			],
			null,
		],
	])("%s", (_, given, saved) => {
		const groupPeaks = given.map(([nodes, peak], i) => ({ group: `g${i}`, nodes, bytes: peak * MI }));
		const groups = given.map(([nodes, , limit = 0], i) => ({ group: `g${i}`, nodes, limit: limit * MI }));
		const of = (kind: string) => differences({ replicaPeaks: [], groupPeaks, workload: workload(kind) }, LIMIT);
		expect(of("DaemonSet")).toEqual(saved === null ? [] : [{ kind: "node-groups", groups, saved: saved * MI }]);
		expect(of("Deployment")).toEqual([]);
	});
});
