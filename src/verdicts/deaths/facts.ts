import type { KubeEvent } from "../../model/event.ts";
import type { FindingOf } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import type { Node } from "../../model/node.ts";
import type { Container, Pod, Termination } from "../../model/pod.ts";
import type { RuleId } from "../../model/rules.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Millis } from "../../model/time.ts";

/** One container's end. */
export interface Death {
	pod: Pod;
	container: Container;
	termination: Termination;
}

/** What was seen around a death, whatever died. */
export interface Around {
	/** Where it ran; null when the node could not be read. */
	node: Node | null;
	/** Events about the pod. */
	events: readonly KubeEvent[];
	/** Events about the controller that owns it. */
	ownerEvents: readonly KubeEvent[];
	/** Events about its node. */
	nodeEvents: readonly KubeEvent[];
	/** The oldest event that was seen: from then on the absence of an event says something. Null when none were. */
	eventsSince: Millis | null;
	/** The kernel's OOM kills whose victim was in this pod; times are by the API server's clock. */
	kills: readonly OomKill[];
	/** Those of a daemon of the node that kills for want of memory, oldest first. */
	daemonKills: readonly OomKill[];
	/** Those of the node whose cgroup the log does not tell: any container's. */
	namelessKills: readonly OomKill[];
	/** What was added to the kernel's times to bring them to the API server's clock, milliseconds. */
	clockSkew: Millis;
}

/** A container's end and everything that was seen around it. */
export interface DeathFacts extends Death, Around {
	/** The stretch of the node's kernel log, read without a hole, in which this end lies; null where it was not read there, or nobody knows: then its silence proves nothing. */
	kernelLog: { from: Millis; to: Millis } | null;
	/** The last memory sample before the death. */
	sample: MemorySample | null;
	/** Its series exists, but it died before a sample of this instance was taken. */
	unscraped?: true;
	/** The last lines the container wrote, oldest first; empty when they are not known. */
	lastLines: readonly string[];
	/** The pod is no longer there: the termination is put together from events and kernel lines and has no exit code or reason. */
	gone: boolean;
}

/** Processes killed in a container that was not ended by it. */
export interface ChildKillFacts extends Around {
	pod: Pod;
	container: Container;
	/** Those kills, oldest first; at least one. */
	killed: readonly [OomKill, ...OomKill[]];
	sample: MemorySample | null;
}

/** A pod that ended, or was refused, as a whole. */
export interface PodEndFacts extends Around {
	pod: Pod;
}

/** Kills of one process outside all pods on one node. */
export interface ServiceKillFacts {
	node: string;
	/** Oldest first; at least one. */
	kills: readonly [OomKill, ...OomKill[]];
	nodeEvents: readonly KubeEvent[];
}

/** One way to die: says so with its evidence, or null when it was not this way. */
export interface DeathRule<R extends RuleId, F> {
	id: R;
	judge(facts: F): FindingOf<R> | null;
}
export type ContainerRule<R extends RuleId> = DeathRule<R, DeathFacts>;

/**
 * The last end of each container that has one and may be more than a completion: a container that a probe ended can exit with 0,
 * so that one which has such a probe and was started again is looked at too. Of one that completed in the end, as a Job's or an init container may, the
 * end before that where it was a kill: what else made it try again is over.
 */
export function deathsOf(pod: Pod): Death[] {
	const deaths: Death[] = [];
	for (const container of pod.containers) {
		const probed = container.restartCount > 0 && (container.livenessProbe !== null || container.startupProbe !== null);
		const { state, lastTermination } = container;
		const last = state.kind === "terminated" ? state.termination : lastTermination;
		const completed = last?.exitCode === 0 && last.reason !== "OOMKilled" && !probed;
		const termination = completed ? (isKill(lastTermination) ? lastTermination : null) : last;
		if (termination !== null) deaths.push({ pod, container, termination });
	}
	return deaths;
}

function isKill(end: Termination | null): boolean {
	return end !== null && (end.reason === "OOMKilled" || end.exitCode === 137);
}

/** Whether it is the end that the container's present state is, and not one before it. */
export function isPresent({ container, termination }: Pick<Death, "container" | "termination">): boolean {
	return container.state.kind === "terminated" && container.state.termination === termination;
}

/** Containers that were started again and of whose last end the status keeps nothing: the runtime lost its record before the kubelet read it. */
export function lostEndsOf({ containers }: Pod): Container[] {
	return containers.filter(
		({ restartCount, state, lastTermination }) =>
			restartCount > 0 && state.kind !== "terminated" && lastTermination === null,
	);
}

/**
 * Whether nobody saw how the container ended, because its node or its runtime was gone meanwhile: the kubelet writes ContainerStatusUnknown and 137,
 * containerd Unknown and 255 (internal/cri/server/helpers.go). The code is made up, so it speaks neither for nor against anything.
 */
export function wasLost({ reason }: Termination): boolean {
	return reason === "ContainerStatusUnknown" || reason === "Unknown";
}

/** Whether the pod's own status says that it ended, is ending or was refused for a reason beyond its containers. */
export function endedAsWhole({ phase, reason, conditions }: Pod): boolean {
	if (phase === "Failed" && reason !== "") return true;
	return conditions.some(({ type, status }) => type === "DisruptionTarget" && status === "True");
}

/** The hex digits of `containerd://HEX`, which is what cgroup paths hold. */
export function hexOf(containerId: string): string {
	return containerId.replace(/^[a-z0-9-]+:\/\//, "");
}
