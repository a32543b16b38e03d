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
