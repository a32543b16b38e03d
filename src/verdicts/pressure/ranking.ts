/** Whom a node short of memory kills first: the kernel's order of processes and the kubelet's order of pods. */

/** A process, or a container taken as one, as the kernel's OOM killer weighs it. Bytes. */
interface Weight {
	/** Anonymous, file and shared memory that is resident. */
	resident: number;
	swap: number;
	pageTables: number;
	oomScoreAdj: number;
}

const PAGE = 4096;
/** OOM_SCORE_ADJ_MIN: never killed. */
const UNKILLABLE = -1000;

/**
 * The kernel's badness in thousandths of the memory allowed: the share in use plus oom_score_adj (mm/oom_kill.c, oom_badness). The
 * process with the highest is killed. Integer arithmetic in pages, as there.
 * @param allowed bytes of RAM and swap; under a cgroup's limit, that limit (and its swap)
 * @returns null for a process that is never killed
 */
export function badness({ resident, swap, pageTables, oomScoreAdj }: Weight, allowed: number): number | null {
	if (oomScoreAdj <= UNKILLABLE) return null;
	const total = Math.max(1, Math.floor(allowed / PAGE));
	const used = Math.floor(resident / PAGE) + Math.floor(swap / PAGE) + Math.floor(pageTables / PAGE);
	return ((used + oomScoreAdj * Math.floor(total / 1000)) * 1000) / total;
}

/**
 * Kernels before 5.9 gave all that weighed less than nothing a badness of 1 page, and so made no difference between Guaranteed containers.
 * @param release as uname -r prints it; the newest behaviour when it cannot be read
 */
export function weighsBelowNothing(release: string): boolean {
	const [, major = "9", minor = "0"] = /^(\d+)\.(\d+)/.exec(release) ?? [];
	return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 9);
}

/** A pod as the kubelet's eviction manager ranks it. Bytes. */
export interface Evictable {
	/** Null when the kubelet has no figures of it. */
	workingSet: number | null;
	/** Of all its containers, with overhead: see podRequest. */
	request: number;
	priority: number;
	/** Static, mirror or of a system-critical priority: ranked like any other, but passed over. */
	critical: boolean;
}

/**
 * Negative when `a` is evicted before `b` (pkg/kubelet/eviction/helpers.go, rankMemoryPressure): pods without figures first, then those above
 * their request, then the lower priority, then the larger excess over the request. 0: they stand level, and either may go. Critical
 * pods come last, as they are passed over.
 */
export function compareEviction(a: Evictable, b: Evictable): number {
	if (a.critical || b.critical) return Number(a.critical) - Number(b.critical);
	if ((a.workingSet === null) !== (b.workingSet === null)) return a.workingSet === null ? -1 : 1;
	return Number(exceedsRequest(b)) - Number(exceedsRequest(a)) || a.priority - b.priority || excess(b) - excess(a);
}

export function exceedsRequest({ workingSet, request }: Evictable): boolean {
	return workingSet !== null && workingSet > request;
}

function excess({ workingSet, request }: Evictable): number {
	return workingSet === null ? 0 : workingSet - request;
}

/** A pod of which only the declared figures are known. Bytes. */
export interface Declared {
	request: number;
	/** All its containers' limits together; null when one has none. */
	limit: number | null;
	priority: number;
	critical: boolean;
}

/**
 * The eviction order that requests alone allow to tell: what requests nothing is above its request with its first page, what is limited
 * to its request never is, the rest may be; then the lower priority, then the smaller request.
 */
export function compareDeclared(a: Declared, b: Declared): number {
	if (a.critical || b.critical) return Number(a.critical) - Number(b.critical);
	return mayExceed(b) - mayExceed(a) || a.priority - b.priority || a.request - b.request;
}

function mayExceed({ request, limit }: Declared): number {
	if (request === 0) return 2;
	return limit !== null && limit <= request ? 0 : 1;
}

/** Each item's place, from 1; equal ones share a place and leave the next ones free (1, 2, 2, 4). */
export function ranks<T>(items: readonly T[], compare: (a: T, b: T) => number): number[] {
	const order = items.map((_, i) => i).sort((i, j) => compareAt(items, compare, i, j));
	const places: number[] = new Array(items.length);
	let place = 1;
	for (const [position, i] of order.entries()) {
		const before = order[position - 1];
		if (before !== undefined && compareAt(items, compare, before, i) !== 0) place = position + 1;
		places[i] = place;
	}
	return places;
}

function compareAt<T>(items: readonly T[], compare: (a: T, b: T) => number, i: number, j: number): number {
	const [a, b] = [items[i], items[j]];
	return a === undefined || b === undefined ? 0 : compare(a, b);
}
