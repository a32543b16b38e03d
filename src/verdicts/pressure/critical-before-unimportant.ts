import type { StandingContainer } from "../../model/node-outlook.ts";
import type { Pod } from "../../model/pod.ts";
import type { NamedContainer } from "../../model/rules-pressure.ts";
import { workloadOf } from "../../model/workload.ts";
import { raiseMemoryRequest } from "../deaths/remedies.ts";
import { observeNode } from "./evidence.ts";
import type { NodeFacts, PressureRule } from "./facts.ts";
import { isCritical } from "./oom-score-adj.ts";

interface Case {
	pod: Pod;
	facts: NodeFacts;
	critical: StandingContainer;
	unimportant: StandingContainer;
	nodes: string[];
}

/**
 * The kernel's order does not know priorities: a container of a critical pod goes before one of an ordinary pod. One finding a workload,
 * for the node where it stands foremost.
 */
export const criticalBeforeUnimportant: PressureRule<"pressure/critical-before-unimportant"> = {
	id: "pressure/critical-before-unimportant",
	judge(nodes) {
		const cases = new Map<string, Case>();
		for (const facts of nodes) {
			for (const found of casesOn(facts)) {
				const { kind, namespace, name } = workloadOf(found.pod);
				const key = `${kind}/${namespace}/${name}/${found.critical.container}`;
				const known = cases.get(key);
				const worse = known === undefined || found.critical.kernelRank < known.critical.kernelRank;
				const names = [...(known?.nodes ?? []), facts.node.name];
				cases.set(key, { ...(worse ? found : known), nodes: [...new Set(names)] });
			}
		}
		return [...cases.values()].map(({ pod, facts, critical, unimportant, nodes: names }) => ({
			rule: "pressure/critical-before-unimportant",
			// First of all is worth acting on; somewhere before another is how most clusters are.
			severity: critical.kernelRank === 1 ? "warning" : "info",
			confidence: facts.outlook.basis === "usage" ? 0.9 : 0.7,
			subject: { ...workloadOf(pod), container: critical.container, node: facts.node.name },
			params: {
				workload: workloadOf(pod),
				critical: named(critical),
				kernelRank: critical.kernelRank,
				unimportant: named(unimportant),
				nodes: names,
			},
			evidence: observeNode(facts),
			remedies: pod.containers
				.filter(({ name }) => name === critical.container)
				.flatMap((container) => raiseMemoryRequest(pod, container, critical.workingSet)),
		}));
	},
};

/** For each critical container the least important one that comes after it. */
function casesOn(facts: NodeFacts): Omit<Case, "nodes">[] {
	const critical = new Map(facts.pods.filter(isCritical).map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
	const { containers } = facts.outlook;
	return containers.flatMap((container) => {
		const pod = critical.get(`${container.namespace}/${container.pod}`);
		if (pod === undefined) return [];
		const later = containers.filter(
			(other) =>
				other.kernelRank > container.kernelRank &&
				other.priority < pod.priority &&
				!critical.has(`${other.namespace}/${other.pod}`),
		);
		const [first, ...rest] = later;
		if (first === undefined) return [];
		const unimportant = rest.reduce((least, other) => (other.priority < least.priority ? other : least), first);
		return [{ pod, facts, critical: container, unimportant }];
	});
}

function named({ namespace, pod, container, priority, oomScoreAdj }: StandingContainer): NamedContainer {
	return { namespace, pod, container, priority, oomScoreAdj };
}
