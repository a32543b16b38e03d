/** A level that turns into a rising or falling line at a kink. */
export interface Kink {
	/** Index of the point and its time where the line begins. */
	at: number;
	x: number;
	/** Bytes before the kink, and bytes per unit of x after it. */
	level: number;
	slope: number;
	/** Sum of squared distances. */
	error: number;
}

/** The kinks tried leave this share of the points after them. */
const LEAST_AFTER = 0.15;

/** A kink at each of the first points. */
export interface Kinks {
	/** The one of least error. */
	best: Kink;
	/** By index of the point: the least-squares fit's error (infinite where there is no fit) and slope. */
	errors: Float64Array;
	slopes: Float64Array;
}

/** For each kink the least-squares fit. Sums over the points after the kink are carried from the last kink to the first. */
export function kinksOf(x: Float64Array, y: Float64Array): Kinks {
	const n = x.length;
	let tried = n;
	while (tried > 0 && tried - 1 >= n * (1 - LEAST_AFTER)) tried--;
	const memory = new Float64Array(2 * tried);
	const errors = memory.subarray(0, tried);
	const slopes = memory.subarray(tried);
	let sy = 0;
	let syy = 0;
	for (let i = 0; i < n; i++) {
		const yi = y[i] as number;
		sy += yi;
		syy += yi * yi;
	}
	const total = syy - (sy * sy) / n;
	let m = 0;
	let sx = 0;
	let sxx = 0;
	let ty = 0;
	let txy = 0;
	let at = 0;
	let level = sy / n;
	let slope = 0;
	let error = Number.POSITIVE_INFINITY;
	for (let i = n - 1; i >= 0; i--) {
		const xi = x[i] as number;
		const yi = y[i] as number;
		m++;
		sx += xi;
		sxx += xi * xi;
		ty += yi;
		txy += xi * yi;
		if (i >= tried) continue;
		const sz = sx - m * xi;
		const szz = sxx - 2 * xi * sx + m * xi * xi;
		const szy = txy - xi * ty;
		const d = szz - (sz * sz) / n;
		if (d <= 0) {
			errors[i] = Number.POSITIVE_INFINITY;
			continue;
		}
		const covariance = szy - (sz * sy) / n;
		const here = covariance / d;
		const left = Math.max(0, total - here * covariance);
		errors[i] = left;
		slopes[i] = here;
		if (left <= error) {
			at = i;
			level = (sy - here * sz) / n;
			slope = here;
			error = left;
		}
	}
	return { best: { at, x: x[at] as number, level, slope, error }, errors, slopes };
}

/** How much what the kink leaves over follows itself from point to point: the autocorrelation at one, 0 to 0.95. */
export function correlationOf(x: Float64Array, y: Float64Array, kink: Kink): number {
	let square = 0;
	let lagged = 0;
	let before = 0;
	for (let i = 0; i < x.length; i++) {
		const after = (x[i] as number) - kink.x;
		const rest = (y[i] as number) - kink.level - (after > 0 ? kink.slope * after : 0);
		square += rest * rest;
		if (i > 0) lagged += rest * before;
		before = rest;
	}
	return square > 0 ? Math.min(0.95, Math.max(0, lagged / square)) : 0;
}

/** Least squared error of the values as two levels and as three, each of at least two points: what one or two jumps explain. */
export function levelErrors(y: Float64Array): { two: number; three: number; jumpAt: number } {
	const n = y.length;
	if (2 * n + 2 > SUMS.length) SUMS = new Float64Array(4 * n);
	const sums = SUMS;
	sums[0] = 0;
	sums[1] = 0;
	for (let i = 0; i < n; i++) {
		const value = y[i] as number;
		sums[2 * i + 2] = (sums[2 * i] as number) + value;
		sums[2 * i + 3] = (sums[2 * i + 1] as number) + value * value;
	}
	const at = splitAt(sums, 0, n);
	const two = splitError(sums, 0, at, n);
	if (at === 0) return { two, three: two, jumpAt: 0 };
	const left = splitError(sums, 0, splitAt(sums, 0, at), at) + levelError(sums, at, n);
	const right = levelError(sums, 0, at) + splitError(sums, at, splitAt(sums, at, n), n);
	return { two, three: Math.min(left, right, two), jumpAt: at };
}

/** Overwritten by every use; one for all calls, which cannot overlap. */
let SUMS = new Float64Array(128);

/** Squared error of points `from` to `to` about their mean; `sums` holds the sums of the values and of their squares before each point. */
function levelError(sums: Float64Array, from: number, to: number): number {
	const sum = (sums[2 * to] as number) - (sums[2 * from] as number);
	return Math.max(0, (sums[2 * to + 1] as number) - (sums[2 * from + 1] as number) - (sum * sum) / (to - from));
}

/** The same as two levels that meet at `at`, as one where `at` is `from`. */
function splitError(sums: Float64Array, from: number, at: number, to: number): number {
	return at === from ? levelError(sums, from, to) : levelError(sums, from, at) + levelError(sums, at, to);
}

/** Where two levels are better than one; `from` where nowhere. */
function splitAt(sums: Float64Array, from: number, to: number): number {
	let best = levelError(sums, from, to);
	let place = from;
	for (let at = from + 2; at <= to - 2; at++) {
		const both = levelError(sums, from, at) + levelError(sums, at, to);
		if (both >= best) continue;
		best = both;
		place = at;
	}
	return place;
}

/** For each point the least value from there to the end: what was never given back. */
export function keptLevels(low: Float64Array): Float64Array {
	const kept = new Float64Array(low.length);
	let least = Number.POSITIVE_INFINITY;
	for (let i = low.length - 1; i >= 0; i--) {
		least = Math.min(least, low[i] as number);
		kept[i] = least;
	}
	return kept;
}

/** How growth bends: below 0 it slows down, above 0 it speeds up. */
interface Bend {
	/** The parabola's height over its chord, against the rise of the line. */
	share: number;
	/** The same against its standard error, with as many independent points as the residuals' autocorrelation leaves. */
	certainty: number;
}

/** Least-squares parabola through the points from index `from`, by polynomials orthogonal on them (Forsythe 1957). */
export function bendOf(x: Float64Array, y: Float64Array, from: number, nothing: number): Bend {
	const n = x.length - from;
	if (n < 6) return { share: 0, certainty: 0 };
	const half = ((x[x.length - 1] as number) - (x[from] as number)) / 2 || 1;
	const centre = (x[from] as number) + half;
	let s1 = 0;
	let s2 = 0;
	let s3 = 0;
	let sy = 0;
	for (let i = from; i < x.length; i++) {
		const u = ((x[i] as number) - centre) / half;
		s1 += u;
		s2 += u * u;
		s3 += u * u * u;
		sy += y[i] as number;
	}
	const mean = s1 / n;
	const var1 = s2 - n * mean * mean;
	// u² less its projection on 1 and u.
	const slope2 = (s3 - mean * s2) / var1;
	const level2 = s2 / n;
	let b1 = 0;
	let b2 = 0;
	let var2 = 0;
	for (let i = from; i < x.length; i++) {
		const u = ((x[i] as number) - centre) / half;
		const p1 = u - mean;
		const p2 = u * u - level2 - slope2 * p1;
		b1 += p1 * (y[i] as number);
		b2 += p2 * (y[i] as number);
		var2 += p2 * p2;
	}
	b1 /= var1;
	b2 /= var2;
	let square = 0;
	let lagged = 0;
	let before = 0;
	for (let i = from; i < x.length; i++) {
		const u = ((x[i] as number) - centre) / half;
		const p1 = u - mean;
		const rest = (y[i] as number) - sy / n - b1 * p1 - b2 * (u * u - level2 - slope2 * p1);
		square += rest * rest;
		if (i > from) lagged += rest * before;
		before = rest;
	}
	const correlation = square > 0 ? Math.min(0.9, Math.max(0, lagged / square)) : 0;
	const error = Math.sqrt(((square + nothing) / (n - 3) / var2) * ((1 + correlation) / (1 - correlation)));
	return { share: b2 / (Math.abs(b1) || Math.sqrt(nothing) || 1e-9), certainty: b2 / (error || 1e-9) };
}
