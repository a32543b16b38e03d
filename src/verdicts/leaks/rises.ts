import type { Blocks } from "./blocks.ts";
import { select } from "./buckets.ts";
import { type Kink, keptLevels } from "./fits.ts";
import { clamp, scratchOf } from "./numbers.ts";

/** How surely levels are above earlier ones, and what rose before. */
export interface Rises {
	/**
	 * For the best distance in time, growth that all but 15 % of the levels since the kink have over those so long before, against the growth: under a
	 * rhythm that is its period. The same of all pairs that end in the later half, and the distance.
	 */
	lagRise: number;
	lagRiseLate: number;
	lagBest: number;
	/** The largest rise before the kink in as much time as has passed since, and the largest anywhere that was given back, against the growth. */
	earlierRise: number;
	givenBack: number;
}

/** This share of the pairs may be less. */
const LESS = 0.15;
/** Fewer pairs say nothing. */
const LEAST_PAIRS = 6;

/** `size` is the growth since the kink in bytes. */
export function risesOf({ level }: Blocks, kink: Kink, size: number): Rises {
	const n = level.length;
	let [since, late, best] = [-5, -5, 0];
	for (let lag = Math.max(2, n >> 4); lag <= n >> 1; lag++) {
		const unit = (size * lag) / n;
		const all = lowRise(level, kink.at, lag) / unit;
		if (all > since) {
			since = all;
			best = lag / n;
		}
		late = Math.max(late, lowRise(level, Math.max(0, (n >> 1) - lag), lag) / unit);
	}
	return {
		lagRise: Math.min(5, since),
		lagRiseLate: Math.min(5, late),
		lagBest: best,
		earlierRise: clamp(earlierRise(level, kink.at) / size, 0, 5),
		givenBack: clamp(givenBack(level) / size, 0, 5),
	};
}

function lowRise(level: Float64Array, from: number, lag: number): number {
	const pairs = level.length - lag - from;
	if (pairs < LEAST_PAIRS) return Number.NEGATIVE_INFINITY;
	const rises = scratchOf(pairs);
	for (let i = 0; i < pairs; i++) rises[i] = (level[from + i + lag] as number) - (level[from + i] as number);
	return select(rises, 0, pairs - 1, Math.floor(pairs * LESS));
}

function earlierRise(level: Float64Array, to: number): number {
	const apart = level.length - to;
	let most = 0;
	for (let i = 0; i < to; i++) {
		const end = Math.min(to + 1, i + apart);
		for (let j = i + 1; j < end; j++) most = Math.max(most, (level[j] as number) - (level[i] as number));
	}
	return most;
}

function givenBack(level: Float64Array): number {
	const after = keptLevels(level);
	let least = Number.POSITIVE_INFINITY;
	let most = 0;
	for (let i = 0; i < level.length; i++) {
		const value = level[i] as number;
		least = Math.min(least, value);
		most = Math.max(most, Math.min(value - least, value - (after[i] as number)));
	}
	return most;
}
