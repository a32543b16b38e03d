import type { Finding } from "../model/finding.ts";
import type { Millis } from "../model/time.ts";
import { workloadOf } from "../model/workload.ts";
import type { Source } from "../sources/source.ts";
import type { Churn } from "../verdicts/advisories/churn.ts";
import { judgeAway } from "../verdicts/pressure/away/index.ts";
import { keyOf } from "../verdicts/pressure/away/no-disruption-budget.ts";
import type { NodeFacts } from "../verdicts/pressure/facts.ts";

/** The node controller's own patience (node-monitor-grace-period, 50 s since 1.32). */
export const GRACE_MS = 50_000;
/** A list of pods for each budget: on a cluster with more, what they guard is left open. */
const MOST_BUDGETS = 50;

const A_NIGHT = 12 * 3600;

export interface AwayInquiry {
	nodes: readonly NodeFacts[];
	churn: Churn;
	/** The outage that one wants to live through, seconds; a night until someone is there where left out. */
	outage?: number | undefined;
	/** What was found so far. */
	findings: readonly Finding[];
	at: Millis;
}

/** How the cluster would live through hours without its control plane, and how much comes and goes in it. */
export async function surveyAway(
	source: Source,
	{ nodes, churn, outage = A_NIGHT, findings, at }: AwayInquiry,
): Promise<Finding[]> {
	const { renewals, now } = await leaseRenewals(source, at);
	const guarded = await guardedWorkloads(source);
	return judgeAway({ nodes, renewals, guarded, churn, outage, at: now, findings });
}

/**
 * When each node renewed its Lease, and the moment that is held against. Files do not say when they were written: there the newest lease is the
 * present. Null where no lease could be read.
 */
export async function leaseRenewals(
	source: Source,
	at: Millis,
): Promise<{ renewals: Map<string, Millis> | null; now: Millis }> {
	const renewals = new Map<string, Millis>();
	for await (const { name, renewedAt } of source.objects?.("leases") ?? []) {
		if (renewedAt !== null) renewals.set(name, renewedAt);
	}
	if (renewals.size === 0) return { renewals: null, now: at };
	// A cluster's clock and ours may differ: the newest lease cannot have been renewed in the future.
	const newest = Math.max(...renewals.values());
	return { renewals, now: source.takenAt === null ? newest : Math.max(source.takenAt, newest) };
}

/** Workloads that a budget's selector chooses pods of; null where that cannot be told. */
async function guardedWorkloads(source: Source): Promise<Set<string> | null> {
	if (source.objects === undefined) return null;
	const seen = source.gaps.length;
	const budgets: { namespace: string; selector: string }[] = [];
	for await (const { namespace, selector } of source.objects("poddisruptionbudgets")) {
		if (selector === null || budgets.length === MOST_BUDGETS) return null;
		budgets.push({ namespace, selector });
	}
	// A list that was refused is not an empty one.
	if (source.gaps.slice(seen).some(({ what }) => what.startsWith("poddisruptionbudgets"))) return null;
	if (budgets.length === 0 && source.defaultNamespace === null) return null;
	const guarded = new Set<string>();
	for (const { namespace, selector } of budgets) {
		for await (const pod of source.pods({ namespace, labelSelector: selector, fieldSelector: "" })) {
			guarded.add(keyOf(workloadOf(pod)));
		}
	}
	return guarded;
}
