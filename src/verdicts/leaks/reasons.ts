import type { Measured } from "./measure.ts";

/** Why a series is not called leaking: the first that fits. Kept as data, for those who ask. */
export type NotLeaking =
	| "too-short"
	| "no-growth"
	| "restarts-without-growth"
	| "collector-saw-tooth"
	| "step"
	| "warm-up"
	| "bounded-cache"
	| "load"
	| "rhythm"
	| "unclear";

/** Less growth than this share of the limit is none. */
const GROWTH = 0.03;
/** Growth is over when its last third is slower than this share of the whole. */
const OVER = 0.3;
/** A warm-up is over in the first part of what was seen. */
const EARLY = 0.25;

export function reasonOf({ values: v }: Measured): NotLeaking {
	if (v.lives > 1 && v.recorded === 1 && v.growing < 0.5) return "restarts-without-growth";
	if (v.lives > 2 && v.recorded === 0 && v.growing > 0.5) return "collector-saw-tooth";
	if (v.climb < GROWTH || v.kinkGrowth <= 0)
		return v.range > 3 * GROWTH ? (v.fallen > 0.5 ? "load" : "rhythm") : "no-growth";
	if (v.oneJump > 0.5 || v.twoJumps > 1) return "step";
	if (v.climbTail > 0.4 || v.lateSlope < OVER) return v.climbTail > 1 - EARLY ? "warm-up" : "bounded-cache";
	if (v.fallen > 0.35) return "load";
	if (Math.abs(v.daysUp - 0.5) < 0.2 && v.dayGrowth < 0.5) return "rhythm";
	return "unclear";
}
