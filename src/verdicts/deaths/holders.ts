import { kernelEvidence } from "../../model/evidence.ts";
import type { Evidence } from "../../model/finding.ts";
import type { KernelTask, OomKill } from "../../model/kernel.ts";
import type { HolderParams } from "../../model/rules.ts";

/** Processes that are named: who held the memory is one of the first, or nobody in particular. */
const MOST_NAMED = 3;

/** Who held the node's memory at the last of these node-wide kills, by the kernel's table of all processes. */
export function holdersOf(kills: readonly OomKill[]): { params: HolderParams; evidence: Evidence[] } {
	const told = kills.findLast(({ tasks }) => tasks !== null);
	const holders = told?.tasks?.slice(0, MOST_NAMED) ?? null;
	const evidence = told === undefined || holders === null ? [] : holders.map((task) => rowOf(told, task));
	return { params: { holders, reported: kills.length > 0 }, evidence };
}

/** A row of the table, in kB as the report's other lines. */
function rowOf(kill: OomKill, { pid, process, rss, oomScoreAdj, pod }: KernelTask): Evidence {
	const { source, at } = kernelEvidence(kill);
	const whose = pod === null ? "" : ` ${pod}`;
	const value = `${pid} (${process}) rss:${Math.round(rss / 1024)}kB oom_score_adj:${oomScoreAdj}${whose}`;
	return { source, at, what: "kernel-task", value };
}
