import type { CgroupMemory, LimitLevel, OomConstraint, OomKill } from "../../model/kernel.ts";
import { printable } from "../../model/text.ts";
import { podOfCgroup } from "./cgroup-path.ts";
import { type OomMessage, UNCOUNTED, type Victim } from "./oom-message.ts";
import type { PrintkLine } from "./printk-line.ts";
import { TaskTable } from "./task-table.ts";

type Usage = Extract<OomMessage, { kind: "usage" }>;
type Chosen = Extract<OomMessage, { kind: "chosen" }>;
type LimitCgroup = Extract<OomMessage, { kind: "limit-cgroup" }>;
type Sacrifice = Extract<OomMessage, { kind: "sacrifice" }>;

/** The kernel kills the rest of a cgroup with memory.oom.group set at once; what comes later is another report. */
const GROUP_SECONDS = 5;
/** The kernel counts ahead by some pages a processor. */
const REACHED_BYTES = 1024 * 1024;
/** As much of a line as a verdict quotes. */
const LINE_LIMIT = 1000;

/**
 * One run of the OOM killer on one host, put together from its lines. The kernel holds oom_lock while it prints them, so those of two runs on one
 * host do not mix. Order since 5.0: `invoked`, usage, cgroup statistics, `oom-kill:` (chosen), `Killed process`, and with memory.oom.group `Tasks in`
 * and a `Killed process` for each process, the first victim once more. Older: `Task in`, usage, `Kill process … or sacrifice child`, `Killed
 * process`, which may be a child of the one named before. When the kernel holds back repeated reports only `Killed process` is left.
 */
export class OomReport {
	#constraint: OomConstraint | null = null;
	#limitCgroup = "";
	#victimCgroup = "";
	#usage: Usage | null = null;
	#withSwap: Usage | null = null;
	#stats: Record<string, number> | null = null;
	#chosen: { message: Chosen; line: PrintkLine; raw: string } | null = null;
	#tasks: TaskTable | null = null;
	#sacrifice: { message: Sacrifice; line: PrintkLine; raw: string } | null = null;
	#group: { path: string; line: PrintkLine } | null = null;
	#taskIn: { line: PrintkLine; raw: string } | null = null;
	/** A kill whose cgroup the lines before it did not tell: the next may. */
	#pending: { kill: OomKill; line: PrintkLine } | null = null;
	readonly #killed = new Set<number>();

	/** Whether this message can only belong to a later run. */
	isOverBefore(message: OomMessage): boolean {
		if (message.kind === "invoked") return true;
		if (message.kind === "killed" || message.kind === "group" || message.kind === "spared") return false;
		if (message.kind === "figure" || message.kind === "task") return false;
		if (this.#killed.size > 0) return true;
		if (message.kind === "task-in") return this.#taskIn !== null;
		if (message.kind === "sacrifice") return this.#sacrifice !== null;
		return message.kind === "chosen" && this.#chosen !== null;
	}

	/** Lines are missing here. */
	loseLines(): void {
		this.#tasks?.lose();
	}

	/** The kills this message completes. */
	*take(message: OomMessage, line: PrintkLine, raw: string): Generator<OomKill> {
		switch (message.kind) {
			case "usage":
				if (message.withSwap) this.#withSwap = message;
				else this.#usage = message;
				break;
			case "limit-cgroup":
				if (this.#limitCgroup === "") this.#limitCgroup = message.path;
				this.#count(message);
				break;
			case "figure":
				if (this.#stats !== null) this.#stats[message.name] = message.bytes;
				break;
			case "tasks":
				this.#tasks = new TaskTable(message.columns);
				break;
			case "task":
				this.#tasks?.add(message.pid, message.cells);
				break;
			case "task-in":
				this.#constraint = "memcg";
				this.#taskIn = { line, raw };
				this.#victimCgroup = message.victimCgroup;
				this.#limitCgroup = message.limitCgroup;
				break;
			case "chosen":
				this.#chosen = { message, line, raw };
				this.#constraint = message.constraint ?? this.#constraint;
				this.#victimCgroup = message.victimCgroup || this.#victimCgroup;
				this.#limitCgroup = message.limitCgroup || this.#limitCgroup;
				break;
			case "sacrifice":
				this.#sacrifice = { message, line, raw };
				this.#constraint ??= message.constraint;
				break;
			case "group":
				this.#group = { path: message.path, line };
				yield* this.#settle(this.#group);
				break;
			case "spared":
				if (this.#chosen?.message.pid === message.pid) this.#chosen = null;
				break;
			case "killed":
				yield* this.#settle(null);
				yield* this.#kill(message.victim, message.constraint, line, raw);
		}
	}

	/** Up to 5.1 the cgroup whose limit fired and each one below it have a line, which counts what is charged to that one alone. */
	#count({ path, figures }: LimitCgroup): void {
		if (path !== this.#limitCgroup && !path.startsWith(`${this.#limitCgroup}/`)) return;
		const stats = this.#stats ?? {};
		for (const [name, bytes] of Object.entries(figures)) stats[name] = (stats[name] ?? 0) + bytes;
		this.#stats = stats;
	}

	/** Where memory.oom.group ends the rest of the victim's cgroup, the line that says so names it. */
	*#settle(group: { path: string; line: PrintkLine } | null): Generator<OomKill> {
		if (this.#pending === null) return;
		const { kill, line } = this.#pending;
		this.#pending = null;
		yield group !== null && near(group.line, line) ? { ...kill, victimCgroup: group.path, ...idsOf(group.path) } : kill;
	}

	/**
	 * The victim the kernel named, where the line that says it was killed is missing. Up to 5.0 a child of it may have died in its place, and of a
	 * report of which a search for "killed" left the first line alone that one says in which pod.
	 */
	*unfinished(): Generator<OomKill> {
		yield* this.#settle(null);
		if (this.#killed.size > 0) return;
		const named = this.#chosen ?? this.#sacrifice;
		if (named === null) {
			if (this.#taskIn === null || podOfCgroup(this.#victimCgroup).podUid === null) return;
			const { line, raw } = this.#taskIn;
			yield this.#build({ process: "", pid: 0, uid: null, ...UNCOUNTED }, "memcg", this.#victimCgroup, line, raw);
			return;
		}
		const { message, line, raw } = named;
		const victim = {
			process: message.process,
			pid: message.pid,
			uid: message.kind === "chosen" ? message.uid : null,
			...UNCOUNTED,
		};
		this.#killed.add(message.pid);
		yield this.#build(victim, this.#constraint ?? "none", this.#victimCgroup, line, raw);
	}

	*#kill(victim: Victim, said: OomConstraint | null, line: PrintkLine, raw: string): Generator<OomKill> {
		const first = this.#killed.size === 0;
		if (first && this.#describes(victim, said)) {
			this.#killed.add(victim.pid);
			const uid = victim.uid ?? (this.#chosen?.message.pid === victim.pid ? this.#chosen.message.uid : null);
			const constraint = this.#constraint ?? said;
			if (constraint === null) return;
			const kill = this.#build({ ...victim, uid }, constraint, this.#victimCgroup, line, raw);
			if (this.#victimCgroup === "") this.#pending = { kill, line };
			else yield kill;
			return;
		}
		if (this.#group !== null && near(this.#group.line, line)) {
			if (this.#killed.has(victim.pid)) return;
			this.#killed.add(victim.pid);
			yield this.#build(victim, this.#constraint ?? said ?? "memcg", this.#group.path, line, raw);
			return;
		}
		if (first) yield* this.unfinished();
		// A line alone that does not even say which kind of OOM it was tells nothing a verdict could use.
		if (said !== null) yield new OomReport().#build(victim, said, "", line, raw);
	}

	/** Whether what was read so far is about this victim. */
	#describes(victim: Victim, said: OomConstraint | null): boolean {
		if (this.#chosen !== null) return this.#sacrifice !== null || this.#chosen.message.pid === victim.pid;
		const limited = this.#limitCgroup !== "" || this.#usage !== null;
		if (limited) return said !== "none";
		return this.#sacrifice !== null || this.#group === null;
	}

	#build(
		victim: Omit<Victim, "totalVm"> & { totalVm: number | null },
		constraint: OomConstraint,
		victimCgroup: string,
		line: PrintkLine,
		raw: string,
	): OomKill {
		// A kill on the whole node prints no limit; figures that stand before it are another cgroup's.
		const limited = constraint === "memcg";
		const [alone, withSwap] = [this.#usage, this.#withSwap];
		const fired = alone !== null && !isReached(alone) && withSwap !== null && isReached(withSwap) ? withSwap : alone;
		return {
			at: line.at,
			...(line.zoneless ? { zoneless: true } : {}),
			secondsSinceBoot: line.secondsSinceBoot,
			host: line.host,
			constraint,
			limitCgroup: limited ? this.#limitCgroup : "",
			limitLevel: limited ? levelOf(this.#limitCgroup) : "node",
			victimCgroup,
			...victim,
			process: printable(victim.process),
			// Up to 5.0 the line of the kill does not say it.
			oomScoreAdj: victim.oomScoreAdj ?? this.#tasks?.scoreAdjOf(victim.pid) ?? null,
			usage: limited ? (fired?.usage ?? null) : null,
			limit: limited ? (fired?.limit ?? null) : null,
			tasks: limited ? null : (this.#tasks?.largest(victim.pid, residentOf(victim)) ?? null),
			stats: limited ? memoryOf(this.#stats, this.#usage?.usage ?? 0) : null,
			...idsOf(victimCgroup),
			// A record of the journal is quoted by its message.
			line: printable((raw.startsWith("{") ? line.text : raw).slice(0, LINE_LIMIT)),
		};
	}
}

/** Memory and swap together have a limit of their own, which fires where memory alone is below its. */
function isReached({ usage, limit }: Usage): boolean {
	return limit !== null && usage >= limit - REACHED_BYTES;
}

function idsOf(cgroup: string): Pick<OomKill, "podUid" | "containerId"> {
	const { podUid, containerId } = podOfCgroup(cgroup);
	return { podUid, containerId };
}

function residentOf({ anonRss, fileRss, shmemRss }: Pick<Victim, "anonRss" | "fileRss" | "shmemRss">): number | null {
	return anonRss === null ? null : anonRss + (fileRss ?? 0) + (shmemRss ?? 0);
}

/** cgroup v1 names the sum over the cgroups below `total_…`, and up to 5.1 prints the figures of each alone: with some of those lost, null. */
function memoryOf(figures: Readonly<Record<string, number>> | null, usage: number): CgroupMemory | null {
	if (figures === null) return null;
	const { rss, cache, total_rss: total } = figures;
	if (total === undefined && rss !== undefined && rss + (cache ?? 0) < usage / 2) return null;
	const read = (...names: string[]): number | null => {
		for (const name of names) if (figures[name] !== undefined) return figures[name];
		return null;
	};
	const [reclaimable, unreclaimable] = [read("slab_reclaimable"), read("slab_unreclaimable")];
	const memory: CgroupMemory = {
		anon: read("anon", "total_rss", "rss"),
		file: read("file", "total_cache", "cache"),
		shmem: read("total_shmem", "shmem"),
		inactiveFile: read("total_inactive_file", "inactive_file"),
		slab: read("slab") ?? (reclaimable === null ? null : reclaimable + (unreclaimable ?? 0)),
		pageTables: read("pagetables"),
		kernelStack: read("kernel_stack"),
		sockets: read("sock"),
	};
	return Object.values(memory).every((bytes) => bytes === null) ? null : memory;
}

/** A limit whose cgroup was lost is not known to be a container's. */
function levelOf(limitCgroup: string): LimitLevel {
	return limitCgroup === "" ? "parent" : podOfCgroup(limitCgroup).level;
}

function near(a: PrintkLine, b: PrintkLine): boolean {
	if (a.secondsSinceBoot !== null && b.secondsSinceBoot !== null) {
		return Math.abs(a.secondsSinceBoot - b.secondsSinceBoot) <= GROUP_SECONDS;
	}
	return a.at === null || b.at === null || Math.abs(a.at - b.at) <= GROUP_SECONDS * 1000;
}
