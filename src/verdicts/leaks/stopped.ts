import { type Buckets, between } from "./buckets.ts";
import { confidenceOf } from "./forest.ts";
import { LEAST_BUCKETS, type Measured, measure } from "./measure.ts";
import { median } from "./numbers.ts";

/** The present life must have outlived the usual one so many times: by then the leak would have ended it. */
const OUTLIVED = 2;
/** And judged by itself it must not lean to a leak. */
const LEANS = 0.2;

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
	const present = between(buckets, t[newest.from] as number, Number.POSITIVE_INFINITY);
	const confidence = confidenceOf(measure(present).values);
	return confidence < LEANS ? confidence : null;
}
