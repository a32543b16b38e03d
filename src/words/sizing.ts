import type { PatchComment } from "../model/patch.ts";
import type { FleetTotals, Recommendation, SizingNote, SizingReason } from "../model/recommendation.ts";
import type { Looked } from "../model/report.ts";

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
	/** The same in a sentence for one recommendation, beside KRR's and VPA's rule; `to` is how much history was replayed. */
	replayed(one: Pick<Recommendation, "replay" | "basis">): string;
	fleet(totals: FleetTotals): string[];
	nothing: string;
	/** Where a leak is suspected, what to run. */
	leaks(program: string, series: number): string;
	looked(looked: Looked): string;
}
