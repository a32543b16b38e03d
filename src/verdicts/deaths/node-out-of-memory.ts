import { said } from "../../model/said.ts";
import type { ContainerRule } from "./facts.ts";
import { holdersOf } from "./holders.ts";
import { observe } from "./observed.ts";
import { oomOf } from "./oom.ts";
import { oomParams, subjectOf } from "./params.ts";
import { raiseMemoryRequest } from "./remedies.ts";

/** The node ran out of memory and the kernel chose this container, below its own limit. */
export const nodeOutOfMemory: ContainerRule<"death/node-out-of-memory"> = {
	id: "death/node-out-of-memory",
	judge(facts) {
		const oom = oomOf(facts);
		if (oom === null || oom.level !== "node") return null;
		const { pod, container, node, sample } = facts;
		const params = oomParams(facts, oom, container.memoryLimit, ["node-level"]);
		const kill = oom.kills.at(-1);
		const holders = holdersOf(oom.kills);
		return {
			rule: "death/node-out-of-memory",
			severity: "error",
			confidence: oom.confidence,
			subject: subjectOf(pod, container),
			params: {
				...params,
				constraint: kill?.constraint ?? null,
				oomScoreAdj: kill?.oomScoreAdj ?? null,
				nodeMemory: node?.memoryCapacity ?? null,
				...holders.params,
			},
			evidence: [...observe(facts, oom.kills), ...holders.evidence, ...pressureOf(facts)],
			remedies: raiseMemoryRequest(pod, container, params.victimRss ?? sample?.workingSet ?? null),
		};
	},
};

function pressureOf({ node }: { node: Parameters<typeof nodeOutOfMemory.judge>[0]["node"] }) {
	return (node?.conditions ?? [])
		.filter(({ type, status }) => type === "MemoryPressure" && status === "True")
		.map(({ type, reason, message, since }) => ({
			source: said("node {node} status", { node: node?.name ?? "" }),
			at: since,
			what: "node-condition" as const,
			value: `${type} ${reason}: ${message}`,
		}));
}
