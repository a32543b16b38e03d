import { compareFindings, type Finding } from "../model/finding.ts";
import { matterOf, momentOf } from "../model/matter.ts";
import type { FleetTotals } from "../model/recommendation.ts";
import type { Report } from "../model/report.ts";
import type { GoneMatter, Review, ReviewMatter, ReviewRecord, ReviewSums } from "../model/review.ts";
import type { Millis } from "../model/time.ts";

interface ReviewInquiry {
	/** What `scan` found, leaks with it where there is a history. */
	scan: Report;
	/** What `size` recommends, for one risk; null where it could not be asked. */
	sizes: Report | null;
	/** Whether it is of the whole cluster, its nodes with it. */
	whole: boolean;
	/** Whether there was a history to find leaks in, and what is used of what is requested. */
	leaksKnown: boolean;
	since: Millis;
	/** What the last review left; null for the first one. */
	last: ReviewRecord | null;
}

/** Matters that are gone for longer than this are forgotten: it is a new one then. */
const REMEMBERED_MS = 400 * 86_400_000;

/** The periodic look back: what died, leaked, is known as a bug; what is new, lasts, came back or is gone since the last one; what memory is wasted or wanting. */
export function reviewOf({ scan, sizes, whole, leaksKnown, since, last }: ReviewInquiry): {
	review: Review;
	record: ReviewRecord;
} {
	const { at } = scan;
	const told = scan.findings.filter((finding) => finding.suppressed === undefined && isWithin(finding, since));
	const before = new Map((last?.known ?? []).map((known) => [known.key, known]));
	const matters: ReviewMatter[] = [];
	for (const [key, findings] of Map.groupBy(told, matterOf)) {
		const known = before.get(key);
		const [finding] = findings.toSorted((a, b) => compareFindings(a, b) || (momentOf(b) ?? 0) - (momentOf(a) ?? 0));
		if (finding === undefined) continue;
		matters.push({
			key,
			standing: known === undefined ? "new" : known.goneAt === null ? "still" : "back",
			firstAt: known?.firstAt ?? at,
			count: findings.length,
			finding,
		});
	}
	matters.sort((a, b) => compareFindings(a.finding, b.finding));
	const looks = looksOf(scan, whole, leaksKnown);
	const unseen = (last?.known ?? []).filter(({ key }) => isUnseen(key, looks));
	const there = new Set([...matters, ...unseen].map(({ key }) => key));
	const gone = goneOf(last, there, at);
	const sums = sumsOf(told, sizes?.totals?.[0] ?? null, looks);
	const review: Review = {
		source: scan.looked.source,
		since,
		at,
		sums,
		matters,
		gone: gone.filter(({ goneAt }) => goneAt === at),
		previous: last === null ? null : { at: last.at, sums: last.sums },
		gaps: [...scan.gaps, ...(sizes?.gaps ?? []).filter((gap) => !scan.gaps.some((known) => isSame(known, gap)))],
	};
	const known = [
		...matters.map(({ key, firstAt }) => ({ key, firstAt, goneAt: null })),
		...[...gone, ...unseen.filter(({ key }) => matters.every((matter) => matter.key !== key))].filter(
			({ goneAt }) => goneAt === null || at - goneAt < REMEMBERED_MS,
		),
	];
	return { review, record: { at, sums, known } };
}

/** What could be looked at this time. */
interface Looks {
	pods: boolean;
	nodes: boolean;
	leaks: boolean;
	advisories: boolean;
}

function looksOf({ gaps, looked }: Report, whole: boolean, leaks: boolean): Looks {
	const pods = gaps.every(({ what }) => what !== "pods");
	const nodes = whole && looked.nodes > 0;
	return { pods, nodes, leaks, advisories: pods && (nodes || !whole) };
}

/** Where nobody could look this time: what was there before is neither gone nor there, and stays as it was known. */
function isUnseen(matter: string, looks: Looks): boolean {
	const [rule = "", , kind] = matter.split(" ");
	if (rule.startsWith("leak/") && !looks.leaks) return true;
	return rule.startsWith("pressure/") || kind === "Node" ? !looks.nodes : !looks.pods;
}

/** A state lasts until now; a death belongs to the period it fell into. */
function isWithin(finding: Finding, since: Millis): boolean {
	const moment = momentOf(finding);
	return moment === null || moment >= since;
}

function goneOf(last: ReviewRecord | null, present: ReadonlySet<string>, at: Millis): GoneMatter[] {
	return (last?.known ?? [])
		.filter(({ key }) => !present.has(key))
		.map(({ key, firstAt, goneAt }) => ({ key, firstAt, goneAt: goneAt ?? at }));
}

function sumsOf(findings: readonly Finding[], totals: FleetTotals | null, looks: Looks): ReviewSums {
	const count = (room: string) => findings.filter(({ rule }) => rule.startsWith(`${room}/`)).length;
	// None found where nobody could look is not none.
	const known = (room: string, looked: boolean) => count(room) || (looked ? 0 : null);
	return {
		deaths: known("death", looks.pods),
		leaks: looks.leaks ? count("leak") : null,
		advisories: known("advisory", looks.advisories),
		pressure: known("pressure", looks.nodes),
		waste: looks.leaks ? (totals?.requestsFreed ?? null) : null,
		missing: looks.leaks ? (totals?.requestsNeeded ?? null) : null,
	};
}

function isSame(a: Report["gaps"][number], b: Report["gaps"][number]): boolean {
	return a.source === b.source && a.what === b.what && a.reason === b.reason;
}
