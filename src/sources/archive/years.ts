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
	const inYear = (at: Millis | null) => (at === null ? null : inLastYear(at, latest));
	return logs.map((log) => {
		if (!log.yearless) return log;
		return {
			...log,
			kills: log.kills.map((kill) => ({ ...kill, at: inYear(kill.at) })),
			spans: log.spans.map((span) => ({ ...span, from: inYear(span.from), to: inYear(span.to) })),
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
