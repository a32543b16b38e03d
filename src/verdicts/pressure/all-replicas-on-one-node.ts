import { type Workload, workloadOf } from "../../model/workload.ts";
import { observeNode } from "./evidence.ts";
import { type NodeFacts, type PressureRule, runningContainers } from "./facts.ts";

/** Kinds whose pods do not stand for each other: a DaemonSet's, and those that work one after another or each on its part (Workflow, PyTorchJob, PipelineRun). */
const NOT_REPLICATED = /^(?:Pod|Node|DaemonSet|Workflow|SparkApplication)$|(?:Job|Run)$/;

/** All replicas of a workload run on one node, although there are others: when that node runs out of memory, none is left. */
export const allReplicasOnOneNode: PressureRule<"pressure/all-replicas-on-one-node"> = {
	id: "pressure/all-replicas-on-one-node",
	judge(nodes) {
		const open = nodes.filter(({ node }) => node.taints.every(({ effect }) => effect === "PreferNoSchedule")).length;
		if (open < 2) return [];
		const places = new Map<string, { workload: Workload; facts: NodeFacts; nodes: Set<string>; replicas: number }>();
		for (const facts of nodes) {
			for (const pod of facts.pods) {
				const workload = workloadOf(pod);
				if (NOT_REPLICATED.test(workload.kind) || runningContainers(pod).length === 0) continue;
				const key = `${workload.kind}/${workload.namespace}/${workload.name}`;
				const place = places.get(key) ?? { workload, facts, nodes: new Set(), replicas: 0 };
				place.nodes.add(facts.node.name);
				place.replicas++;
				places.set(key, place);
			}
		}
		return [...places.values()]
			.filter((place) => place.nodes.size === 1 && place.replicas > 1)
			.map(({ workload, facts, replicas }) => ({
				rule: "pressure/all-replicas-on-one-node",
				severity: "info",
				confidence: 0.99,
				subject: { ...workload, node: facts.node.name },
				params: { workload, replicas, nodes: open },
				evidence: observeNode(facts),
				remedies: [],
			}));
	},
};
