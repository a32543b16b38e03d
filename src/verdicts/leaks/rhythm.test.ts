import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { besideRhythm, rhythmOf } from "./rhythm.ts";
import { BEGIN, DAY, daily, HOUR, noiseAt } from "./series.fixture.ts";

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
			const y = t.map((at, i) => 50 * daily(at) + noiseAt(i + 1000 * round));
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
				{ y: t.map((_, i) => noiseAt(i)), first: t.map((_, i) => regressor(i)), second: new Float64Array(n) },
				[0],
			),
		).toBeNull();
	});
});
