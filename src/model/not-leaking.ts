import type { Subject } from "./finding.ts";

/** Why a series is not called leaking: what it looks like most. Kept as data, for those who ask about it by name. */
export type NotLeaking =
	| "too-short"
	| "no-growth"
	| "restarts-without-growth"
	/** It did, until the restart that the present life began with. */
	| "stopped"
	/** A run of a Job: those before it grew, too, and came to their end. */
	| "run"
	/** None of its pods was measured for as long as others have been since. */
	| "no-longer-measured"
	| "collector-saw-tooth"
	| "step"
	| "warm-up"
	| "bounded-cache"
	| "page-cache"
	| "load"
	| "rhythm"
	| "unclear";

/** Memory that was judged and is not called leaking. */
export interface NotLeakingVerdict {
	subject: Subject;
	reason: NotLeaking;
	/** How sure it still is that memory leaks, 0 to 1: below what makes a finding. */
	confidence: number;
}
