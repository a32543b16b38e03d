import type { ChurnKind } from "../../../model/advisory.ts";
import type { Finding, FindingOf } from "../../../model/finding.ts";
import type { RuleId } from "../../../model/rules.ts";
import type { Millis } from "../../../model/time.ts";
import type { Churn } from "../../advisories/churn.ts";
import type { NodeFacts } from "../facts.ts";

/** What decides how a cluster lives through hours without its control plane, and through much coming and going. */
export interface AwayFacts {
	nodes: readonly NodeFacts[];
	/** When each node last renewed its Lease; null where leases could not be read. */
	renewals: ReadonlyMap<string, Millis> | null;
	/** Keys (`Kind/namespace/name`) of workloads that a PodDisruptionBudget guards; null where that is not known. */
	guarded: ReadonlySet<string> | null;
	churn: Churn;
	/** The outage of the control plane that one wants to live through, seconds. */
	outage: number;
	at: Millis;
	/** What else was found: leaks above all. */
	findings: readonly Finding[];
}

export interface AwayRule<R extends RuleId = RuleId> {
	id: R;
	judge(facts: AwayFacts): FindingOf<R>[];
}

const CONTROL_PLANE: readonly string[] = ["control-plane", "master", "controlplane"];

export function isServer({ node }: NodeFacts): boolean {
	return node.roles?.some((role) => CONTROL_PLANE.includes(role)) === true;
}

/** Fewer comings and goings an hour are the daily round of a cluster. Case 5 has 200 to 300 namespaces a day, ten an hour. */
export const MUCH_CHURN: Readonly<Record<ChurnKind, number>> = {
	namespaces: 6,
	persistentvolumeclaims: 6,
	pods: 300,
	nodes: 4,
};
