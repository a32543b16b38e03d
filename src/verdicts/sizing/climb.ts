import type { Series } from "../../model/series.ts";

/** A life shorter than this many samples tells nothing. */
const LEAST_SAMPLES = 24;
const STEPS = 8;
/** Of the seven steps between the lows of a life's eighths so many must lead up. */
const STEPS_UP = 6;
/** And the last low must lie above the first by this share of the life's peak. */
const GROWTH = 0.2;

/**
 * Whether use climbs from start to end in every life of the container that is long enough to tell: then more memory only delays the
 * end. Lows are compared, for what a leak keeps is never given back. A hint for sizing; `leaks` is the verdict.
 */
export function climbs({ bytes, start }: Series): boolean {
	let lives = 0;
	let from = 0;
	for (let i = 1; i <= bytes.length; i++) {
		if (i < bytes.length && Object.is(start[i], start[i - 1])) continue;
		if (i - from >= LEAST_SAMPLES) {
			if (!lifeClimbs(bytes.subarray(from, i))) return false;
			lives++;
		}
		from = i;
	}
	return lives > 0;
}

function lifeClimbs(bytes: Float64Array): boolean {
	let [up, first, before, peak] = [0, 0, 0, 0];
	for (let step = 0; step < STEPS; step++) {
		const [from, to] = [Math.floor((step * bytes.length) / STEPS), Math.floor(((step + 1) * bytes.length) / STEPS)];
		let low = Number.POSITIVE_INFINITY;
		for (let i = from; i < to; i++) {
			const use = bytes[i] as number;
			if (use < low) low = use;
			if (use > peak) peak = use;
		}
		if (step > 0 && low > before) up++;
		// The first eighth is the start-up: growth counts from the second.
		if (step === 1) first = low;
		before = low;
	}
	return up >= STEPS_UP && before - first >= GROWTH * peak;
}
