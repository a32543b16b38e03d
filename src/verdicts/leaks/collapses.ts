import { type Buckets, select } from "./buckets.ts";
import { rangeOf, scratchOf } from "./numbers.ts";

/** A fall counts from this share of the series' range, and from this many times its usual change from bucket to bucket. */
const SHARE_OF_RANGE = 0.25;
const TIMES_USUAL = 9;
/** Buckets on either side that must stay above and below; a life of fewer says nothing. */
const AROUND = 3;

/**
 * Where the process seems to have started anew, for series that do not know: memory falls at once by a good part of its range and
 * stays down. Gives the first bucket of every life, beginning with 0.
 */
export function collapses({ middle }: Buckets): number[] {
	const n = middle.length;
	const lives = [0];
	if (n < 2 * AROUND) return lives;
	const range = rangeOf(middle, 0.03);
	if (!fallsBy(middle, SHARE_OF_RANGE * range)) return lives;
	const changes = scratchOf(n - 1);
	for (let i = 1; i < n; i++) changes[i - 1] = (middle[i] as number) - (middle[i - 1] as number);
	// Of many short lives most changes are the growth itself: what counts is how far a fall is from the usual change.
	const usual = select(changes, 0, n - 2, (n - 1) >> 1);
	for (let i = 0; i < n - 1; i++) changes[i] = Math.abs((changes[i] as number) - usual);
	const least = Math.max(TIMES_USUAL * select(changes, 0, n - 2, (n - 1) >> 1), SHARE_OF_RANGE * range);
	let last = 0;
	for (let i = AROUND; i + AROUND <= n; i++) {
		const here = middle[i] as number;
		const before = middle[i - 1] as number;
		const fall = Math.max(before - here, (middle[i - 2] as number) - here);
		if (fall <= least || i - last < AROUND || here > before) continue;
		if (here > (middle[i + 1] as number) + 0.1 * range) continue;
		if (middleOfThree(middle, i - AROUND) - middleOfThree(middle, i) <= 0.8 * least) continue;
		lives.push(i);
		last = i;
	}
	return lives;
}

/** Whether any fall over one or two buckets is that large: most series have none and need no closer look. */
function fallsBy(values: Float64Array, least: number): boolean {
	for (let i = 2; i < values.length; i++) {
		const before = Math.max(values[i - 1] as number, values[i - 2] as number);
		if (before - (values[i] as number) > least) return true;
	}
	return false;
}

function middleOfThree(values: Float64Array, from: number): number {
	const a = values[from] as number;
	const b = values[from + 1] as number;
	const c = values[from + 2] as number;
	return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
