import type { NotLeaking } from "../model/not-leaking.ts";
import type { Looked } from "../model/report.ts";
import type { Millis } from "../model/time.ts";

/** What `leaks` says to people. */
export interface LeaksWords {
	label: Record<"now" | "limit" | "memory" | "rate" | "leaked" | "since" | "reached", string>;
	nothing: string;
	/** There was nothing to judge. */
	unknown: string;
	/** While memory is read. */
	progress(containers: number, samples: number): string;
	watching(source: string, minutes: number): string;
	watchFailed(detail: string): string;
	/** Why memory is not called leaking. */
	notLeaking: Record<NotLeaking, string>;
	perHour(bytes: number): string;
	/** When the limit is reached: `in 3d 4h (2d to 5d)`; seconds from now, null for no latest end. */
	reached(seconds: number, from: number, to: number | null): string;
	/** In place of when the limit is reached: what is not there reaches none. */
	gone(at: Millis): string;
	looked(looked: Looked): string;
}
