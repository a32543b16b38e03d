import { describe, expect, test } from "vitest";
import { profileOf } from "./profile.ts";
import { FROM, MI, series } from "./series.fixture.ts";

/** MiB, at five minutes; capacities too. */
function of(bytes: readonly number[], { capacity = Number.NaN, start = Number.NaN }: Options = {}) {
	const given = typeof capacity === "number" ? capacity * MI : capacity.map((one) => one * MI);
	const profile = profileOf(
		series(
			bytes.map((mebi) => mebi * MI),
			{ capacity: given, start },
		),
	);
	if (profile === null) throw new Error("no profile");
	return profile;
}

interface Options {
	capacity?: number | readonly number[];
	start?: number | readonly number[];
}

const times = (count: number, mebi: number): number[] => new Array(count).fill(mebi);

/** A hundred steps, of which the last quarter holds 26 samples. */
test.each<[string, number[], number, number]>([
	["level", [...times(75, 900), ...times(26, 100)], 100, 100],
	["one of 26 is not a twentieth", [...times(75, 900), ...times(25, 100), 500], 100, 100],
	["two are", [...times(75, 900), ...times(24, 100), 500, 500], 500, 100],
	["half is not the middle yet", [...times(75, 900), ...times(13, 100), ...times(13, 500)], 500, 100],
	["more than half is", [...times(75, 900), ...times(12, 100), ...times(14, 500)], 500, 500],
	["the sample a quarter ago is part of it", [...times(75, 900), 300, ...times(24, 100), 300], 300, 100],
	["the one before it is not", [...times(74, 900), 300, ...times(25, 100), 300], 100, 100],
	["one sample", [70], 70, 70],
])("of late: %s", (_, bytes, high, middle) => {
	const { recentHigh, recentMiddle } = of(bytes);
	for (const [found, mebi] of [
		[recentHigh, high],
		[recentMiddle, middle],
	] as const) {
		expect(found).toBeGreaterThanOrEqual(mebi * MI);
		expect(found).toBeLessThanOrEqual(1.012 * mebi * MI);
	}
	expect(recentHigh).toBeLessThanOrEqual(Math.max(...bytes) * MI);
});

/** Use of late: seconds from one sample to the next, and MiB; the 95th percentile. */
test.each<[string, [samples: number, step: number, mebi: number][], number]>([
	[
		"a twelfth of the time, seldom measured",
		[
			[4, 300, 500],
			[220, 60, 100],
		],
		500,
	],
	[
		"a thirtieth of the time, often measured",
		[
			[40, 300, 100],
			[30, 15, 500],
		],
		100,
	],
	[
		"a day without samples is no day of what was before it",
		[
			[1, 86_400, 500],
			[240, 60, 100],
		],
		100,
	],
	[
		"ten minutes of it are",
		[
			[1, 86_400, 500],
			[180, 60, 100],
		],
		500,
	],
	[
		"steps of hours count alike",
		[
			[19, 3600, 100],
			[2, 7200, 500],
		],
		500,
	],
	[
		"and those of less than a second",
		[
			[19, 0.2, 100],
			[2, 0.1, 500],
		],
		500,
	],
])("of late, by time: %s", (_, stretches, high) => {
	// The first sample lies so far back that all others are of late.
	const [t, bytes] = [[FROM], [0]];
	let at = FROM + 40 * 86_400;
	for (const [samples, step, mebi] of stretches)
		for (let i = 0; i < samples; i++, at += step) {
			t.push(at);
			bytes.push(mebi * MI);
		}
	const profile = profileOf({ ...series(bytes), t: Float64Array.from(t) });
	expect((profile?.recentHigh ?? 0) / MI).toBeCloseTo(high, -1);
});

test("the peak of each sixteenth of the time; none where no sample lies", () => {
	const bytes = Array.from({ length: 17 }, (_, i) => i + 1);
	expect([...of(bytes).parts]).toEqual([...bytes.slice(0, 15), 17].map((mebi) => mebi * MI));
	expect([...of([1, 2]).parts]).toEqual([MI, ...times(14, -1), 2 * MI]);
	expect([...of([3]).parts]).toEqual([3 * MI, ...times(15, -1)]);
	expect([...of([0, 0]).parts].filter((peak) => peak === 0)).toHaveLength(2);
});

/** The last capacity, and what bounds the need: MiB. */
test.each<[string, number[], number[], number | null, number]>([
	["the only one", [50, 60], [100, 100], 100, 100],
	["none", [50, 60], [NaN, NaN], null, Infinity],
	["nought is none", [50, 60], [0, 0], null, Infinity],
	["one that was taken away", [50, 60], [100, 0], 100, 100],
	["one that came", [50, 60], [NaN, 100], 100, 100],
	["one that came, which what was used before would not fit", [150, 60], [NaN, 100], 100, Infinity],
	["raised", [50, 60], [100, 200], 200, 200],
	["raised, as use lay above it", [110, 60], [100, 200], 200, Infinity],
	["lowered", [50, 60], [200, 100], 100, 200],
	["lowered, below what was used before", [150, 60], [200, 100], 100, 200],
	["lowered by some pages", [50, 60], [100, 95], 95, 95],
	["lowered by some pages, below what was used before", [97, 60], [100, 95], 95, 100],
	["all of it in use", [100, 60], [100, 100], 100, 100],
	["use above it", [100.1, 60], [100, 100], 100, Infinity],
])("capacity: %s", (_, bytes, capacity, last, bound) => {
	const profile = of(bytes, { capacity });
	expect([profile.capacity, profile.bound]).toEqual([last === null ? null : last * MI, bound * MI]);
});

describe("restarts at the limit", () => {
	const two = [1, 1, 2, 2];
	test.each<[string, number[], number[], number[], { count: number; limit: number }]>([
		["at it", [50, 99, 50, 60], times(4, 100), two, { count: 1, limit: 100 }],
		["near it", [50, 90, 50, 60], times(4, 100), two, { count: 1, limit: 100 }],
		["not near it", [50, 89, 50, 60], times(4, 100), two, { count: 0, limit: 0 }],
		["in the first sample", [99, 50, 50, 60], times(4, 100), [1, 2, 2, 2], { count: 1, limit: 100 }],
		["twice", [99, 50, 99, 60], times(4, 100), [1, 2, 2, 3], { count: 2, limit: 100 }],
		["a limit that was raised with it", [50, 99, 50, 60], [100, 100, 200, 200], two, { count: 1, limit: 100 }],
		[
			"at a higher one too: the lower was answered",
			[99, 50, 199, 60],
			[100, 200, 200, 200],
			[1, 2, 2, 3],
			{ count: 1, limit: 200 },
		],
		["at a lower one later", [199, 50, 99, 60], [200, 100, 100, 100], [1, 2, 2, 3], { count: 1, limit: 200 }],
		["at nearly the same", [96, 50, 99, 60], [96, 100, 100, 100], [1, 2, 2, 3], { count: 2, limit: 100 }],
		["starts that nobody knows", [99, 99, 99, 99], times(4, 100), [NaN, 1, NaN, 2], { count: 0, limit: 0 }],
		["no limit", [99, 99, 99, 99], times(4, NaN), [1, 2, 3, 4], { count: 0, limit: 0 }],
	])("%s", (_, bytes, capacity, start, { count, limit }) => {
		const profile = of(bytes, { capacity, start });
		expect(profile.restartsAtLimit).toEqual({ count, limit: limit * MI });
		// What was answered by a higher limit lifts no bound.
		const answered = limit < Math.max(...capacity.filter((one) => one > 0), 0);
		if (count > 0) expect(profile.bound).toBe(answered ? Math.max(...capacity) * MI : Infinity);
	});
});

test.each<[string, number[], number]>([
	["the highest of ten minutes, both ends counted", [50, 70, 60, 90], 70],
	["at its end", [50, 60, 70, 90], 70],
])("starting took %s", (_, bytes, mebi) => {
	expect(of(bytes, { start: FROM }).startPeak).toBe(mebi * MI);
	expect(of(bytes).startPeak).toBe(0);
});
