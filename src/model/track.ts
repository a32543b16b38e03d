import type { Series } from "./series.ts";

/**
 * The memory of one container of one pod over time: what a history yields. Columns have the length of `series.t`; a figure that was
 * not measured at a moment is NaN, a figure that the engine does not keep at all is null.
 */
export interface ContainerTrack {
	namespace: string;
	pod: string;
	container: string;
	/** By an external label of the engine; left out where it has none. */
	cluster?: string | undefined;
	/** Working set, limit and start of the container; its name is `NAMESPACE/POD/CONTAINER`. */
	series: Series;
	/** Bytes. */
	rss: Float64Array | null;
	cache: Float64Array | null;
	swap: Float64Array | null;
	/** What ran, from when (unix seconds), in time order: a new stretch for another image or node. Empty strings where not known. */
	stretches: readonly Stretch[];
	/** The controller of the pod (a ReplicaSet, not its Deployment), by the engine's own knowledge; null where it has none. */
	owner: { kind: string; name: string } | null;
	/** The controller's own owner (a Deployment, a CronJob), where the engine knows one. */
	workload?: { kind: string; name: string } | undefined;
	/** Of a glimpse: how many samples there are, and all of them in a track, which is null when they turn out to be damaged. */
	whole?: { samples: number; track(): ContainerTrack | null } | undefined;
}

export interface Stretch {
	from: number;
	image: string;
	node: string;
}

/** The memory of a cgroup outside any pod: a node as a whole (`/`), the kubelet, the container runtime, another system slice. */
export interface CgroupTrack {
	node: string;
	/** As the kubelet names it: `/`, `/system.slice/containerd.service`, or `kubelet`, `runtime`, `pods`, `misc` from its summary. */
	cgroup: string;
	/** Working set; the limit is the node's capacity where known. */
	series: Series;
	rss: Float64Array | null;
}

/** What an engine can tell of a container without giving its samples. */
export interface ContainerFloors
	extends Pick<ContainerTrack, "namespace" | "pod" | "container" | "owner" | "workload"> {
	/** Bytes: the least working set at the end of each equal stretch of the time, the oldest first; NaN where nothing was measured. */
	floors: Float64Array;
	/** The least of the last hour; NaN where it is gone. */
	now: number;
	/** Whether it started within the time, anew or for the first time; null where start times are not kept, or it is gone. */
	restarted: boolean | null;
	/** Bytes; NaN where there is none. */
	limit: number;
}
