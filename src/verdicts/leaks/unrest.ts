import type { Blocks, Window } from "./blocks.ts";
import { select } from "./buckets.ts";
import { correlationOf, type Kink } from "./fits.ts";
import { clamp, quantile, scratchOf, variation } from "./numbers.ts";

/** Growth since the kink against what the memory does anyway: its noise, its wandering, its falls. */
export interface Unrest {
	/** How much what the line leaves over follows itself from block to block: wandering does, noise does not. */
	correlation: number;
	/** The line's slope against its standard error, with as many independent points as the autocorrelation leaves (Bayley and Hammersley 1946). */
	trend: number;
	/** Usual change from level to level, and the largest fall from one level to any later one, against the growth. */
	noise: number;
	largestFall: number;
	/** Pairs of levels since the kink that rise less those that fall, of all (Kendall 1938). */
	tau: number;
	/** In how many equal steps the highest level so far was raised. */
	records: number;
	/** Growth of medians and of peaks against that of the floors. */
	middleGain: number;
	peakGain: number;
}

/** `size` is the growth since the kink in bytes, `nothing` the square of bytes too few to tell apart. */
export function unrestOf(window: Window, { x, level }: Blocks, kink: Kink, size: number, nothing: number): Unrest {
	const correlation = correlationOf(x, level, kink);
	return {
		correlation,
		trend: trendOf(level, kink, correlation, nothing),
		noise: clamp(usualChange(level) / size, 0, 5),
		largestFall: clamp(largestFall(level) / size, 0, 5),
		tau: tauOf(level, kink.at),
		records: recordsOf(level, nothing),
		middleGain: clamp(gainOf(window.middle, window.x, kink.x) / size, -3, 5),
		peakGain: clamp(gainOf(window.peak, window.x, kink.x) / size, -3, 5),
	};
}

function trendOf(level: Float64Array, kink: Kink, correlation: number, nothing: number): number {
	const explained = Math.max(0, variation(level) - kink.error);
	const independent = (Math.max(1, level.length - 3) * (1 - correlation)) / (1 + correlation);
	return clamp(Math.sign(kink.slope) * Math.sqrt((explained * independent) / (kink.error + nothing)), -60, 60);
}

function usualChange(level: Float64Array): number {
	const changes = level.length - 1;
	if (changes < 1) return 0;
	const scratch = scratchOf(changes);
	for (let i = 0; i < changes; i++) scratch[i] = Math.abs((level[i + 1] as number) - (level[i] as number));
	return select(scratch, 0, changes - 1, changes >> 1);
}

function largestFall(level: Float64Array): number {
	let highest = Number.NEGATIVE_INFINITY;
	let fall = 0;
	for (let i = 0; i < level.length; i++) {
		const value = level[i] as number;
		if (value > highest) highest = value;
		else if (highest - value > fall) fall = highest - value;
	}
	return fall;
}

function tauOf(level: Float64Array, from: number): number {
	const n = level.length - from;
	if (n < 2) return 0;
	let sum = 0;
	for (let i = from; i < level.length; i++) {
		const value = level[i] as number;
		for (let j = i + 1; j < level.length; j++) {
			const later = level[j] as number;
			if (later > value) sum++;
			else if (later < value) sum--;
		}
	}
	return (2 * sum) / (n * (n - 1));
}

function recordsOf(level: Float64Array, nothing: number): number {
	const first = level[0] as number;
	let highest = first;
	let squares = nothing;
	for (let i = 1; i < level.length; i++) {
		const value = level[i] as number;
		if (value <= highest) continue;
		squares += (value - highest) ** 2;
		highest = value;
	}
	return (highest - first) ** 2 / squares;
}

/** What the last 15 % of the window have above what was before the kink, at least its first eighth. */
function gainOf(values: Float64Array, x: Float64Array, kinkAt: number): number {
	const n = x.length;
	let before = 0;
	while (before < n && (x[before] as number) < kinkAt) before++;
	const first = Math.max(1, n >> 3, before);
	return quantile(values.subarray(Math.floor(n * 0.85)), 0.5) - quantile(values.subarray(0, first), 0.5);
}
