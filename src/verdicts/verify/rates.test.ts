import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rateOf, ratioOf } from "./rates.ts";

describe("rates of few events", () => {
	// Garwood's own table (and any table of exact Poisson limits).
	test.each([
		[0, 0, 3.689],
		[1, 0.0253, 5.572],
		[2, 0.2422, 7.225],
		[5, 1.623, 11.668],
		[10, 4.795, 18.39],
		[50, 37.11, 65.92],
		[100, 81.36, 121.63],
	])("%i in an hour: %f to %f", (events, low, high) => {
		const rate = rateOf(events, 3600);
		expect(rate?.value).toBe(events);
		expect(rate?.low).toBeCloseTo(low, 2);
		expect(rate?.high).toBeCloseTo(high, 1);
	});

	test("no time, no rate", () => expect(rateOf(3, 0)).toBeNull());
});

describe("how many times as often", () => {
	// Clopper and Pearson's limits of 5 of 20 are 0.0866 and 0.4910; odds follow.
	test("5 after 15, in the same time", () => {
		const ratio = ratioOf(15, 5, 1);
		expect(ratio?.value).toBeCloseTo(1 / 3, 6);
		expect(ratio?.low).toBeCloseTo(0.0866 / (1 - 0.0866), 3);
		expect(ratio?.high).toBeCloseTo(0.491 / (1 - 0.491), 2);
	});
	// 1 - 0.025^(1/n) is the upper limit of none of n.
	test("none after 6", () => {
		const share = 1 - 0.025 ** (1 / 6);
		expect(ratioOf(6, 0, 1)).toMatchObject({ value: 0, low: 0 });
		expect(ratioOf(6, 0, 1)?.high).toBeCloseTo(share / (1 - share), 6);
	});
	test("nothing at all says nothing", () => expect(ratioOf(0, 0, 1)).toBeNull());
	test("some after none: no upper limit", () => expect(ratioOf(0, 3, 1)?.high).toBe(Number.POSITIVE_INFINITY));

	test("the interval holds the value, and twice the time halves it", () => {
		fc.assert(
			fc.property(fc.nat(2000), fc.nat(2000), fc.double({ min: 0.01, max: 100, noNaN: true }), (a, b, exposure) => {
				const [one, two] = [ratioOf(a, b, exposure), ratioOf(a, b, 2 * exposure)];
				if (one === null || two === null) return a + b === 0;
				const ordered = one.low <= one.value && one.value <= one.high;
				return ordered && (one.value === 0 || a === 0 || Math.abs(one.value / two.value - 2) < 1e-9);
			}),
		);
	});
});
