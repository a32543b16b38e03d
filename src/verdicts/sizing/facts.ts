import type { Container, MemoryVolume, QosClass } from "../../model/pod.ts";
import type { HelmRelease } from "../../model/recommendation.ts";
import type { Workload } from "../../model/workload.ts";
import type { Unit } from "../budgets/units.ts";
import type { Profile } from "./profile.ts";

/** How the memory of a container is wanted to be promised: as it is now, request = limit, or the request below the limit. */
export type QosChoice = "keep" | "guaranteed" | "burstable";

/** Kills by the kernel at this container's limit. Bytes. */
export interface Kills {
	count: number;
	/** The highest limit it was killed at. */
	limit: number;
}

/** A setting by which a runtime bounds its memory. */
export interface RuntimeBound {
	/** `JVM`, `Go`, … */
	runtime: string;
	/** The setting's name, as one types it before the value. */
	setting: string;
	/** As written; empty for a default. */
	written: string;
	/** A share of the limit, or how its bytes are written. */
	unit: "percent" | Unit;
	/** Percent, or bytes. */
	value: number;
	/** The share of the limit that the bound should at most be. */
	advised: number;
	/** Where it stands; absent for a default, and where it cannot be said. */
	origin?: RuntimeOrigin;
	/** A JVM's initial heap, bytes: it may not be above the bound. */
	initial?: number;
}

/** `text` is all of the variable, `words` all of the list that the setting is part of. */
export type RuntimeOrigin =
	| { kind: "variable"; name: string; text: string }
	| { kind: "words"; list: "command" | "args"; words: readonly string[]; index: number }
	| { kind: "config-map"; namespace: string; name: string; key: string };

/** What a container of a pod counts for in the pod's sums. */
export type PodContainer = Pick<Container, "name" | "role" | "memoryRequest" | "memoryLimit">;

/** One container of a workload: all its replicas, what they use and what is known of them. Bytes. */
export interface ContainerFacts {
	workload: Workload;
	container: string;
	role: "main" | "sidecar";
	/** Names of the pods that run. */
	pods: readonly string[];
	request: number | null;
	/** The container's own limit. */
	limit: number | null;
	/** The pod's own resources. */
	podRequest: number | null;
	podLimit: number | null;
	/** All containers of the pod, this one and those that are not sized among them, in the pod's order. */
	inPod: readonly PodContainer[];
	qosClass: QosClass;
	/** Working set now, the highest of the replicas; null where no kubelet said. */
	use: number | null;
	kills: Kills | null;
	/** `leaks` calls a replica leaking, and none that began later has lived as long without. */
	leaking: boolean;
	/** The history of all replicas as one; null where there is none. */
	profile: Profile | null;
	volumes: readonly MemoryVolume[];
	runtime: RuntimeBound | null;
	/** Page cache in the highest working set that could have been dropped; 0 where not known. */
	pageCache: number;
	/** The peak of each replica, for what differs; of those with a history. */
	replicaPeaks: readonly { pod: string; bytes: number }[];
	/** The peaks of a DaemonSet's replicas by node group. */
	groupPeaks: readonly { group: string; nodes: number; bytes: number }[];
	/** Whether the workload's own template sets a request and a limit; null where there is none to look at. */
	declared: { request: boolean; limit: boolean } | null;
	/** The workload's own template does not have it: something adds it to the pods (a mesh's proxy). */
	injected: boolean;
	resizable: boolean;
	release: HelmRelease | null;
}
