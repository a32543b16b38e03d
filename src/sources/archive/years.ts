import type { Millis } from "../../model/time.ts";
import { inLastYear } from "../kernel/printk.ts";
import type { KernelLog } from "./archive-source.ts";
import type { Facts } from "./facts.ts";

/** What lies together was gathered together: logs end no later than this after the newest object. */
const GATHERED_WITHIN = 31 * 86_400_000;

/** Logs without a year were read as of now. Beside objects of an earlier year, they are of that one. */
export function inYearOf(facts: Facts, logs: readonly KernelLog[]): KernelLog[] {
	const newest = facts.takenAt ?? newestIn(facts);
	if (newest === null) return [...logs];
	const latest = newest + GATHERED_WITHIN;
	return logs.map((log) => {
		const { kills, reach } = log;
		if (reach?.yearless !== true || reach.to <= latest) return log;
		return {
			...log,
			kills: kills.map((kill) => (kill.at === null ? kill : { ...kill, at: inLastYear(kill.at, latest) })),
			reach: { from: inLastYear(reach.from, latest), to: inLastYear(reach.to, latest) },
		};
	});
}

function newestIn({ pods, events }: Facts): Millis | null {
	let newest: Millis | null = null;
	const see = (at: Millis | null) => {
		if (at !== null && (newest === null || at > newest)) newest = at;
	};
	for (const { fact } of events) see(fact.lastAt ?? fact.firstAt);
	for (const { fact } of pods) {
		see(fact.createdAt);
		for (const { state, lastTermination } of fact.containers) {
			if (state.kind === "running") see(state.startedAt);
			if (state.kind === "terminated") see(state.termination.finishedAt);
			see(lastTermination?.finishedAt ?? null);
		}
	}
	return newest;
}
