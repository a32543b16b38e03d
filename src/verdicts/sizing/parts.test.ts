import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate, targetOf } from "./allocate.ts";
import { curveOf, levelAt } from "./curve.ts";
import { shapeOf } from "./features.ts";
import { Histogram } from "./histogram.ts";
import { DailyPeaks } from "./peers.ts";
import { profileOf } from "./profile.ts";
import { DAY, FROM, MI, series, steady } from "./series.fixture.ts";

describe("histogram", () => {
	test("counts above a limit as the samples do, but for those within a bucket of it", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 1e15, noNaN: true })),
				fc.double({ min: 2, max: 1e15, noNaN: true }),
				(all, limit) => {
					const histogram = new Histogram();
					for (const bytes of all) histogram.add(bytes);
					expect(histogram.above(limit)).toBeLessThanOrEqual(all.filter((bytes) => bytes > limit / 1.02).length);
					expect(histogram.above(limit)).toBeGreaterThanOrEqual(all.filter((bytes) => bytes > limit * 1.02).length);
				},
			),
		);
	});
	test("a percentile lies at most a bucket above the sample", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 2, max: 1e15, noNaN: true }), { minLength: 1 }), (all) => {
				const histogram = new Histogram();
				for (const bytes of all) histogram.add(bytes);
				const exact = all.toSorted((a, b) => a - b)[Math.ceil(0.95 * all.length) - 1] as number;
				expect(histogram.percentile(0.95)).toBeGreaterThanOrEqual(exact * 0.9999);
				expect(histogram.percentile(0.95)).toBeLessThanOrEqual(exact * 1.02);
			}),
		);
	});
	test("nothing in it", () => {
		expect(new Histogram().above(1)).toBe(0);
		expect(new Histogram().percentile(0.95)).toBe(0);
	});
});

describe("VPA's rule", () => {
	const estimate = (...peaks: number[]) => {
		const days = new DailyPeaks(FROM);
		for (const [day, peak] of peaks.entries()) {
			days.add(FROM + day * DAY, peak / 2);
			days.add(FROM + day * DAY + 3600, peak);
		}
		return days.estimate();
	};
	// Edges of its exponential buckets about 1e9: 1e7 × (1.05^n − 1) / 0.05.
	const edge = (n: number) => (1e7 * (1.05 ** n - 1)) / 0.05;
	test.each([
		["one day: the upper edge of its bucket", [1e9], edge(37)],
		["the latest days weigh most: a peak of a week ago has faded", [5e9, 1e9, 1e9, 1e9, 1e9, 1e9, 1e9], edge(37)],
		["yesterday's peak has not", [1e9, 1e9, 1e9, 5e9, 1e9], edge(67)],
		["nothing", [0], edge(1)],
	])("%s", (_, peaks, expected) => {
		expect(estimate(...peaks)).toBeCloseTo(expected, 0);
	});
});

describe("the curve of risk", () => {
	test("never rises with the level, starts at what is in use and ends at the bound", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 2 ** 40, noNaN: true }), { minLength: 1, maxLength: 50 }),
				fc.integer({ min: 60, max: 100 * DAY }),
				(bytes, horizon) => {
					const capacity = Math.max(1, ...bytes) * 1.5;
					const profile = profileOf(series(bytes, { capacity }));
					if (profile === null) throw new Error("no profile");
					const shape = shapeOf(profile, horizon);
					const { levels, risks } = curveOf(shape, profile.last / shape.scale);
					expect(levels).toEqual(levels.toSorted((a, b) => a - b));
					expect(risks).toEqual(risks.toSorted((a, b) => b - a));
					expect((levels[0] as number) * shape.scale).toBeGreaterThanOrEqual(profile.last * 0.999999);
					expect((levels.at(-1) as number) * shape.scale).toBeCloseTo(Math.max(capacity, profile.last), -1);
				},
			),
		);
	});
	test("longer horizons are riskier", () => {
		const profile = profileOf(series(steady(300 * MI), { capacity: 4096 * MI }));
		if (profile === null) throw new Error("no profile");
		const at = (horizon: number) => levelAt(curveOf(shapeOf(profile, horizon), 0), 0.05);
		expect(at(DAY)).toBeLessThanOrEqual(at(14 * DAY));
		expect(at(14 * DAY)).toBeLessThanOrEqual(at(40 * DAY));
		expect(at(DAY)).toBeLessThan(at(40 * DAY));
	});
});

describe("allocation", () => {
	const curve = { levels: [1, 2, 3, 4], risks: [0.5, 0.1, 0.04, 0.001] };
	test("keeps the mean risk and everybody's own", () => {
		const levels = allocate(
			Array.from({ length: 10 }, (_, i) => ({ curve, cost: (i + 1) / 10 })),
			{ aim: 0.05, most: 0.15 },
		);
		const risks = levels.map((level) => curve.risks[level] as number);
		expect(risks.reduce((a, b) => a + b) / risks.length).toBeLessThanOrEqual(0.05);
		expect(Math.max(...risks)).toBeLessThanOrEqual(0.15);
	});
	test("memory goes first where it is cheap", () => {
		const [cheap = 0, dear = 0] = allocate(
			[
				{ curve, cost: 0.01 },
				{ curve, cost: 10 },
			],
			{ aim: 0.06, most: 0.5 },
		);
		expect(cheap).toBeGreaterThan(dear);
	});
	test("where no level is safe enough, the safest", () => {
		expect(allocate([{ curve: { levels: [1, 2], risks: [0.9, 0.8] }, cost: 1 }], { aim: 0.01, most: 0.03 })).toEqual([
			1,
		]);
	});
	test("aims grow with the share accepted, from nothing to nearly all", () => {
		const aims = [1e-6, 0.001, 0.01, 0.02, 0.05, 0.07, 0.1, 0.5, 0.999].map((accepted) => targetOf(accepted).aim);
		expect(aims).toEqual(aims.toSorted((a, b) => a - b));
		expect(new Set(aims).size).toBe(aims.length);
		expect(Math.max(...aims)).toBeLessThan(1);
	});
	test.each([
		["as measured", 0.01, 0.002],
		["as measured at the other end", 0.1, 0.03],
		["below in proportion", 0.005, 0.001],
		["above, too", 0.2, 0.06],
		["between two on a log scale", Math.sqrt(0.001), Math.sqrt(0.002 * 0.03)],
		["never all but certain", 0.999, 0.2997],
	])("the aim: %s", (_, accepted, aim) => {
		const given = targetOf(accepted, [
			[0.01, 0.002],
			[0.1, 0.03],
		]);
		expect(given.aim).toBeCloseTo(aim, 10);
		expect(given.most).toBeCloseTo(Math.min(3 * accepted, 0.9), 10);
	});
	test("like containers share a risk between two corners of the hull, and none its own", () => {
		const hull = { levels: [1, 2, 3, 4, 5, 6], risks: [0.6, 0.5, 0.4, 0.3, 0.2, 0] };
		const levels = allocate(
			Array.from({ length: 4 }, () => ({ curve: hull, cost: 1 })),
			{ aim: 0.35, most: 0.9 },
		);
		expect(levels).toEqual([3, 3, 3, 3]);
	});
});
