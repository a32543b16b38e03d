import type { Kills } from "./facts.ts";

/** VPA's own bump after an OOM kill (`OOMBumpUpRatio`, pkg/recommender/model/aggregations_config.go). */
const FIRST = 1.2;
/** Each doubling of the kills adds this much: who dies again and again at one limit tells nothing of how far beyond it the need lies. */
const DOUBLING = 0.2;
/** In one step no more than double: the next look will know more. */
const MOST = 2;
/** Less is not worth a restart. */
const LEAST_BYTES = 32 << 20;

/** What a limit is multiplied by after so many kills at it: 1.2, 1.4, 1.6 (four), … at most 2. */
export function factorOf(kills: number): number {
	return Math.min(MOST, FIRST + DOUBLING * Math.log2(Math.max(1, kills)));
}

/**
 * Nor is more than so many times the limit given at once: what it was killed at hides what it needs, and any curve through it is a guess. Twice where it has
 * been seen to live below the limit; of what was never seen to live nobody knows as much.
 */
const MOST_AT_ONCE = { lived: 2, unseen: 4 };

/** The highest limit that these kills are answered with at once, by the highest use measured; infinite where it used more than that limit since. */
export function mostAfterKills({ limit }: Kills, peak: number | null): number {
	if (peak !== null && peak > limit) return Number.POSITIVE_INFINITY;
	return Math.max((peak === null ? MOST_AT_ONCE.unseen : MOST_AT_ONCE.lived) * limit, limit + 2 * LEAST_BYTES);
}

/** The least limit after these kills, bytes. */
export function afterKills({ count, limit }: Kills): number {
	return Math.ceil(Math.max(limit * factorOf(count), limit + LEAST_BYTES));
}
