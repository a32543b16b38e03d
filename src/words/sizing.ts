import type { SizingReason } from "../model/recommendation.ts";
import type { Looked } from "../model/report.ts";

/** Sums over the fleet, bytes; `now` and `sized` over the containers whose capacity is known. */
export interface FleetTotals {
	containers: number;
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
	label: Record<"now" | "limit" | "request" | "use" | "peaks" | "needed" | "replay" | "risk" | "why", string>;
	reason: Record<SizingReason, string>;
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
