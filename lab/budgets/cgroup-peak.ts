import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CGROUP, cgroupVersion } from "../machine/cgroup.ts";

/** Bytes. */
export type Peak = {
	/**
	 * The most that was held at one look: anonymous memory, shared memory and tmpfs, and what the kernel keeps for it (page tables, stacks, slab). Page
	 * cache is left out, since the kernel gives it up before it kills.
	 */
	held: number;
	/** The kernel's own high-water mark of everything charged, page cache included. */
	charged: number;
};

const EVERY_MILLISECONDS = 25;

const read = (path: string): string => {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
};

const root = (): string => (cgroupVersion() === 2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory");

/** The folder of a container's cgroup, wherever its QoS class put it. */
const folderOf = (containerId: string): string | undefined => {
	const id = containerId.replace(/^.*:\/\//, "");
	const search = (folder: string, depth: number): string | undefined => {
		if (existsSync(join(folder, id))) return join(folder, id);
		if (depth === 0) return undefined;
		for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
			const found = entry.isDirectory() ? search(join(folder, entry.name), depth - 1) : undefined;
			if (found !== undefined) return found;
		}
		return undefined;
	};
	return search(join(root(), CGROUP, "kubepods"), 2);
};

const field = (stat: string, name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(stat)?.[1] ?? 0);

const heldIn = (folder: string): number => {
	const stat = read(join(folder, "memory.stat"));
	if (cgroupVersion() === 2) {
		const kernel = ["kernel_stack", "pagetables", "percpu", "sock", "slab"].map((name) => field(stat, name));
		return field(stat, "anon") + field(stat, "shmem") + kernel.reduce((a, b) => a + b, 0);
	}
	const kernel = Number(read(join(folder, "memory.kmem.usage_in_bytes"))) || 0;
	return field(stat, "total_rss") + field(stat, "total_shmem") + kernel;
};

/** Looks at a container's cgroup until it is told to stop or the cgroup is gone. */
export const watchPeak = (containerId: string): { peak: () => Peak; stop: () => void } => {
	const folder = folderOf(containerId);
	const peak: Peak = { held: 0, charged: 0 };
	const look = (): void => {
		if (folder === undefined) return;
		peak.held = Math.max(peak.held, heldIn(folder));
		const mark = cgroupVersion() === 2 ? "memory.peak" : "memory.max_usage_in_bytes";
		peak.charged = Math.max(peak.charged, Number(read(join(folder, mark))) || 0);
	};
	look();
	const timer = setInterval(look, EVERY_MILLISECONDS);
	return { peak: () => ({ ...peak }), stop: () => clearInterval(timer) };
};
