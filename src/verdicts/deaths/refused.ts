import type { DeathRule, PodEndFacts } from "./facts.ts";
import { podDeathParams, subjectOf } from "./params.ts";
import { observeEnd, saidOf } from "./pod-end.ts";

const CONFIDENCE = 0.99;

/** Reasons with which the kubelet refuses a pod (pkg/kubelet/lifecycle/predicate.go; nodeshutdown; eviction). */
const REFUSALS =
	/^(?:Evicted|OutOf.+|NodeShutdown|UnexpectedAdmissionError|NodeAffinity|NodePorts|TopologyAffinityError)$/;
const CONDITION = /The node had condition: \[?([^\]]*?)\]?\.\s*$/;
/** `Node didn't have enough resource: memory, requested: 100, used: 90, capacity: 150`; before 1.22 `capability`. */
const RESOURCE = /enough resource: (\S+), requested: (\d+), used: (\d+), capacity: (\d+)/;

/**
 * The kubelet did not let the pod start: the node was under pressure, or did not have what the pod asks for. A kubelet that starts anew asks of the
 * pods that run already too, and ends those it refuses.
 */
export const refused: DeathRule<"death/refused", PodEndFacts> = {
	id: "death/refused",
	judge(facts) {
		const said = saidOf(facts, REFUSALS);
		if (said === null) return null;
		const condition = CONDITION.exec(said.message);
		if (said.reason === "Evicted" && condition === null) return null;
		const { pod, ownerEvents } = facts;
		const resource = RESOURCE.exec(said.message);
		const [, name, requested, used, capacity] = resource ?? [];
		const short = name ?? (/^OutOf(.+)$/.exec(said.reason)?.[1] || null);
		return {
			rule: "death/refused",
			severity: "error",
			confidence: CONFIDENCE,
			subject: subjectOf(pod, null),
			params: {
				...podDeathParams(pod, said.at ?? pod.startedAt ?? pod.createdAt, ownerEvents),
				cause: condition !== null ? "condition" : short !== null ? "resource" : "other",
				of: condition?.[1] !== undefined ? condition[1].split(/[\s,]+/).filter(Boolean) : short === null ? [] : [short],
				reason: said.reason,
				requested: count(requested),
				used: count(used),
				capacity: count(capacity),
			},
			evidence: observeEnd(facts, said.at),
			remedies: [],
		};
	},
};

function count(digits: string | undefined): number | null {
	return digits === undefined ? null : Number(digits);
}
