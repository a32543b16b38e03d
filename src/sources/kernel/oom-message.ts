import type { OomConstraint } from "../../model/kernel.ts";
import { taskColumns } from "./task-table.ts";

/** The lines of an OOM report that say something about the kill, taken apart. Bytes. */
export type OomMessage =
	| { kind: "invoked" }
	/** `withSwap`: of memory and swap together, which cgroup v1 bounds by a limit of its own. */
	| { kind: "usage"; usage: number; limit: number | null; withSwap: boolean }
	/** `figures` by their name in memory.stat, bytes; those that stand on the same line. */
	| { kind: "limit-cgroup"; path: string; figures: Record<string, number> }
	| { kind: "figure"; name: string; bytes: number }
	| { kind: "task-in"; victimCgroup: string; limitCgroup: string }
	| {
			kind: "chosen";
			constraint: OomConstraint | null;
			limitCgroup: string;
			victimCgroup: string;
			process: string;
			pid: number;
			uid: number | null;
	  }
	| { kind: "sacrifice"; constraint: OomConstraint; process: string; pid: number }
	| { kind: "tasks"; columns: string[] }
	| { kind: "task"; pid: number; cells: string }
	| { kind: "group"; path: string }
	| { kind: "spared"; pid: number }
	| { kind: "killed"; constraint: OomConstraint | null; victim: Victim };

export interface Victim {
	process: string;
	pid: number;
	uid: number | null;
	totalVm: number;
	anonRss: number | null;
	fileRss: number | null;
	shmemRss: number | null;
	pageTables: number | null;
	oomScoreAdj: number | null;
}

/** What is said of a victim by its name alone. */
export const UNCOUNTED = {
	totalVm: null,
	anonRss: null,
	fileRss: null,
	shmemRss: null,
	pageTables: null,
	oomScoreAdj: null,
} as const;

/** Lines that could be one of the above: one cheap look at every line of a log. */
const WORTH_READING =
	/oom-kill:|invoked oom-killer|Kill(?:ed)? process \d|memory(?:\+swap)?: usage|Memory cgroup stats for|killed as a result of limit|memory\.oom\.group set|OOM victim|oom_score_adj +name|^\{.*"MESSAGE" ?: ?\[/;

export function mayBeOomLine(line: string): boolean {
	return WORTH_READING.test(line);
}

/** Kernels that know no limit print the counter's maximum, PAGE_COUNTER_MAX (LONG_MAX / page size), in kB: this with pages of 64 KiB, more with smaller ones. */
const NO_LIMIT_KB = 9_007_199_254_740_928;
/** `TASK_COMM_LEN` is 16, but kernel threads and escapes make it longer: room for the escapes of every byte. */
const NAME_LIMIT = 256;

/**
 * Reads the kernel's own text, from 3.10 to 6.x: mm/oom_kill.c (dump_oom_victim, __oom_kill_process, oom_kill_process) and
 * mm/memcontrol.c (mem_cgroup_print_oom_context, mem_cgroup_print_oom_meminfo, mem_cgroup_print_oom_group).
 */
export function parseOomMessage(text: string): OomMessage | null {
	if (text.startsWith("oom-kill:")) return chosen(text.slice("oom-kill:".length));
	if (/^memory(?:\+swap)?: usage /.test(text)) return usage(text);
	if (text.startsWith("Memory cgroup stats for ")) return limitCgroup(text.slice("Memory cgroup stats for ".length));
	if (text.startsWith("Task in ")) return taskIn(text);
	if (text.startsWith("Tasks in ")) return group(text);
	if (text.startsWith("[")) return tasks(text);
	if (text.startsWith("OOM victim ")) return spared(text);
	const kill = KILL.exec(text);
	if (kill !== null) return killOf(kill, text.slice(kill[0].length));
	const invoked = text.indexOf(" invoked oom-killer: ");
	return invoked > 0 && invoked <= NAME_LIMIT ? { kind: "invoked" } : null;
}

/** The name in brackets may itself hold brackets: it ends at the last one before the numbers. */
const KILL = /^(?:(Memory cgroup out of memory|Out of memory)[^:]{0,60}: )?Kill(ed)? process (\d{1,10}),? \(/;
const SCORE = /^([\s\S]{0,256})\),? score -?\d{1,20} or sacrifice child/;
const NUMBERS =
	/^([\s\S]{0,256})\),? (?:UID:? ?(\d{1,10}),? )?total-vm: ?(\d{1,18})kB, anon-rss: ?(\d{1,18})kB(?:, file-rss: ?(\d{1,18})kB)?(?:, shmem-rss: ?(\d{1,18})kB)?(?:,? UID: ?(\d{1,10}))?(?: pgtables: ?(\d{1,18})(kB|bytes)?)?(?: oom_score_adj: ?(-?\d{1,5}))?/;

function killOf(match: RegExpExecArray, rest: string): OomMessage | null {
	const pid = Number(match[3]);
	const constraint: OomConstraint | null =
		match[1] === undefined ? null : match[1].startsWith("Memory cgroup") ? "memcg" : "none";
	if (match[2] === undefined) {
		const score = SCORE.exec(rest);
		if (score === null) return null;
		return { kind: "sacrifice", constraint: constraint ?? "none", process: score[1] ?? "", pid };
	}
	const numbers = NUMBERS.exec(rest);
	if (numbers === null) return null;
	const [, process = "", uidBefore, totalVm, anon, file, shmem, uidAfter, pgtables, unit, adj] = numbers;
	const uid = uidAfter ?? uidBefore;
	const [anonRss, fileRss, shmemRss] = [kilobytes(anon), kilobytes(file), kilobytes(shmem)];
	const resident = (anonRss ?? 0) + (fileRss ?? 0) + (shmemRss ?? 0);
	const victim: Victim = {
		process,
		pid,
		uid: uid === undefined ? null : Number(uid),
		totalVm: Number(totalVm) * 1024,
		anonRss,
		fileRss,
		shmemRss,
		pageTables: pgtables === undefined ? null : pageTables(Number(pgtables), unit, resident),
		oomScoreAdj: adj === undefined ? null : Number(adj),
	};
	return { kind: "killed", constraint, victim };
}

/**
 * Kernel 5.4 to 5.4.8 print bytes and call them kB (mended by 941f762bcb27). Bytes are whole pages, so a figure that is a multiple of 4096 and, taken as
 * kB, is more than the process's resident memory can only be bytes.
 */
function pageTables(value: number, unit: string | undefined, resident: number): number {
	if (unit !== "kB") return value;
	return value % 4096 === 0 && value * 1024 > resident ? value : value * 1024;
}

function chosen(text: string): OomMessage | null {
	const head = /^ ?constraint=CONSTRAINT_(MEMCG|NONE|CPUSET|MEMORY_POLICY),/.exec(text);
	const task = text.indexOf(",task=");
	// A process may be called `x,pid=1`: the real pid is the last.
	const pidAt = text.lastIndexOf(",pid=");
	const tail = /^,pid=(\d{1,10})(?:,uid=(\d{1,10}))?/.exec(text.slice(pidAt < 0 ? text.length : pidAt));
	if (task < 0 || pidAt < task || tail === null) return null;
	const cgroups = text.slice(0, task);
	return {
		kind: "chosen",
		constraint: head === null ? null : CONSTRAINTS[head[1] as keyof typeof CONSTRAINTS],
		limitCgroup: between(cgroups, "oom_memcg=", ",task_memcg="),
		victimCgroup: between(`${cgroups},`, "task_memcg=", ","),
		process: text.slice(task + ",task=".length, pidAt),
		pid: Number(tail[1]),
		uid: tail[2] === undefined ? null : Number(tail[2]),
	};
}

const CONSTRAINTS = { MEMCG: "memcg", NONE: "none", CPUSET: "cpuset", MEMORY_POLICY: "memory-policy" } as const;

function usage(text: string): OomMessage | null {
	const match = /^memory(\+swap)?: usage (\d{1,18})kB, limit (\d{1,18})kB, failcnt \d/.exec(text);
	if (match === null) return null;
	const limit = Number(match[3]);
	return {
		kind: "usage",
		usage: Number(match[2]) * 1024,
		limit: limit >= NO_LIMIT_KB ? null : limit * 1024,
		withSwap: match[1] !== undefined,
	};
}

/** Up to 5.1 the figures are on the same line after `PATH: `, and there is a line for every cgroup below too; later the path alone. */
function limitCgroup(text: string): OomMessage {
	const end = text.search(/: ?(?:[a-z_]+:\d|$)/);
	if (end < 0) return { kind: "limit-cgroup", path: text, figures: {} };
	const figures: Record<string, number> = {};
	for (const [, name = "", kb] of text.slice(end + 1).matchAll(/([a-z_]{2,40}):(\d{1,18})KB/g)) {
		figures[name] = Number(kb) * 1024;
	}
	return { kind: "limit-cgroup", path: text.slice(0, end), figures };
}

/** `anon 536870912`: a line of memory.stat, as the kernel prints it after `Memory cgroup stats for …:`. */
export function parseFigure(text: string): OomMessage | null {
	const match = /^([a-z_0-9]{2,40}) (\d{1,18})$/.exec(text);
	return match === null ? null : { kind: "figure", name: match[1] ?? "", bytes: Number(match[2]) };
}

function taskIn(text: string): OomMessage | null {
	const infix = " killed as a result of limit of ";
	const at = text.indexOf(infix);
	if (at < 0) return null;
	return {
		kind: "task-in",
		victimCgroup: text.slice("Task in ".length, at),
		limitCgroup: text.slice(at + infix.length).trim(),
	};
}

function group(text: string): OomMessage | null {
	const at = text.indexOf(" are going to be killed due to memory.oom.group set");
	return at < 0 ? null : { kind: "group", path: text.slice("Tasks in ".length, at) };
}

function spared(text: string): OomMessage | null {
	const match = /^OOM victim (\d{1,10}) \([\s\S]{0,256}\) is already exiting/.exec(text);
	return match === null ? null : { kind: "spared", pid: Number(match[1]) };
}

function tasks(text: string): OomMessage | null {
	const columns = taskColumns(text);
	return columns === null ? null : { kind: "tasks", columns };
}

function between(text: string, start: string, end: string): string {
	const from = text.indexOf(start);
	if (from < 0) return "";
	const to = text.indexOf(end, from + start.length);
	return to < 0 ? "" : text.slice(from + start.length, to);
}

function kilobytes(text: string | undefined): number | null {
	return text === undefined ? null : Number(text) * 1024;
}
