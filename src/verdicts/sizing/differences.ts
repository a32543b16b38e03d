import type { SizingNote } from "../../model/recommendation.ts";
import type { ContainerFacts } from "./facts.ts";

/** A replica this far above the middle one is not like the others. */
const FAR = 1.5;
/** Splitting a DaemonSet is work: it pays from this share of what all its pods are given. */
const WORTH = 0.25;
const MEBI = 1 << 20;

/** Where one limit for all replicas is a bad fit: one that stands out, and node groups that need less. */
export function differences(
	{ replicaPeaks, groupPeaks, workload }: Pick<ContainerFacts, "replicaPeaks" | "groupPeaks" | "workload">,
	limit: number,
): SizingNote[] {
	const notes: SizingNote[] = [];
	const sorted = replicaPeaks.toSorted((a, b) => a.bytes - b.bytes);
	const [highest, typical] = [sorted.at(-1), sorted[(sorted.length - 1) >> 1]];
	if (sorted.length >= 3 && highest !== undefined && typical !== undefined && highest.bytes > FAR * typical.bytes) {
		notes.push({ kind: "replicas-differ", object: highest.pod, bytes: highest.bytes, typical: typical.bytes });
	}
	const split = workload.kind === "DaemonSet" ? groups(groupPeaks, limit) : null;
	return split === null ? notes : [...notes, split];
}

/** Each group's limit in the proportion of its peak to the highest. */
function groups(peaks: ContainerFacts["groupPeaks"], limit: number): SizingNote | null {
	const top = peaks.reduce((most, { bytes }) => Math.max(most, bytes), 0);
	const nodes = peaks.reduce((sum, group) => sum + group.nodes, 0);
	if (peaks.length < 2 || top === 0) return null;
	const split = peaks.map(({ group, nodes, bytes }) => ({
		group,
		nodes,
		limit: Math.ceil((limit * bytes) / top / MEBI) * MEBI,
	}));
	const saved = split.reduce((sum, one) => sum + one.nodes * (limit - one.limit), 0);
	return saved < WORTH * nodes * limit ? null : { kind: "node-groups", groups: split, saved };
}
