import type { QosClass } from "./pod.ts";

/** A figure with the interval it lies in; null where that side has no bound. */
export interface Estimate {
	value: number | null;
	low: number | null;
	high: number | null;
}

/** A node's memory: now, what was promised, and where it is heading. Bytes and seconds; null is "not known". */
export interface NodeMemory {
	capacity: number | null;
	allocatable: number | null;
	/** Kept from pods: capacity − allocatable, reservations and the hard eviction threshold together. */
	reserved: number | null;
	workingSet: number | null;
	/** Capacity − working set. */
	available: number | null;
	/** What all pods together may still take: the limit of their cgroup, where the node's reservations are enforced, less their working set. */
	podsAvailable: number | null;
	rss: number | null;
	swapUsed: number | null;
	swapTotal: number | null;
	/** The kubelet evicts when less than this is available: at once, and after a grace period. */
	evictionHard: number | null;
	evictionSoft: number | null;
	/**
	 * The node's working set at which its kubelet evicts at once, if it is pods that grow: it holds the hard threshold against what the node has available and, where
	 * reservations are enforced, against what all pods together have (kubernetes pkg/kubelet/eviction/helpers.go, addAllocatableThresholds).
	 */
	evictsAt: number | null;
	/** Where its kubelet has said that it has no hard threshold for memory: setting one of the others switches the default off. */
	neverEvicts?: true;
	/** Of the pods on it. */
	requests: number;
	limits: number;
	/** Containers that no limit of their own or of their pod stops. */
	unlimited: number;
	bestEffortPods: number;
	/** Growth of the working set, bytes a second. */
	trend: Estimate | null;
	/** Over how long the trend was seen, seconds. */
	trendSeconds: number | null;
	/** Until the kubelet evicts at once, and until the node or all pods together have nothing left, if it goes on like this and pods are what grows. Null when not known; all null when it does not grow. */
	untilEviction: Estimate | null;
	untilOut: Estimate | null;
}

/** Why a container has its place in the kernel's order. */
export type KernelReason = "best-effort" | "burstable" | "guaranteed" | "node-critical" | "windows";

/** Why a pod has its place in the kubelet's order. The last three are all that can be told without figures of its use. */
export type KubeletReason =
	| "no-figures"
	| "above-request"
	| "within-request"
	| "critical"
	| "requests-nothing"
	| "may-outgrow-request"
	| "limited-to-request";

/** A container's place in both orders. */
export interface StandingContainer {
	namespace: string;
	pod: string;
	container: string;
	qosClass: QosClass;
	priority: number;
	/** Null when it depends on the node's capacity and that is not known, and on Windows, which has none. */
	oomScoreAdj: number | null;
	/**
	 * The kernel's badness in thousandths of the node's memory, as if one process held all of the container's: oom_score_adj plus its share in
	 * use. The adj alone when the use is not known.
	 */
	oomScore: number | null;
	/** From 1; equal ones share a place. */
	kernelRank: number;
	/** Of its pod, from 1. */
	kubeletRank: number;
	/** False for pods the kubelet passes over: they share the last place. */
	evictable: boolean;
	kernelReason: KernelReason;
	kubeletReason: KubeletReason;
	/** Bytes. */
	memoryRequest: number | null;
	memoryLimit: number | null;
	workingSet: number | null;
	rss: number | null;
}

/** One node's forecast and kill orders. */
export interface NodeOutlook {
	name: string;
	/** What the orders rest on: figures of its kubelet, or requests and limits alone. */
	basis: "usage" | "requests";
	memory: NodeMemory;
	/** In the kernel's order. */
	containers: StandingContainer[];
	/** Who goes first: more than one when they stand so close that it cannot be told. Names as `namespace/pod/container` and `namespace/pod`. */
	first: { kernel: string[]; kubelet: string[] };
}
