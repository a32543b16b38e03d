import type { Millis } from "./time.ts";

/** Memory of one cgroup as the kubelet measures it (stats/v1alpha1, MemoryStats and SwapStats). Bytes; null for what it does not say. */
export interface MemoryStats {
	at: Millis | null;
	/** usage − inactive_file. */
	workingSet: number | null;
	/** All memory charged, with every page of cache. */
	usage: number | null;
	/** Anonymous memory and swap cache; of a container cAdvisor's rss. */
	rss: number | null;
	/** Limit − working set; of the node its capacity − working set, which is what eviction thresholds are held against. */
	available: number | null;
	swapUsed: number | null;
	swapAvailable: number | null;
}

export interface ContainerStats {
	name: string;
	memory: MemoryStats;
}

export interface PodStats {
	namespace: string;
	name: string;
	uid: string;
	/** Of the pod's own cgroup, the sandbox with it; null in kubelets that do not say. */
	memory: MemoryStats | null;
	containers: ContainerStats[];
}

/** What a kubelet measured of its node at one moment. */
export interface NodeStats {
	node: string;
	memory: MemoryStats;
	/** `kubelet`, `runtime`, `pods` (all of them), `misc`. */
	systemContainers: ContainerStats[];
	pods: PodStats[];
}

/** A pod's working set in bytes as the eviction manager has it: its cgroup's, else its containers' together; null when neither is known. */
export function podWorkingSet({ memory, containers }: PodStats): number | null {
	if (memory !== null && memory.workingSet !== null) return memory.workingSet;
	const known = containers.flatMap((container) => container.memory.workingSet ?? []);
	return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
}
