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
	/** Of growth that surely speeds up: the pace it has come to, how much that gains in a second, and how much the stretches differ beside that. */
	quickening?: { pace: number; gain: number; deviation: number } | undefined;
}

/**
 * Standard errors to either side of a 90 % interval: Student's t with five degrees of freedom (2.015), widened until nine in ten of
 * the bench's leaks, judged at half of their growth, reached the level they came to inside the interval.
 */
const ERRORS_90 = 2.015 * 2.2;
/** Chi-squared with one degree of freedom, 90 %. */
const CHI_90 = 2.706;
/** Growth is no exact line: each independent point counts for a quarter, and nine in ten of the bench's intervals then hold the onset. */
const POINT = 0.25;
const STRETCHES = 6;
/** Growth speeds up when its gain is more than so many standard errors. */
const SURELY = 3;
/**
 * What speeds up gains more and more, or goes on at most of its usual pace. So drawn, more than eight in ten of the bench's leaks that speed up reach the level they
 * came to inside the interval, and nine in ten of all.
 */
const GAINS = { most: 4, least: 0.7 };
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
	const stretch = ((1 - kink.x) * span) / stretches;
	return {
		mean: recent > 0 ? recent : overall,
		deviation,
		stretches,
		stretch,
		quickening: quickeningOf(rates, stretch),
	};
}

/** By the line of least squares through the paces of stretches that follow one another. */
function quickeningOf(rates: Float64Array, stretch: number): Rate["quickening"] {
	const count = rates.length;
	if (count < 3) return undefined;
	const [middle, average] = [(count - 1) / 2, mean(rates)];
	let [across, within] = [0, 0];
	for (let k = 0; k < count; k++) {
		across += (k - middle) * ((rates[k] as number) - average);
		within += (k - middle) ** 2;
	}
	const gain = across / within;
	let left = 0;
	for (let k = 0; k < count; k++) left += ((rates[k] as number) - average - gain * (k - middle)) ** 2;
	const deviation = Math.sqrt(left / (count - 2));
	if (gain <= (SURELY * deviation) / Math.sqrt(within)) return undefined;
	return { pace: average + gain * (count - middle), gain: gain / stretch, deviation };
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
	const orNever = (seconds: number) => (seconds > LONGEST ? null : now + seconds * 1000);
	const [least, most] = [Math.max(0, remaining.bytes - remaining.doubt), remaining.bytes + remaining.doubt];
	const doubtOf = (deviation: number, seconds: number) =>
		ERRORS_90 * deviation * Math.sqrt(1 / rate.stretches + rate.stretch / Math.max(seconds, rate.stretch));
	if (rate.quickening !== undefined) {
		const { gain, deviation } = rate.quickening;
		const pace = Math.max(rate.quickening.pace, rate.mean);
		const soon = speedingUp(remaining.bytes, pace, gain);
		const doubt = doubtOf(deviation, soon);
		return {
			at: now + soon * 1000,
			from: now + speedingUp(least, pace + doubt, GAINS.most * gain) * 1000,
			to: orNever(most / (GAINS.least * Math.max(rate.mean, pace - doubt))),
		};
	}
	const doubt = doubtOf(rate.deviation, seconds);
	const slow = rate.mean - doubt;
	return {
		at: now + seconds * 1000,
		from: now + (least / (rate.mean + doubt)) * 1000,
		to: slow > 0 ? orNever(most / slow) : null,
	};
}

/** Seconds in which so many bytes grow at a pace that gains so much a second: from `bytes = pace × s + gain × s² / 2`. */
function speedingUp(bytes: number, pace: number, gain: number): number {
	return (2 * bytes) / (pace + Math.sqrt(pace * pace + 2 * gain * bytes));
}

/**
 * When the growth began: the kink of least error, and all kinks that explain nearly as much, by the likelihood ratio with as many
 * independent points as the residuals' autocorrelation leaves (Bayley and Hammersley 1946). What speeds up may have begun when its
 * pace was none.
 */
export function sinceOf(
	{ x, level }: Blocks,
	{ best, errors, slopes }: Kinks,
	window: { begins: number; from: number; span: number },
	quickening: Rate["quickening"],
): Interval {
	const { begins, from, span } = window;
	const still = quickening === undefined ? from + span : from + span - quickening.pace / quickening.gain;
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
		from: Math.max(Math.round(begins) * 1000, Math.min(timeOf(first), Math.round(still) * 1000) - block),
		to: timeOf(last) + block,
	};
}
