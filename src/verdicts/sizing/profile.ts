import type { Series } from "../../model/series.ts";
import { HourlyPeaks, type RecurringPeak } from "./calendar.ts";
import { climbs } from "./climb.ts";
import { bucketOf, Histogram } from "./histogram.ts";
import { DailyPeaks } from "./peers.ts";

/** The history is cut into this many parts of equal time; their peaks are what the risk is judged by. */
export const PARTS = 16;
/** The request looks at the last quarter of the history. */
const RECENT = 0.25;
/** A last capacity this close to the highest is the same: a VM's balloon wobbles by a few pages. */
const SAME = 0.95;
/** A restart from this share of the limit upwards was a restart at the limit: the last sample before a kill lies below its peak. */
const AT_LIMIT = 0.9;
/** Use within so many seconds of a start belongs to starting up: warm-ups take minutes. */
const START_UP = 600;

interface RestartsAtLimit {
	count: number;
	/** Bytes; 0 without any. */
	limit: number;
}

export const NO_RESTARTS: RestartsAtLimit = { count: 0, limit: 0 };

/** A sample counts for the time until the next, seconds, and for so long at the most: nobody knows what lies in a gap. */
const COUNTS_FOR = 600;

/** What sizing keeps of a series after one pass: a few hundred numbers, whatever its length. Bytes and seconds. */
export interface Profile {
	name: string;
	samples: number;
	seconds: number;
	peak: number;
	last: number;
	mean: number;
	/** The peak of each part; −1 where it holds no sample. */
	parts: Float64Array;
	/** The 95th percentile of the last quarter of the history by time, at most 1.1 % too high. */
	recentHigh: number;
	/** The middle of the last quarter's samples, as roughly: the risk was learnt from it so. */
	recentMiddle: number;
	/** The last capacity that was given; null where none was. */
	capacity: number | null;
	/**
	 * What use stayed below although nothing else held it there: the highest capacity there was, or the last where that is as much. Infinite where use lay
	 * above the capacity of its time, or restarts at it hid what is needed; those at a lower one have been answered since.
	 */
	bound: number;
	/** At the highest limit it restarted at: those at a lower one have been answered since. */
	restartsAtLimit: RestartsAtLimit;
	/** The highest use within ten minutes of a known start; 0 where no start is known. */
	startPeak: number;
	climbing: boolean;
	/** Peaks that come every day, week or month. */
	recurring: readonly RecurringPeak[];
	spread: Histogram;
	/** VPA's estimate, for comparison. */
	dailyPeak: number;
}

/** One pass over the samples; null for a series without any. Rows must be in time order, bytes finite and not negative. */
export function profileOf(series: Series): Profile | null {
	const { name, t, bytes, capacity, start } = series;
	const samples = t.length;
	if (samples === 0) return null;
	const [from, to] = [t[0] as number, t[samples - 1] as number];
	const scale = to > from ? PARTS / (to - from) : 0;
	const parts = new Float64Array(PARTS).fill(-1);
	const spread = new Histogram();
	const recent = new Histogram();
	const recentByTime = new Histogram();
	const recentFrom = to - RECENT * (to - from);
	const days = new DailyPeaks(from);
	const hours = new HourlyPeaks();
	let peak = 0;
	let sum = 0;
	let restartsAtLimit = NO_RESTARTS;
	let startPeak = 0;
	let lastCapacity = Number.NaN;
	let most = 0;
	let held = true;
	for (let i = 0; i < samples; i++) {
		const at = t[i] as number;
		const use = bytes[i] as number;
		const limit = capacity[i] as number;
		const part = Math.min(PARTS - 1, Math.floor((at - from) * scale));
		if (use > (parts[part] as number)) parts[part] = use;
		if (use > peak) peak = use;
		sum += use;
		const bucket = bucketOf(use);
		spread.count(bucket);
		if (at >= recentFrom) {
			recent.count(bucket);
			recentByTime.count(bucket, secondsOf(t, i));
		}
		days.add(at, use);
		hours.add(at, use);
		if (limit > 0) {
			lastCapacity = limit;
			if (limit > most) most = limit;
			if (use > limit) held = false;
		}
		if (use > startPeak && at - (start[i] as number) <= START_UP) startPeak = use;
		if (i > 0 && isRestart(start[i - 1] as number, start[i] as number)) {
			const at = capacity[i - 1] as number;
			if ((bytes[i - 1] as number) >= AT_LIMIT * at)
				restartsAtLimit = together(restartsAtLimit, { count: 1, limit: at });
		}
	}
	return {
		name,
		samples,
		seconds: to - from,
		peak,
		last: bytes[samples - 1] as number,
		mean: sum / samples,
		parts,
		recentMiddle: Math.min(peak, recent.percentile(0.5)),
		recentHigh: Math.min(peak, recentByTime.percentile(0.95)),
		capacity: Number.isNaN(lastCapacity) ? null : lastCapacity,
		bound: held ? without(restartsAtLimit, boundOf(peak, lastCapacity, most)) : Number.POSITIVE_INFINITY,
		restartsAtLimit,
		startPeak,
		climbing: climbs(series),
		recurring: hours.recurring(to),
		spread,
		dailyPeak: days.estimate(),
	};
}

/** The last sample counts like the one before. */
function secondsOf(t: Float64Array, i: number): number {
	const from = Math.max(0, Math.min(i, t.length - 2));
	const step = Math.round((t[from + 1] ?? 0) - (t[from] as number));
	return Math.max(1, Math.min(COUNTS_FOR, step));
}

/** Infinite where there was no capacity, or use lay above all there was while there was none. */
export function boundOf(peak: number, last: number, most: number): number {
	const bound = last >= SAME * most && peak <= last ? last : most;
	return most > 0 && peak <= bound ? bound : Number.POSITIVE_INFINITY;
}

/** What was restarted or killed at is no bound. */
export function without({ limit }: Pick<RestartsAtLimit, "limit">, bound: number): number {
	return limit < SAME * bound ? bound : Number.POSITIVE_INFINITY;
}

export function together(a: RestartsAtLimit, b: RestartsAtLimit): RestartsAtLimit {
	if (a.limit < SAME * b.limit) return b;
	if (b.limit < SAME * a.limit) return a;
	return { count: a.count + b.count, limit: Math.max(a.limit, b.limit) };
}

/** A new start time is a restart; NaN is "not known". */
function isRestart(before: number, after: number): boolean {
	return after !== before && !Number.isNaN(after) && !Number.isNaN(before);
}
