import type { Resource } from "../../sources/kubernetes/resources.ts";
import type { Follower, KnownPod } from "./census.ts";

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
