import type { Buckets } from "./buckets.ts";
import type { Interval, Rate } from "./forecast.ts";
import type { Measured } from "./measure.ts";
import { mean, median, variation } from "./numbers.ts";
import { type Life, WARM_UP } from "./teeth.ts";

/** What the lives between restarts say of a leak. Bytes and seconds. */
interface AcrossRestarts {
	/** Those that leak, what runs last. */
	lives: readonly Life[];
	since: Interval;
	rate: Rate;
	/** How long a life lasts, and whether all of them last as long: a schedule ends them. */
	lifeSeconds: number;
	scheduled: boolean;
	/** Since what runs has started. */
	age: number;
	/** The floor now, less what a bucket's peak is above its middle by growth alone; and by how much that may be wrong, nine times in ten. */
	level: number;
	doubt: number;
}

/** Standard deviations to either side of nine in ten. */
const NINE_IN_TEN = 1.645;
/** Lives that leak grow by so many times as much as those before the leak began, as a version that leaks against the one before it. */
const FASTER = 3;
/** A schedule's lives are alike to this share, and there are at least so many that have ended. */
const ALIKE = 0.03;
const LEAST_ALIKE = 3;
const LAST_FLOORS = 3;

/**
 * Of the lives since the leak began, or of all of them.
 * @returns null where the lives together do not grow, or only what runs does
 */
export function acrossRestarts(
	{ t, floor, startedAt, from: begin, span }: Buckets,
	{ lives: all, starts }: Measured,
	of: "those that leak" | "all",
): AcrossRestarts | null {
	const time = (bucket: number) => t[bucket] as number;
	// Buckets are told by their middles; a life begins half of one before.
	const beginning = (bucket: number) =>
		time(bucket) - (bucket + 1 < t.length ? (time(bucket + 1) - time(bucket)) / 2 : 0);
	const first = of === "all" ? 0 : leakingFrom(t, all);
	const lives = all.slice(first);
	const oldest = lives[0];
	const rates = Float64Array.from(lives, ({ slope }) => slope);
	const mid = median(rates);
	const ended = lives.filter(({ to }) => to < t.length);
	if (oldest === undefined || ended.length === 0 || !(mid > 0)) return null;
	const lifeSeconds = median(Float64Array.from(ended, ({ from, to }) => time(to) - time(from)));
	const before = all[first - 1];
	// The record's first life may have begun before it, and so may the leak; where an earlier one did not leak, it began in that or in this.
	const since: Interval = {
		at: seconds(before === undefined ? begin : beginning(oldest.from)),
		from: seconds(before === undefined ? begin : beginning(before.from)),
		to: seconds(time(oldest.to - 1)),
	};
	const present = starts.at(-1) ?? 0;
	const now = begin + span;
	const age = now - (Number.isNaN(startedAt) ? beginning(present) : startedAt);
	const error = median(Float64Array.from(lives, (life) => life.error));
	const last = Math.max(present, t.length - LAST_FLOORS);
	const width = median(Float64Array.from(lives, ({ from, to }) => (time(to - 1) - time(from)) / (to - 1 - from)));
	const measured = mean(floor.subarray(last)) + mid * (now - mean(t.subarray(last)) - width / 2);
	// What has just started has its warm-up before it: it will be where the others were.
	const young = age < WARM_UP * lifeSeconds;
	const bases = Float64Array.from(ended, ({ base }) => base);
	const expected = young ? median(bases) + mid * (age - width / 2) : measured;
	const spread = young ? variation(bases) / bases.length : 0;
	const distances = starts.slice(1, -1).map((start, i) => beginning(starts[i + 2] as number) - beginning(start));
	return {
		lives,
		since,
		rate: {
			mean: mid,
			deviation: Math.sqrt(variation(rates) / Math.max(1, rates.length - 1)),
			stretches: rates.length,
			stretch: lifeSeconds,
		},
		lifeSeconds,
		scheduled: alike(Float64Array.from(distances)),
		age,
		level: Math.max(measured, expected),
		doubt: NINE_IN_TEN * Math.sqrt(error ** 2 + spread),
	};
}

/**
 * The life in which the leak began, the first unless those before grew by far less: two levels of growth of least error (each life by how long it lasts).
 * What went before must have lasted as long as a usual life, or it is a piece that says nothing.
 */
function leakingFrom(t: Float64Array, lives: readonly Life[]): number {
	const weights = lives.map(({ from, to }) => (t[to - 1] as number) - (t[from] as number));
	const usual = median(Float64Array.from(weights));
	let [best, least] = [0, Number.POSITIVE_INFINITY];
	for (let at = 1; at < lives.length; at++) {
		const [before, after] = [levelOf(lives, weights, 0, at), levelOf(lives, weights, at, lives.length)];
		if (before.weight < usual || after.mean < FASTER * before.mean || before.error + after.error >= least) continue;
		least = before.error + after.error;
		best = at;
	}
	return best;
}

function levelOf(lives: readonly Life[], weights: readonly number[], from: number, to: number) {
	let [weight, sum] = [0, 0];
	for (let i = from; i < to; i++) {
		weight += weights[i] as number;
		sum += (weights[i] as number) * (lives[i] as Life).slope;
	}
	const level = sum / weight;
	let error = 0;
	for (let i = from; i < to; i++) error += (weights[i] as number) * ((lives[i] as Life).slope - level) ** 2;
	return { weight, mean: level, error };
}

function alike(distances: Float64Array): boolean {
	const usual = median(distances);
	return distances.length >= LEAST_ALIKE && distances.every((one) => Math.abs(one - usual) <= ALIKE * usual);
}

function seconds(at: number): number {
	return Math.round(at) * 1000;
}
