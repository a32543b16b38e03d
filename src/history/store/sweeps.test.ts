import fc from "fast-check";
import { expect, test } from "vitest";
import { AT, WIDTH } from "./figures.ts";
import { joined, type TrackRows } from "./sweeps.ts";

const { NaN: none } = Number;

function part(t: readonly number[], columns: Readonly<Record<number, readonly number[]>>): TrackRows {
	return {
		t: Float64Array.from(t),
		columns: Array.from({ length: WIDTH }, (_, i) => (columns[i] === undefined ? null : Float64Array.from(columns[i]))),
	};
}

const told = ({ t, columns }: TrackRows) => [[...t], ...columns.slice(0, 3).map((column) => column && [...column])];
const all = new Set([AT.workingSet, AT.rss]);

test.each<[string, TrackRows[], [number, number], unknown]>([
	["nothing", [], [0, 9], [[], null, null, null]],
	[
		"one after another, some without a figure",
		[part([1, 2], { 0: [5, 6] }), part([3], { 0: [7], 1: [4] })],
		[0, 9],
		[[1, 2, 3], [5, 6, 7], [none, none, 4], null],
	],
	["both ends of the time", [part([1, 2, 3, 4], { 0: [5, 6, 7, 8] })], [2, 3], [[2, 3], [6, 7], null, null]],
	[
		"a figure that the time leaves nothing of",
		[part([1, 2], { 0: [5, 6], 1: [3, none] })],
		[2, 9],
		[[2], [6], null, null],
	],
	[
		"a clock set back, and the same moment twice: the larger counts",
		[part([1, 5, 6], { 0: [1, 9, 2] }), part([5, 6, 7], { 0: [3, 4, none] })],
		[0, 9],
		[[1, 5, 6, 7], [1, 9, 4, none], null, null],
	],
	["what nobody asked for", [part([1], { 0: [5], 2: [8] })], [0, 9], [[1], [5], null, null]],
])("%s", (_, parts, [from, to], expected) => {
	expect(told(joined(parts, { from, to, figures: all }))).toEqual(expected);
});

test("rows in order are as rows in any order, sorted", () => {
	const rows = fc.uniqueArray(fc.nat(200), { maxLength: 60 });
	fc.assert(
		fc.property(rows, fc.nat(200), fc.nat(200), fc.nat(60), (times, from, to, cut) => {
			const cutInTwo = (t: readonly number[]) =>
				[t.slice(0, cut), t.slice(cut)].map((some) => part(some, { 0: some.map((at) => at * 2) }));
			const wanted = { from, to, figures: all };
			const sorted = times.toSorted((a, b) => a - b);
			expect(told(joined(cutInTwo(times), wanted))).toEqual(told(joined(cutInTwo(sorted), wanted)));
			expect([...joined(cutInTwo(times), wanted).t]).toEqual(sorted.filter((t) => t >= from && t <= to));
		}),
	);
});
