import type { Millis } from "./time.ts";

/** `constraint=` of the kernel's `oom-kill:` line (mm/oom_kill.c, oom_constraint_text). */
export type OomConstraint = "memcg" | "none" | "cpuset" | "memory-policy";

/**
 * What a memory cgroup and those below it held when its limit fired: the kernel prints memory.stat into its report (mm/memcontrol.c,
 * memcg_stat_format and memcg1_stat_format). Bytes; null where that kernel does not print it.
 */
export interface CgroupMemory {
	anon: number | null;
	/** Page cache; with shmem, as the kernel counts it. */
	file: number | null;
	/** tmpfs, memory-backed volumes, shared memory. */
	shmem: number | null;
	/** Page cache that a working set leaves out. */
	inactiveFile: number | null;
	slab: number | null;
	pageTables: number | null;
	kernelStack: number | null;
	/** What its network connections hold that nobody has read or the other side has not taken yet. */
	sockets: number | null;
}

/** What the kernel holds for the processes of a cgroup: no process's resident memory has it. */
export function kernelBytes({ slab, pageTables, kernelStack, sockets }: CgroupMemory): number {
	return (slab ?? 0) + (pageTables ?? 0) + (kernelStack ?? 0) + (sockets ?? 0);
}

/** From when to when a kernel log that was read reaches without a hole, by its own clock; null where its lines carry no time of day. */
export interface KernelLogSpan {
	/** Its node, or what it calls its host; empty if neither is known. */
	host: string;
	from: Millis | null;
	to: Millis | null;
	/** Its times name no zone and were read as UTC. */
	zoneless?: true;
	/** It was read to its end then, by the API server's clock: what it does not hold by then did not happen by then. */
	readAt?: Millis;
}

/** A process in the table that the kernel prints when a node runs out of memory. */
export interface KernelTask {
	pid: number;
	process: string;
	/** Resident memory, bytes. */
	rss: number;
	oomScoreAdj: number;
	/** `NAMESPACE/NAME`, or the uid of a pod that is gone, where another line of the log says whose cgroup that pid was in: the table itself does not. */
	pod: string | null;
}

/**
 * Programs of a node that kill for want of memory, and say so in a log: the OOM controller of Talos and systemd-oomd kill whole cgroups, which they
 * name; earlyoom a process, of which it names the pid alone.
 */
export type OomDaemon = "talos" | "systemd-oomd" | "earlyoom";

/** One kill by the kernel's OOM killer, put together from the lines of its report. */
export interface OomKill {
	/** Who killed in the kernel's place: all processes of the victim's cgroup, none of which is named, or a process whose cgroup is not. */
	daemon?: OomDaemon;
	/** When, by the log's own clock; null where the log holds only seconds since boot. */
	at: Millis | null;
	/** That time names no zone and was read as UTC; its writer may have meant local time, and no container's end has shown what it meant. */
	zoneless?: true;
	secondsSinceBoot: number | null;
	/** The host that wrote the line, or the file's node where known; empty if neither. */
	host: string;
	constraint: OomConstraint;
	/** The cgroup whose limit fired; empty for a node-wide kill. */
	limitCgroup: string;
	/** The level of the cgroup tree that limit belongs to. */
	limitLevel: LimitLevel;
	/** The victim's own cgroup. */
	victimCgroup: string;
	process: string;
	pid: number;
	uid: number | null;
	/** Bytes; null where the kernel of that version does not print it. */
	totalVm: number | null;
	anonRss: number | null;
	fileRss: number | null;
	shmemRss: number | null;
	pageTables: number | null;
	oomScoreAdj: number | null;
	/** `memory: usage …kB, limit …kB` of the cgroup that fired; bytes. */
	usage: number | null;
	limit: number | null;
	/** What counted toward that limit, where the report says. */
	stats: CgroupMemory | null;
	/** Of a node-wide kill: the largest processes of the node, largest first. Null where the kernel's table was not seen whole. */
	tasks: KernelTask[] | null;
	/** From the victim's cgroup path: what Kubernetes calls it. Null when the path is not a pod's. */
	podUid: string | null;
	containerId: string | null;
	/** The line the verdict can quote, as the log has it. */
	line: string;
}

/** Which level of the cgroup tree an OOM kill's limit belongs to. */
export type LimitLevel = "container" | "pod" | "parent" | "node";

/** The kernel keeps limits in whole pages, of up to 64 KiB: `100M` becomes 99999744. */
export function isSameLimit(fired: number | null, asked: number | null): boolean {
	return fired !== null && asked !== null && Math.abs(fired - asked) < 65_536;
}
