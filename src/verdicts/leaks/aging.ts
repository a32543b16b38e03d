import type { Buckets } from "./buckets.ts";
import { clamp, median } from "./numbers.ts";
import { besideRhythm, DAY, wavesIn } from "./rhythm.ts";

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

/** Shorter lives that begin at one time of the day look the same by age and by day, seconds; and how alike those times are, 0 to 1. */
const APART = 1.5 * DAY;
const ALIKE = 0.9;

/** Whether all begin at about one time of the day, as what a schedule restarts does: the length of the mean of their directions on a clock (Mardia 1972). */
function isDaily(times: readonly number[]): boolean {
	let [sin, cos] = [0, 0];
	for (const time of times) {
		sin += Math.sin((2 * Math.PI * time) / DAY);
		cos += Math.cos((2 * Math.PI * time) / DAY);
	}
	return Math.hypot(sin, cos) > ALIKE * times.length;
}

/**
 * Least squares of the floors on age and the waves of a day, each life with a level of its own: where lives end after a day or two, a daily
 * rhythm is most of what each does. Errors follow one another (Bayley and Hammersley 1946).
 * @param lives the rows of each; what comes before its `first` is warm-up
 * @returns with the coefficients of the waves
 */
export function agingOf(
	{ t, floor }: Pick<Buckets, "t" | "floor">,
	lives: readonly { first: number; to: number }[],
	limit: number,
): { aging: Aging; waves: readonly number[] } {
	let rows = 0;
	for (const { first, to } of lives) rows += to - first;
	if (rows < LEAST_ROWS) return { aging: NO_AGING, waves: [] };
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
	const usual = median(lengths);
	const waves = usual < APART && isDaily(lives.map(({ first }) => t[first] as number)) ? 0 : wavesIn(time);
	const found = besideRhythm(time, { y: level, first: age, second: late }, groups, waves);
	if (found === null) return { aging: NO_AGING, waves: [] };
	const { slope, certainty, first, second } = found;
	const aging = {
		aging: clamp((slope * usual) / limit, -2, 2),
		agingSure: certainty,
		agingLate: clamp((first + second) / (Math.abs(slope) || 1e-9), -4, 5),
	};
	return { aging, waves: found.waves };
}
