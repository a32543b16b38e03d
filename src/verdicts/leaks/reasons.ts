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

/** Less growth than this share of the limit is none, and memory that moves by less than that does not swing. */
const GROWTH = 0.03;
const SWINGS = 0.09;
/** Growth is over when its later half is slower than this share of the whole; a warm-up's is over by the middle. */
const OVER = 0.3;
/** Or when the last tenth of it has lasted so many times as long as the others did. */
const QUIET = 5;

export function reasonOf({ values: v }: Measured): NotLeaking {
	if (v.recorded === 1 && v.growing < 0.5) return "restarts-without-growth";
	if (v.recorded === 0 && v.lives > 2 && v.growing > 0.5) return "collector-saw-tooth";
	if (v.kinkGrowth < GROWTH) return v.range < SWINGS ? "no-growth" : v.fallen > 0.5 ? "load" : "rhythm";
	if (v.oneJump > 0.5 || v.twoJumps > 1) return "step";
	if (v.lateSlope < OVER || v.keptQuiet > QUIET) return v.middleSlope < OVER ? "warm-up" : "bounded-cache";
	if (v.fallen > 0.35) return "load";
	if (v.daysUp < 0.7 && v.dayGrowth < 0.5) return "rhythm";
	return "unclear";
}
