import { expect, test } from "vitest";
import { bucketsOf } from "./buckets.ts";
import { measure } from "./measure.ts";
import { DAY, HOUR, MIB, series } from "./series.fixture.ts";
import { stopped } from "./stopped.ts";

/** Lives that leak 10 MiB an hour, after one of ten days that did not, and then one that does not. */
function isStopped(leaking: readonly number[], present: number): boolean {
	const starts = [-5 * DAY, 5 * DAY];
	for (const hours of leaking) starts.push((starts.at(-1) as number) + hours * HOUR);
	const begun = starts.at(-1) as number;
	const startOf = (s: number) => starts.findLast((start) => start <= s) as number;
	const one = series({
		span: begun + present * HOUR,
		limit: 1024 * MIB,
		mib: (s) => (s < 5 * DAY || s >= begun ? 200 : 200 + (10 * (s - startOf(s))) / HOUR),
		start: startOf,
	});
	const buckets = bucketsOf(one, one.t.length);
	return stopped(buckets, measure(buckets)) !== null;
}

test.each([
	["half as long again as those that leaked", [20, 20, 20, 20], 30, true],
	["as long as they", [20, 20, 20, 20], 20, false],
	["longer than most, but not than the one over a weekend", [14, 26, 18, 66, 20], 40, false],
	["longer than that one too", [14, 26, 18, 66, 20], 90, true],
])("what runs now has lasted %s", (_, leaking, present, expected) => {
	expect(isStopped(leaking, present)).toBe(expected);
});
