import type { PatchComment } from "../model/patch.ts";
import type { SizingNote, SizingReason } from "../model/recommendation.ts";
import type { Looked } from "../model/report.ts";

/** Sums over the fleet, bytes; `now` and `sized` over the containers whose capacity is known. Of workloads every replica counts. */
export interface FleetTotals {
	containers: number;
	/** What limits above what is needed give back, and what those below it take; of requests likewise where they are known. */
	freed: number;
	needed: number;
	requestsFreed: number;
	requestsNeeded: number;
	/** Some stand for several replicas. */
	replicas: boolean;
	now: number;
	/** Containers whose capacity is known. */
	withCapacity: number;
	sized: number;
	limits: number;
	requests: number;
	krr: number;
	vpa: number;
}

/** What `size` says to people. */
export interface SizingWords {
	label: Record<"now" | "limit" | "request" | "use" | "peaks" | "needed" | "replay" | "risk" | "why" | "pods", string>;
	reason: Record<SizingReason, string>;
	/** What was taken into account beyond the series, or must change with it. */
	note(note: SizingNote): string;
	/** Comments in patches: why something is not in them, or what to know before applying. */
	patch: Record<PatchComment, (subject: string, detail: string) => string>;
	/** Heads the recommendations for one risk. */
	promise(oomRisk: number, horizonSeconds: number, containers: number): string;
	/** How often the limit would have been exceeded over the history, and how much of it lay unused. */
	replay(exceeded: number, slack: number): string;
	fleet(totals: FleetTotals): string[];
	nothing: string;
	/** Where a leak is suspected, what to run. */
	leaks(program: string, series: number): string;
	looked(looked: Looked): string;
}
