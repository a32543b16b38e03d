import { type Buckets, between } from "./buckets.ts";
import { confidenceOf } from "./forest.ts";
import { LEAST_BUCKETS, type Measured, measure } from "./measure.ts";
import { median, theilSen } from "./numbers.ts";
import type { Life } from "./teeth.ts";

/** The present life must have outlived the usual one so many times: by then the leak would have ended it. */
const OUTLIVED = 1.3;
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
	const { t } = buckets;
	const [newest, ...earlier] = lives.toReversed();
	if (newest === undefined || earlier.length === 0) return null;
	const seconds = ({ from, to }: { from: number; to: number }) => (t[to - 1] as number) - (t[from] as number);
	const usual = median(Float64Array.from(earlier, seconds));
	if (newest.to - newest.from < LEAST_BUCKETS || seconds(newest) < OUTLIVED * usual) return null;
	// It came to a bound, as the others would have: nothing was mended.
	const slope = median(Float64Array.from(earlier, (life) => life.slope));
	if (slopeUpTo(buckets, newest, usual) > GREW * slope) return null;
	const present = between(buckets, t[newest.from] as number, Number.POSITIVE_INFINITY);
	const confidence = confidenceOf(measure(present).values);
	return confidence < LEANS ? confidence : null;
}

/** Bytes a second in the first so many seconds of a life. */
function slopeUpTo({ t, floor }: Buckets, { from, to }: Life, seconds: number): number {
	let end = from;
	while (end < to && (t[end] as number) - (t[from] as number) <= seconds) end++;
	return theilSen({ x: t, y: floor }, from, end);
}
