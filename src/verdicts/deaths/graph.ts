import { kernelBytes, type OomKill } from "../../model/kernel.ts";
import type { Graph, GraphReason } from "../../model/rules.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Millis } from "../../model/time.ts";
import { residentBytes } from "./oom.ts";
import { SECOND } from "./when.ts";

/** From this share of the limit on a person reading the graph sees that it was reached. */
const SEEN = 0.95;
/** Something that makes up this share of what the graph lacks explains it. */
const EXPLAINS = 0.5;
/** Processes of one cgroup killed within this time were killed as a group. */
const GROUP_MILLIS = 5 * SECOND;

/** What the graph is held against: the limit that fired, and what was seen of it. */
export interface GraphFacts {
	sample: MemorySample | null;
	at: Millis | null;
	/** Bytes; null where no limit is known to have fired. */
	limit: number | null;
	kills: readonly OomKill[];
}

/**
 * Why a graph of the working set did not show this kill: `first` are reasons known from the kind of death, the rest follows from the numbers.
 * The working set is usage without inactive page cache, the limit counts all of it (kubernetes pkg/kubelet/stats; mm/memcontrol.c).
 */
export function graphOf({ sample, at, limit, kills }: GraphFacts, first: readonly GraphReason[] = []): Graph {
	const workingSet = sample?.workingSet ?? null;
	const usable = sample !== null && (at === null || sample.at <= at);
	const age = usable && at !== null ? (at - sample.at) / SECOND : null;
	const share = workingSet === null || limit === null || limit === 0 || !usable ? null : workingSet / limit;
	const counted = kills.at(-1)?.stats ?? null;
	const reasons: GraphReason[] = [...first];
	if (share !== null && share >= SEEN) reasons.unshift("reached");
	else if (share !== null && limit !== null && workingSet !== null) {
		const lacking = limit - workingSet;
		const leftOut = counted?.inactiveFile ?? 0;
		if (leftOut >= EXPLAINS * lacking) reasons.push("page-cache-left-out");
		else if (!reasons.includes("node-level") && !reasons.includes("sticky")) reasons.push("spike-between-scrapes");
	}
	if (limit !== null && (counted?.shmem ?? 0) >= EXPLAINS * limit) reasons.push("shared-memory-left-out");
	if (limit !== null && counted !== null && kernelBytes(counted) >= EXPLAINS * limit)
		reasons.push("kernel-memory-left-out");
	if (areGroup(kills)) reasons.push("group-kill");
	const grew = usable && at !== null ? (latestEnd(at, kills) - sample.at) / SECOND : 0;
	const grows = share !== null && share < 1 && grew > 0 && limit !== null && workingSet !== null;
	return {
		reasons,
		workingSet: usable ? workingSet : null,
		age,
		share,
		limit,
		growth: grows ? (limit - workingSet) / grew : null,
		counted,
	};
}

/** A status bears whole seconds: the end came within the one it names, and the kernel's line says when. What is told as a least speed goes by the latest. */
function latestEnd(at: Millis, kills: readonly OomKill[]): Millis {
	const killed = kills.at(-1)?.at ?? null;
	if (killed !== null && Math.abs(killed - at) < SECOND) return killed;
	return at % SECOND === 0 ? at + SECOND : at;
}

/** memory.oom.group: the kernel ends every process of the cgroup at once, also those that used little. */
function areGroup(kills: readonly OomKill[]): boolean {
	const [first, second] = kills.toSorted((a, b) => (residentBytes(b) ?? 0) - (residentBytes(a) ?? 0));
	if (first === undefined || second === undefined || first.pid === second.pid) return false;
	if (first.at !== null && second.at !== null) return Math.abs(first.at - second.at) <= GROUP_MILLIS;
	if (first.secondsSinceBoot === null || second.secondsSinceBoot === null) return false;
	return Math.abs(first.secondsSinceBoot - second.secondsSinceBoot) * SECOND <= GROUP_MILLIS;
}
