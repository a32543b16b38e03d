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

/** For each kink the least-squares fit; the best first point of growth is the one with the least error. */
export function kinks(x: Float64Array, y: Float64Array): Kink[] {
	const n = x.length;
	const found: Kink[] = [];
	let [sy, syy] = [0, 0];
	for (let i = 0; i < n; i++) {
		sy += y[i] as number;
		syy += (y[i] as number) ** 2;
	}
	const total = syy - (sy * sy) / n;
	// Sums over the points after the kink, carried from the last kink to the first.
	let [m, sx, sxx, ty, txy] = [0, 0, 0, 0, 0];
	for (let at = n - 1; at >= 0; at--) {
		const [xi, yi] = [x[at] as number, y[at] as number];
		m++;
		sx += xi;
		sxx += xi * xi;
		ty += yi;
		txy += xi * yi;
		if (at >= n * (1 - LEAST_AFTER)) continue;
		const sz = sx - m * xi;
		const szz = sxx - 2 * xi * sx + m * xi * xi;
		const szy = txy - xi * ty;
		const d = szz - (sz * sz) / n;
		if (d <= 0) continue;
		const covariance = szy - (sz * sy) / n;
		const slope = covariance / d;
		found.push({ at, x: xi, level: (sy - slope * sz) / n, slope, error: Math.max(0, total - slope * covariance) });
	}
	return found.reverse();
}

/** Least squared error of the values as two levels and as three, each of at least two points: what one or two jumps explain. */
export function levelErrors(y: Float64Array): { two: number; three: number; jumpAt: number } {
	const n = y.length;
	const [sums, squares] = [new Float64Array(n + 1), new Float64Array(n + 1)];
	for (let i = 0; i < n; i++) {
		const value = y[i] as number;
		sums[i + 1] = (sums[i] as number) + value;
		squares[i + 1] = (squares[i] as number) + value * value;
	}
	const error = (from: number, to: number) => {
		const sum = (sums[to] as number) - (sums[from] as number);
		return Math.max(0, (squares[to] as number) - (squares[from] as number) - (sum * sum) / (to - from));
	};
	const split = (from: number, to: number) => {
		let best = { error: error(from, to), at: from };
		for (let at = from + 2; at <= to - 2; at++) {
			const both = error(from, at) + error(at, to);
			if (both < best.error) best = { error: both, at };
		}
		return best;
	};
	const first = split(0, n);
	if (first.at === 0) return { two: first.error, three: first.error, jumpAt: 0 };
	const left = split(0, first.at).error + error(first.at, n);
	const right = error(0, first.at) + split(first.at, n).error;
	return { two: first.error, three: Math.min(left, right, first.error), jumpAt: first.at };
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
export interface Bend {
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
	let [s1, s2, s3, sy] = [0, 0, 0, 0];
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
	let [b1, b2, var2] = [0, 0, 0];
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
	let [square, lagged, before] = [0, 0, 0];
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
