import { expect, test } from "vitest";
import { pointProfile } from "./bare.ts";
import type { ContainerFacts } from "./facts.ts";
import { MI } from "./series.fixture.ts";
import { facts } from "./workloads.fixture.ts";

const NOTHING = { use: null, limit: null, podLimit: null, request: null, kills: null, runtime: null };
const heap = { runtime: "JVM", setting: "-Xmx", written: "60m", unit: "jvm", value: 60 * MI, advised: 0.75 } as const;

/** What stands in for a history: use, capacity and what bounds the need, MiB. */
test.each<[string, Partial<ContainerFacts>, { use: number; capacity: number | null; bound: number } | null]>([
	["nothing is known", {}, null],
	["a request tells nothing of a need", { request: 50 * MI }, null],
	["what is in use", { use: 30 * MI }, { use: 30, capacity: null, bound: Infinity }],
	["what is in use, below its limit", { use: 30 * MI, limit: 100 * MI }, { use: 30, capacity: 100, bound: 100 }],
	["half of the limit", { limit: 100 * MI }, { use: 50, capacity: 100, bound: 100 }],
	["no more than is requested", { limit: 100 * MI, request: 20 * MI }, { use: 20, capacity: 100, bound: 100 }],
	["half of the pod's limit", { podLimit: 100 * MI }, { use: 50, capacity: 100, bound: 100 }],
	["its own limit before the pod's", { limit: 40 * MI, podLimit: 100 * MI }, { use: 20, capacity: 40, bound: 40 }],
	[
		"half of what it was killed at",
		{ kills: { count: 1, limit: 60 * MI } },
		{ use: 30, capacity: null, bound: Infinity },
	],
	["half of what its heap needs", { runtime: heap }, { use: 40, capacity: null, bound: Infinity }],
	[
		"half of the larger of both",
		{ runtime: heap, kills: { count: 1, limit: 60 * MI } },
		{ use: 40, capacity: null, bound: Infinity },
	],
])("%s", (_, over, expected) => {
	const point = pointProfile(facts({ ...NOTHING, ...over }));
	if (expected === null) return expect(point).toBeNull();
	expect(point).toMatchObject({
		...{ samples: 1, seconds: 0, peak: expected.use * MI, last: expected.use * MI },
		...{ capacity: expected.capacity && expected.capacity * MI, bound: expected.bound * MI },
	});
});
