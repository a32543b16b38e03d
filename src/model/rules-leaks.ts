import type { Millis } from "./time.ts";

/** What every leak shares. Bytes and milliseconds; the two ends are those of a 90 % interval. */
export interface LeakParams {
	since: Millis;
	sinceFrom: Millis;
	sinceTo: Millis;
	bytesPerHour: number;
	/** The limit in force, and when memory reaches it if nothing changes; null where there is none, not in ten years, or no latest end. */
	limit: number | null;
	limitAt: Millis | null;
	limitFrom: Millis | null;
	limitTo: Millis | null;
	/** What was looked at. */
	samples: number;
	spanSeconds: number;
	/** The newest sample's time: what "now" is for the forecast. */
	lastAt: Millis;
	/** Median memory in 24 equal stretches of that time, bytes; null where nothing was measured. */
	curve: (number | null)[];
}

export interface SteadyLeakParams extends LeakParams {
	/** Growth of the floor since then. */
	leakedBytes: number;
	/** Of that growth, what was never given back. */
	keptBytes: number;
	/** Share of the floor's variation that a level which turns into a rising line explains, 0 to 1. */
	explained: number;
	/** Share of moments since then at which the floor is above what it was an eighth of the time before, 0 to 1. */
	rising: number;
}

export interface RestartMaskedLeakParams extends LeakParams {
	/** Growth in one life between two restarts, the median. */
	leakedBytes: number;
	/** How often the process started anew, and whether start times tell so or only the collapses of its memory. */
	restarts: number;
	recorded: boolean;
	/** How long a life lasts, seconds, the median. */
	lifeSeconds: number;
	/** Share of the time spent in lives that grow along a line, 0 to 1. */
	growing: number;
	/** Highest memory before a restart, bytes, the median. */
	peakBytes: number;
}

export interface LeakRuleParams {
	"leak/steady": SteadyLeakParams;
	"leak/restart-masked": RestartMaskedLeakParams;
}
