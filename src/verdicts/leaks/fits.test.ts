import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bendOf, keptLevels, kinksOf, levelErrors } from "./fits.ts";
import { theilSen, variation } from "./numbers.ts";

const values = fc
	.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 8, maxLength: 48 })
	.map((list) => Float64Array.from(list));
const even = (n: number) => Float64Array.from({ length: n }, (_, i) => i / (n - 1));

/** Error of the best line a + b·z, by the normal equations without any sharing of sums. */
function lineError(z: number[], y: number[]): number {
	const n = z.length;
	const [mz, my] = [z.reduce((a, b) => a + b) / n, y.reduce((a, b) => a + b) / n];
	const b =
		z.reduce((sum, zi, i) => sum + (zi - mz) * ((y[i] as number) - my), 0) /
		z.reduce((sum, zi) => sum + (zi - mz) ** 2, 0);
	return z.reduce((sum, zi, i) => sum + ((y[i] as number) - my - b * (zi - mz)) ** 2, 0);
}

test("every kink is the least-squares fit at its place", () => {
	fc.assert(
		fc.property(values, (y) => {
			const x = even(y.length);
			const { best, errors } = kinksOf(x, y);
			for (const [at, error] of errors.entries()) {
				const z = Array.from(x, (time) => Math.max(0, time - (x[at] as number)));
				expect(error).toBeCloseTo(lineError(z, Array.from(y)), 2);
				expect(error).toBeGreaterThanOrEqual(best.error);
			}
		}),
	);
});

test("levels are split where that leaves least", () => {
	fc.assert(
		fc.property(values, (y) => {
			const { two, three } = levelErrors(y);
			const cuts = Array.from({ length: y.length - 3 }, (_, i) => i + 2);
			const best = Math.min(
				...cuts.map((at) => variation(y.subarray(0, at)) + variation(y.subarray(at))),
				variation(y),
			);
			expect(two).toBeCloseTo(best, 3);
			expect(three).toBeLessThanOrEqual(two + 1e-6);
		}),
	);
});

test("what is kept never falls and is never above what is there", () => {
	fc.assert(
		fc.property(values, (low) => {
			const kept = keptLevels(low);
			for (let i = 0; i < kept.length; i++) {
				expect(kept[i]).toBeLessThanOrEqual(low[i] as number);
				if (i > 0) expect(kept[i]).toBeGreaterThanOrEqual(kept[i - 1] as number);
			}
		}),
	);
});

describe("bendOf", () => {
	const x = even(40);
	const wave = (i: number) => Math.sin(i * 2.4) * 0.5;
	test.each<[string, (x: number) => number, number]>([
		["a line", (at) => 10 * at, 0],
		["a parabola upwards", (at) => 10 * at * at, 1],
		["an exponential fill", (at) => 10 * (1 - Math.exp(-3 * at)), -1],
	])("%s", (_, growth, sign) => {
		const { share, certainty } = bendOf(
			x,
			x.map((at, i) => growth(at) + wave(i)),
			0,
			1e-12,
		);
		expect(Math.abs(share) > 0.05 ? Math.sign(share) : 0).toBe(sign);
		expect(Math.abs(certainty) > 4 ? Math.sign(certainty) : 0).toBe(sign);
	});
});

test("a quarter of the points may be anything: the slope stays", () => {
	const anything = fc.array(fc.tuple(fc.nat(23), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { maxLength: 5 });
	fc.assert(
		fc.property(anything, (spoiled) => {
			const x = even(24);
			const y = x.map((at) => 5 * at);
			for (const [i, value] of spoiled) y[i] = value;
			expect(theilSen({ x, y }, 0, 24)).toBeCloseTo(5, 6);
		}),
	);
});
