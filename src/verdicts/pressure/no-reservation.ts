import { reservedMemory } from "../../model/kubelet-config.ts";
import { filled, namesOf, nodeSubject, observeNode, worstFirst } from "./evidence.ts";
import type { NodeFacts, PressureRule } from "./facts.ts";

/** Capacity less allocatable of a kubelet that reserves nothing: its default hard eviction threshold, 100Mi. */
const DEFAULT_THRESHOLD = 100 * 1024 * 1024;
/** From here on the daemons soon have to fight for what they need. */
const FILLED = 0.75;
const CONFIDENCE = { configured: 0.99, concluded: 0.8 } as const;

/** Nothing is kept for the system and for Kubernetes' own daemons: pods may fill the node to the brim. */
export const noReservation: PressureRule<"pressure/no-reservation"> = {
	id: "pressure/no-reservation",
	judge(nodes) {
		const found = worstFirst(
			nodes.flatMap((facts) => (reservesNothing(facts) ? [{ facts }] : [])),
			({ facts }) => filled(facts),
		);
		const [worst] = found;
		if (worst === undefined) return [];
		const { facts } = worst;
		const { capacity, allocatable } = facts.outlook.memory;
		const confirmed = facts.config !== null;
		return [
			{
				rule: "pressure/no-reservation",
				severity: filled(facts) >= FILLED ? "warning" : "info",
				confidence: confirmed ? CONFIDENCE.configured : CONFIDENCE.concluded,
				subject: nodeSubject(facts.node.name),
				params: { nodes: namesOf(found), capacity: capacity ?? 0, allocatable, confirmed },
				evidence: observeNode(facts),
				remedies: [],
			},
		];
	},
};

function reservesNothing({ node, config }: NodeFacts): boolean {
	const { memoryCapacity: capacity, memoryAllocatable: allocatable } = node;
	if (capacity === null) return false;
	if (config !== null) return reservedMemory(config) === 0;
	return allocatable !== null && capacity - allocatable <= DEFAULT_THRESHOLD;
}
