import { expect, test } from "vitest";
import { type MemoryStats, podWorkingSet } from "./node-stats.ts";

const used = (workingSet: number | null): MemoryStats => ({
	at: 0,
	workingSet,
	usage: null,
	rss: null,
	available: null,
	swapUsed: null,
	swapAvailable: null,
});

test.each<[string, MemoryStats | null, (number | null)[], number | null]>([
	["as its cgroup counts it", used(5), [1, 2], 5],
	["nothing at all, as its cgroup counts it", used(0), [1, 2], 0],
	["its containers' together, where its own is not known", used(null), [1, 2], 3],
	["the same, where it has no figures of its own", null, [1, null, 2], 3],
	["not known where no container's is", null, [null], null],
	["not known without containers", null, [], null],
])("a pod's working set: %s", (_, memory, containers, expected) => {
	const listed = containers.map((bytes, i) => ({ name: `c${i}`, memory: used(bytes) }));
	expect(podWorkingSet({ namespace: "n", name: "p", uid: "", memory, containers: listed })).toBe(expected);
});
