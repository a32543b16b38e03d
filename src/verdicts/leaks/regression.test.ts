import fc from "fast-check";
import { expect, test } from "vitest";
import { errors90, regress, tailOf } from "./regression.ts";

const N = 120;
const time = Float64Array.from({ length: N }, (_, i) => i / N);

test("slopes are found beside one another, whatever the level of each group", () => {
	const slope = fc.double({ min: -50, max: 50, noNaN: true });
	fc.assert(
		fc.property(slope, slope, slope, slope, (a, b, first, second) => {
			const square = time.map((x) => x * x);
			const y = time.map((x, i) => (i < 50 ? first : second) + a * x + b * x * x);
			const fit = regress({ y, x: [time, square], groups: [0, 50] });
			expect(fit?.coefficients[0]).toBeCloseTo(a, 5);
			expect(fit?.coefficients[1]).toBeCloseTo(b, 5);
		}),
	);
});

/** A walk that no regressor drives, from a generator of its own. */
function walk(seed: number): Float64Array {
	let [state, level] = [seed * 2_654_435_761 + 1, 0];
	return time.map(() => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		level += state / 2 ** 31 - 1;
		return level;
	});
}

test("of two walks that have nothing to do with one another few seem related", () => {
	let related = 0;
	for (let i = 0; i < 400; i++) {
		const fit = regress({ y: walk(2 * i), x: [walk(2 * i + 1)], groups: [0] });
		if (fit === null) continue;
		const t = (fit.coefficients[0] as number) / Math.sqrt(fit.covariance[0]?.[0] as number);
		if (tailOf(Math.abs(t), fit.degrees) < 0.005) related++;
	}
	// One in a hundred by the book; without the errors' correlation it is most of them.
	expect(related / 400).toBeLessThan(0.05);
});

test("regressors that cannot be told apart, and too few rows, give nothing", () => {
	expect(regress({ y: time, x: [time, time.map((x) => 2 * x)], groups: [0] })).toBeNull();
	expect(regress({ y: time, x: [time.map(() => 3)], groups: [0] })).toBeNull();
	expect(regress({ y: time.subarray(0, 4), x: [time.subarray(0, 4)], groups: [0] })).toBeNull();
});

test.each([
	[1.812, 10, 0.05],
	[2.764, 10, 0.01],
	[2.015, 5, 0.05],
	[4.785, 20, 0.000056],
	[0, 30, 0.5],
	[-1.697, 30, 0.95],
])("Student's t of %d with %d degrees of freedom is exceeded with chance %d", (t, degrees, chance) => {
	expect(tailOf(t, degrees) / chance).toBeGreaterThan(0.9);
	expect(tailOf(t, degrees) / chance).toBeLessThan(1.1);
});

test.each([
	[5, 2.015],
	[10, 1.812],
	[30, 1.697],
])("an interval of nine in ten with %d degrees of freedom reaches %d errors to either side", (degrees, errors) => {
	expect(errors90(degrees)).toBeCloseTo(errors, 1);
});
