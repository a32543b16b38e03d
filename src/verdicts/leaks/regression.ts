/** Rows of a regression. Rows of one group follow one another in time and share an unknown level; groups are in time order. */
interface Rows {
	y: Float64Array;
	/** One column a regressor. */
	x: readonly Float64Array[];
	/** First row of every group; begins with 0. */
	groups: readonly number[];
}

export interface Fit {
	/** Of each regressor, and their covariances, row by row. */
	coefficients: number[];
	covariance: number[][];
	/** Rows less what was fitted. */
	degrees: number;
	/** Log-likelihood of the innovations, but for a constant that all fits to the same rows share. */
	likelihood: number;
	/** Share of the variation within groups that the regressors explain, 0 to 1. */
	explained: number;
}

const MOST_CORRELATED = 0.99;
const ROUNDS = 4;

/**
 * Least squares with errors that follow one another, e(i) = ρ·e(i-1) + innovation (Cochrane and Orcutt 1949, with the first rows of Prais and Winsten 1954): without that, two things
 * that merely both rise would explain one another (Granger and Newbold 1974). Null when there are too few rows or the regressors
 * cannot be told apart.
 */
export function regress({ y, x, groups }: Rows): Fit | null {
	const plain = leastSquares(
		within(y, groups),
		x.map((column) => within(column, groups)),
	);
	if (plain === null) return null;
	let coefficients = plain.coefficients;
	let fit = null as Squares | null;
	let rho = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const rest = y.map((value, i) =>
			x.reduce((sum, column, j) => sum - (coefficients[j] as number) * (column[i] as number), value),
		);
		rho = correlationOf(within(rest, groups), groups);
		fit = leastSquares(
			quasiDifferences(y, groups, rho),
			x.map((column) => quasiDifferences(column, groups, rho)),
		);
		if (fit === null) return null;
		coefficients = fit.coefficients;
	}
	const degrees = y.length - x.length - groups.length - 1;
	if (fit === null || degrees < 3) return null;
	const variance = fit.squares / degrees;
	return {
		coefficients: fit.coefficients,
		covariance: fit.inverse.map((row) => row.map((value) => value * variance)),
		degrees,
		likelihood:
			(-y.length * Math.log(Math.max(fit.squares, Number.MIN_VALUE)) + groups.length * Math.log(1 - rho * rho)) / 2,
		explained: Math.max(0, 1 - plain.squares / (squaresOf(within(y, groups)) || 1)),
	};
}

/** A copy of it, each value less its group's mean. */
function within(column: Float64Array, groups: readonly number[]): Float64Array {
	const out = column.slice();
	centre(out, groups);
	return out;
}

/** How alike what neighbouring rows leave over is, 0 to 0.99. */
export function correlationOf(residuals: Float64Array, groups: readonly number[]): number {
	let lagged = 0;
	let square = 0;
	const firsts = new Set(groups);
	for (let i = 0; i < residuals.length; i++) {
		const here = residuals[i] as number;
		square += here * here;
		if (!firsts.has(i)) lagged += here * (residuals[i - 1] as number);
	}
	const rho = square > 0 ? Math.max(0, lagged / square) : 0;
	// What few rows show is less than what there is, each group's level being taken from them (Kendall 1954).
	const each = residuals.length / groups.length;
	return Math.min(MOST_CORRELATED, rho + (1 + 3 * rho) / each);
}

/**
 * Each value less ρ times the one before, without what the group's level makes of them. The first of every group has none before it: it is kept with the weight
 * that its own scatter has (Prais and Winsten 1954), or nothing but growth would be left that tells a level from a slope when ρ is near one.
 */
function quasiDifferences(column: Float64Array, groups: readonly number[], rho: number): Float64Array {
	const out = new Float64Array(column.length);
	const head = Math.sqrt(1 - rho * rho);
	const rest = 1 - rho;
	for (const [g, from] of groups.entries()) {
		const to = groups[g + 1] ?? column.length;
		if (from >= to) continue;
		out[from] = head * (column[from] as number);
		let along = head * (out[from] as number);
		for (let i = from + 1; i < to; i++) {
			const value = (column[i] as number) - rho * (column[i - 1] as number);
			out[i] = value;
			along += rest * value;
		}
		const level = along / (head * head + (to - from - 1) * rest * rest);
		out[from] = (out[from] as number) - level * head;
		for (let i = from + 1; i < to; i++) out[i] = (out[i] as number) - level * rest;
	}
	return out;
}

interface Squares {
	coefficients: number[];
	inverse: number[][];
	residuals: Float64Array;
	squares: number;
}

/** Normal equations on columns scaled to length one, solved by Gauss and Jordan. */
function leastSquares(y: Float64Array, columns: readonly Float64Array[]): Squares | null {
	const scales = columns.map((column) => Math.sqrt(squaresOf(column)));
	if (scales.some((scale) => !(scale > 0))) return null;
	const n = columns.length;
	const matrix = columns.map((a, i) => [
		...columns.map((b, j) => dot(a, b) / ((scales[i] as number) * (scales[j] as number))),
		...columns.map((_, j) => (i === j ? 1 : 0)),
	]);
	for (let k = 0; k < n; k++) {
		const row = matrix[k] as number[];
		const pivot = row[k] as number;
		if (!(pivot > 1e-9)) return null;
		for (let j = 0; j < 2 * n; j++) row[j] = (row[j] as number) / pivot;
		for (const [i, other] of matrix.entries()) {
			const factor = other[k] as number;
			if (i === k) continue;
			for (let j = 0; j < 2 * n; j++) other[j] = (other[j] as number) - factor * (row[j] as number);
		}
	}
	const inverse = matrix.map((row, i) =>
		row.slice(n).map((value, j) => value / ((scales[i] as number) * (scales[j] as number))),
	);
	const products = columns.map((column) => dot(column, y));
	const coefficients = inverse.map((row) => row.reduce((sum, value, j) => sum + value * (products[j] as number), 0));
	const residuals = y.map((value, i) =>
		columns.reduce((rest, column, j) => rest - (coefficients[j] as number) * (column[i] as number), value),
	);
	return { coefficients, inverse, residuals, squares: squaresOf(residuals) };
}

function squaresOf(a: Float64Array): number {
	return dot(a, a);
}

/**
 * Coefficients of columns that were taken one after the other from those after them, `y` the last.
 * @param taken how many times each was taken from each after it
 * @param after coefficients of those between them and `y`
 */
export function unwound(taken: readonly number[][], after: readonly number[]): number[] {
	const all = [...after];
	for (const row of taken.toReversed())
		all.unshift(all.reduce((rest, coefficient, i) => rest - coefficient * (row[i] as number), row.at(-1) as number));
	return all.slice(0, taken.length);
}

/** Takes from each later column what is like one in it. Returns how many times that was. */
export function takeOutOfLater(columns: readonly Float64Array[], at: number): number[] {
	const one = columns[at] as Float64Array;
	const squares = dot(one, one);
	const times: number[] = [];
	for (let i = at + 1; i < columns.length; i++) times.push(takeOut(columns[i] as Float64Array, one, squares));
	return times;
}

/** Takes from a column what is like another in it, whose sum of squares is told. */
export function takeOut(column: Float64Array, other: Float64Array, squares: number): number {
	if (!(squares > 0)) return 0;
	const times = dot(column, other) / squares;
	for (let i = 0; i < column.length; i++) column[i] = (column[i] as number) - times * (other[i] as number);
	return times;
}

/** Each value less its group's mean. */
export function centre(column: Float64Array, groups: readonly number[]): void {
	for (let g = 0; g < groups.length; g++) {
		const from = groups[g] as number;
		const to = groups[g + 1] ?? column.length;
		let sum = 0;
		for (let i = from; i < to; i++) sum += column[i] as number;
		const mean = sum / (to - from);
		for (let i = from; i < to; i++) column[i] = (column[i] as number) - mean;
	}
}

/** Four sums at once: one would wait for itself at each step. */
export function dot(a: Float64Array, b: Float64Array): number {
	const n = a.length & ~3;
	let first = 0;
	let second = 0;
	let third = 0;
	let fourth = 0;
	for (let i = 0; i < n; i += 4) {
		first += (a[i] as number) * (b[i] as number);
		second += (a[i + 1] as number) * (b[i + 1] as number);
		third += (a[i + 2] as number) * (b[i + 2] as number);
		fourth += (a[i + 3] as number) * (b[i + 3] as number);
	}
	for (let i = n; i < a.length; i++) first += (a[i] as number) * (b[i] as number);
	return first + second + (third + fourth);
}

/** Chance that Student's t exceeds `t`: by a normal deviate (Wallace 1959) and its tail (Abramowitz and Stegun 26.2.17). */
export function tailOf(t: number, degrees: number): number {
	const z = (Math.sqrt(degrees * Math.log1p((t * t) / degrees)) * (8 * degrees + 1)) / (8 * degrees + 3);
	const k = 1 / (1 + 0.2316419 * z);
	const series = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
	const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
	return t >= 0 ? tail : 1 - tail;
}

/** What Student's t exceeds one time in twenty: both ends of a 90 % interval (Abramowitz and Stegun 26.7.5). */
export function errors90(degrees: number): number {
	const z = 1.6449;
	return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees * degrees);
}
