import { select } from "./buckets.ts";

/** The value of rank q·n of n, as one of the values; NaN of none. `values` stays as it is. */
export function quantile(values: Float64Array, q: number): number {
	const n = values.length;
	if (n === 0) return Number.NaN;
	const copy = scratchOf(n);
	for (let i = 0; i < n; i++) copy[i] = values[i] as number;
	return select(copy, 0, n - 1, Math.min(n - 1, Math.floor(q * n)));
}

/** A place for a column that is overwritten by its next use: an array made for each series costs more than what is done with it. */
export class Place {
	private memory = new Float64Array(64);

	/** As long as asked for; what is in it is left from before. */
	of(length: number): Float64Array {
		if (length > this.memory.length) this.memory = new Float64Array(2 * length);
		return this.memory.subarray(0, length);
	}
}

let scratch = new Float64Array(1024);

/** Room for at least so many values that the caller is done with before it calls anything else: an array a call would cost more than its use. */
export function scratchOf(length: number): Float64Array {
	if (length > scratch.length) scratch = new Float64Array(2 * length);
	return scratch;
}

/** From the quantile `q` to the quantile 1 - q. */
export function rangeOf(values: Float64Array, q: number): number {
	const n = values.length;
	const copy = scratchOf(n);
	for (let i = 0; i < n; i++) copy[i] = values[i] as number;
	const at = Math.floor((1 - q) * n);
	const high = select(copy, 0, n - 1, at);
	return high - select(copy, 0, at, Math.floor(q * n));
}

/** Of the values from index `from` up to, not including, `to`. */
export function highest(values: Float64Array, from: number, to: number): number {
	let most = Number.NEGATIVE_INFINITY;
	for (let i = from; i < to; i++) if ((values[i] as number) > most) most = values[i] as number;
	return most;
}

export function median(values: Float64Array): number {
	return quantile(values, 0.5);
}

export function clamp(value: number, low: number, high: number): number {
	return Number.isNaN(value) ? low : Math.min(high, Math.max(low, value));
}

/** Points of a curve: times 0 to 1, values in bytes. */
interface Curve {
	x: Float64Array;
	y: Float64Array;
}

/** Slope of the least-squares line through points `from` to `to`; 0 where there are fewer than two. */
export function slopeOf({ x, y }: Curve, from: number, to: number): number {
	const n = to - from;
	if (n < 2) return 0;
	let sx = 0;
	let sy = 0;
	for (let i = from; i < to; i++) {
		sx += x[i] as number;
		sy += y[i] as number;
	}
	const mx = sx / n;
	const my = sy / n;
	let sxx = 0;
	let sxy = 0;
	for (let i = from; i < to; i++) {
		const dx = (x[i] as number) - mx;
		sxx += dx * dx;
		sxy += dx * ((y[i] as number) - my);
	}
	return sxx === 0 ? 0 : sxy / sxx;
}

/** Pairs grow with the square of the points: beyond so many only every second, third … is taken. */
const MOST_POINTS = 24;

/** The median slope over all pairs of points (Theil 1950, Sen 1968): a quarter of the points may be anything. */
export function theilSen({ x, y }: Curve, from: number, to: number): number {
	const step = Math.ceil((to - from) / MOST_POINTS);
	if (to - from < 2) return 0;
	let count = 0;
	for (let i = from; i < to; i += step) {
		const xi = x[i] as number;
		const yi = y[i] as number;
		for (let j = i + step; j < to; j += step) PAIRS[count++] = ((y[j] as number) - yi) / ((x[j] as number) - xi);
	}
	return select(PAIRS, 0, count - 1, count >> 1);
}

/** Overwritten by every use; one for all calls, which cannot overlap. */
const PAIRS = new Float64Array((MOST_POINTS * (MOST_POINTS + 1)) / 2);

export function mean(values: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += values[i] as number;
	return sum / values.length;
}

/** Sum of squared distances from the mean. */
export function variation(values: Float64Array): number {
	const middle = mean(values);
	let sum = 0;
	for (let i = 0; i < values.length; i++) {
		const apart = (values[i] as number) - middle;
		sum += apart * apart;
	}
	return sum;
}

/** Rows at or before a time; rows are in time order. */
export function rowsUpTo(t: Float64Array, seconds: number): number {
	let low = 0;
	let high = t.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((t[middle] as number) <= seconds) low = middle + 1;
		else high = middle;
	}
	return low;
}
