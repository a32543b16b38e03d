import type { KubeEvent } from "../../model/event.ts";
import type { FindingOf } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import type { Node } from "../../model/node.ts";
import type { Container, Pod, Termination } from "../../model/pod.ts";
import type { RuleId } from "../../model/rules.ts";
import type { MemorySample } from "../../model/sample.ts";

/** One container's end. */
export interface Death {
	pod: Pod;
	container: Container;
	termination: Termination;
}

/** A death and everything that was seen around it. */
export interface DeathFacts extends Death {
	/** Where it ran; null when the node could not be read. */
	node: Node | null;
	/** Events about the pod. */
	events: readonly KubeEvent[];
	/** Events about its node. */
	nodeEvents: readonly KubeEvent[];
	/** The kernel's OOM kills whose victim was in this pod. */
	kills: readonly OomKill[];
	/** Whether the kernel log of its node was read at all: without it, no line proves nothing. */
	kernelLogRead: boolean;
	/** The last memory sample before the death. */
	sample: MemorySample | null;
}

/** One way to die: says so with its evidence, or null when it was not this way. */
export interface DeathRule<R extends RuleId = RuleId> {
	id: R;
	judge(facts: DeathFacts): FindingOf<R> | null;
}

/** The last end of each container that has one and did not simply complete. */
export function deathsOf(pod: Pod): Death[] {
	const deaths: Death[] = [];
	for (const container of pod.containers) {
		const termination = container.state.kind === "terminated" ? container.state.termination : container.lastTermination;
		if (termination === null) continue;
		if (termination.exitCode === 0 && termination.reason !== "OOMKilled") continue;
		deaths.push({ pod, container, termination });
	}
	return deaths;
}

/** The kills that hit this very instance: by container id, which the cgroup's path holds. */
export function killsOf({ termination, kills }: DeathFacts): OomKill[] {
	const id = termination.containerId.replace(/^[a-z0-9-]+:\/\//, "");
	return id === "" ? [] : kills.filter((kill) => kill.containerId === id);
}
