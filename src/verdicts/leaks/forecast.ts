import type { Millis } from "../../model/time.ts";
import type { Blocks } from "./blocks.ts";
import type { Kink } from "./fits.ts";
import { median, variation } from "./numbers.ts";

export interface Interval {
	at: Millis;
	from: Millis;
	to: Millis;
}

/** Growth in bytes per second: its mean over stretches, and how much the stretches differ. */
export interface Rate {
	mean: number;
	deviation: number;
	stretches: number;
	/** Seconds. */
	stretch: number;
}

/** 95th percentile of Student's t with five degrees of freedom: six stretches, two-sided 90 %. */
const T_95 = 2.015;
/** Chi-squared with one degree of freedom, 90 %. */
const CHI_90 = 2.706;
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
		const [a, b] = [centre(k), centre(k + 1)];
		rates[k] = (b.y - a.y) / ((b.x - a.x || 1) * span);
	}
	const deviation = Math.sqrt(variation(rates) / Math.max(1, stretches - 1));
	return { mean: kink.slope / span, deviation, stretches, stretch: ((1 - kink.x) * span) / stretches };
}

/**
 * When `remaining` bytes are used up at this rate. The doubt about the mean rate and the unevenness of the growth still to come are
 * both taken from how much the stretches differ. Null when growth is not positive or the end is beyond ten years; an interval that
 * has no end in that time ends there.
 */
export function reaches(remaining: number, rate: Rate, now: Millis): Interval | null {
	if (rate.mean <= 0) return null;
	const seconds = Math.max(0, remaining) / rate.mean;
	if (seconds > LONGEST) return null;
	const ahead = Math.max(seconds, rate.stretch);
	const doubt = T_95 * rate.deviation * Math.sqrt(1 / rate.stretches + rate.stretch / ahead);
	const [fast, slow] = [rate.mean + doubt, rate.mean - doubt];
	const latest = slow > 0 ? Math.min(LONGEST, Math.max(0, remaining) / slow) : LONGEST;
	return {
		at: now + seconds * 1000,
		from: now + (Math.max(0, remaining) / fast) * 1000,
		to: now + latest * 1000,
	};
}

/**
 * When the growth began: the kink of least error, and all kinks that explain nearly as much, by the likelihood ratio with as many
 * independent points as the residuals' autocorrelation leaves (Bayley and Hammersley 1946).
 */
export function sinceOf({ x, level }: Blocks, best: Kink, all: Kink[], from: number, span: number): Interval {
	const residuals = level.map((y, i) => y - best.level - best.slope * Math.max(0, (x[i] as number) - best.x));
	let [square, lagged] = [0, 0];
	for (let i = 0; i < residuals.length; i++) {
		const r = residuals[i] as number;
		square += r * r;
		if (i > 0) lagged += r * (residuals[i - 1] as number);
	}
	const correlation = square > 0 ? Math.min(0.9, Math.max(0, lagged / square)) : 0;
	const independent = Math.max(4, (residuals.length * (1 - correlation)) / (1 + correlation));
	const most = best.error * Math.exp(CHI_90 / independent) + Number.EPSILON;
	const near = all.filter(({ error, slope }) => error <= most && slope > 0);
	const at = (kink: Kink | undefined) => Math.round((from + (kink ?? best).x * span) * 1000);
	return { at: at(best), from: at(near[0]), to: at(near.at(-1)) };
}
