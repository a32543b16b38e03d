import type { Millis } from "../../model/time.ts";
import type { Blocks } from "./blocks.ts";
import { correlationOf, type Kink, type Kinks } from "./fits.ts";
import { mean, median, variation } from "./numbers.ts";

/** A time with its 90 % interval. */
export interface Interval {
	at: Millis;
	from: Millis;
	to: Millis;
}

/** The same for something that may never be: then the interval has no end. */
interface OpenInterval extends Omit<Interval, "to"> {
	to: Millis | null;
}

/** Growth in bytes per second: its mean over stretches, and how much the stretches differ. */
export interface Rate {
	mean: number;
	deviation: number;
	stretches: number;
	/** Seconds. */
	stretch: number;
}

/**
 * Standard errors to either side of a 90 % interval: Student's t with five degrees of freedom (2.015), widened until nine in ten of
 * the bench's leaks, judged at half of their growth, reached the level they came to inside the interval.
 */
const ERRORS_90 = 2.015 * 2.4;
/** Chi-squared with one degree of freedom, 90 %. */
const CHI_90 = 2.706;
/** Growth is no exact line: each independent point counts for a quarter, and nine in ten of the bench's intervals then hold the onset. */
const POINT = 0.25;
const STRETCHES = 6;
/** A leak that needs longer does not run out in a container's time. */
const LONGEST = 10 * 365 * 86_400;

/** The rate since the kink, from the medians of equal stretches: rhythms and batches within one drop out, those between count as doubt. */
export function rateOf({ x, level }: Blocks, kink: Kink, span: number): Rate {
	const points = x.length - kink.at;
	const stretches = Math.max(2, Math.min(STRETCHES, Math.floor(points / 3)) - 1);
	const each = points / (stretches + 1);
	const rates = new Float64Array(stretches);
	const centre = (k: number) => {
		const from = kink.at + Math.floor(k * each);
		const to = Math.max(from + 1, kink.at + Math.floor((k + 1) * each));
		return { x: median(x.subarray(from, to)), y: median(level.subarray(from, to)) };
	};
	for (let k = 0; k < stretches; k++) {
		const a = centre(k);
		const b = centre(k + 1);
		rates[k] = (b.y - a.y) / ((b.x - a.x || 1) * span);
	}
	const deviation = Math.sqrt(variation(rates) / Math.max(1, stretches - 1));
	const overall = kink.slope / span;
	// Growth that speeds up or eases off goes on at its later pace rather than at its mean: half of each errs least.
	const recent = (overall + mean(rates.subarray(stretches >> 1))) / 2;
	return { mean: recent > 0 ? recent : overall, deviation, stretches, stretch: ((1 - kink.x) * span) / stretches };
}

/** Bytes that are left before the limit, and by how much that may be wrong, nine times in ten. */
export interface Remaining {
	bytes: number;
	doubt: number;
}

/**
 * When `remaining` bytes are used up at this rate. The doubt about the mean rate and the unevenness of the growth still to come are
 * both taken from how much the stretches differ. Null when growth is not positive or the end is beyond ten years.
 */
export function reaches(remaining: Remaining, rate: Rate, now: Millis): OpenInterval | null {
	if (rate.mean <= 0) return null;
	const seconds = remaining.bytes / rate.mean;
	if (seconds > LONGEST) return null;
	const ahead = Math.max(seconds, rate.stretch);
	const doubt = ERRORS_90 * rate.deviation * Math.sqrt(1 / rate.stretches + rate.stretch / ahead);
	const fast = rate.mean + doubt;
	const slow = rate.mean - doubt;
	const latest = slow > 0 ? (remaining.bytes + remaining.doubt) / slow : Number.POSITIVE_INFINITY;
	return {
		at: now + seconds * 1000,
		from: now + (Math.max(0, remaining.bytes - remaining.doubt) / fast) * 1000,
		to: latest > LONGEST ? null : now + latest * 1000,
	};
}

/**
 * When the growth began: the kink of least error, and all kinks that explain nearly as much, by the likelihood ratio with as many
 * independent points as the residuals' autocorrelation leaves (Bayley and Hammersley 1946).
 */
export function sinceOf(
	{ x, level }: Blocks,
	{ best, errors, slopes }: Kinks,
	window: { begins: number; from: number; span: number },
): Interval {
	const { begins, from, span } = window;
	const correlation = Math.min(0.9, correlationOf(x, level, best));
	const independent = Math.max(4, (x.length * (1 - correlation)) / (1 + correlation)) * POINT;
	const most = best.error * Math.exp(CHI_90 / independent) + Number.EPSILON;
	const near = (at: number) => (errors[at] as number) <= most && (slopes[at] as number) > 0;
	let first = 0;
	let last = errors.length - 1;
	while (first < best.at && !near(first)) first++;
	while (last > best.at && !near(last)) last--;
	// The first block has no level before it: growth from there on began at its beginning, or before.
	const timeOf = (at: number) => Math.round(at === 0 ? begins : from + (x[at] as number) * span) * 1000;
	const block = Math.round(span / x.length) * 1000;
	return {
		at: timeOf(best.at),
		from: Math.max(Math.round(begins) * 1000, timeOf(first) - block),
		to: timeOf(last) + block,
	};
}
