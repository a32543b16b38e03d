import type { QosClass } from "./pod.ts";
import type { Workload } from "./workload.ts";

/** Why a recommendation is as it is: a closed list, each with its sentence in the words room. */
const SIZING_REASONS = [
	/** Fewer than four of the sixteen parts of the history hold a sample: the margin is wide for want of evidence. */
	"short-history",
	/** The horizon is longer than the history. */
	"horizon-beyond-history",
	/** The horizon holds a day, a week or a month, and the history does not hold two: what such a cycle brings is not known. */
	"day-seen-once",
	"week-seen-once",
	"month-seen-once",
	/** The highest peak comes at the same hour of the day or the week, or on the same day of the month, and the horizon holds the next: covered. */
	"day-peak",
	"week-peak",
	"month-peak",
	/** No history at all: it rests on one look at what is in use now. */
	"use-now-only",
	/** Nothing was measured: it rests on the present limit and what is known of the runtime and its kills. */
	"nothing-measured",
	/** The container restarted when its use was at its limit: it needed more than the series can show. */
	"restarts-at-limit",
	/** The kernel killed it at its limit: it needed more than that. */
	"oom-killed",
	/** Use climbs in every life of the container: sized within its present limit, for `plimsoll leaks` to look at. */
	"leak-suspected",
	/** The peaks of the later half of the history are higher than those of the earlier. */
	"rising",
	/** The limit is held up by the use right after a start: applying it starts the container anew. */
	"start-up-peak",
	/** A peak that stood alone lies above the limit: it did not come back, and the risk accepted covers that it might. */
	"peak-not-covered",
	/** The capacity is a bound that was never exceeded, and the limit is that bound. */
	"at-capacity",
	/** The limit was higher within the history, and at this risk the lower one of today is not borne out. */
	"limit-lowered",
	/** Use above the capacity was measured, so the capacity is not a bound. */
	"above-capacity",
	/** The series names no capacity: room is reckoned from the peak instead. */
	"no-capacity",
	/** Even the highest limit offered is exceeded more often than three times the accepted risk. */
	"risk-not-kept",
	/** Nothing but zeros was measured. */
	"no-use",
	/** A LimitRange or the largest node holds it below what the risk asks for. */
	"held-down",
] as const;
export type SizingReason = (typeof SIZING_REASONS)[number];

/** What a limit would have meant over the history it was made from. */
export interface Replay {
	/** Bytes. */
	limit: number;
	/** Samples above the limit (by buckets 1.1 % wide). */
	exceeded: number;
	/** The share of the limit that lay unused on average, 0 to 1. */
	slack: number;
}

/** A request and a limit for one container, for one accepted risk. Bytes and seconds. */
export interface Recommendation {
	/** The series' name; of a workload's container `NAMESPACE/KIND/NAME/CONTAINER`. */
	series: string;
	/** The accepted chance of exceeding the limit within the horizon, averaged over what is sized together. */
	oomRisk: number;
	horizonSeconds: number;
	request: number;
	limit: number;
	/** The capacity at the end of the history, or the limit in force; null where there is none. */
	current: number | null;
	/** The last sample; of replicas the highest. Null where nothing was measured. */
	use: number | null;
	/** The highest sample. */
	peak: number | null;
	/** This container's own chance of exceeding the limit; at most three times `oomRisk`. */
	expectedRisk: number;
	/** Where the highest use within the horizon lies in four of five cases; both ends alike where only the least is known. */
	neededPeak: { low: number; high: number };
	/** 0 to 1: how much of the history's parts hold samples, and how much of the horizon the history is long. */
	confidence: number;
	basis: { seconds: number; samples: number };
	reasons: SizingReason[];
	replay: { recommended: Replay; krr: Replay; vpa: Replay };
	/** The peak of each sixteenth of the history, null where it holds no sample. */
	peaks: (number | null)[];
	/** Of a container in a cluster: whose it is and what governs it. Left out for series of a file. */
	workload?: SizedWorkload;
}

/** What the sizes for one accepted risk come to, bytes. Of workloads every replica counts. */
export interface FleetTotals {
	oomRisk: number;
	containers: number;
	/** Some stand for several replicas. */
	replicas: boolean;
	/** What limits above what is needed give back, and what those below it take; of requests likewise, where none is nought. A pod's own count once. */
	freed: number;
	needed: number;
	requestsFreed: number;
	requestsNeeded: number;
	/** Containers that have a limit today, their limits now, and as sized. */
	withCapacity: number;
	now: number;
	sized: number;
	/** Over all, with and without a limit today; by KRR's and VPA's rules likewise. */
	limits: number;
	requests: number;
	krr: number;
	vpa: number;
}

export interface SizedWorkload extends Workload {
	container: string;
	/** `initContainers` hold sidecars. */
	role: "main" | "sidecar";
	/** Names of the pods that run now. */
	pods: string[];
	/** In force now, bytes; null where none is set. */
	request: number | null;
	limit: number | null;
	/** The pod's own resources, where it has any. */
	podRequest: number | null;
	podLimit: number | null;
	qosClass: QosClass;
	/** Nodes of these pods can resize them in place (see resizesInPlace). */
	resizable: boolean;
	/** The Helm release it belongs to; null where its labels name none. */
	release: HelmRelease | null;
	/** What was taken into account, and what else must change with it. */
	notes: SizingNote[];
}

/** From `helm.sh/chart`, `app.kubernetes.io/*` and `meta.helm.sh/*`. */
export interface HelmRelease {
	/** The chart's name without its version. */
	chart: string;
	version: string;
	release: string;
	/** `app.kubernetes.io/name` and `…/component`; empty where not set. */
	name: string;
	component: string;
}

/**
 * Where a runtime's setting stands, as it must read afterwards: in a variable or in the words of the workload's own template, or in a config
 * map, which has a text of its own. Left out where nothing is set, or where the text holds more than settings of memory.
 */
export type RuntimeEdit =
	| { type: "variable"; name: string; value: string }
	| { type: "words"; list: "command" | "args"; words: string[] }
	| { type: "config-map"; namespace: string; name: string; key: string };

/** Something that a size follows from, respects or changes: named, with its numbers (bytes where not said otherwise). */
export type SizingNote =
	/** Killed by the kernel at `limit`, so often; at least `factor` times that. */
	| { kind: "oom-kills"; kills: number; limit: number; factor: number }
	| { kind: "start-up-peak"; bytes: number }
	/** Page cache that the working set counts and the kernel can drop, at the peak. */
	| { kind: "page-cache"; bytes: number }
	/** An emptyDir in memory: what is written there counts toward the limit. */
	| { kind: "memory-volume"; object: string; bytes: number | null }
	/** On the first day a heap bounded in bytes counts in full: `bytes` hold it and what the runtime needs beside it. */
	| { kind: "runtime-room"; object: string; setting: string; from: string; bytes: number }
	/** A runtime's own setting that must change with the limit. `from` and `to` as one writes them; `from` is empty for a default. */
	| {
			kind: "runtime";
			object: string;
			setting: string;
			from: string;
			to: string;
			/** A JVM's initial heap lies above it, and has to come down with it. */
			initial?: true;
			edit?: RuntimeEdit;
	  }
	/** A replica that needs far more than its like. */
	| { kind: "replicas-differ"; object: string; bytes: number; typical: number }
	/** Limits by node group, were the DaemonSet split; `saved` over all nodes. */
	| { kind: "node-groups"; groups: { group: string; nodes: number; limit: number }[]; saved: number }
	/** Held to a LimitRange's bound on limits or requests. */
	| { kind: "limit-range-max"; object: string; bytes: number }
	/** No pod is admitted with a limit above `bytes`: those that run have more (`now`) and were made before, or this size needs more. */
	| { kind: "limit-range-refuses"; object: string; bytes: number; now: number | null; size: number | null }
	| { kind: "limit-range-min"; object: string; bytes: number }
	/** The request was raised to keep maxLimitRequestRatio. */
	| { kind: "limit-range-ratio"; object: string; ratio: number }
	/** Without a limit or a request of its own: what the LimitRange gives it whenever its pods are made. Null where it gives none. */
	| { kind: "limit-range-default"; object: string; limit: number | null; request: number | null }
	| { kind: "limit-range-pod"; object: string; bytes: number; sum: number }
	/** The namespace's sum would lie above its quota. */
	| { kind: "quota"; object: string; resource: string; hard: number; sum: number }
	/** Held to what the largest node can give. */
	| { kind: "node"; object: string; bytes: number }
	/** A HorizontalPodAutoscaler scales on the share of the request: `to` keeps its pods as they are. Percent. */
	| { kind: "hpa"; object: string; from: number | null; to: number | null }
	/** A VerticalPodAutoscaler for this workload; `sets`: it writes this container's memory itself. With the requests it allows. */
	| { kind: "vpa"; object: string; mode: string; sets: boolean; min: number | null; max: number | null }
	/** The request was held to what a VerticalPodAutoscaler allows. */
	| { kind: "vpa-allowed"; object: string; bound: "minAllowed" | "maxAllowed"; bytes: number }
	/** Not in the workload's own template: whatever adds it to the pods sets its memory, and no patch of the workload can. */
	| { kind: "injected" }
	/** The pod has resources of its own: what they must be with these sizes. */
	| { kind: "pod-level"; request: number | null; limit: number | null };
