import type { FindingOf } from "../../model/finding.ts";
import { filled, namesOf, nodeSubject, observeNode, worstFirst } from "./evidence.ts";
import type { NodeFacts, PressureRule } from "./facts.ts";

/**
 * The kubelet looks every 10 s (pkg/kubelet/kubelet.go, evictionMonitoringPeriod), at figures up to 10 s old, and gives a pod 1 s to end
 * (immediateEvictionGracePeriodSeconds).
 */
const REACTION_SECONDS = 21;
/** One steep rise in a day is how nodes are; on a full one it is what ends it. */
const FILLED = 0.8;
const CONFIDENCE = { none: 0.95, outgrown: 0.8 } as const;

/** The node can grow past its eviction threshold and out of memory before the kubelet has evicted anything. */
export const thresholdTooLow: PressureRule<"pressure/threshold-too-low"> = {
	id: "pressure/threshold-too-low",
	judge(nodes) {
		const missing = nodes.filter(hasNoThreshold).map((facts) => ({ facts, growth: null }));
		const outgrown = nodes.flatMap((facts) => {
			const growth = facts.growth?.steepest ?? null;
			const threshold = facts.outlook.memory.evictionHard;
			return threshold !== null && growth !== null && growth * REACTION_SECONDS > threshold ? [{ facts, growth }] : [];
		});
		return [findingOf(missing), findingOf(outgrown)].filter((finding) => finding !== null);
	},
};

/** Its configuration was read, and names none: setting one of the others has switched the default off. */
function hasNoThreshold({ outlook }: NodeFacts): boolean {
	return outlook.memory.neverEvicts === true;
}

function findingOf(
	found: readonly { facts: NodeFacts; growth: number | null }[],
): FindingOf<"pressure/threshold-too-low"> | null {
	const sorted = worstFirst(found, ({ facts, growth }) => filled(facts) + (growth === null ? 1 : 0));
	const [worst] = sorted;
	if (worst === undefined) return null;
	const { facts, growth } = worst;
	return {
		rule: "pressure/threshold-too-low",
		severity: growth === null || filled(facts) >= FILLED ? "warning" : "info",
		confidence: growth === null ? CONFIDENCE.none : CONFIDENCE.outgrown,
		subject: nodeSubject(facts.node.name),
		params: {
			nodes: namesOf(sorted),
			threshold: facts.outlook.memory.evictionHard,
			growth,
			reactionSeconds: REACTION_SECONDS,
		},
		evidence: observeNode(facts),
		remedies: [],
	};
}
