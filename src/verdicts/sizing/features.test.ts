import { describe, expect, test } from "vitest";
import { FEATURES, featuresOf, shapeOf } from "./features.ts";
import { profileOf } from "./profile.ts";
import { MI, series } from "./series.fixture.ts";

const HOUR = 3600;

/** One sample in each sixteenth: MiB, hours apart, with a limit of 1000Mi. */
const BYTES = [100, 120, 110, 300, 90, 100, 105, 95, 200, 130, 100, 110, 120, 150, 140, 100];

function shape(bytes: readonly number[], { capacity = 1000, horizon = 30 * HOUR } = {}) {
	const profile = profileOf(
		series(
			bytes.map((mebi) => mebi * MI),
			{ step: HOUR, capacity: capacity * MI },
		),
	);
	if (profile === null) throw new Error("no profile");
	return shapeOf(profile, horizon);
}

/** As worked out apart from the code, from what docs/sizing.md and the comments say; half of the highest peak, nearly, and more than it. */
const EXPECTED: Readonly<Record<string, number | readonly [number, number]>> = {
	level: [-0.798508, 0.182322],
	partsAbove: [-1.18149, -3.46954],
	episodesAbove: [3, 0],
	sinceAbove: [0.0625, 1],
	roomAbovePeak: [0, 1.386294],
	roomAboveBody: [0, 2.484907],
	roomAboveLate: [0, 2.442347],
	shareOfLevel: [-1.86433, -0.967584],
	aboveSecond: [-0.393043, 0.587787],
	aboveHalf: [0.19404, 1.174869],
	aboveHighest: [-0.798508, 0.182322],
	aboveLate: [-0.105361, 0.875469],
	spreadsAbove: [0.191635, 1.16031],
	expectedAbove: [1.502017, -0.483752],
	alike: [4.926354, -0.032036],
	low: -1.198326,
	quarter: -1.090022,
	half: -0.992548,
	high: -0.396874,
	highest: 0,
	second: -0.405465,
	third: Math.log(0.5),
	fourth: -0.76214,
	sixth: -0.916291,
	ninth: -1.003302,
	lowest: -1.203973,
	lastPart: -1.098612,
	last: -1.098612,
	recent: -0.905904,
	restlessness: -1.674929,
	meanChange: 0.331957,
	spread: 0.303841,
	rising: 0.213574,
	sincePeak: 0.75,
	partsKnown: 16,
	shareOfPeak: -1.203973,
	horizon: 0.666667,
};

test.each(FEATURES.map((name, i) => [name, i] as const))("%s", (name, i) => {
	const expected = EXPECTED[name] ?? Number.NaN;
	const [below, above] = typeof expected === "number" ? [expected, expected] : expected;
	expect(featuresOf(shape(BYTES), 0.45)[i]).toBeCloseTo(below, 5);
	expect(featuresOf(shape(BYTES), 1.2)[i]).toBeCloseTo(above, 5);
});

const of = (name: (typeof FEATURES)[number], bytes: readonly number[], level = 1) =>
	featuresOf(shape(bytes), level)[FEATURES.indexOf(name)];

describe("at the edges", () => {
	test.each<[string, number | undefined, number]>([
		["one part: what changes is not known", of("meanChange", [100]), 0.3],
		["one part: nor how restless it is", of("restlessness", [100]), Math.log(0.305)],
		["three parts are too few to rise", of("rising", [100, 200, 400]), 0],
		["four are not", of("rising", [100, 100, 200, 200]), Math.log(2)],
		["what falls does not rise", of("rising", [200, 200, 100, 100]), 0],
		["of equal peaks the last counts", of("sincePeak", [100, 200, 200, 100]), 0.25],
		["almost nothing counts as a hundredth", of("lowest", [0, 100]), Math.log(0.01)],
		["what was used last, as a thousandth", of("last", [100, 0]), Math.log(0.001)],
		["a part at the level is not above it", of("episodesAbove", [100, 100, 50, 100], 1), 0],
		["just above it is", of("episodesAbove", [100, 50, 100], 0.99), 2],
	])("%s", (_, found, expected) => {
		expect(found).toBeCloseTo(expected, 9);
	});
	test("the scale: the peak, else a thousandth of the capacity, else a mebibyte", () => {
		expect(shape([0, 50, 20]).scale).toBe(50 * MI);
		expect(shape([0, 0]).scale).toBe(MI);
		expect(shape([0, 0], { capacity: Number.NaN }).scale).toBe(MI);
		expect(shape([0, 0], { capacity: 4000 }).scale).toBe(4 * MI);
	});
	test("the share of the capacity, which is half where none is known, and the bound", () => {
		expect(shape([50, 100])).toMatchObject({ share: 0.1, bound: 10 });
		expect(shape([50, 100], { capacity: Number.NaN })).toMatchObject({ share: 0.5, bound: Infinity });
		expect(shape([50, 100], { capacity: 80 })).toMatchObject({ share: 1.25, bound: Infinity });
	});
	/** Histories of five hours. */
	test.each([
		[2.5, 0.5, 1],
		[5, 1, 1],
		[10, 2, 2 ** 1.5],
		[20, 4, 8],
		[30, 6, 8],
		[45, 9, 8],
		[450, 9, 8],
	])("a horizon of %d hours", (hours, ratio, hedge) => {
		expect(shape([1, 2, 3, 4, 5, 6], { horizon: hours * HOUR })).toMatchObject({ ratio, hedge });
	});
	test("one sample stands for a minute", () => {
		expect(shape([100], { horizon: 120 }).ratio).toBe(2);
	});
	test("the body and the late peaks", () => {
		expect(shape(BYTES).body).toBeCloseTo(140 / 300, 6);
		expect(shape(BYTES).late).toBeCloseTo(150 / 300, 6);
		expect(shape([300]).late).toBe(1);
	});
});
