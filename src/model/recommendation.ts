/** Why a recommendation is as it is: a closed list, each with its sentence in the words room. */
export const SIZING_REASONS = [
	/** Fewer than four of the sixteen parts of the history hold a sample: the margin is wide for want of evidence. */
	"short-history",
	/** The horizon is longer than the history. */
	"horizon-beyond-history",
	/** The container restarted when its use was at its limit: it needed more than the series can show. */
	"restarts-at-limit",
	/** Use climbs in every life of the container: sized within its present limit, for `plimsoll leaks` to look at. */
	"leak-suspected",
	/** The peaks of the later half of the history are higher than those of the earlier. */
	"rising",
	/** A peak that stood alone lies above the limit: it did not come back, and the risk accepted covers that it might. */
	"peak-not-covered",
	/** The capacity is a bound that was never exceeded, and the limit is that bound. */
	"at-capacity",
	/** Use above the capacity was measured, so the capacity is not a bound. */
	"above-capacity",
	/** The series names no capacity: room is reckoned from the peak instead. */
	"no-capacity",
	/** Nothing but zeros was measured. */
	"no-use",
] as const;
export type SizingReason = (typeof SIZING_REASONS)[number];

/** What a limit would have meant over the history it was made from. */
export interface Replay {
	/** Bytes. */
	limit: number;
	/** Samples above the limit (by buckets 1.1 % wide). */
	exceeded: number;
	/** The share of the limit that lay unused on average, 0 to 1. */
	slack: number;
}

/** A request and a limit for one container, for one accepted risk. Bytes and seconds. */
export interface Recommendation {
	series: string;
	/** The accepted chance of exceeding the limit within the horizon, averaged over what is sized together. */
	oomRisk: number;
	horizonSeconds: number;
	request: number;
	limit: number;
	/** The capacity at the end of the history; null where the series names none. */
	current: number | null;
	/** The last sample. */
	use: number;
	/** The highest sample. */
	peak: number;
	/** This container's own chance of exceeding the limit; at most three times `oomRisk`. */
	expectedRisk: number;
	/** Where the highest use within the horizon lies in four of five cases. */
	neededPeak: { low: number; high: number };
	/** 0 to 1: how much of the history's parts hold samples, and how much of the horizon the history is long. */
	confidence: number;
	basis: { seconds: number; samples: number };
	reasons: SizingReason[];
	replay: { recommended: Replay; krr: Replay; vpa: Replay };
	/** The peak of each sixteenth of the history, null where it holds no sample. */
	peaks: (number | null)[];
}
