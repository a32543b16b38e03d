/** So many of the highest peaks tell how far the next record lies beyond (Hill 1975, "A simple general approach to inference about the tail of a distribution"). */
const TOP = 5;
/** What never moved may move by this share. */
const LEAST_SPACING = 0.01;
/** The spacing of what has one part only: as much as peaks of real containers commonly differ. */
const UNKNOWN_SPACING = 0.3;
const LEAST_EXPECTED = 1e-4;

/** The peaks of the history's parts as what they tell of peaks to come, if all times are alike. Natural logs. */
export interface Tail {
	/** Highest first. */
	peaks: readonly number[];
	/** The mean excess of a record over the highest peak. */
	spacing: number;
}

/** `sorted`: logs of the parts' peaks, lowest first; at least one. */
export function tailOf(sorted: readonly number[]): Tail {
	const peaks = sorted.toReversed();
	const top = Math.min(TOP, peaks.length - 1);
	const base = peaks[top] as number;
	const mean = peaks.slice(0, top).reduce((sum, peak) => sum + peak - base, 0) / top;
	return { peaks, spacing: top < 1 ? UNKNOWN_SPACING : Math.max(LEAST_SPACING, mean) };
}

/**
 * How many parts of another history as long are expected to reach above a level: j just above the j-th highest peak, since the level itself
 * lies no higher than a peak may, in proportion to the log between two of them, and beyond the highest exponentially fewer.
 */
export function expectedAbove({ peaks, spacing }: Tail, log: number): number {
	const [highest] = peaks as readonly [number];
	if (log >= highest) return Math.max(LEAST_EXPECTED, Math.exp((highest - log) / spacing));
	let i = 1;
	while (i < peaks.length && (peaks[i] as number) > log) i++;
	if (i === peaks.length) return i;
	const [above, below] = [peaks[i - 1] as number, peaks[i] as number];
	return i + (above > below ? (above - log) / (above - below) : 1);
}

/**
 * The log-odds that the highest peak of a horizon `ratio` histories long lies above a level. Were all times alike, each order of peaks is as
 * likely as any other, and the chance that none of the horizon lies above the j-th highest of the history is about (1 + ratio) to the power of −j.
 */
export function logOddsAlike(tail: Tail, log: number, ratio: number): number {
	return Math.log(Math.expm1(expectedAbove(tail, log) * Math.log1p(ratio)));
}
