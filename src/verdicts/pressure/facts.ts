import type { FindingOf } from "../../model/finding.ts";
import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { Node } from "../../model/node.ts";
import type { NodeOutlook } from "../../model/node-outlook.ts";
import type { NodeStats } from "../../model/node-stats.ts";
import type { Container, Pod } from "../../model/pod.ts";
import type { RuleId } from "../../model/rules.ts";
import type { Growth } from "./trend.ts";

/** What was seen of one node; null is "could not be read". */
export interface NodeSeen {
	node: Node;
	/** The pods that run on it. They may be made anew each time they are asked for. */
	pods: readonly Pod[];
	stats: NodeStats | null;
	config: KubeletConfig | null;
	/** How its working set went over time. */
	growth: Growth | null;
}

/** With the outlook made of them; then `stats` need hold its pods no more. */
export interface NodeFacts extends NodeSeen {
	outlook: NodeOutlook;
}

/** One kind of pressure: a finding for each place it is seen at, like nodes together. */
export interface PressureRule<R extends RuleId = RuleId> {
	id: R;
	judge(nodes: readonly NodeFacts[]): FindingOf<R>[];
}

/**
 * Whether a container takes memory on its node now. Where nothing says what its containers do (a plain list without status), those of a
 * bound pod that has neither ended nor is waiting to start count as running.
 */
function isRunning(pod: Pod, { state, role }: Container): boolean {
	if (pod.phase === "Succeeded" || pod.phase === "Failed") return false;
	if (state.kind !== "unknown") return state.kind === "running";
	return pod.phase !== "Pending" && (role === "main" || role === "sidecar");
}

/** The containers of a pod that run. */
export function runningContainers(pod: Pod): Container[] {
	return pod.containers.filter((container) => isRunning(pod, container));
}
