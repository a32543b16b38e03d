import { describe, expect, test } from "vitest";
import type { Recommendation, SizingReason } from "../../model/recommendation.ts";
import type { Series } from "../../model/series.ts";
import { profileOf } from "./profile.ts";
import { type Hold, recommend } from "./recommend.ts";
import { DAY, FROM, MI, series, steady } from "./series.fixture.ts";

interface Asked {
	risk?: number;
	horizon?: number;
	hold?: Partial<Hold>;
}

function sizeOne(one: Series, { risk = 0.05, horizon = 14 * DAY, hold = {} }: Asked = {}): Recommendation {
	const profile = profileOf(one);
	const holds = [{ floor: 0, ceiling: Number.POSITIVE_INFINITY, alone: false, ...hold }];
	const [sized] = profile === null ? [] : recommend([profile], { oomRisks: [risk], horizon, holds });
	if (sized === undefined) throw new Error("not sized");
	return sized;
}

const HOUR = 3600;
/** So many hours, MiB in each. */
const hourly = (hours: number, use: (hour: number) => number, more: Parameters<typeof series>[1] = {}) =>
	series(
		Array.from({ length: hours }, (_, i) => use(i) * MI),
		{ step: HOUR, capacity: 4096 * MI, ...more },
	);
/** 100Mi, and in one hour of each day as much as this; once, by day, as much as that. */
const nightly = (night: number, once = 100) =>
	hourly(10 * 24, (hour) => (hour % 24 === 4 ? night : hour === 130 ? once : 100 + (hour % 3)));

/** Which of the reasons of one kind are told. */
test.each<[string, Recommendation, SizingReason, boolean]>([
	["a peak of each day, the highest", sizeOne(nightly(800), { risk: 0.4 }), "day-peak", true],
	["nearly the highest", sizeOne(nightly(800, 815), { hold: { ceiling: 810 * MI } }), "day-peak", true],
	["which another was far above", sizeOne(nightly(800, 840), { hold: { ceiling: 810 * MI } }), "day-peak", false],
	["the limit hangs on something else", sizeOne(nightly(800), { risk: 0.001 }), "day-peak", false],
	["it comes after the horizon", sizeOne(nightly(800), { risk: 0.4, horizon: 2 * HOUR }), "day-peak", false],
	["three of sixteen parts", sizeOne(series([1, 2, 3])), "short-history", true],
	["four of them", sizeOne(series([1, 2, 3, 4])), "short-history", false],
	["a step less than the horizon", sizeOne(hourly(14 * 24 - 1, () => 100)), "horizon-beyond-history", false],
	["a day less", sizeOne(hourly(13 * 24, () => 100)), "horizon-beyond-history", true],
	["a twentieth less", sizeOne(hourly(321, () => 100)), "horizon-beyond-history", false],
	[
		"half of a fortnight less an hour for a week",
		sizeOne(
			hourly(14 * 24 - 1, () => 100),
			{ horizon: 7 * DAY },
		),
		"week-seen-once",
		false,
	],
	["a half higher of late", sizeOne(hourly(336, (hour) => (hour < 168 ? 100 : 150))), "rising", true],
	["by a tenth", sizeOne(hourly(336, (hour) => (hour < 168 ? 100 : 110))), "rising", true],
	["by three of a hundred", sizeOne(hourly(336, (hour) => (hour < 168 ? 100 : 103))), "rising", false],
	["lower of late", sizeOne(hourly(336, (hour) => (hour < 168 ? 150 : 100))), "rising", false],
	["a start that took most", sizeOne(start(600, 200)), "start-up-peak", true],
	["a start like the rest", sizeOne(start(200, 200)), "start-up-peak", false],
	["a start, and a limit beyond it", sizeOne(start(600, 200), { risk: 0.001 }), "start-up-peak", false],
	["more than a start is held", sizeOne(start(600, 200), { hold: { floor: 700 * MI } }), "start-up-peak", false],
	["a lone peak above the limit", sizeOne(nightly(100, 900), { risk: 0.4 }), "peak-not-covered", true],
	["a lone peak below it", sizeOne(nightly(100, 900), { risk: 0.001 }), "peak-not-covered", false],
	[
		"a limit just below the peak, as rounding has it",
		sizeOne(series(steady(100 * MI, 0)), { hold: { ceiling: 99.95 * MI } }),
		"peak-not-covered",
		false,
	],
	["use above the capacity", sizeOne(series([100 * MI], { capacity: 99 * MI })), "above-capacity", true],
	["as much as it", sizeOne(series([100 * MI], { capacity: 100 * MI })), "above-capacity", false],
	["no capacity", sizeOne(series([100 * MI])), "above-capacity", false],
	["new, and without a limit", sizeOne(series(new Array(12).fill(100 * MI))), "risk-not-kept", true],
	[
		"new, below a limit",
		sizeOne(series(new Array(12).fill(100 * MI), { capacity: 4096 * MI })),
		"risk-not-kept",
		false,
	],
	["without a limit, and long known", sizeOne(series(steady(100 * MI)), { risk: 0.01 }), "risk-not-kept", false],
	["held below what the risk asks for", sizeOne(nightly(800), { hold: { ceiling: 300 * MI } }), "held-down", true],
	["a bound that does not hold it", sizeOne(nightly(800), { hold: { ceiling: 8192 * MI } }), "held-down", false],
	[
		"a leak is not held, it stays",
		sizeOne(
			series(
				steady(200 * MI).map((use, i) => use + i * 0.1 * MI),
				{ capacity: 650 * MI },
			),
		),
		"held-down",
		false,
	],
])("%s", (_, { reasons }, reason, isTold) => {
	expect(reasons.includes(reason)).toBe(isTold);
});

test.each<[string, Series, number, number]>([
	["all of the horizon", hourly(336, () => 100), 14 * DAY - HOUR, 1],
	["more than the horizon", hourly(336, () => 100), DAY, 1],
	["a quarter of it", hourly(85, () => 100), 14 * DAY, 0.5],
	["only the ends of it", series([100, 100], { step: 14 * DAY }), 14 * DAY, 2 / 16],
	["one sample", series([100]), 14 * DAY, 0],
])("confidence: the history is %s", (_, one, horizon, expected) => {
	expect(sizeOne(one, { horizon }).confidence).toBeCloseTo(expected, 6);
});

describe("what is needed in four of five cases", () => {
	test.each<[string, Series, number, number]>([
		["of level use about its peak", hourly(336, (hour) => 500 + (hour % 5)), 500, 525],
		["of what may come again between both", nightly(100, 900), 100, 4096],
	])("%s", (_, one, low, high) => {
		const { neededPeak } = sizeOne(one);
		expect(neededPeak.low).toBeGreaterThanOrEqual(low * MI);
		expect(neededPeak.high).toBeLessThanOrEqual(high * MI);
		expect(neededPeak.high).toBeGreaterThanOrEqual(neededPeak.low);
	});
});

/** MiB: from where and to where, at least. */
test.each<[string, Series, object, number, number]>([
	["a day of history tells little of a fortnight", hourly(24, (hour) => 500 + (hour % 5)), {}, 505, 2048],
	[
		"one sample tells nothing of what lies below the capacity",
		series([500 * MI], { capacity: 1024 * MI }),
		{},
		600,
		1024,
	],
	["what starting took is the least, and all", start(600, 200), {}, 600, 600],
	["what kills ask for is the least, and all that is known", start(300, 200), { hold: { floor: 700 * MI } }, 700, 700],
])("the highest use to come: %s", (_, one, more, low, high) => {
	const { neededPeak } = sizeOne(one, more);
	expect(neededPeak.low).toBeLessThanOrEqual(low * MI);
	expect(neededPeak.high).toBeGreaterThanOrEqual(high * MI);
	if (low === high) expect(neededPeak).toEqual({ low: low * MI, high: high * MI });
});

test("held below what starting takes it exceeds for sure", () => {
	const one = sizeOne(start(600, 200), { hold: { ceiling: 300 * MI } });
	expect(one).toMatchObject({ limit: 300 * MI, expectedRisk: 1 });
});

test("nothing in use asks for no request but the least", () => {
	const one = sizeOne(series([0, 0], { capacity: 10 }));
	expect(one).toMatchObject({ request: 1, limit: 10, peaks: [0, ...new Array(14).fill(null), 0] });
	expect(one.replay.krr).toEqual({ limit: 0, exceeded: 0, slack: 0 });
});

test("what lies unused on average is a share of the limit", () => {
	const one = sizeOne(
		hourly(336, (hour) => (hour % 2 === 0 ? 100 : 300)),
		{ risk: 0.001 },
	);
	expect(one.limit).toBe(4096 * MI);
	expect(one.replay.recommended.slack).toBeCloseTo(1 - 200 / 4096, 6);
	expect(one.replay.krr.slack).toBeCloseTo(1 - 200 / 345, 6);
	// Use above the limit leaves nothing unused.
	expect(sizeOne(series(steady(100 * MI, 0)), { hold: { ceiling: MI } }).replay.recommended.slack).toBe(0);
});

/** Two samples of starting, then what it takes: MiB. */
function start(first: number, then: number): Series {
	const bytes = steady(then * MI, 0.001).map((use, i) => (i < 2 ? first * MI : use));
	return series(bytes, { capacity: 4096 * MI, start: FROM });
}
