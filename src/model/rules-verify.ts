import type { Millis } from "./time.ts";
import type { Workload } from "./workload.ts";

/** A figure with its 95 % interval. */
export interface Interval {
	value: number;
	low: number;
	high: number;
}

/** Ends whose cause is known: a cluster keeps the last end of each container, and an hour of events. */
export interface KnownDeaths {
	/** OOM kills, at any limit or by the node. */
	kills: number;
	/** Evictions for memory. */
	evictions: number;
	/** Ends for another cause: a crash, a probe, somebody's signal. */
	others: number;
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
	/** The usual peak, bytes: the median of the highest memory in stretches that are equally long on both sides; null where there are too few. */
	peaks: Interval | null;
	/** Starts of a container anew, without its pod being replaced. */
	restarts: number;
	/** What the cluster still knows of these ends, and of its pods'; null where nothing was asked. */
	deaths: KnownDeaths | null;
	/** What is compared, an hour of each container: deaths for memory where the cause of every end is known, else all restarts, with evictions; null where nothing was seen. */
	endsPerHour: Interval | null;
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
interface ReopenedParams {
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
