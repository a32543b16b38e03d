import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agingOf } from "./aging.ts";
import { besideRhythm, rhythmOf } from "./rhythm.ts";
import { BEGIN, DAY, daily, HOUR } from "./series.fixture.ts";
import { wavedOf } from "./waved.ts";

const scatter = (i: number) => {
	const x = Math.sin(i * 12.9898 + 1) * 43_758.5453;
	return 2 * (x - Math.floor(x)) - 1;
};

describe("rhythmOf", () => {
	test.each([
		["a day and a half says nothing of days", 1.5 * DAY, 100, 0],
		["two waves where buckets are fine", 7 * DAY, 100, 4],
		["one where they are not", 7 * DAY, 50, 2],
		["none where a day is three buckets", 30 * DAY, 90, 0],
	])("%s", (_, span, n, waves) => {
		const t = Float64Array.from({ length: n }, (_, i) => BEGIN + (span * i) / (n - 1));
		const columns = rhythmOf(t);
		expect(columns).toHaveLength(waves);
		for (const [k, column] of columns.entries()) {
			const angle = ((t[7] as number) * (2 * Math.PI * ((k >> 1) + 1))) / DAY;
			expect(column[7]).toBeCloseTo(k % 2 === 0 ? Math.sin(angle) : Math.cos(angle), 6);
		}
	});
});

describe("besideRhythm", () => {
	const share = fc.double({ min: -100, max: 100, noNaN: true });

	test("finds what the waves and the levels were laid over", () => {
		fc.assert(
			fc.property(share, share, share, share, fc.integer({ min: 20, max: 80 }), (first, second, wave, level, cut) => {
				const n = 100;
				const t = Float64Array.from({ length: n }, (_, i) => BEGIN + (5 * DAY * i) / (n - 1));
				const a = t.map((_, i) => i / n);
				const b = t.map((_, i) => Math.max(0, i - 60) / n);
				const y = t.map(
					(at, i) => first * (a[i] as number) + second * (b[i] as number) + wave * daily(at) + (i < cut ? 0 : level),
				);
				const found = besideRhythm(t, { y, first: a, second: b }, [0, cut]);
				expect(found?.first).toBeCloseTo(first, 3);
				expect(found?.second).toBeCloseTo(second, 3);
			}),
		);
	});

	test("is seldom sure of noise: as often as it says", () => {
		let sure = 0;
		const rounds = 400;
		for (let round = 0; round < rounds; round++) {
			const t = Float64Array.from({ length: 120 }, (_, i) => BEGIN + HOUR * i);
			const y = t.map((at, i) => 50 * daily(at) + scatter(i + 1000 * round));
			const found = besideRhythm(t, { y, first: t.map((_, i) => i), second: new Float64Array(120) }, [0]);
			if (Math.abs(found?.certainty ?? 0) > 1.66) sure++;
		}
		expect(sure / rounds).toBeGreaterThan(0.04);
		expect(sure / rounds).toBeLessThan(0.16);
	});

	test.each([
		["too few rows", 4, (i: number) => i],
		["a regressor that stays as it is", 100, () => 5],
		["a regressor that is a wave itself", 100, (i: number) => Math.sin((2 * Math.PI * (BEGIN + HOUR * i)) / DAY)],
	])("%s: not known", (_, n, regressor) => {
		const t = Float64Array.from({ length: n }, (_, i) => BEGIN + HOUR * i);
		expect(
			besideRhythm(
				t,
				{ y: t.map((_, i) => scatter(i)), first: t.map((_, i) => regressor(i)), second: new Float64Array(n) },
				[0],
			),
		).toBeNull();
	});
});

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
			window((x, at, i) => y(x, at) + scatter(i)),
			kinkAt,
		);
		expect(found.wavedTrend).toBeGreaterThan(least);
		expect(found.wavedTrend).toBeLessThanOrEqual(most);
		expect(found.wavedLate).toBeGreaterThan(late);
	});

	test("what is over does not go on in its later half", () => {
		const filled = wavedOf(
			window((x, at, i) => 100 * daily(at) + 25 * Math.min(1, 3 * x) + scatter(i)),
			0,
		);
		expect(filled.wavedLate).toBeLessThan(0.2);
	});
});

describe("agingOf: five lives in a week under a rhythm that is larger than their growth", () => {
	const lives = [0, 50, 100, 150, 200].map((from) => ({ first: from + 5, to: Math.min(from + 50, 252) }));
	const aging = (growth: (age: number) => number) => {
		const floor = week.map((at, i) => 200 * daily(at) + 60 * growth((i % 50) / 50) + scatter(i));
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
