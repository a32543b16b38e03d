import { clamp, Place } from "./numbers.ts";
import { correlationOf } from "./regression.ts";

const DAY = 86_400;
const WAVES = 2;
const BUCKETS_A_WAVE = 4;

/**
 * Waves of a day, and of half a day where buckets are fine enough. None where fewer than two days were seen.
 * @param memory where they are written: four times as long as `t`
 */
export function rhythmOf(t: Float64Array, memory: Float64Array = new Float64Array(4 * t.length)): Float64Array[] {
	const n = t.length;
	const span = (t[n - 1] as number) - (t[0] as number);
	if (span < 2 * DAY) return [];
	const fine = Math.min(WAVES, Math.floor((n * DAY) / span / BUCKETS_A_WAVE));
	const column = (i: number) => memory.subarray(i * n, (i + 1) * n);
	const [sin, cos, sin2, cos2] = [column(0), column(1), column(2), column(3)];
	for (let i = 0; i < n; i++) {
		const angle = (2 * Math.PI * (t[i] as number)) / DAY;
		const s = Math.sin(angle);
		const c = Math.cos(angle);
		sin[i] = s;
		cos[i] = c;
		sin2[i] = 2 * s * c;
		cos2[i] = 2 * c * c - 1;
	}
	return [sin, cos, sin2, cos2].slice(0, 2 * fine);
}

const MEMORY = new Place();

export interface BesideRhythm {
	/** Of the first regressor without the second, against its standard error, and how much it explains of what the waves leave, 0 to 1. */
	slope: number;
	certainty: number;
	explained: number;
	/** Of both together. */
	first: number;
	second: number;
}

/**
 * What one regressor, or two, say of `y` beside the waves of a day: least squares, with an error that is larger where those of neighbouring rows are alike (Bayley and
 * Hammersley 1946). All columns are overwritten. Null where they cannot be told apart.
 * @param t unix seconds
 * @param groups first rows of what has a level of its own; begins with 0
 */
export function besideRhythm(
	t: Float64Array,
	y: Float64Array,
	regressors: readonly Float64Array[],
	groups: readonly number[],
): BesideRhythm | null {
	const columns = [...rhythmOf(t, MEMORY.of(4 * t.length)), ...regressors, y];
	for (const column of columns) centre(column, groups);
	const size = columns.length;
	const own = size - 1 - regressors.length;
	const last = size - 1;
	const sums = new Float64Array(size * size);
	for (let i = 0; i < size; i++)
		for (let j = i; j < size; j++) sums[i * size + j] = dot(columns[i] as Float64Array, columns[j] as Float64Array);
	const at = (i: number, j: number) => sums[i * size + j] as number;
	const squares = at(own, own);
	const degrees = y.length - groups.length - own - 1;
	for (let k = 0; k < own; k++) sweep(sums, size, k);
	if (degrees < 3 || !(at(own, own) > 1e-9 * squares)) return null;
	const left = at(last, last);
	const slope = at(own, last) / at(own, own);
	const gained = slope * at(own, last);
	// What is left over, by coefficients from the last wave to the first.
	const coefficients = new Float64Array(own + 1);
	coefficients[own] = slope;
	for (let k = own - 1; k >= 0; k--) {
		let rest = at(k, last);
		for (let j = k + 1; j <= own; j++) rest -= at(k, j) * (coefficients[j] as number);
		coefficients[k] = at(k, k) > 0 ? rest / at(k, k) : 0;
	}
	for (let k = 0; k <= own; k++) {
		const column = columns[k] as Float64Array;
		const coefficient = coefficients[k] as number;
		for (let i = 0; i < y.length; i++) y[i] = (y[i] as number) - coefficient * (column[i] as number);
	}
	const rho = correlationOf(y, groups);
	const error = Math.sqrt((Math.max(0, left - gained) / degrees / at(own, own)) * ((1 + rho) / (1 - rho)));
	const whole = at(own, own);
	let first = slope;
	let second = 0;
	if (regressors.length > 1) {
		sweep(sums, size, own);
		second = at(own + 1, own + 1) > 0 ? at(own + 1, last) / at(own + 1, own + 1) : 0;
		first = slope - (at(own, own + 1) / whole) * second;
	}
	return {
		slope,
		certainty: clamp(slope / (error || 1e-9), -50, 50),
		explained: left > 0 ? clamp(gained / left, 0, 1) : 0,
		first,
		second,
	};
}

/** Takes from the rows below what row `k` explains of them; what nothing is left of explains nothing. */
function sweep(sums: Float64Array, size: number, k: number): void {
	const pivot = sums[k * size + k] as number;
	if (!(pivot > 0)) return;
	for (let i = k + 1; i < size; i++) {
		const factor = (sums[k * size + i] as number) / pivot;
		for (let j = i; j < size; j++)
			sums[i * size + j] = (sums[i * size + j] as number) - factor * (sums[k * size + j] as number);
	}
}

/** Each value less its group's mean. */
function centre(column: Float64Array, groups: readonly number[]): void {
	for (let g = 0; g < groups.length; g++) {
		const from = groups[g] as number;
		const to = groups[g + 1] ?? column.length;
		let sum = 0;
		for (let i = from; i < to; i++) sum += column[i] as number;
		const mean = sum / (to - from);
		for (let i = from; i < to; i++) column[i] = (column[i] as number) - mean;
	}
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
	return sum;
}
