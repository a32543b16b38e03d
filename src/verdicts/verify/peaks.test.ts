import { describe, expect, test } from "vitest";
import type { Series } from "../../model/series.ts";
import { blockSeconds, usualPeak } from "./peaks.ts";

const HOUR = 3600;

function series(bytes: readonly number[], step = 600): Series {
	const none = new Float64Array(bytes.length).fill(Number.NaN);
	const t = Float64Array.from(bytes, (_, i) => (i + 1) * step);
	return { name: "shop/app/main", t, bytes: Float64Array.from(bytes), capacity: none, start: none };
}
/** Five samples an hour, of which the third is the peak of the hour. */
const hourly = (peaks: readonly number[]) =>
	series(
		peaks.flatMap((peak) => [1, 1, peak, 1, 1]),
		720,
	);

describe("usual peaks", () => {
	test.each<[string, readonly number[], unknown]>([
		["five blocks are too few", [5, 6, 7, 8, 9], null],
		// P(all six above or below the median) is 3 %: the extremes are the interval.
		["of six, the extremes", [5, 6, 7, 8, 9, 10], { value: 7, low: 5, high: 10 }],
		// Ranks 2 and 9 of 10 hold the median with 97.9 %, 3 and 8 with 89.1 %.
		["of ten, the second and the ninth", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { value: 5, low: 2, high: 9 }],
		["one freak changes nothing", [5, 5, 5, 5, 5, 5, 5, 5, 5, 5000], { value: 5, low: 5, high: 5 }],
	])("%s", (_, peaks, expected) => {
		expect(usualPeak([hourly(peaks)], 0, peaks.length * HOUR - 1, HOUR)).toEqual(expected);
	});

	test("over all containers, and within the time alone", () => {
		const [low, high] = [hourly(Array(10).fill(5)), hourly(Array(10).fill(9))];
		expect(usualPeak([low, high], 0, 10 * HOUR - 1, HOUR)?.value).toBe(9);
		expect(usualPeak([low], 0, 3 * HOUR, HOUR)).toBeNull();
	});

	test("many blocks: about the middle, without overflow", () => {
		const peak = usualPeak(
			[hourly(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 4001))],
			0,
			4000 * HOUR - 1,
			HOUR,
		);
		expect(peak?.low).toBeGreaterThan(1850);
		expect(peak?.low).toBeLessThan(2000);
		expect(peak?.high).toBeLessThan(2150);
	});
});

test("blocks are an eighth of the shorter side, and hold two samples at least", () => {
	expect(blockSeconds(7 * 24 * HOUR, 8 * HOUR, 300)).toBe(HOUR);
	expect(blockSeconds(8 * HOUR, 300, 300)).toBe(600);
});
