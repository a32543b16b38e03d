import type { Blocks } from "./blocks.ts";
import type { Kink } from "./fits.ts";
import { clamp } from "./numbers.ts";

/** What a line explains beside something else that ends: a settling after the beginning, or a jump. */
export interface Beside {
	/** A line and a settling that eases off: the line's slope, its certainty, how much better than the kink both fit, and how long the settling takes (below 0 where it falls). */
	settledSlope: number;
	settledTrend: number;
	settledFit: number;
	settling: number;
	/** The same of a line with one jump in it. */
	jumpedSlope: number;
	jumpedTrend: number;
	jumpedFit: number;
	/** Certainty of the line through the last half, and through the last 30 % of the levels since the kink. */
	halfTrend: number;
	endTrend: number;
}

/** Time constants of the settling, in shares of the window: the longest is still easing off at the end. */
const SETTLING = [0.03, 0.06, 0.12, 0.22, 0.4, 0.7];
/** A jump leaves so many points on either side. */
const LEAST_SIDE = 3;

/** `size` is the growth since the kink in bytes, `nothing` the square of bytes too few to tell apart. */
export function besideOf({ x, level }: Blocks, kink: Kink, size: number, nothing: number): Beside {
	const n = x.length;
	const sums = sumsOf(x, level);
	const shape = new Float64Array(n);
	let settled: Fit | null = null;
	let settling = 0;
	for (const tau of SETTLING) {
		let [z, zz, xz, zy] = [0, 0, 0, 0];
		for (let i = 0; i < n; i++) {
			const value = Math.exp(-(x[i] as number) / tau);
			z += value;
			zz += value * value;
			xz += value * ((x[i] as number) - sums.x);
			zy += value * ((level[i] as number) - sums.y);
		}
		const fit = lineBeside(sums, n, z, zz, xz, zy);
		if (fit === null || (settled !== null && fit.error >= settled.error)) continue;
		settled = fit;
		settling = tau;
	}
	const jump = jumpIn(x, level, sums);
	const better = (fit: Fit | null) => (fit === null ? 0 : Math.log((kink.error + nothing) / (fit.error + nothing)));
	const slope = (fit: Fit | null) => (fit === null ? 0 : clamp(fit.slope / size, -4, 5));
	for (let i = 0; i < n; i++) shape[i] = Math.exp(-(x[i] as number) / settling);
	const settledTrend = settled === null ? 0 : certaintyOf(x, level, sums, settled, shape, nothing);
	for (let i = 0; i < n; i++) shape[i] = i >= jump.at ? 1 : 0;
	return {
		settledSlope: slope(settled),
		settledTrend,
		settledFit: better(settled),
		settling: settled === null ? 0 : settling * Math.sign(settled.other),
		jumpedSlope: slope(jump.fit),
		jumpedTrend: jump.fit === null ? 0 : certaintyOf(x, level, sums, jump.fit, shape, nothing),
		jumpedFit: better(jump.fit),
		halfTrend: lineCertainty(x, level, n - Math.max(6, Math.floor((n - kink.at) * 0.5)), nothing),
		endTrend: lineCertainty(x, level, n - Math.max(6, Math.floor((n - kink.at) * 0.3)), nothing),
	};
}

/** Means, and sums of squares and products about them. */
interface Sums {
	x: number;
	y: number;
	xx: number;
	xy: number;
	yy: number;
}

function sumsOf(x: Float64Array, y: Float64Array): Sums {
	const n = x.length;
	const sums: Sums = { x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
	for (let i = 0; i < n; i++) {
		sums.x += (x[i] as number) / n;
		sums.y += (y[i] as number) / n;
	}
	for (let i = 0; i < n; i++) {
		const dx = (x[i] as number) - sums.x;
		const dy = (y[i] as number) - sums.y;
		sums.xx += dx * dx;
		sums.xy += dx * dy;
		sums.yy += dy * dy;
	}
	return sums;
}

interface Fit {
	slope: number;
	/** How much of the other shape. */
	other: number;
	error: number;
	/** Square of the slope's standard error for a residual variance of 1. */
	variance: number;
}

/** Least squares of y on a line and one other shape z by its sums: of z, of its squares, and of its products with x and y about their means. */
function lineBeside(sums: Sums, n: number, z: number, zz: number, xz: number, zy: number): Fit | null {
	const square = zz - (z * z) / n;
	const determinant = sums.xx * square - xz * xz;
	if (!(determinant > 1e-9 * sums.xx * square)) return null;
	const slope = (sums.xy * square - zy * xz) / determinant;
	const other = (zy * sums.xx - sums.xy * xz) / determinant;
	const error = Math.max(0, sums.yy - slope * sums.xy - other * zy);
	return { slope, other, error, variance: square / determinant };
}

/** The jump of least error; sums over the points after it are carried from the last place to the first. */
function jumpIn(x: Float64Array, y: Float64Array, sums: Sums): { fit: Fit | null; at: number } {
	const n = x.length;
	let [xz, zy, at] = [0, 0, 0];
	let best: Fit | null = null;
	for (let i = n - 1; i >= LEAST_SIDE; i--) {
		xz += (x[i] as number) - sums.x;
		zy += (y[i] as number) - sums.y;
		if (n - i < LEAST_SIDE) continue;
		const fit = lineBeside(sums, n, n - i, n - i, xz, zy);
		if (fit === null || (best !== null && fit.error >= best.error)) continue;
		best = fit;
		at = i;
	}
	return { fit: best, at };
}

/** The slope against its standard error, which allows for what is left over following itself from point to point. */
function certaintyOf(
	x: Float64Array,
	y: Float64Array,
	sums: Sums,
	fit: Fit,
	shape: Float64Array,
	nothing: number,
): number {
	const n = x.length;
	let middle = 0;
	for (let i = 0; i < n; i++) middle += (shape[i] as number) / n;
	let [square, lagged, before] = [0, 0, 0];
	for (let i = 0; i < n; i++) {
		const line = fit.slope * ((x[i] as number) - sums.x) + fit.other * ((shape[i] as number) - middle);
		const rest = (y[i] as number) - sums.y - line;
		square += rest * rest;
		if (i > 0) lagged += rest * before;
		before = rest;
	}
	const correlation = square > 0 ? Math.min(0.95, Math.max(0, lagged / square)) : 0;
	const error = Math.sqrt(
		((square + nothing) / Math.max(1, n - 3)) * fit.variance * ((1 + correlation) / (1 - correlation)),
	);
	return clamp(fit.slope / (error || 1e-9), -60, 60);
}

function lineCertainty(x: Float64Array, level: Float64Array, from: number, nothing: number): number {
	const [times, levels] = [x.subarray(Math.max(0, from)), level.subarray(Math.max(0, from))];
	const sums = sumsOf(times, levels);
	if (!(sums.xx > 0)) return 0;
	const slope = sums.xy / sums.xx;
	const line: Fit = { slope, other: 0, error: 0, variance: 1 / sums.xx };
	return certaintyOf(times, levels, sums, line, new Float64Array(times.length), nothing);
}
