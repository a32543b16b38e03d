import { expect, test } from "vitest";
import { climbs } from "./climb.ts";
import { MI, series, steady } from "./series.fixture.ts";

/** A life of eight equal parts, three samples each, whose lows are these: MiB. */
const life = (...lows: number[]) => lows.flatMap((low) => [low + 5, low, low + 5]);
const climb = Array.from({ length: 200 }, (_, i) => 100 + i);
const flat = steady(100, 0.02, 200);

test.each<[string, number[][], boolean]>([
	["from start to end", [climb], true],
	["in every life", [climb, climb], true],
	["in one of two lives", [climb, flat], false],
	["in the other", [flat, climb], false],
	["what is too short to tell stands beside", [climb, [1, 2, 3]], true],
	["even before", [[9, 5, 3], climb], true],
	["only while it starts", [climb.map((_, i) => Math.min(20, i))], false],
	["a start that takes much, and nothing after it", [life(10, 90, 91, 92, 93, 94, 95, 96)], false],
	["not at all", [flat], false],
	["just long enough to tell", [life(10, 20, 30, 40, 50, 60, 70, 80)], true],
	["one sample too short", [life(10, 20, 30, 40, 50, 60, 70, 80).slice(1)], false],
	["down once", [life(10, 20, 30, 40, 35, 60, 70, 80)], true],
	["down twice", [life(10, 20, 15, 40, 35, 60, 70, 80)], false],
	["level twice", [life(10, 20, 20, 40, 40, 60, 70, 80)], false],
	["by a fifth of its peak", [life(10, 76, 78, 80, 82, 90, 94, 95)], false],
	["a little more", [life(10, 75, 78, 80, 82, 90, 94, 95)], true],
	["from nothing", [life(0, 0, 10, 20, 30, 40, 50, 60)], true],
])("use climbs: %s", (_, lives, expected) => {
	const start = lives.flatMap((bytes, i) => bytes.map(() => i));
	const bytes = lives.flat().map((mebi) => mebi * MI);
	expect(climbs(series(bytes, { start }))).toBe(expected);
});

test("starts that nobody knows are one life", () => {
	expect(climbs(series(climb))).toBe(true);
	expect(climbs(series([]))).toBe(false);
});
