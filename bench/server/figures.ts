import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmdirSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Bytes, as the kernel counts them now. */
export interface Figures {
	/** Resident in the process: its own memory, and pages of files that it has mapped. */
	resident: number;
	anonymous: number;
	/** Its cgroup's usage − inactive_file, which is what a kubelet reports and evicts by; null where no cgroup could be made. */
	workingSet: number | null;
}

/** Both hierarchies; whichever has the memory controller. */
const ROOTS = [
	{
		...{ root: "/sys/fs/cgroup/memory", usage: "memory.usage_in_bytes", limit: "memory.limit_in_bytes" },
		...{ inactive: "total_inactive_file", faults: "total_pgmajfault" },
	},
	{
		...{ root: "/sys/fs/cgroup", usage: "memory.current", limit: "memory.max" },
		...{ inactive: "inactive_file", faults: "pgmajfault" },
	},
];

/** A cgroup of memory for one process, as a container has: only root can make one. */
export class Cgroup {
	readonly #path: string;
	readonly #files: { usage: string; inactive: string; faults: string };

	private constructor(path: string, files: { usage: string; inactive: string; faults: string }) {
		this.#path = path;
		this.#files = files;
	}

	/**
	 * @param limit bytes; null for none
	 * @returns null where none can be made
	 */
	static make(name: string, limit: number | null): Cgroup | null {
		for (const { root, limit: file, ...files } of ROOTS) {
			const path = join(root, name);
			try {
				mkdirSync(path);
			} catch {
				continue;
			}
			if (existsSync(join(path, files.usage))) {
				if (limit !== null) writeFileSync(join(path, file), String(limit));
				return new Cgroup(path, files);
			}
			rmdirSync(path);
		}
		return null;
	}

	/** The shell's words that start a program in it. */
	get enter(): string {
		return `echo $$ > ${this.#path}/cgroup.procs; `;
	}

	workingSet(): number {
		return Number(readFileSync(join(this.#path, this.#files.usage), "utf8")) - this.#stat(this.#files.inactive);
	}

	/** Pages that had to be read from disk. */
	faults(): number {
		return this.#stat(this.#files.faults);
	}

	#stat(field: string): number {
		const stat = readFileSync(join(this.#path, "memory.stat"), "utf8");
		return Number(new RegExp(`^${field} (\\d+)$`, "m").exec(stat)?.[1] ?? 0);
	}

	remove(): void {
		rmdirSync(this.#path);
	}
}

/** The kernel's own default (include/linux/pagemap.h, VM_READAHEAD_PAGES). */
const READ_AHEAD_KIB = 128;
const DISK_BYTES = 200e6;

/**
 * A Node whose pages nobody else has read: a page of a file is charged to the cgroup that reads it first, and in a container that is its own. It lies on a
 * disk of its own where one can be made (only root can), which reads ahead as disks do where nobody has set another measure: this machine's may
 * read megabytes for each page that is missed, and a small container would be full of them.
 */
export class FreshNode {
	readonly path: string;
	readonly #mounted: string | null;

	private constructor(at: string, isMounted: boolean) {
		this.path = join(at, "node");
		this.#mounted = isMounted ? at : null;
		copyFileSync(process.execPath, this.path);
		execFileSync("sync", [this.path]);
		execFileSync("dd", [`if=${this.path}`, "iflag=nocache", "count=0", "status=none"]);
	}

	static make(folder: string): FreshNode {
		const [image, at] = [join(folder, "disk"), join(folder, "mounted")];
		try {
			mkdirSync(at);
			writeFileSync(image, "");
			truncateSync(image, DISK_BYTES);
			execFileSync("mkfs.ext4", ["-q", "-F", image], { stdio: "ignore" });
			execFileSync("mount", ["-o", "loop", image, at], { stdio: "ignore" });
		} catch {
			return new FreshNode(folder, false);
		}
		const [device = ""] = String(execFileSync("losetup", ["-n", "-O", "NAME", "-j", image]))
			.trim()
			.split("\n");
		writeFileSync(`/sys/block/${basename(device)}/queue/read_ahead_kb`, String(READ_AHEAD_KIB));
		return new FreshNode(at, true);
	}

	remove(): void {
		if (this.#mounted !== null) execFileSync("umount", [this.#mounted]);
	}
}

export function figuresOf(pid: number, cgroup: Cgroup | null): Figures {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	const bytes = (field: string) => 1024 * Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
	return {
		resident: bytes("VmRSS"),
		anonymous: bytes("RssAnon"),
		workingSet: cgroup?.workingSet() ?? null,
	};
}

/** The most there ever was, since the start. */
export function peakOf(pid: number): number {
	return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}

/** Seconds of processor, by the process and its threads (proc(5), fields 14 and 15). */
export function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
		.replace(/^.*\) /s, "")
		.split(" ");
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The highest of each. */
export function most(all: readonly Figures[]): Figures {
	const top = (of: (figures: Figures) => number) => all.reduce((high, figures) => Math.max(high, of(figures)), 0);
	return {
		resident: top(({ resident }) => resident),
		anonymous: top(({ anonymous }) => anonymous),
		workingSet: all[0]?.workingSet === null ? null : top(({ workingSet }) => workingSet ?? 0),
	};
}
