import { type Buckets, select } from "./buckets.ts";
import { Place, scratchOf } from "./numbers.ts";

/** The buckets from the newest restart on, or all: what is judged for a steady leak. */
export interface Window {
	/** Times of the buckets, 0 at the first and 1 at the last. */
	x: Float64Array;
	floor: Float64Array;
	middle: Float64Array;
	peak: Float64Array;
	/** Unix seconds of x = 0, and the seconds that x = 1 stands for. */
	from: number;
	span: number;
}

const TIMES = new Place();
const LOWS = new Place();

/** The times are overwritten by the next call. */
export function windowOf({ t, floor, middle, peak }: Buckets, first: number): Window {
	const from = t[first] as number;
	const span = (t[t.length - 1] as number) - from;
	const x = TIMES.of(t.length - first);
	for (let i = 0; i < x.length; i++) x[i] = ((t[first + i] as number) - from) / (span || 1);
	return {
		x,
		floor: floor.subarray(first),
		middle: middle.subarray(first),
		peak: peak.subarray(first),
		from,
		span,
	};
}

/** A window in some forty blocks of equal time: enough to see a shape, few enough to compare all pairs. */
export interface Blocks {
	/** Middle of the block's buckets in the window's time, 0 to 1. */
	x: Float64Array;
	/** Bytes: the median and the least of the buckets' floors. */
	level: Float64Array;
	low: Float64Array;
}

/** Up to `most` blocks of at least two buckets; blocks without a sample are left out. */
export function blocksOf({ x, floor }: Window, most: number): Blocks {
	const wanted = Math.min(most, x.length >> 1);
	const memory = new Float64Array(3 * wanted);
	const column = (i: number, length: number) => memory.subarray(i * wanted, i * wanted + length);
	const times = column(0, wanted);
	const level = column(1, wanted);
	const low = column(2, wanted);
	const scratch = scratchOf(x.length);
	let count = 0;
	let from = 0;
	for (let block = 1; block <= wanted; block++) {
		const end = block === wanted ? Number.POSITIVE_INFINITY : block / wanted;
		let to = from;
		let least = Number.POSITIVE_INFINITY;
		while (to < x.length && (x[to] as number) < end) {
			const value = floor[to] as number;
			scratch[to - from] = value;
			if (value < least) least = value;
			to++;
		}
		if (to === from) continue;
		times[count] = ((x[from] as number) + (x[to - 1] as number)) / 2;
		level[count] = select(scratch, 0, to - from - 1, (to - from) >> 1);
		low[count] = least;
		count++;
		from = to;
	}
	return count === wanted
		? { x: times, level, low }
		: { x: column(0, count), level: column(1, count), low: column(2, count) };
}

/** The least floor of each of up to `most` blocks alone; overwritten by the next call. */
export function lowsOf({ x, floor }: Window, most: number): Float64Array {
	const wanted = Math.min(most, x.length >> 1);
	const low = LOWS.of(wanted);
	let count = 0;
	let at = 0;
	for (let block = 1; block <= wanted; block++) {
		const end = block === wanted ? Number.POSITIVE_INFINITY : block / wanted;
		let least = Number.POSITIVE_INFINITY;
		while (at < x.length && (x[at] as number) < end) {
			if ((floor[at] as number) < least) least = floor[at] as number;
			at++;
		}
		if (least < Number.POSITIVE_INFINITY) low[count++] = least;
	}
	return count === wanted ? low : low.subarray(0, count);
}

/** Means of so many buckets one after another that there are at most `most` of them; what is left over at the end is left out. */
export function meansOf({ x, floor }: Window, most: number): Pick<Blocks, "x" | "level"> {
	const each = Math.ceil(x.length / most);
	const rows = Math.floor(x.length / each);
	const times = new Float64Array(rows);
	const level = new Float64Array(rows);
	for (let row = 0; row < rows; row++) {
		let at = 0;
		let sum = 0;
		for (let i = row * each; i < (row + 1) * each; i++) {
			at += x[i] as number;
			sum += floor[i] as number;
		}
		times[row] = at / each;
		level[row] = sum / each;
	}
	return { x: times, level };
}
