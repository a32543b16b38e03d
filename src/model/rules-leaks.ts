import type { Millis } from "./time.ts";

/** What every leak shares. Bytes and milliseconds; the two ends are those of a 90 % interval. */
export interface LeakParams {
	since: Millis;
	sinceFrom: Millis;
	sinceTo: Millis;
	bytesPerHour: number;
	/** Growth since then; in one life between two restarts, as long as they usually are, where restarts hide it. */
	leakedBytes: number;
	/** The limit in force; null where there is none. */
	limit: number | null;
	/** Without a limit: the memory at which the node comes to its eviction threshold, everything else unchanged; null where not known. */
	threshold: number | null;
	/** When memory reaches the limit, or else the threshold, if nothing changes; null where there is neither, not in ten years, or no latest end. */
	limitAt: Millis | null;
	limitFrom: Millis | null;
	limitTo: Millis | null;
	/** What was looked at. */
	samples: number;
	spanSeconds: number;
	/** The newest sample's time: what "now" is for the forecast. */
	lastAt: Millis;
	/** Since when it is gone, or out of sight: nothing was measured of it after. Left out of what is there. */
	goneAt?: Millis;
	/** Median memory in 24 equal stretches of that time, bytes; null where nothing was measured. */
	curve: (number | null)[];
}

export interface SteadyLeakParams extends LeakParams {
	/** Of the growth, what was never given back. */
	keptBytes: number;
	/** Share of the floor's variation that a level which turns into a rising line explains, 0 to 1. */
	explained: number;
	/** Share of moments since then at which the floor is above what it was an eighth of the time before, 0 to 1. */
	rising: number;
}

interface RestartMaskedLeakParams extends LeakParams {
	/** How often the process started anew, and whether start times tell so or only the collapses of its memory. */
	restarts: number;
	recorded: boolean;
	/** How long a life lasts, seconds, the median. */
	lifeSeconds: number;
	/** Share of the time spent in lives that grow along a line, 0 to 1. */
	growing: number;
	/** Highest memory before a restart, bytes, the median. */
	peakBytes: number;
	/** A schedule restarts it before it comes near the limit: then none is reached as long as that goes on. */
	restartsFirst: boolean;
}

/** The replicas that run one version of a workload. */
export interface ReplicaParams {
	/** Judged, and leaking. */
	replicas: number;
	leaking: number;
	/** The pod that reaches the limit first, or leaks fastest. */
	pod: string;
}

export interface FleetLeakParams extends LeakParams, ReplicaParams {
	/** Empty where not known. */
	image: string;
	/** The slowest and the fastest of the leaking replicas. */
	bytesPerHourFrom: number;
	bytesPerHourTo: number;
}

export interface RolloutLeakParams extends LeakParams, ReplicaParams {
	/** What was changed: the image, or with the same image the template (its revision). */
	change: "image" | "revision";
	before: string;
	after: string;
	rolledOutAt: Millis;
	/** Growth under the old one, and for how long it was seen. */
	bytesPerHourBefore: number;
	spanBeforeSeconds: number;
}

/** What a process outside any pod is: the node's agent, the container runtime, another part of Kubernetes (k3s), any other service. */
export type DaemonRole = "kubelet" | "runtime" | "kubernetes" | "system";

export interface DaemonLeakParams extends LeakParams {
	role: DaemonRole;
	/** `containerd`, `k3s`, or the last part of the cgroup. */
	daemon: string;
	cgroup: string;
	restarts: number;
}

export interface DrivenLeakParams extends LeakParams {
	/** The counter's name, and how much it counted while memory was watched. */
	driver: string;
	events: number;
	/** With its 90 % interval. */
	bytesPerEvent: number;
	bytesPerEventFrom: number;
	bytesPerEventTo: number;
	/** That it is this counter rather than time or another counter that was looked at, 0 to 1; how many there were. */
	driverConfidence: number;
	counters: number;
	/** Share of memory's variation that the counter explains, 0 to 1. */
	explained: number;
}

export interface DisconnectedLeakParams extends LeakParams {
	/** How often the API server was away while memory was watched, and for how long in all. */
	disconnections: number;
	disconnectedSeconds: number;
	/** `bytesPerHour` is the growth while it is away, with this 90 % interval; and the growth before and after. */
	bytesPerHourFrom: number;
	bytesPerHourTo: number;
	bytesPerHourOutside: number;
}

export interface LeakRuleParams {
	"leak/steady": SteadyLeakParams;
	"leak/restart-masked": RestartMaskedLeakParams;
	"leak/fleet": FleetLeakParams;
	"leak/since-rollout": RolloutLeakParams;
	"leak/daemon": DaemonLeakParams;
	"leak/driven": DrivenLeakParams;
	"leak/while-disconnected": DisconnectedLeakParams;
}
