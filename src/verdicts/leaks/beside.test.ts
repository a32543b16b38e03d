import fc from "fast-check";
import { expect, test } from "vitest";
import { besideOf } from "./beside.ts";
import { kinksOf } from "./fits.ts";

const N = 48;
const X = Float64Array.from({ length: N }, (_, i) => i / (N - 1));

function beside(at: (x: number, i: number) => number) {
	const level = X.map((x, i) => at(x, i));
	return besideOf({ x: X, level, low: level }, kinksOf(X, level).best, 100, 1e-6);
}

const noise = (i: number) => Math.sin(i * 12.9898) * 0.5;

test("a line is found beside a settling and beside a jump, and is none where there is nothing else", () => {
	fc.assert(
		fc.property(
			fc.double({ min: -200, max: 200, noNaN: true }),
			fc.double({ min: 5, max: 500, noNaN: true }),
			fc.integer({ min: 5, max: 40 }),
			(slope, other, place) => {
				const settled = beside((x, i) => 1000 + slope * x - other * Math.exp(-x / 0.12) + 0.01 * noise(i));
				expect(settled.settledSlope).toBeCloseTo(slope / 100, 1);
				expect(settled.settling).toBe(-0.12);
				const jumped = beside((x, i) => 1000 + slope * x + (i >= place ? other : 0) + 0.01 * noise(i));
				expect(jumped.jumpedSlope).toBeCloseTo(slope / 100, 1);
			},
		),
	);
});

test.each([
	["a leak under a warm-up", (x: number, i: number) => 60 * x + 80 * (1 - Math.exp(-x / 0.06)) + noise(i), 60, 60],
	["a warm-up", (x: number, i: number) => 80 * (1 - Math.exp(-x / 0.06)) + noise(i), -3, 3],
	["a leak across a roll-out", (x: number, i: number) => 60 * x + (i < 20 ? 0 : 90) + noise(i), 10, 60],
	["a roll-out", (_: number, i: number) => (i < 20 ? 0 : 90) + noise(i), -3, 10],
])("%s: how sure the line is", (name, at, least, most) => {
	const found = beside(at);
	const certainty = name.includes("warm-up") ? found.settledTrend : found.jumpedTrend;
	expect(certainty).toBeGreaterThanOrEqual(least);
	expect(certainty).toBeLessThanOrEqual(most);
});

test("growth that is over is over in its later half", () => {
	const over = beside((x, i) => Math.min(50, 150 * x) + noise(i));
	const on = beside((x, i) => 100 * x + noise(i));
	expect(Math.abs(over.halfTrend)).toBeLessThan(5);
	expect(on.halfTrend).toBeGreaterThan(20);
	expect(on.endTrend).toBeGreaterThan(5);
});

test("any levels give finite numbers", () => {
	const values = fc.array(fc.double({ min: 0, max: 1e13, noNaN: true }), { minLength: 8, maxLength: N });
	fc.assert(
		fc.property(values, (list) => {
			const level = Float64Array.from(list);
			const x = level.map((_, i) => i / (level.length - 1));
			const kink = kinksOf(x, level).best;
			for (const value of Object.values(besideOf({ x, level, low: level }, kink, 1, 1)))
				expect(value).toSatisfy(Number.isFinite);
		}),
	);
});
