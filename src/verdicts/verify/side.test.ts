import { describe, expect, test } from "vitest";
import type { Series } from "../../model/series.ts";
import { type KnownEnd, sideOf } from "./side.ts";

const HOUR = 3600;
const MI = 2 ** 20;

/** A process of `hours`, sampled every ten minutes, along a line whose middle is 100 MiB, with noise of so many MiB. */
function line(growth: number, { hours = 100, from = 0, noise = 0 } = {}): Series {
	const t = Float64Array.from({ length: hours * 6 + 1 }, (_, i) => from * HOUR + i * 600);
	const wobble = (i: number) => noise * (((i * 7919) % 101) / 50 - 1);
	const bytes = t.map((_, i) => (100 + growth * (i / (hours * 6) - 0.5) + wobble(i)) * MI);
	const none = t.map(() => Number.NaN);
	return { name: "s", t, bytes, capacity: none, start: t.map(() => from * HOUR) };
}
const seen = (series: readonly Series[], ends: readonly KnownEnd[] | null = null) =>
	sideOf({ series, ends }, "", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);

/** MiB over all of the time it was seen, but for the quarter of an hour of its warm-up. */
test.each<[string, Series[], boolean]>([
	["by a fiftieth of what it holds", [line(2.1)], true],
	["by less", [line(1.9)], false],
	["by a fiftieth in each of two lives", [line(2.1), line(2.1, { from: 100 })], true],
	["by a fiftieth in two lives together", [line(1.1), line(1.1, { from: 100 })], false],
	["downwards", [line(-5)], false],
	["or not: noise hides it", [line(2.1, { hours: 2, noise: 20 })], false],
	["nothing at all", [], false],
])("grows in a way that matters: %s", (_, series, grows) => expect(seen(series).grows).toBe(grows));

test("what would matter is a fiftieth of what it holds over a life, an hour", () => {
	expect(seen([line(0)]).matters / MI).toBeCloseTo(2 / 99.8, 3);
	expect(seen([line(0, { hours: 10 }), line(0, { hours: 10, from: 10 })]).matters / MI).toBeCloseTo(2 / 9.8, 2);
});

test("how long, how often, how densely", () => {
	const { span, watched, step, side } = seen([line(0, { hours: 10 }), line(0, { hours: 10, from: 10 })]);
	expect([span, watched, side.seconds, side.lives]).toEqual([20 * HOUR - 1200, 20 * HOUR, 20 * HOUR, 2]);
	expect(step).toBeGreaterThan(580);
	expect(step).toBeLessThan(620);
	expect(seen([])).toMatchObject({ span: 0, watched: 0, step: 0, ends: 0, side: { peak: null, bytesPerHour: null } });
});

describe("what ended", () => {
	/** One series whose process began anew so often, an hour apart. */
	const restarted = (times: number): Series => {
		const whole = line(0, { hours: times + 1 });
		return { ...whole, start: whole.t.map((t) => Math.min(times, Math.floor(t / HOUR)) * HOUR) };
	};
	const ends = (cause: KnownEnd["cause"], count: number): KnownEnd[] =>
		Array.from({ length: count }, (_, i) => ({ cause, at: (i + 1) * HOUR * 1000 }));
	test.each<[string, number, KnownEnd[] | null, number]>([
		["restarts, where nothing was asked", 3, null, 3],
		["restarts, where nothing is known of them", 3, [], 3],
		["kills alone, where the cause of all is known", 3, [...ends("kill", 1), ...ends("other", 2)], 1],
		["all restarts, where that of one is not", 3, [...ends("kill", 1), ...ends("other", 1)], 3],
		["evictions beside them", 3, [...ends("kill", 3), ...ends("eviction", 2)], 5],
		["evictions alone", 0, ends("eviction", 2), 2],
	])("counts %s", (_, times, known, count) => expect(seen([restarted(times)], known).ends).toBe(count));

	test("after the moment, and up to the end", () => {
		const at = (seconds: number): KnownEnd => ({ cause: "eviction", at: seconds * 1000 });
		const facts = { series: [line(0)], ends: [at(HOUR), at(HOUR + 1), at(2 * HOUR), at(2 * HOUR + 1)] };
		expect(sideOf(facts, "", HOUR, 2 * HOUR).ends).toBe(2);
	});
});
