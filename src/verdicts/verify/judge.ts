import type { FindingOf, Severity, Subject } from "../../model/finding.ts";
import type { VerifyOutcome, VerifyParams } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { beforeOf, NOTHING_BEFORE } from "./alike.ts";
import { compare } from "./compare.ts";
import { fillingFor } from "./filling.ts";
import { loadOf } from "./load.ts";
import { blockSeconds, usualPeak } from "./peaks.ts";
import { type KnownEnd, sideOf } from "./side.ts";

/** What is known of a workload's container around a moment. */
export interface VerifyFacts {
	subject: Subject;
	/** All its pods' series, over both sides. */
	series: readonly Series[];
	/** Cumulative counts of what may drive it, as a history keeps them. */
	counters: readonly Series[];
	since: Millis;
	until: Millis;
	/** Ends whose cause is known; null where nothing was asked. */
	ends: readonly KnownEnd[] | null;
	images: { before: string; after: string };
}

const SEVERITY: Readonly<Record<VerifyOutcome, Severity>> = {
	"verify/fixed": "info",
	"verify/improved": "info",
	"verify/too-early": "info",
	"verify/unchanged": "warning",
	"verify/worse": "error",
};

/** Whether what was done at a moment helped: growth, ends and peaks before held against those after, under the load of each side. */
export function judgeFix(facts: VerifyFacts): FindingOf<VerifyOutcome> {
	const [since, until] = [facts.since / 1000, facts.until / 1000];
	const newer = newOf(facts, since);
	const before = sideOf(facts, facts.images.before, Number.NEGATIVE_INFINITY, since);
	const after = sideOf({ ...facts, series: newer }, facts.images.after, since, until);
	const block = blockSeconds(before.span, after.span, Math.max(before.step, after.step));
	before.side.peaks = usualPeak(facts.series, Number.NEGATIVE_INFINITY, since, block);
	after.side.peaks = usualPeak(newer, since, until, block);
	const load = loadOf(facts, since, until);
	const later = sideOf({ ...facts, series: newer }, "", Math.max(since, until - after.span / 2), until);
	const { outcome, confidence, seconds } = compare(before, after, {
		load: load === null ? 1 : load.after / load.before,
		// What is counted says how much was going on: rests are no riddle then.
		earlier: load === null ? beforeOf(facts.series, since) : NOTHING_BEFORE,
		later,
		filling: fillingFor(newer, before, after),
	});
	// Time that nothing was measured in, as where a file ended, brings it no nearer.
	const tellAt = seconds === null ? null : facts.until + Math.max(0, Math.ceil(seconds - after.span)) * 1000;
	const params: VerifyParams = {
		since: facts.since,
		until: facts.until,
		before: before.side,
		after: after.side,
		load,
		tellAt: outcome === "verify/too-early" ? tellAt : null,
	};
	return {
		rule: outcome,
		severity: SEVERITY[outcome],
		confidence,
		subject: facts.subject,
		params,
		evidence: [],
		remedies: [],
	};
}

/**
 * After a roll-out what is old still runs for a while: where another image runs, or pods began anew, pods of before are no part of what came after.
 */
function newOf({ series, images }: VerifyFacts, since: number): readonly Series[] {
	const begun = series.filter(({ t }) => (t[0] ?? 0) >= since);
	const replaced = images.before !== images.after && images.before !== "" && begun.length > 0;
	return replaced ? begun : series;
}
