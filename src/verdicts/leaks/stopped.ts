import { type Buckets, between } from "./buckets.ts";
import { confidenceOf } from "./forest.ts";
import { LEAST_BUCKETS, type Measured, measure } from "./measure.ts";
import { median, quantile, theilSen } from "./numbers.ts";
import type { Life } from "./teeth.ts";

/** The present life must have outlived those that leaked, but for a fifth of them, so many times: by then the leak would have ended it. */
const OUTLIVED = 1.3;
const MOST = 0.8;
/** And judged by itself it must not lean to a leak. */
const LEANS = 0.2;

/** In its first time it grew by so much of what the others did. */
const GREW = 0.5;

/**
 * Whether what leaked from restart to restart is over: the present life is far longer than those that leaked, and shows nothing of it. A fix that
 * changes neither image nor template (a setting, a load that is gone) is told by nothing else.
 * @returns the confidence that the present life leaks, null where the leak is not known to be over
 */
export function stopped(buckets: Buckets, { lives }: Measured): number | null {
	const [newest, ...earlier] = lives.toReversed();
	if (newest === undefined || earlier.length === 0) return null;
	const slope = median(Float64Array.from(earlier, (life) => life.slope));
	// What ran before it leaked may have run for long.
	const leaking = earlier.filter((life) => life.slope > GREW * slope);
	const lengths = Float64Array.from(leaking, (life) => secondsOf(buckets, life));
	const outlived = secondsOf(buckets, newest) >= OUTLIVED * quantile(lengths, MOST);
	if (!outlived || newest.to - newest.from < LEAST_BUCKETS) return null;
	// It came to a bound, as the others would have: nothing was mended.
	if (slopeUpTo(buckets, newest, median(lengths)) > GREW * slope) return null;
	const present = between(buckets, buckets.t[newest.from] as number, Number.POSITIVE_INFINITY);
	const confidence = confidenceOf(measure(present).values);
	return confidence < LEANS ? confidence : null;
}

function secondsOf({ t }: Buckets, { from, to }: Life): number {
	return (t[to - 1] as number) - (t[from] as number);
}

/** Bytes a second in the first so many seconds of a life. */
function slopeUpTo({ t, floor }: Buckets, { from, to }: Life, seconds: number): number {
	let end = from;
	while (end < to && (t[end] as number) - (t[from] as number) <= seconds) end++;
	return theilSen({ x: t, y: floor }, from, end);
}
