import { expect, test } from "vitest";
import { nodeTrack } from "./tracks.ts";

const NAN = Number.NaN;
const DAY = 86_400;

/** A day of which samples were taken at these moments; what the chart has at each, null where it has a gap. */
function drawn(times: readonly number[]): [number, number | null][] {
	const column = (value: number) => Float64Array.from(times, () => value);
	const series = {
		name: "n1",
		t: Float64Array.from(times),
		bytes: column(1),
		capacity: column(NAN),
		start: column(NAN),
	};
	const { t, workingSet } = nodeTrack("a history", series, 0, DAY);
	return t.map((at, i) => [at, workingSet[i] ?? null]);
}

const every = (step: number, from: number, to: number) =>
	Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
const gapsIn = (times: readonly number[]) => drawn(times).flatMap(([t, value]) => (value === null ? [t] : []));

test.each<[string, number[], number[]]>([
	["what was measured all the time", every(300, 0, DAY), []],
	["a scrape that failed", every(15, 0, DAY).filter((t) => t % 9000 !== 0), []],
	["an hour without a sample", [...every(300, 0, 36_000), ...every(300, 39_600, DAY)], [36_072]],
	["most of the day", [...every(60, 0, 7200), ...every(60, 72_000, DAY)], [7260]],
	["samples that become fewer, as old ones do", [...every(3600, 0, 43_200), ...every(60, 43_260, DAY)], []],
	["one sample", [500], []],
	["two samples far apart", [500, 80_000], []],
	["none", [], []],
])("%s: a line goes where something was measured", (_, times, gaps) => {
	expect(gapsIn(times)).toEqual(gaps);
});
