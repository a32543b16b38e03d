import type { NotLeaking } from "../../model/not-leaking.ts";
import { type Buckets, select } from "./buckets.ts";
import type { Measured } from "./measure.ts";
import { scratchOf } from "./numbers.ts";

const DAY = 86_400;
/** Less growth than this share of the limit is none, and memory that moves by less than that does not swing. */
const GROWTH = 0.03;
const SWINGS = 0.09;
/** Growth is over when its later half is slower than this share of the whole; a warm-up's is over by the middle. */
const OVER = 0.3;
/** What runs grows as those before it did. */
const AS_MUCH = 1.3;
/** Or when the last tenth of it has lasted so many times as long as the others did. */
const QUIET = 5;
/** Growth that came in fewer equal steps was jumps. */
const STEPS = 3;

/** What a rhythm gains it gives back: where this share of the range was kept from the first half on, it is none. */
const KEPT = 0.7;

/** What a not-leaking series looks like most. The score does not ask for it: it is for people. */
export function reasonOf({ values: v, scale }: Measured, buckets: Buckets): NotLeaking {
	const bounded = v.outlived > 0 && v.beyond < OVER && v.above < OVER;
	const repeats = v.asOthers < AS_MUCH && v.othersLater < OVER;
	if (v.recorded === 1 && v.lifeGrowth > GROWTH && (bounded || repeats)) return "bounded-cache";
	if (v.recorded === 1 && v.growing < 0.5) return "restarts-without-growth";
	if (v.recorded === 0 && v.lives > 2 && v.growing > 0.5) return "collector-saw-tooth";
	const grows = v.kinkGrowth >= GROWTH;
	if (!grows && withinBuckets(buckets) > SWINGS * scale) return "collector-saw-tooth";
	if (grows && v.kept >= GROWTH && v.keptSteps < STEPS && (v.oneJump > 0.5 || v.twoJumps > 1)) return "step";
	const likeYesterday = buckets.span >= 2 * DAY && v.range >= SWINGS && Math.abs(v.daysUp - 0.5) < 0.25;
	const kept = grows && v.kept > KEPT * v.range && v.keptAt < 0.5;
	if (likeYesterday && !kept && (!grows || v.dayGrowth < 0.5)) return "rhythm";
	if (!grows) return v.range < SWINGS ? "no-growth" : "load";
	if (v.lateSlope < OVER || v.keptQuiet > QUIET) return v.middleSlope < OVER ? "warm-up" : "bounded-cache";
	return v.fallen > 0.35 ? "load" : "unclear";
}

/** Bytes by which memory moves within minutes: from the floor of a bucket to its peak, the median. */
function withinBuckets({ floor, peak }: Buckets): number {
	const n = peak.length;
	const within = scratchOf(n);
	for (let i = 0; i < n; i++) within[i] = (peak[i] as number) - (floor[i] as number);
	return select(within, 0, n - 1, n >> 1);
}
