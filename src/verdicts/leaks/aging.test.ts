import { describe, expect, test } from "vitest";
import { agingOf } from "./aging.ts";
import { BEGIN, DAY, daily, noiseAt } from "./series.fixture.ts";

const week = Float64Array.from({ length: 252 }, (_, i) => BEGIN + (7 * DAY * i) / 251);

describe("agingOf: five lives in a week under a rhythm that is larger than their growth", () => {
	const lives = [0, 50, 100, 150, 200].map((from) => ({ first: from + 5, to: Math.min(from + 50, 252) }));
	const aging = (growth: (age: number) => number) => {
		const floor = week.map((at, i) => 200 * daily(at) + 60 * growth((i % 50) / 50) + noiseAt(i));
		const buckets = { t: week, floor, middle: floor, peak: floor };
		const rest = { capacity: 1000, lives: [0], startedAt: BEGIN, samples: 2520, from: BEGIN, span: 7 * DAY };
		return agingOf({ ...buckets, ...rest }, lives, 1000).aging;
	};

	test.each([
		["each grows", (age: number) => age, [0.04, 0.06], [20, 50], [0.9, 1.1]],
		["each fills in its first half", (age: number) => Math.min(1, 2 * age), [0.03, 0.06], [0, 4], [-0.3, 0.3]],
		["none grows", () => 0, [-0.002, 0.002], [-4, 4], [-4, 5]],
	] as const)("%s", (_, growth, size, sure, late) => {
		const found = aging(growth);
		for (const [value, [least, most]] of [
			[found.aging, size],
			[found.agingSure, sure],
			[found.agingLate, late],
		] as const) {
			expect(value).toBeGreaterThanOrEqual(least);
			expect(value).toBeLessThanOrEqual(most);
		}
	});
});
