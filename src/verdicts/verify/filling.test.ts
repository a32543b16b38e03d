import { expect, test } from "vitest";
import type { Interval } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";
import { fillingFor } from "./filling.ts";
import type { Side } from "./side.ts";

const HOUR = 3600;

/** A process from one hour to another; `start` is when it began, where it is known. */
function process(from: number, to: number, start: number | null): Series {
	const t = Float64Array.of(from * HOUR, to * HOUR);
	const of = (value: number) => t.map(() => value);
	return {
		name: "s",
		t,
		bytes: of(1),
		capacity: of(Number.NaN),
		start: of(start === null ? Number.NaN : start * HOUR),
	};
}

/** Usual and highest peak before; highest since, and growth an hour, sampled each half hour. */
function sides(usual: number | null, most: number | null, holds: number | null, growth: number | null) {
	const interval = (value: number | null): Interval | null =>
		value === null ? null : { value, low: value - 1, high: value };
	const before = { side: { peaks: interval(usual), peak: most } } as Side;
	const after = { side: { peak: holds, bytesPerHour: interval(growth) }, step: HOUR / 2 } as Side;
	return [before, after] as const;
}

const young = [process(100, 103, 100)];
const old = [process(100, 124, 100)];

test.each<[string, Series[], ReturnType<typeof sides>, number]>([
	["for the rest of its first day", young, sides(80, 90, 85, 5), 21],
	["to the most that ever was", young, sides(80, 90, 90, 5), 21],
	["not beyond that", young, sides(80, 90, 91, 5), 0],
	["after its first day only to the usual peak, at the present rate", old, sides(80, 90, 70, 5), 2],
	["after its first day not beyond the usual peak", old, sides(80, 90, 80, 5), 0],
	["after its first day not without growth", old, sides(80, 90, 70, -5), 0],
	["nor where growth is not known", old, sides(80, 90, 70, null), 0],
	["not where nothing was usual", young, sides(null, 90, 70, 5), 0],
	["not where nothing was before", young, sides(80, null, 70, 5), 0],
	["not where nothing is", young, sides(80, 90, null, 5), 0],
	["of two processes the younger counts", [process(0, 103, 0), ...young], sides(80, 90, 85, 5), 21],
	["one that has ended does not", [process(95, 101, 95), process(90, 103, 90)], sides(80, 90, 85, 5), 11],
	[
		"one that was seen a sample or two ago does",
		[process(100, 102, 100), process(90, 103, 90)],
		sides(80, 90, 85, 5),
		22,
	],
	["one that began before it was seen", [process(100, 103, 93)], sides(80, 90, 85, 5), 14],
	["one whose start nobody knows began when it was seen", [process(100, 103, null)], sides(80, 90, 85, 5), 21],
])("it may fill %s: hours", (_, series, [before, after], hours) => {
	expect(fillingFor(series, before, after) / HOUR).toBeCloseTo(hours, 6);
});
