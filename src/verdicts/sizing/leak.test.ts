import { expect, test } from "vitest";
import { leakLimit, reachedWithin } from "./leak.ts";
import type { Profile } from "./profile.ts";

/** Bytes: the capacity, what is in use now; the limit that stays. */
test.each<[string, boolean, number | null, number, number | null]>([
	["what does not climb is sized", false, 100, 50, null],
	["no limit to leave", true, null, 50, null],
	["a limit of nought is none", true, 0, 50, null],
	["the smallest there is", true, 1, 0, 1],
	["it stays", true, 100, 50, 100],
	["a broken byte more than was there", true, 100.5, 50, 101],
	["more is in use", true, 100, 150, 150],
	["more is in use, by a part of a byte", true, 100, 150.5, 151],
])("a leak's limit: %s", (_, climbing, capacity, last, expected) => {
	expect(leakLimit({ climbing, capacity, last } as Profile)).toBe(expected);
});

/** The parts' peaks of 100 seconds (−1: not measured), and where use stands after so many more. */
test.each<[string, number[], number, number]>([
	["level", [50, 50, 50, 50], 100, 50],
	["10 a part: as much again", [10, 20, 30, 40], 100, 80],
	["half as long: half of that", [10, 20, 30, 40], 50, 60],
	["twice as long", [10, 20, 30, 40], 200, 120],
	["what falls stays as high as it was", [40, 30, 20, 10], 100, 40],
	["halves that were not measured in full", [10, -1, 30, -1], 100, 70],
	["nothing in use is measured too", [0, 0, 30, 30], 100, 90],
	["of an odd number the middle part is of neither half", [10, 90, 40], 100, 150],
	["two parts", [10, 20], 100, 40],
	["one part tells no slope", [10, -1], 100, 10],
])("use that goes on as it did: %s", (_, parts, horizon, expected) => {
	const peak = Math.max(...parts);
	const profile = { parts: Float64Array.from(parts), peak, seconds: 100 } as Profile;
	expect(reachedWithin(profile, horizon)).toBeCloseTo(expected, 6);
});

test("in no time nothing grows", () => {
	expect(reachedWithin({ parts: Float64Array.of(10, 20), peak: 20, seconds: 0 } as Profile, 100)).toBe(20);
});
