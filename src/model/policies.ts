import type { Workload } from "./workload.ts";

/** What a namespace or an autoscaler has to say about the memory of containers. Bytes; null where it says nothing. */
export interface LimitRangeItem {
	namespace: string;
	name: string;
	/** `Container` or `Pod`; other types are about storage. */
	type: string;
	min: number | null;
	max: number | null;
	/** What a container without a limit, or a request, of its own gets when its pod is made. */
	defaultLimit: number | null;
	defaultRequest: number | null;
	/** `maxLimitRequestRatio`: a limit may be at most so many times the request. */
	ratio: number | null;
}

/** The memory of a ResourceQuota: one for each of `requests.memory` and `limits.memory` that it bounds. */
export interface MemoryQuota {
	namespace: string;
	name: string;
	resource: "requests.memory" | "limits.memory";
	hard: number;
	/** As its status says; null before the controller has counted. */
	used: number | null;
	/** It counts only some pods. */
	scoped: boolean;
}

/** A HorizontalPodAutoscaler that scales on memory. */
export interface MemoryAutoscaler {
	namespace: string;
	name: string;
	target: { kind: string; name: string };
	/** The one container it looks at; empty for all of the pod. */
	container: string;
	/** Percent of the request; null where it aims for bytes. */
	utilization: number | null;
}

export interface VerticalAutoscaler {
	namespace: string;
	name: string;
	target: { kind: string; name: string };
	/** `Off`, `Initial`, `Recreate`, `Auto`, `InPlaceOrRecreate`. */
	mode: string;
	/** Containers whose memory it leaves alone; `*` for all that are not named. */
	off: readonly string[];
	/** Containers it names otherwise. */
	on: readonly string[];
	/** `minAllowed` and `maxAllowed` of requests, by container; `*` for all that are not named. */
	allowed: readonly { container: string; min: number | null; max: number | null }[];
}

/** A workload as its owner edits it: what its pods alone do not tell. */
export interface WorkloadObject extends Workload {
	labels: Readonly<Record<string, string>>;
	annotations: Readonly<Record<string, string>>;
}

export interface Policies {
	limitRanges: LimitRangeItem[];
	quotas: MemoryQuota[];
	autoscalers: MemoryAutoscaler[];
	verticalAutoscalers: VerticalAutoscaler[];
}
