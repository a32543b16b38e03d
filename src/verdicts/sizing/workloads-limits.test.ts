import { describe, expect, test } from "vitest";
import type { LimitRangeItem } from "../../model/policies.ts";
import type { SizingNote, SizingReason } from "../../model/recommendation.ts";
import type { ContainerFacts, RuntimeBound } from "./facts.ts";
import { MI, series, steady } from "./series.fixture.ts";
import { facts, GI, notesOf, profileOf, RANGE, size, sizeOne } from "./workloads.fixture.ts";

const unmeasured = { profile: null, use: null, limit: null, request: null };
const heap: RuntimeBound = {
	runtime: "JVM",
	setting: "-Xmx",
	written: "96m",
	unit: "jvm",
	value: 96 * MI,
	advised: 0.75,
};

describe("the limit", () => {
	test.each<[string, Partial<ContainerFacts>, Partial<LimitRangeItem>, number]>([
		["up to whole mebibytes", { ...unmeasured, kills: { count: 1, limit: 200.3 * MI } }, { max: 241 * MI }, 241],
		["not above what bounds it", { ...unmeasured, kills: { count: 1, limit: 200.3 * MI } }, { max: 240.5 * MI }, 240.5],
		["what it has stays to the byte", { profile: null, use: 700 * MI, limit: 1e9 }, {}, 1e9 / MI],
		[
			"what is in use and what a volume may hold yet",
			{
				profile: null,
				limit: GI,
				volumes: [
					{ name: "a", mountPath: "/a", sizeLimit: 600 * MI },
					{ name: "b", mountPath: "/b", sizeLimit: null },
				],
			},
			{},
			1100,
		],
		["all of the pod's, where the container has none", { profile: null, limit: null, podLimit: 700 * MI }, {}, 700],
	])("%s", (_, over, item, mebi) => {
		expect(sizeOne(over, { limitRanges: [{ ...RANGE, ...item }] }).limit).toBe(mebi * MI);
	});
	test("of today: the container's, else the pod's", () => {
		expect(sizeOne({ podLimit: 2 * GI }).current).toBe(GI);
		expect(sizeOne({ limit: null, podLimit: 2 * GI }).current).toBe(2 * GI);
		expect(sizeOne({ limit: null }).current).toBeNull();
	});
	test.each<[string, Partial<ContainerFacts>]>([
		[
			"what was killed",
			{ kills: { count: 1, limit: 700 * MI }, limit: 700 * MI, profile: profileOf(steady(400 * MI, 0.9), 700 * MI) },
		],
		["what has no history", { profile: null }],
	])("nobody pays for the risk of %s", (_, over) => {
		const others = Array.from({ length: 8 }, (_, i) =>
			facts({
				workload: { kind: "Deployment", namespace: "shop", name: `web${i}` },
				...{ limit: 4 * GI, use: (i + 5) * 60 * MI, profile: profileOf(steady((i + 5) * 60 * MI), 4 * GI) },
			}),
		);
		const beside = size([...others, facts({ ...over, workload: { kind: "Job", namespace: "shop", name: "x" } })]);
		expect(beside.slice(0, 8).map(({ limit }) => limit)).toEqual(size(others).map(({ limit }) => limit));
	});
	test.each<[string, Partial<ContainerFacts>, boolean]>([
		["killed at it", { kills: { count: 1, limit: GI } }, false],
		["killed at it, nothing measured", { profile: null, kills: { count: 1, limit: GI } }, false],
		["killed at a lower one, which has been raised since", { kills: { count: 1, limit: 600 * MI } }, true],
		["never killed", {}, true],
	])("a limit bounds the need: %s", (_, over, isBound) => {
		const { limit, expectedRisk, neededPeak, reasons } = sizeOne(over, {}, { oomRisk: 0.001 });
		expect([limit <= GI, neededPeak.high <= GI, expectedRisk <= 0.001]).toEqual([isBound, isBound, isBound]);
		expect(reasons.includes("at-capacity")).toBe(isBound);
	});
	test("a leak's kills tell nothing of what it needs", () => {
		for (const leak of [
			{ leaking: true },
			{ profile: profileOf(steady(300 * MI).map((use, i) => use + i * 0.05 * MI)) },
		]) {
			const one = sizeOne({ ...leak, kills: { count: 9, limit: GI } });
			expect(one.limit).toBe(GI);
			expect(one.neededPeak.low).toBeLessThan(GI);
		}
	});
});

describe("the request", () => {
	const level = (samples: number) => profileOf(steady(100.5 * MI, 0, samples));
	test.each<[string, Partial<ContainerFacts>, Partial<LimitRangeItem>, number]>([
		["up to whole mebibytes", {}, {}, 101],
		["a day's history may ask for less", { request: 800 * MI, profile: level(290) }, {}, 101],
		["less than a day's may not", { request: 800 * MI, profile: level(287) }, {}, 800],
		["a ratio raises it", {}, { ratio: 4 }, 256],
		["a ratio, up to whole mebibytes", {}, { ratio: 3 }, 342],
		["a ratio that is kept", {}, { ratio: 1024 / 101 }, 101],
		["of pods", {}, { ratio: 1, min: 900 * MI, type: "Pod" }, 101],
		["of another namespace", {}, { ratio: 1, min: 900 * MI, namespace: "pay" }, 101],
		["a minimum raises it", {}, { min: 102 * MI }, 102],
		["a minimum that is kept", {}, { min: 101 * MI }, 101],
	])("%s", (_, over, item, mebi) => {
		const calm = { request: 64 * MI, use: 100.5 * MI, profile: level(4032) };
		// The smallest risk keeps all of the limit: 1Gi.
		const one = sizeOne({ ...calm, ...over }, { limitRanges: [{ ...RANGE, ...item }] }, { oomRisk: 0.001 });
		expect([one.request, one.limit]).toEqual([mebi * MI, GI]);
		const told = one.workload.notes.filter(({ kind }) => kind.startsWith("limit-range"));
		expect(told).toHaveLength(mebi === 101 || mebi === 800 ? 0 : 1);
	});
});

/** Sized alike, with a request of 101Mi but for the bound: what is told of it. */
test.each<[string, number | null, number | null, "minAllowed" | "maxAllowed" | null]>([
	["above it", 102, null, "minAllowed"],
	["just there", 101, null, null],
	["below it", null, 100, "maxAllowed"],
	["just there, from above", null, 101, null],
	["on either side", 50, 200, null],
])("a VerticalPodAutoscaler's bound %s", (_, min, max, bound) => {
	const mebi = (value: number | null) => value && value * MI;
	const target = { kind: "Deployment", name: "web" };
	const allowed = [{ container: "*", min: mebi(min), max: mebi(max) }];
	const scaler = { namespace: "shop", name: "v", target, mode: "Off", off: [], on: [], allowed };
	const one = sizeOne(
		{ use: 100.5 * MI, profile: profileOf(steady(100.5 * MI, 0)) },
		{ verticalAutoscalers: [scaler] },
	);
	expect(one.request).toBe(mebi(bound === "minAllowed" ? min : bound === "maxAllowed" ? max : 101) ?? 0);
	expect(notesOf(one, "vpa-allowed").map((note) => note.kind === "vpa-allowed" && note.bound)).toEqual(
		bound === null ? [] : [bound],
	);
});

test("a size above a LimitRange's maximum is said to be refused, though the pods of now have no limit", () => {
	const one = sizeOne({ profile: null, use: 600 * MI, limit: null }, { limitRanges: [{ ...RANGE, max: 400 * MI }] });
	expect(notesOf(one, "limit-range-refuses")).toEqual([
		{ kind: "limit-range-refuses", object: "bounds", bytes: 400 * MI, now: null, size: one.limit },
	]);
});

describe("what is told", () => {
	test.each<[string, Partial<ContainerFacts>, SizingNote["kind"], boolean]>([
		["page cache of a tenth and more", { pageCache: 60 * MI }, "page-cache", true],
		["of less", { pageCache: 40 * MI }, "page-cache", false],
		["of less than a mebibyte", { pageCache: MI / 2, profile: profileOf(steady(MI)), use: MI }, "page-cache", false],
		[
			"room for a heap, without a history",
			{ profile: null, use: 10 * MI, runtime: heap, limit: null },
			"runtime-room",
			true,
		],
		["a history knows better", { runtime: heap }, "runtime-room", false],
		[
			"what is in use asks for more",
			{ profile: null, use: 500 * MI, runtime: heap, limit: null },
			"runtime-room",
			false,
		],
		["no runtime is known", { profile: null, use: 10 * MI, limit: null }, "runtime-room", false],
		["a start that took most", { profile: started(), use: 200 * MI }, "start-up-peak", true],
		["a start that took no more than what followed", {}, "start-up-peak", false],
	])("%s", (_, over, kind, isTold) => {
		expect(notesOf(sizeOne(over), kind)).toHaveLength(isTold ? 1 : 0);
	});
	test("how much a start took", () => {
		expect(notesOf(sizeOne({ profile: started(), use: 200 * MI }), "start-up-peak")).toEqual([
			{ kind: "start-up-peak", bytes: 600 * MI },
		]);
	});
	test.each<[string, Partial<ContainerFacts>, SizingReason, boolean]>([
		["kills at a limit that was raised since", { kills: { count: 1, limit: 100 * MI } }, "oom-killed", false],
		["kills at the limit of today", { kills: { count: 1, limit: GI } }, "oom-killed", true],
		["kills, and no limit today", { kills: { count: 1, limit: 100 * MI }, limit: null }, "oom-killed", true],
		["one look tells that it is worth little", { profile: null, limit: null }, "risk-not-kept", false],
		[
			"an hour's history, and no limit",
			{ profile: profileOf(steady(500 * MI, 0, 12), Number.NaN), limit: null },
			"risk-not-kept",
			true,
		],
		["no limit today", { limit: null, profile: profileOf(steady(500 * MI), Number.NaN) }, "no-capacity", true],
		[
			"a limit by default, which the history did not have",
			{ profile: profileOf(steady(500 * MI), Number.NaN) },
			"no-capacity",
			false,
		],
	])("%s", (_, over, reason, isTold) => {
		expect(sizeOne(over).reasons.includes(reason)).toBe(isTold);
	});
});

/** Starts with 600Mi, then takes 200Mi. */
function started() {
	const bytes = steady(200 * MI).map((use, i) => (i < 2 ? 600 * MI : use));
	return profileOf(bytes, GI, series(bytes).t[0]);
}
