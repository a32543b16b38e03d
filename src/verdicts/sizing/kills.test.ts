import { expect, test } from "vitest";
import { afterKills, mostAfterKills } from "./kills.ts";
import { MI } from "./series.fixture.ts";

/** MiB: the limit it was killed at, how often, the most that was measured; the least limit then, and the most that is given at once. */
test.each<[string, number, number, number | null, number, number]>([
	["a fifth more", 1000, 1, 900, 1200, 2000],
	["nothing was measured", 1000, 1, null, 1200, 4000],
	["of little at least 32Mi more", 100, 1, 100, 132, 200],
	["of very little at most 64Mi more", 10, 1, 10, 42, 74],
	["twice, at most", 1000, 100, 900, 2000, 2000],
	["what it used beyond that limit bounds nothing", 1000, 1, 1001, 1200, Number.POSITIVE_INFINITY],
])("%s", (_, limit, count, peak, least, most) => {
	const kills = { count, limit: limit * MI };
	expect(afterKills(kills)).toBe(least * MI);
	expect(mostAfterKills(kills, peak === null ? null : peak * MI)).toBe(most * MI);
});

test("a limit of broken bytes is rounded up", () => {
	expect(afterKills({ count: 1, limit: 1000 * MI + 1 })).toBe(1200 * MI + 2);
});
