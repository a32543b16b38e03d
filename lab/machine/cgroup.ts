import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmdirSync,
	statfsSync,
	writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CGROUP } from "../paths.ts";

export { CGROUP };

/** The control plane's and the kubelet's; the pods are in `kubepods` beside it. */
const SYSTEM = "system";

const MOUNT = "/sys/fs/cgroup";
const CGROUP2_SUPER_MAGIC = 0x63677270;
const GiB = 1024 ** 3;

export const cgroupVersion = (): 1 | 2 => (statfsSync(MOUNT).type === CGROUP2_SUPER_MAGIC ? 2 : 1);

/** The mounted hierarchies: one on v2, on v1 one a controller (cpu and cpuacct may be two names of the same one). */
const hierarchies = (): string[] => {
	if (cgroupVersion() === 2) return [MOUNT];
	const found = readdirSync(MOUNT)
		.map((name) => realpathSync(join(MOUNT, name)))
		.filter((path) => existsSync(join(path, "cgroup.procs")));
	return [...new Set(found)];
};

/** What the lab may use at most: 8 GiB, and on a small machine all but 4 GiB, in bytes. */
export const memoryLimit = (total = totalmem()): number => {
	const limit = Math.min(8 * GiB, total - 4 * GiB);
	if (limit < 3 * GiB)
		throw new Error("The lab needs a machine with at least 7 GiB of memory: 3 for itself, 4 for the rest.");
	return limit;
};

/** What is left for pods after the control plane's share (about 1.5 GiB in use, 2.5 with simulated nodes), in bytes. */
export const podsMemory = (): number => memoryLimit() - 2.5 * GiB;

/** Creates the cgroups and returns the files that a process writes its pid to in order to join them. */
export const createCgroups = (): string[] => {
	const join_: string[] = [];
	for (const root of hierarchies()) {
		const top = join(root, CGROUP);
		const system = join(top, SYSTEM);
		if (cgroupVersion() === 2) delegate(root);
		mkdirSync(top, { recursive: true });
		if (cgroupVersion() === 2) delegate(top);
		else inheritCpus(root, top);
		mkdirSync(system, { recursive: true });
		if (cgroupVersion() === 1) inheritCpus(top, system);
		for (const file of ["memory.limit_in_bytes", "memory.max"]) {
			if (existsSync(join(top, file))) writeFileSync(join(top, file), String(memoryLimit()));
		}
		join_.push(join(system, "cgroup.procs"));
	}
	return join_;
};

/** On v2 children have only the controllers that their parent hands down. */
const delegate = (path: string): void => {
	const controllers = readFileSync(join(path, "cgroup.controllers"), "utf8").trim().split(/\s+/).filter(Boolean);
	for (const controller of controllers) {
		try {
			writeFileSync(join(path, "cgroup.subtree_control"), `+${controller}`);
		} catch (cause) {
			// The kubelet's own check names a controller that is truly needed; here it may be one that no pod uses.
			if (controller === "memory")
				throw new Error(`cgroup v2: the memory controller cannot be handed down in ${path}.`, { cause });
		}
	}
};

/** A cpuset of v1 is born empty and refuses processes until it is filled. */
const inheritCpus = (parent: string, child: string): void => {
	for (const file of ["cpuset.cpus", "cpuset.mems"]) {
		if (existsSync(join(child, file))) writeFileSync(join(child, file), readFileSync(join(parent, file)));
	}
};

const descendants = (path: string): string[] => {
	if (!existsSync(path)) return [];
	const below = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return [...below.flatMap((entry) => descendants(join(path, entry.name))), path];
};

const ours = (): string[] => hierarchies().flatMap((root) => descendants(join(root, CGROUP)));

const read = (path: string): string => {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return ""; // A cgroup may vanish between being listed and being read.
	}
};

/** All processes of the lab, whatever became of their parents: the cgroup is the truth about who belongs to it. */
export const labProcesses = (): number[] => {
	const pids = ours().flatMap((path) => read(join(path, "cgroup.procs")).split("\n").filter(Boolean).map(Number));
	return [...new Set(pids)];
};

/** Bytes in use by the whole lab, page cache included; 0 when it is down. */
export const memoryInUse = (): number => {
	const top =
		cgroupVersion() === 2
			? [join(MOUNT, CGROUP, "memory.current")]
			: [join(MOUNT, "memory", CGROUP, "memory.usage_in_bytes")];
	return Number(top.map(read).join("")) || 0;
};

/** Kills what is left and removes the cgroups. The kernel needs a moment between the last exit and an empty cgroup. */
export const removeCgroups = async (deadlineSeconds = 20): Promise<void> => {
	const end = Date.now() + deadlineSeconds * 1000;
	for (;;) {
		for (const pid of labProcesses()) {
			try {
				process.kill(pid, "SIGKILL");
			} catch {
				// Gone already.
			}
		}
		for (const path of ours()) {
			try {
				rmdirSync(path);
			} catch {
				// Still busy: tried again below.
			}
		}
		const left = ours();
		if (left.length === 0) return;
		if (Date.now() > end) throw new Error(`These cgroups could not be removed: ${left.join(", ")}.`);
		await sleep(100);
	}
};
