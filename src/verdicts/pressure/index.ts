import type { Finding } from "../../model/finding.ts";
import { allReplicasOnOneNode } from "./all-replicas-on-one-node.ts";
import { bestEffortBesideDatabase } from "./best-effort-beside-database.ts";
import { criticalBeforeUnimportant } from "./critical-before-unimportant.ts";
import type { NodeFacts } from "./facts.ts";
import { limitsOvercommitted } from "./limits-overcommitted.ts";
import { noReservation } from "./no-reservation.ts";
import { swap } from "./swap.ts";
import { thresholdTooLow } from "./threshold-too-low.ts";

const PRESSURE_RULES = [
	noReservation,
	thresholdTooLow,
	limitsOvercommitted,
	bestEffortBesideDatabase,
	swap,
	allReplicasOnOneNode,
	criticalBeforeUnimportant,
] as const;

/** What is wrong with how memory is divided on these nodes. All nodes of the cluster belong in, so that replicas can be placed. */
export function judgePressure(nodes: readonly NodeFacts[]): Finding[] {
	return PRESSURE_RULES.flatMap((rule): Finding[] => rule.judge(nodes));
}
