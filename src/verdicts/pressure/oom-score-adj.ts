import { kubeletMinor } from "../../model/kubelet-version.ts";
import type { Container, Pod } from "../../model/pod.ts";
import { containerRequests, enforcedLimit } from "../../model/requests.ts";

/** What of a kubelet decides about oom_score_adj. */
interface OomScorePolicy {
	/** Of Kubernetes 1; null when not known: then as the newest. */
	minor: number | null;
	/** Feature gates set in its configuration (configz); those that are not take the version's default. */
	gates: Readonly<Record<string, boolean>>;
}

export function oomScorePolicy(kubeletVersion: string, gates: Readonly<Record<string, boolean>> = {}): OomScorePolicy {
	return { minor: kubeletMinor(kubeletVersion), gates };
}

const BEST_EFFORT = 1000;
/** SystemCriticalPriority (pkg/apis/scheduling/types.go): system-cluster-critical has it, system-node-critical 1000 more. */
const SYSTEM_CRITICAL_PRIORITY = 2_000_000_000;
/** The smallest request that the tie break tells from none, bytes. */
const TIE_BREAK_FLOOR = 64 * 1024 * 1024;

/** What the kubelet never evicts: static and mirror pods, and pods of a system-critical priority (pkg/kubelet/types/pod_update.go, IsCriticalPod). */
export function isCritical({ isStatic, priority }: Pod): boolean {
	return isStatic || priority >= SYSTEM_CRITICAL_PRIORITY;
}

/**
 * The oom_score_adj the kubelet gives a container's processes (pkg/kubelet/qos/policy.go, GetContainerOOMScoreAdjust), from Kubernetes 1.16
 * on. It is set when the container is created and stays as it is when a request is changed in place. Memory that comes with
 * device claims (alpha gate DRANodeAllocatableResources) is not counted.
 * @param capacity the node's memory in bytes
 * @returns null when the capacity decides and is not known
 */
export function oomScoreAdj(
	pod: Pod,
	container: Container,
	policy: OomScorePolicy,
	capacity: number | null,
): number | null {
	const guaranteed = atLeast(policy, 20) ? -997 : -998;
	if (sparedAsCritical(pod, policy) || pod.qosClass === "Guaranteed") return guaranteed;
	if (pod.qosClass === "BestEffort") return BEST_EFFORT;
	if (capacity === null || capacity <= 0) return null;
	const adj = burstable(pod, container, policy, capacity);
	if (adj < 1000 + guaranteed) return 1000 + guaranteed;
	return adj === BEST_EFFORT ? BEST_EFFORT - 1 : adj;
}

/** Since 1.22 only node-critical pods; before, system-cluster-critical ones too. */
function sparedAsCritical(pod: Pod, policy: OomScorePolicy): boolean {
	return isCritical(pod) && (!atLeast(policy, 22) || pod.priorityClass === "system-node-critical");
}

/** 1000 less the share of the node's memory that is requested, in thousandths, before it is clamped. */
function burstable(pod: Pod, container: Container, policy: OomScorePolicy, capacity: number): number {
	const share = enabled(policy, "PodLevelResources", 34) ? unassignedShare(pod) : 0;
	const tieBreak = enabled(policy, "KubeletOOMScoreAdjTieBreak", null);
	const score = (of: Container): number => {
		const request = (of.memoryRequest ?? 0) + share;
		// A thousand times ten terabytes is more than a double holds exactly.
		const linear = 1000 - Number((1000n * BigInt(request)) / BigInt(capacity));
		return tieBreak ? linear - nudge(request, enforcedLimit(pod, of), capacity) : linear;
	};
	const own = score(container);
	if (container.role !== "sidecar" || !atLeast(policy, 32)) return own;
	// A sidecar does not go before the containers it serves.
	const mains = pod.containers.filter(({ role }) => role === "main");
	return mains.length === 0 ? own : Math.min(own, Math.max(...mains.map(score)));
}

/** What the pod requests beyond its containers, spread over them all, bytes (pkg/kubelet/qos/helpers.go, remainingPodMemReqPerContainer). */
function unassignedShare(pod: Pod): number {
	const containers = pod.containers.filter(({ role }) => role !== "ephemeral").length;
	if (!pod.memoryRequest || containers === 0) return 0;
	return Math.floor(Math.max(0, pod.memoryRequest - containerRequests(pod)) / containers);
}

/**
 * The few points by which the gate KubeletOOMScoreAdjTieBreak (1.38) tells requests apart that are all below a thousandth of a large
 * node, and containers that cannot outgrow their request from others (tieBreakOOMScoreAdjust).
 */
function nudge(request: number, limit: number | null, capacity: number): number {
	const most = log2(Math.floor(capacity / 1000) / TIE_BREAK_FLOOR);
	const bounded = limit !== null && limit <= request;
	return Math.min(log2(request / TIE_BREAK_FLOOR), most) + (bounded ? most + 1 : 0);
}

/** Rounded down; 0 below 1. */
function log2(x: number): number {
	return x < 1 ? 0 : Math.floor(Math.log2(x));
}

function atLeast({ minor }: OomScorePolicy, wanted: number): boolean {
	return minor === null || minor >= wanted;
}

/** @param since the minor from which the gate is on by default; null for not yet */
function enabled(policy: OomScorePolicy, gate: string, since: number | null): boolean {
	return policy.gates[gate] ?? (since !== null && atLeast(policy, since));
}
