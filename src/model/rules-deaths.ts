import type { CgroupMemory, KernelTask, LimitLevel, OomConstraint, OomDaemon } from "./kernel.ts";
import type { ContainerRole } from "./pod.ts";
import type { Millis } from "./time.ts";
import type { Workload } from "./workload.ts";

/** Facts every death of a container shares. Bytes, milliseconds and counts; null is "not known". */
export interface DeathParams {
	workload: Workload;
	role: ContainerRole;
	at: Millis | null;
	reason: string;
	/** Null where the pod is gone and only events and kernel lines are left. */
	exitCode: number | null;
	signal: number | null;
	/** How long the container had lived, seconds. */
	livedSeconds: number | null;
	restartCount: number;
	/** The kubelet is holding back the next start. */
	backingOff: boolean;
	/** The wait it names, seconds. */
	backOffSeconds: number | null;
	/** The Job it belongs to has given up: its backoff limit is reached. */
	jobGaveUp: boolean;
	memoryLimit: number | null;
	memoryRequest: number | null;
	lastWorkingSet: number | null;
	/** How long before the death that was measured, seconds. */
	lastWorkingSetAge: number | null;
	/** Where the sources contradict each other; each lowers the confidence. */
	disagreements: Disagreement[];
}

/** How sources can contradict each other about one death. */
export type Disagreement =
	/** The runtime reports an OOM kill; the kernel log covers that time and holds none. */
	| "kernel-silent"
	/** The runtime reports an OOM kill, yet the kubelet was stopping the container at that moment. */
	| "stopped-by-kubelet"
	/** The event that names the probe is of an earlier end; of this one the kubelet held its events back. */
	| "events-held-back"
	/** The runtime reports an OOM kill at the limit; the node reported one of its own at that moment. */
	| "node-out-of-memory-too"
	/** The memory sample bears a later time than the death: a clock is wrong. */
	| "sample-after-death"
	/** The kernel killed for a limit; the runtime reports a plain error. */
	| "runtime-silent";

/**
 * Why the graph of the working set stayed below the limit, or that it did not. A closed list: several may hold at once, the first matters most.
 */
export type GraphReason =
	/** The last sample did stand at the limit. */
	| "reached"
	/** It grew to the limit after the last sample. */
	| "spike-between-scrapes"
	/** It died before its first sample. */
	| "unscraped"
	/** Page cache the working set leaves out counted toward the limit. */
	| "page-cache-left-out"
	/** tmpfs and shared memory counted, which a graph of RSS leaves out. */
	| "shared-memory-left-out"
	/** Socket buffers, kernel objects, page tables and stacks counted, which are no process's. */
	| "kernel-memory-left-out"
	| "node-level"
	| "parent-limit"
	/** One process hit the limit and the kernel ended all of the container's (memory.oom.group). */
	| "group-kill"
	/** A child was killed, the container lived on: nothing restarts, no reason is reported. */
	| "child-invisible"
	/** The reason is left over from an earlier kill. */
	| "sticky"
	/** The runtime missed the kill. */
	| "missed";

/** What a graph showed before an OOM kill, and what counted. Bytes and seconds. */
export interface Graph {
	reasons: GraphReason[];
	workingSet: number | null;
	age: number | null;
	/** Of the limit that fired. */
	share: number | null;
	/** What the limit that fired allowed. */
	limit: number | null;
	/** How fast it must have grown from the last sample to the limit, bytes a second. */
	growth: number | null;
	counted: CgroupMemory | null;
}

/** The application's own setting, where it leaves too little of the limit for the rest. Bytes. */
export interface OwnSetting {
	/** The `budget/*` rule that says so. */
	rule: string;
	/** As written: `maxmemory 67108864`. */
	written: string;
	bound: number;
	/** What would fit the limit, and the limit that would fit the setting; null where the setting grows with the limit. */
	advised: number;
	limitNeeded: number | null;
}

/** An OOM kill by the kernel, as far as it was seen. */
export interface OomParams extends DeathParams {
	/** Absent where no setting is known, or it fits. */
	setting?: OwnSetting;
	/** The process the kernel killed, and its resident memory in bytes. */
	victim: string | null;
	victimRss: number | null;
	/** That was no process of the container, but of what holds its pod together. */
	ofSandbox?: true;
	/** Kills of this container in the kernel log that was read. */
	kernelKills: number;
	graph: Graph;
}

interface ContainerLimitParams extends OomParams {
	/** Null where only the kernel's line of the kill is left, and the pod is gone, or where it was changed since. */
	memoryLimit: number | null;
	/** When it was changed in place after this end, where nothing tells what it was before. */
	limitChangedAt?: Millis;
}

interface MemoryVolumeParams extends OomParams {
	memoryLimit: number;
	volume: string;
	mountPath: string;
	/** The volume's own bound; null where it has none but the container's limit. */
	sizeLimit: number | null;
	/** tmpfs and shared memory that counted toward the limit. */
	shmem: number | null;
}

export interface ParentLimitParams extends OomParams {
	/** Which limit: the pod's, that of a QoS class, of all pods (the node's allocatable memory), or another above them. */
	owner: "pod" | "qos" | "all-pods" | "other";
	cgroup: string;
	limit: number | null;
}

/** Who held a node's memory when it ran out. */
export interface HolderParams {
	/** The largest processes of the node, largest first. Null where the kernel's table of them was not seen whole. */
	holders: KernelTask[] | null;
	/** Whether the kernel told of the kill, so that such a table was to be expected. */
	reported: boolean;
}

interface NodeOutOfMemoryParams extends OomParams, HolderParams {
	constraint: OomConstraint | null;
	oomScoreAdj: number | null;
	/** What the node has, bytes. */
	nodeMemory: number | null;
}

/** A process in a container was killed and the container lives, or lived, on. */
interface ChildKilledParams {
	setting?: OwnSetting;
	workload: Workload;
	role: ContainerRole;
	at: Millis | null;
	memoryLimit: number | null;
	level: LimitLevel;
	victim: string;
	victimRss: number | null;
	/** How many processes were killed in the kernel log that was read. */
	kernelKills: number;
	restartCount: number;
	graph: Graph;
}

interface ProbeParams extends DeathParams {
	probe: "liveness" | "startup";
	/** How often it failed, by the events; null where they are gone. */
	failures: number | null;
	/** What it said the last time; empty where the events are gone. */
	output: string;
	timedOut: boolean;
	/** The grace period ran out before it ended by itself. */
	killed: boolean;
	graceSeconds: number | null;
	/** Whether memory was why it did not answer. */
	memory: ProbeMemory | null;
}
/**
 * `at-limit`: it stood at its limit; `killed-inside`: the kernel killed a process in it just before; `stalled`: its tasks waited for memory to be
 * reclaimed; `collecting`: its log or metrics tell of long collections or a full heap; `none`: far below the limit.
 */
export type ProbeMemory = "at-limit" | "killed-inside" | "stalled" | "collecting" | "none";

interface OwnHeapParams extends DeathParams {
	runtime: Runtime;
	/** What the runtime calls it: `Java heap space`, `Metaspace`, … */
	problem: string;
	/** The bound it ran into, bytes, where the text says. */
	bound: number | null;
	/** The settings that move the bound, as one types them. */
	settings: string[];
	line: string;
}
export type Runtime =
	| "jvm"
	| "node"
	| "go"
	| "python"
	| "dotnet"
	| "php"
	| "ruby"
	| "native"
	| "rust"
	| "erlang"
	| "haskell"
	| "postgres"
	| "innodb"
	| "nginx"
	/** Windows' own word for it, by which a process ends that was refused memory. */
	| "windows"
	/** /dev/shm, which is as large as its volume: 64 MiB where it has none. */
	| "shm"
	/** What a GPU holds counts toward no limit of Kubernetes. */
	| "gpu";

interface StaleOomParams extends DeathParams {
	/** Kills in this instance that the kernel log does hold. */
	kernelKills: number;
	/** The kernel log covers its whole life and holds none. */
	neverKilled: boolean;
	graph: Graph;
}

interface GracePeriodParams extends DeathParams {
	cause: StopCause;
	graceSeconds: number | null;
}
/** Why the kubelet stopped a container. */
export type StopCause =
	| "deleted"
	| "drained"
	| "tainted"
	| "scaled-down"
	| "node-shutdown"
	| "deadline"
	| "changed"
	| "hook-failed";

interface CrashedParams extends DeathParams {
	/** It never ran: the runtime could not start it. */
	neverStarted: boolean;
	/** The last line it wrote; empty if not known. */
	line: string;
}

interface UnknownDeathParams extends DeathParams {
	/** What would have told: a closed list. */
	missing: MissingEvidence[];
	/** The last line it wrote that speaks of memory or of a killed process; empty if none does. */
	line: string;
}
export type MissingEvidence = "kernel-log" | "events" | "series" | "last-log-lines";

/** What the end of a whole pod carries. */
export interface PodDeathParams {
	workload: Workload;
	at: Millis | null;
	qosClass: string;
	priority: number;
	jobGaveUp: boolean;
}

interface EvictedParams extends PodDeathParams {
	/** `memory`, `ephemeral-storage`, …; empty where the message does not say. */
	resource: string;
	/** Bytes where the resource is memory. */
	threshold: number | null;
	available: number | null;
	/** The container (or the pod) that used more than it had asked for. */
	offender: string | null;
	usage: number | null;
	request: number | null;
	/** Whether it was given time to end: a soft threshold. Null where it ended by itself at once. */
	soft: boolean | null;
	/** The pod's own bound on local storage that it went beyond, with which the node was short of nothing; else null. */
	overran: OwnBound | null;
}

/** The name is the volume's or the container's, empty where several containers' bounds together are meant; bytes. */
export interface OwnBound {
	of: "volume" | "container" | "pod";
	name: string;
	limit: number | null;
}

interface RefusedParams extends PodDeathParams {
	cause: "condition" | "resource" | "other";
	/** `MemoryPressure`, …, or the resource there was too little of. */
	of: string[];
	reason: string;
	/** In the resource's unit, bytes for memory. */
	requested: number | null;
	used: number | null;
	capacity: number | null;
}

interface PreemptedParams extends PodDeathParams {
	by: "scheduler" | "kubelet";
	/** The pod that took its place, as the event names it; empty if not known. */
	preemptor: string;
}

/** A process outside all pods was the victim. */
interface SystemServiceParams extends HolderParams {
	at: Millis | null;
	/** `kubelet.service`, or the process where its cgroup has no name of its own. */
	service: string;
	process: string;
	victimRss: number | null;
	level: LimitLevel;
	limit: number | null;
	oomScoreAdj: number | null;
	kernelKills: number;
}

interface OomDaemonParams extends DeathParams {
	daemon: OomDaemon;
	/** How often it killed in this pod, as far as the log reaches. */
	daemonKills: number;
	/** The process that it names, where it names no cgroup: then that it was this container's is likely, and no more. */
	victim: { process: string; pid: number } | null;
}

/** The deaths and what their findings carry. */
export interface DeathRuleParams {
	"death/container-limit": ContainerLimitParams;
	"death/child-killed": ChildKilledParams;
	"death/parent-limit": ParentLimitParams;
	"death/node-out-of-memory": NodeOutOfMemoryParams;
	"death/evicted": EvictedParams;
	"death/refused": RefusedParams;
	"death/probe": ProbeParams;
	"death/outside-kill": DeathParams;
	"death/oom-daemon": OomDaemonParams;
	"death/own-heap-limit": OwnHeapParams;
	"death/stale-oomkilled": StaleOomParams;
	"death/unreported-oom": ContainerLimitParams;
	"death/preempted": PreemptedParams;
	"death/grace-period": GracePeriodParams;
	"death/system-service": SystemServiceParams;
	"death/memory-volume": MemoryVolumeParams;
	"death/crashed": CrashedParams;
	"death/unknown": UnknownDeathParams;
}
