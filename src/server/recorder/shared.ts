import type { Failure } from "../../model/failure.ts";
import type { Resource } from "../../sources/kubernetes/resources.ts";

/** What is kept of a living pod. */
export interface KnownPod {
	owner: { kind: string; name: string } | null;
	containers: readonly { name: string; image: string; limit: number | null }[];
}

/** Who is told by watches that others keep. */
export interface Follower {
	/** A node came, or its address changed. */
	onNode(name: string, address: string): void;
	onNodeGone(name: string): void;
	/** Whether the API server answered something that was asked for its own sake. */
	onAnswer(answered: boolean): void;
	/** So many more of what is counted, as `counts` calls it. */
	onCount(what: string, more: number): void;
	onRefused(resource: "pods" | "nodes", failure: Failure): void;
}

/** What the server that a recorder runs in knows of the cluster anyway: neither the watches of pods and nodes nor the kubelets' summaries are asked for twice. */
export interface Shared {
	/** A living pod; null for one that is not known. */
	podOf(namespace: string, name: string): KnownPod | null;
	/**
	 * Tells of the nodes that are there and then of what changes, until the signal aborts.
	 * @throws Failure cluster-forbidden when the nodes may not be listed
	 */
	follow(follower: Follower, signal: AbortSignal): Promise<void>;
	/** Of a kubelet, as it answered at /stats/summary. */
	takeSummary(summary: unknown): void;
}

/** The watches that are shared. */
export const SHARED = ["pods", "nodes"] as const satisfies readonly Resource[];
