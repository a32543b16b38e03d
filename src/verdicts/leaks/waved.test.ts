import { describe, expect, test } from "vitest";
import { BEGIN, DAY, daily, noiseAt } from "./series.fixture.ts";
import { wavedOf } from "./waved.ts";

const week = Float64Array.from({ length: 252 }, (_, i) => BEGIN + (7 * DAY * i) / 251);

describe("wavedOf: growth over a week under a rhythm", () => {
	const window = (y: (x: number, at: number, i: number) => number) => {
		const x = week.map((at) => (at - BEGIN) / (7 * DAY));
		const floor = x.map((share, i) => y(share, week[i] as number, i));
		return { x, floor, middle: floor, peak: floor, from: BEGIN, span: 7 * DAY };
	};

	test.each([
		["a leak of a quarter of it", (x: number, at: number) => 100 * daily(at) + 25 * x, 0, 10, 50, 0.5],
		[
			"one that began halfway",
			(x: number, at: number) => 100 * daily(at) + 25 * Math.max(0, x - 0.5),
			0.5,
			10,
			50,
			0.5,
		],
		["a rhythm alone", (_: number, at: number) => 100 * daily(at), 0, -5, 5, -5],
		[
			"a fill that is over: not sure",
			(x: number, at: number) => 100 * daily(at) + 25 * Math.min(1, 3 * x),
			0,
			0,
			3,
			-5,
		],
	])("%s", (_, y, kinkAt, least, most, late) => {
		const found = wavedOf(
			window((x, at, i) => y(x, at) + noiseAt(i)),
			kinkAt,
		);
		expect(found.wavedTrend).toBeGreaterThan(least);
		expect(found.wavedTrend).toBeLessThanOrEqual(most);
		expect(found.wavedLate).toBeGreaterThan(late);
	});

	test("what is over does not go on in its later half", () => {
		const filled = wavedOf(
			window((x, at, i) => 100 * daily(at) + 25 * Math.min(1, 3 * x) + noiseAt(i)),
			0,
		);
		expect(filled.wavedLate).toBeLessThan(0.2);
	});
});
