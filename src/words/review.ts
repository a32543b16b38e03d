import type { ReviewSums, Standing } from "../model/review.ts";

/** The memory review: a document people read, in each language. */
export interface ReviewWords {
	title(source: string): string;
	/** Both as dates. */
	period(from: string, to: string): string;
	first: string;
	against(date: string): string;
	sum: Record<keyof ReviewSums, string>;
	/** Heads of the table of sums. */
	now: string;
	before: string;
	change: string;
	/** How many matters stand how against the last review. */
	standings(count: Record<Standing | "gone", number>): string;
	section: Record<
		"deaths" | "leaks" | "advisories" | "settings" | "pressure" | "verify" | "gone" | "gaps" | "next",
		string
	>;
	standing: Record<Standing, string>;
	/** How many findings a matter stands for. */
	times(count: number): string;
	firstSeen(date: string): string;
	goneBy(date: string, first: string): string;
	nothing: string;
	unknown: string;
	/** The same in place of a number. */
	unknownSum: string;
}
