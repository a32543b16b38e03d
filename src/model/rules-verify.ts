import type { Millis } from "./time.ts";
import type { Workload } from "./workload.ts";

/** A figure with its 95 % interval. */
export interface Interval {
	value: number;
	low: number;
	high: number;
}

/** One side of the moment that is looked at. */
export interface VerifySide {
	/** How long it was seen, over all containers together, and how many lives there were between starts. */
	seconds: number;
	lives: number;
	/** Growth, bytes an hour; null where too little was seen to say. */
	bytesPerHour: Interval | null;
	/** The most memory seen, bytes; null where none was. */
	peak: number | null;
	/** Starts of a container anew, without its pod being replaced. */
	restarts: number;
	/** OOM kills and evictions that are known of; null where nothing was asked. */
	deaths: number | null;
	/** What ran; empty where not known. */
	image: string;
}

export interface VerifyParams {
	since: Millis;
	until: Millis;
	before: VerifySide;
	after: VerifySide;
	/** What drives the growth, as counted on both sides, an hour; null where nothing is counted that goes with it. */
	load: { counter: string; before: number; after: number } | null;
	/** When it can be told, where it is too early; null when that cannot be said. */
	tellAt: Millis | null;
}

/** A fix that was proven, and what came back since. */
export interface ReopenedParams {
	workload: Workload;
	container: string;
	fixedAt: Millis;
	/** The rule of the finding that is back. */
	came: string;
}

export interface VerifyRuleParams {
	"verify/fixed": VerifyParams;
	"verify/improved": VerifyParams;
	"verify/unchanged": VerifyParams;
	"verify/worse": VerifyParams;
	"verify/too-early": VerifyParams;
	"verify/reopened": ReopenedParams;
}
/** What a comparison may come to. */
export type VerifyOutcome = Exclude<keyof VerifyRuleParams, "verify/reopened">;
