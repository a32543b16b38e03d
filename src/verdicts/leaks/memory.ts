import type { Evidence, Subject } from "../../model/finding.ts";
import type { NotLeaking } from "../../model/not-leaking.ts";
import type { Buckets } from "./buckets.ts";
import { findingOf, judgeBuckets, type LeakFinding } from "./judge.ts";
import type { Measured } from "./measure.ts";
import { mean } from "./numbers.ts";

/** Memory of one process over time, judged by its samples. */
export interface Assessed {
	/** What was judged: the working set, or RSS where only that grows. */
	buckets: Buckets;
	measured: Measured | null;
	/** That it leaks, 0 to 1. */
	confidence: number;
	/** Why it is not called a leak; null when it is. */
	reason: NotLeaking | null;
	/** What a leak is told by. */
	subject: Subject;
	threshold: number | null;
	evidence: Evidence[];
}

/** Of growth in the working set at least this much must be RSS: the rest is page cache, which the kernel takes back. */
const LEAST_RSS = 0.3;

/**
 * Judges the working set, and where RSS is measured that too: a working set that grows without it has grown by page cache, and
 * growing RSS behind a level working set is a leak that presses page cache out.
 */
export function assess(
	memory: { buckets: Buckets; rss: Buckets | null },
	about: { subject: Subject; threshold: number | null; source: string },
): Assessed {
	const { buckets, rss } = memory;
	const { subject, threshold } = about;
	const whole = judgeBuckets(buckets, subject, threshold);
	const assessed = (of: typeof whole, on: Buckets, reason: NotLeaking | null): Assessed => ({
		buckets: on,
		measured: of.measured,
		confidence: of.verdict.confidence,
		reason,
		subject,
		threshold,
		evidence: evidenceOf(memory, about.source),
	});
	if (rss === null) return assessed(whole, buckets, whole.verdict.reason);
	const resident = judgeBuckets(rss, subject, threshold);
	if (resident.measured === null) return assessed(whole, buckets, whole.verdict.reason);
	if (whole.verdict.reason === null && gainOf(rss) < LEAST_RSS * gainOf(buckets)) {
		return assessed({ ...resident, verdict: { ...resident.verdict } }, rss, "page-cache");
	}
	if (whole.verdict.reason !== null && resident.verdict.reason === null) return assessed(resident, rss, null);
	return assessed(whole, buckets, whole.verdict.reason);
}

/** The finding for memory that is called leaking with this confidence, by whatever evidence; null where nothing grows along a line. */
export function leakOf(
	{ buckets, measured, subject, threshold, evidence }: Assessed,
	confidence: number,
): LeakFinding | null {
	const finding = measured === null ? null : findingOf(buckets, measured, subject, confidence, threshold);
	return finding === null ? null : { ...finding, evidence };
}

/** Floors of the last eighth above those of the first, in the newest life. */
function gainOf({ floor, lives }: Buckets): number {
	const newest = floor.subarray(lives.at(-1) ?? 0);
	const life = newest.length >= 16 ? newest : floor;
	const eighth = Math.max(1, life.length >> 3);
	return mean(life.subarray(-eighth)) - mean(life.subarray(0, eighth));
}

function evidenceOf({ buckets, rss }: { buckets: Buckets; rss: Buckets | null }, source: string): Evidence[] {
	const last = (of: Buckets, what: "working-set" | "rss"): Evidence[] => {
		const value = of.middle.at(-1);
		return value === undefined
			? []
			: [{ source, at: Math.round((of.from + of.span) * 1000), what, value: Math.round(value) }];
	};
	return [...last(buckets, "working-set"), ...(rss === null ? [] : last(rss, "rss"))];
}
