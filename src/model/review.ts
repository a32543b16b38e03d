import type { Finding } from "./finding.ts";
import type { Gap } from "./gap.ts";
import type { Millis } from "./time.ts";

/** How a matter stands against the reviews before: not seen before, seen last time too, or gone then and here again. */
export type Standing = "new" | "still" | "back";

export interface ReviewMatter {
	/** Rule and workload (matter.ts). */
	key: string;
	standing: Standing;
	firstAt: Millis;
	/** How many findings of it fall into the period. */
	count: number;
	/** The worst and newest of them. */
	finding: Finding;
}

/** What was there at an earlier review and is not any more. */
export interface GoneMatter {
	key: string;
	firstAt: Millis;
	goneAt: Millis;
}

/** The numbers a review is held against the next by. Bytes; null where nothing tells. */
export interface ReviewSums {
	/** Null where nobody could look at pods. */
	deaths: number | null;
	/** Null without a history. */
	leaks: number | null;
	/** Null where pods or, of a whole cluster, nodes could not be looked at, and none was found in the others. */
	advisories: number | null;
	/** Null where nodes could not be looked at, and in a review of less than the whole cluster. */
	pressure: number | null;
	/** What the containers request beyond what they should, and how much is wanting where they request too little. */
	waste: number | null;
	missing: number | null;
}

export interface Review {
	source: string;
	since: Millis;
	at: Millis;
	sums: ReviewSums;
	/** Worst first. */
	matters: ReviewMatter[];
	gone: GoneMatter[];
	/** When the last one was made and what it counted; null for the first. */
	previous: { at: Millis; sums: ReviewSums } | null;
	gaps: Gap[];
}

/** What the next review needs of this one. */
export interface ReviewRecord {
	at: Millis;
	sums: ReviewSums;
	/** Every matter ever seen within reach of memory; `goneAt` is null while it lasts. */
	known: { key: string; firstAt: Millis; goneAt: Millis | null }[];
}
