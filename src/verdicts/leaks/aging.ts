import type { Buckets } from "./buckets.ts";
import { clamp, median } from "./numbers.ts";
import { besideRhythm } from "./rhythm.ts";

/** Growth with a life's age, beside what memory does by day in all of them; sizes are shares of the limit. */
export interface Aging {
	/** In a life of usual length. */
	aging: number;
	/** Against its standard error. */
	agingSure: number;
	/** In the later half of each life against the whole: what fills has slowed down. */
	agingLate: number;
}

export const NO_AGING: Aging = { aging: 0, agingSure: 0, agingLate: 1 };

/** What few rows say may be anything. */
const LEAST_ROWS = 16;

/**
 * Least squares of the floors on age and the waves of a day, each life with a level of its own: where lives end after a day or two, a daily
 * rhythm is most of what each does. Errors follow one another (Bayley and Hammersley 1946).
 * @param lives the rows of each; what comes before its `first` is warm-up
 */
export function agingOf({ t, floor }: Buckets, lives: readonly { first: number; to: number }[], limit: number): Aging {
	let rows = 0;
	for (const { first, to } of lives) rows += to - first;
	if (rows < LEAST_ROWS) return NO_AGING;
	const memory = new Float64Array(4 * rows);
	const column = (i: number) => memory.subarray(i * rows, (i + 1) * rows);
	const [time, level, age, late] = [column(0), column(1), column(2), column(3)];
	const groups: number[] = [];
	const lengths = new Float64Array(lives.length);
	let row = 0;
	for (const [i, { first, to }] of lives.entries()) {
		groups.push(row);
		const begin = t[first] as number;
		const length = (t[to - 1] as number) - begin;
		lengths[i] = length;
		for (let at = first; at < to; at++, row++) {
			time[row] = t[at] as number;
			level[row] = floor[at] as number;
			age[row] = (t[at] as number) - begin;
			late[row] = Math.max(0, (age[row] as number) - length / 2);
		}
	}
	const found = besideRhythm(time, { y: level, first: age, second: late }, groups);
	if (found === null) return NO_AGING;
	const { slope, certainty, first, second } = found;
	return {
		aging: clamp((slope * median(lengths)) / limit, -2, 2),
		agingSure: certainty,
		agingLate: clamp((first + second) / (Math.abs(slope) || 1e-9), -4, 5),
	};
}
