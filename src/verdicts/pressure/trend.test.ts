import { describe, expect, test } from "vitest";
import { config, facts, GI, MI, series, stats } from "./pressure.fixture.ts";
import { growthOf, secondsUntil, steepestRise, trendOf } from "./trend.ts";

const hourly = (slope: number | null | undefined) => Math.round(((slope ?? 0) * 3600) / MI);
/** Noise that is the same every time. */
const wobble = (i: number) => (((i * 7919) % 101) - 50) * 0.2 * MI;

describe("the trend", () => {
	test("of steady growth is its slope, with an interval around it", () => {
		const trend = trendOf(series(1440, (i) => GI + i * MI + wobble(i)));
		expect(hourly(trend?.slope.value)).toBe(60);
		expect(hourly(trend?.slope.low)).toBeGreaterThanOrEqual(58);
		expect(hourly(trend?.slope.high)).toBeLessThanOrEqual(62);
		expect(trend?.seconds).toBe(1439 * 60);
	});

	test("does not follow a spike or a restart's dip", () => {
		const spiky = trendOf(series(1440, (i) => GI + (i > 700 && i < 760 ? 8 * GI : 0) - (i > 200 && i < 240 ? GI : 0)));
		expect(spiky?.slope).toEqual({ value: 0, low: 0, high: 0 });
	});

	test("of noise has an interval on both sides of nothing", () => {
		const { slope } = trendOf(series(1440, (i) => GI + wobble(i * i))) ?? {};
		expect(slope?.low).toBeLessThanOrEqual(0);
		expect(slope?.high).toBeGreaterThanOrEqual(0);
	});

	/** 40 GiB that swing with the day, from any hour on; GiB an hour beside it. */
	const daily = (minutes: number, hour: number, grows: number) =>
		series(
			minutes,
			(i) =>
				40 * GI + 1.5 * GI * Math.sin((2 * Math.PI * (i / 60 + hour)) / 24) + (grows * GI * i) / 60 + 5 * wobble(i),
		);
	const hours = Array.from({ length: 12 }, (_, i) => 2 * i);
	test.each([
		["two hours", 120, 0],
		["six hours", 360, 0],
		["a day", 1440, 0],
		["two hours, growing", 120, 3],
		["six hours, growing", 360, 3],
		["a day, growing", 1440, 1],
	])("of a node that swings with the day holds the truth from whatever hour on: %s", (_, minutes, grows) => {
		const slopes = hours.map((hour) => trendOf(daily(minutes, hour, grows))?.slope);
		const held = slopes.filter((slope) => hourly(slope?.low) <= grows * 1024 && grows * 1024 <= hourly(slope?.high));
		expect(held).toHaveLength(hours.length);
		// Growth that is faster than a day's rhythm is told all the same.
		expect(slopes.every((slope) => (slope?.low ?? 0) > 0)).toBe(grows > 0);
	});

	test.each([
		["nothing", 0],
		["less than an hour", 59],
		["one sample", 1],
	])("of %s is not known", (_, minutes) => {
		expect(trendOf(series(minutes, () => GI))).toBeNull();
	});
});

describe("the time that is left", () => {
	test.each([
		[
			{ value: 1, low: 0.5, high: 2 },
			{ value: 100, low: 50, high: 200 },
		],
		[
			{ value: 1, low: -1, high: 2 },
			{ value: 100, low: 50, high: null },
		],
		[
			{ value: -1, low: -2, high: 0.5 },
			{ value: null, low: 200, high: null },
		],
		[
			{ value: 0, low: 0, high: 0 },
			{ value: null, low: null, high: null },
		],
	])("at a slope of %o is %o", (slope, expected) => {
		expect(secondsUntil(100, slope)).toEqual(expected);
	});

	test("is less at the bottom of a swing, and more at its top", () => {
		expect(secondsUntil(100, { value: 1, low: 0.5, high: 2 }, 20)).toEqual({ value: 100, low: 30, high: 240 });
	});

	test("is none when it is past already", () => {
		expect(secondsUntil(-5, { value: 1, low: 1, high: 1 })).toEqual({ value: 0, low: 0, high: 0 });
	});

	test("runs to the eviction threshold and to the end, from what is available now", () => {
		const { memory } = facts({
			growth: growthOf(series(1440, (i) => 2 * GI + i * MI)),
			stats: stats({}, { workingSet: 4 * GI, available: 12 * GI }),
			config: config({ evictionHard: { "memory.available": "2Gi" } }),
		}).outlook;
		const perSecond = MI / 60;
		expect(memory.untilEviction?.value).toBeCloseTo((10 * GI) / perSecond, -2);
		expect(memory.untilOut?.value).toBeCloseTo((12 * GI) / perSecond, -2);
	});

	test("is not known without a series, and to eviction not without a threshold", () => {
		expect(facts({ stats: stats({}, { workingSet: GI }) }).outlook.memory).toMatchObject({
			trend: null,
			untilEviction: null,
			untilOut: null,
		});
		const { memory } = facts({ growth: growthOf(series(1440, (i) => GI + i * MI)) }).outlook;
		expect(memory.untilEviction).toBeNull();
		expect(memory.untilOut?.value).toBeGreaterThan(0);
	});
});

test.each([
	["steady", series(10, (i) => i * 60 * MI), MI],
	["a jump", series(10, (i) => (i < 5 ? 0 : 600 * MI)), 10 * MI],
	["falling", series(10, (i) => GI - i), null],
	["nothing", series(0, () => 0), null],
])("the steepest rise: %s", (_, given, expected) => {
	expect(steepestRise(given)).toBe(expected);
});

test("a rise over a gap in the series is not steep", () => {
	const gap = series(2, (i) => i * GI);
	gap.t[1] = (gap.t[0] ?? 0) + 3600;
	expect(steepestRise(gap)).toBeNull();
});
