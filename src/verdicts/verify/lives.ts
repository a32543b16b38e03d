import type { Series } from "../../model/series.ts";
import { rowsUpTo } from "../leaks/numbers.ts";

/** The memory of one process from its start, or from the side's beginning, to its end: rows of a series. */
export interface Life {
	t: Float64Array;
	bytes: Float64Array;
}

/** A process that has just begun fills caches and compiles: this share of a life, and no more than so many seconds, is no growth. */
const WARM_UP_SHARE = 0.1;
const WARM_UP_SECONDS = 900;

/** The lives of a series within `from` and `to` (unix seconds), each without its warm-up; how often a container started anew in it, and for how long it was watched. */
export function livesOf(
	{ t, bytes, start }: Series,
	from: number,
	to: number,
): { lives: Life[]; restarts: number; seconds: number } {
	const rows: number[] = [];
	for (let row = rowsUpTo(t, from); row < t.length && at(t, row) <= to; row++)
		if (Number.isFinite(at(bytes, row))) rows.push(row);
	const lives: Life[] = [];
	let [restarts, first] = [0, 0];
	for (let i = 1; i <= rows.length; i++) {
		const [before, here] = [rows[i - 1], rows[i]];
		if (before === undefined) break;
		const anew = here !== undefined && isRestart(at(start, before), at(start, here));
		if (here !== undefined && !anew) continue;
		if (anew) restarts++;
		lives.push(life(t, bytes, rows.slice(first, i), start));
		first = i;
	}
	const seconds = rows.length === 0 ? 0 : at(t, rows.at(-1) ?? 0) - at(t, rows[0] ?? 0);
	return { lives: lives.filter((one) => one.t.length > 0), restarts, seconds };
}

function life(t: Float64Array, bytes: Float64Array, rows: readonly number[], start: Float64Array): Life {
	const [first = 0, last = 0] = [rows[0], rows.at(-1)];
	const born = at(start, first);
	const begin = Number.isFinite(born) ? born : at(t, first);
	// A process that was old already when the side begins has warmed up before.
	const warm = begin + Math.min(WARM_UP_SECONDS, (at(t, last) - begin) * WARM_UP_SHARE);
	const kept = rows.filter((row) => at(t, row) >= warm);
	return { t: Float64Array.from(kept, (row) => at(t, row)), bytes: Float64Array.from(kept, (row) => at(bytes, row)) };
}

/** Start times are given to the second or rounded by scrapers. */
function isRestart(a: number, b: number): boolean {
	return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) > 2;
}

function at(column: Float64Array, row: number): number {
	return column[row] ?? Number.NaN;
}
