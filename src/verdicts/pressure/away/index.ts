import type { Finding } from "../../../model/finding.ts";
import { churn } from "./churn.ts";
import { nodeDisconnected } from "./disconnected.ts";
import type { AwayFacts } from "./facts.ts";
import { noDisruptionBudget } from "./no-disruption-budget.ts";
import { outageHeadroom } from "./outage-headroom.ts";
import { controlPlaneSingle } from "./single.ts";

const AWAY_RULES = [nodeDisconnected, controlPlaneSingle, outageHeadroom, noDisruptionBudget, churn] as const;

const AWAY: ReadonlySet<string> = new Set(AWAY_RULES.map(({ id }) => id));

/** Whether it was said by these rules, and not of how a node is filled. */
export function isAway({ rule }: Finding): boolean {
	return AWAY.has(rule);
}

/** What would make hours without a control plane, or much coming and going, worse than they need be. */
export function judgeAway(facts: AwayFacts): Finding[] {
	return AWAY_RULES.flatMap((rule): Finding[] => rule.judge(facts));
}
