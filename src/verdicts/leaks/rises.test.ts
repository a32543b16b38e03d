import { expect, test } from "vitest";
import { kinksOf } from "./fits.ts";
import { risesOf } from "./rises.ts";

const N = 48;
const X = Float64Array.from({ length: N }, (_, i) => i / (N - 1));

function rises(at: (i: number) => number) {
	const level = X.map((_, i) => at(i));
	return risesOf({ x: X, level, low: level }, kinksOf(X, level).best, 48);
}

/** A wave of twelve levels, half as high as a leak of 48 bytes. */
const wave = (i: number) => 12 * Math.sin((2 * Math.PI * i) / 12);

test("a leak under a rhythm is seen at the rhythm's period, a rhythm alone is not", () => {
	const leak = rises((i) => wave(i) + i);
	expect(leak.lagRise).toBeGreaterThan(0.8);
	expect(leak.lagBest % 0.25).toBeCloseTo(0);
	expect(leak.lagRiseLate).toBeGreaterThan(0.8);
	expect(rises(wave).lagRiseLate).toBeCloseTo(0, 1);
});

test.each([
	["a line rises at every distance", (i: number) => i, 1, 0, 0],
	["a rise given back is counted, if it was before the kink, as an earlier one", bump, 0.2, 30 / 48, 30 / 48],
])("%s", (_, at, least, earlier, back) => {
	const found = rises(at);
	expect(found.lagRise).toBeGreaterThanOrEqual(least);
	expect(found.earlierRise).toBeCloseTo(earlier, 1);
	expect(found.givenBack).toBeCloseTo(back, 1);
});

function bump(i: number): number {
	if (i < 15) return 3 * Math.min(i, 10);
	return i < 20 ? 30 - 6 * (i - 15) : i < 28 ? 0 : 4 * (i - 28);
}
