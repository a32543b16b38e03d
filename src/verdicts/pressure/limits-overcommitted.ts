import type { FindingOf } from "../../model/finding.ts";
import { filled, namesOf, nodeSubject, observeNode, worstFirst } from "./evidence.ts";
import { type NodeFacts, type PressureRule, runningContainers } from "./facts.ts";

/** Limits are seldom reached all at once: half as much again as there is passes without remark. */
const WORTH_SAYING = 1.5;
/** From here on the promise is being called in. */
const FILLED = 0.8;

type Beyond = FindingOf<"pressure/limits-overcommitted">["params"]["beyondNode"];

/** The limits on a node add up to more than it could ever pay, or one alone does: then the node runs out before the limit is reached. */
export const limitsOvercommitted: PressureRule<"pressure/limits-overcommitted"> = {
	id: "pressure/limits-overcommitted",
	judge(nodes) {
		const found = worstFirst(
			nodes.flatMap((facts) => {
				const { capacity, limits } = facts.outlook.memory;
				if (capacity === null || capacity === 0) return [];
				const beyondNode = beyond(facts);
				return limits > WORTH_SAYING * capacity || beyondNode !== null ? [{ facts, beyondNode, capacity }] : [];
			}),
			({ facts, beyondNode }) => filled(facts) + (beyondNode === null ? 0 : 1),
		);
		const [worst] = found;
		if (worst === undefined) return [];
		const { facts, beyondNode, capacity } = worst;
		const { limits, unlimited } = facts.outlook.memory;
		return [
			{
				rule: "pressure/limits-overcommitted",
				severity: filled(facts) >= FILLED ? "warning" : "info",
				confidence: 0.95,
				subject: nodeSubject(facts.node.name),
				params: { nodes: namesOf(found), capacity, limits, unlimited, beyondNode },
				evidence: observeNode(facts),
				remedies: [],
			},
		];
	},
};

/** The largest limit that all the node gives to pods could not pay. */
function beyond({ pods, node }: NodeFacts): Beyond {
	const most = node.memoryAllocatable ?? node.memoryCapacity;
	let largest: Beyond = null;
	for (const pod of pods) {
		for (const { name, memoryLimit } of runningContainers(pod)) {
			if (most === null || memoryLimit === null || memoryLimit <= most || memoryLimit <= (largest?.limit ?? 0))
				continue;
			largest = { namespace: pod.namespace, pod: pod.name, container: name, limit: memoryLimit };
		}
	}
	return largest;
}
