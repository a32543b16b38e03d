import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cgroupVersion } from "../machine/cgroup.ts";
import { LAB } from "../paths.ts";

/** A process to start: in which container, how large, and how the kernel is to see it. */
export interface Eater {
	container: string;
	bytes: number;
	oomScoreAdj: number;
}

export interface Started extends Eater {
	child: ChildProcess;
	pid: number;
}

export function compileEater(folder: string): string {
	const program = join(folder, "eater");
	execFileSync("cc", ["-O1", "-static", "-o", program, join(LAB, "kill-order", "eater.c")]);
	return program;
}

/**
 * One bounded cgroup with one below it for each container: a node in small. Whatever happens in it, the machine keeps the rest of its memory.
 */
export class Arena {
	readonly #program: string;
	readonly #parent: string;
	readonly #v2 = cgroupVersion() === 2;
	readonly #started: Started[] = [];

	constructor(program: string, name: string, limit: number) {
		this.#program = program;
		const root = this.#v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
		this.#parent = join(root, name);
		// On v2 a cgroup has only the controllers that the one above hands down.
		if (this.#v2) writeFileSync(join(root, "cgroup.subtree_control"), "+memory");
		mkdirSync(this.#parent);
		if (this.#v2) {
			writeFileSync(join(this.#parent, "cgroup.subtree_control"), "+memory");
			writeFileSync(join(this.#parent, "memory.swap.max"), "0");
		}
		writeFileSync(join(this.#parent, this.#v2 ? "memory.max" : "memory.limit_in_bytes"), String(limit));
	}

	/** Starts a process and waits until it has its size. */
	async start(eater: Eater): Promise<Started> {
		const cgroup = join(this.#parent, eater.container);
		mkdirSync(cgroup, { recursive: true });
		const child = spawn(this.#program, [join(cgroup, "cgroup.procs"), String(eater.oomScoreAdj), String(eater.bytes)]);
		const ready = new Promise<void>((resolve, reject) => {
			child.stdout.once("data", () => resolve());
			child.once("error", reject);
			child.once("exit", (code, signal) => reject(new Error(`an eater ended early: ${code ?? signal}`)));
			child.stderr.on("data", (text: Buffer) => reject(new Error(text.toString())));
		});
		child.stdin.on("error", () => undefined);
		await ready;
		const started = { ...eater, child, pid: child.pid ?? 0 };
		this.#started.push(started);
		return started;
	}

	/** Lets one process grow until the kernel kills, and says whom it killed first. */
	async push(grower: Started): Promise<Started> {
		const first = new Promise<Started>((resolve) => {
			for (const one of this.#started) {
				one.child.once("exit", (_, signal) => {
					if (signal === "SIGKILL") resolve(one);
				});
			}
		});
		grower.child.stdin?.write("grow\n");
		const victim = await Promise.race([first, sleep(30_000).then(() => null)]);
		grower.child.kill("SIGKILL");
		if (victim === null) throw new Error("nobody was killed within 30 s");
		return victim;
	}

	/** Bytes charged to all of it. */
	usage(): number {
		return this.#number(this.#parent, this.#v2 ? "memory.current" : "memory.usage_in_bytes");
	}

	/** Anonymous memory of a container, bytes: what cAdvisor calls rss. */
	rss(container: string): number {
		const stat = readFileSync(join(this.#parent, container, "memory.stat"), "utf8");
		return Number((this.#v2 ? /^anon (\d+)$/m : /^rss (\d+)$/m).exec(stat)?.[1]);
	}

	async close(): Promise<void> {
		for (const { child } of this.#started) child.kill("SIGKILL");
		for (let attempt = 0; attempt < 100; attempt++) {
			try {
				for (const below of readdirSync(this.#parent, { withFileTypes: true }))
					if (below.isDirectory()) rmdirSync(join(this.#parent, below.name));
				rmdirSync(this.#parent);
				return;
			} catch {
				// The kernel needs a moment between the last exit and an empty cgroup.
				await sleep(50);
			}
		}
		throw new Error(`${this.#parent} could not be removed`);
	}

	#number(cgroup: string, file: string): number {
		return Number(readFileSync(join(cgroup, file), "utf8"));
	}
}

/** What the kernel counts of a process, bytes (/proc/PID/status). */
export function sizeOf(pid: number): { resident: number; swap: number; pageTables: number } {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	const kib = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * 1024;
	return { resident: kib("VmRSS"), swap: kib("VmSwap"), pageTables: kib("VmPTE") };
}
