import type { Finding } from "../../model/finding.ts";
import type { Forecast, Mark, WorkloadTracks } from "../api/answers.ts";
import type { WorkloadRequest } from "../http/routes.ts";
import { momentOf, workloadOfFinding } from "./deaths.ts";
import type { State } from "./state.ts";

/** Where no history is at hand: what is marked on the chart is known all the same. */
export async function noTracks(state: State, request: WorkloadRequest): Promise<WorkloadTracks> {
	const { from, to } = request;
	return { source: null, from, to, tracks: [], marks: deathMarks(state, request), forecast: null, gaps: [] };
}

/** The deaths of a workload as marks, oldest first. */
export function deathMarks(state: State, { from, to, container, ...workload }: WorkloadRequest): Mark[] {
	const marks = state.log.all().flatMap((finding): Mark[] => {
		const at = momentOf(finding);
		const of = workloadOfFinding(finding);
		if (at === null || of === null || of.namespace !== workload.namespace) return [];
		if (of.kind !== workload.kind || of.name !== workload.name) return [];
		const t = at / 1000;
		const { container: name = "", name: pod = "" } = finding.subject;
		if (t < from || t > to || (container !== null && name !== "" && name !== container)) return [];
		const what = finding.rule === "death/evicted" || finding.rule === "death/preempted" ? "eviction" : "death";
		return [{ t, what, pod, container: name, rule: finding.rule }];
	});
	return marks.sort((a, b) => a.t - b.t);
}

/** What a leak's finding foretells; null where it names no limit. */
export function forecastOf(finding: Finding | undefined): Forecast | null {
	if (finding === undefined) return null;
	if (finding.rule !== "leak/steady" && finding.rule !== "leak/restart-masked") return null;
	const { limit, limitAt, limitFrom, limitTo, lastAt, bytesPerHour } = finding.params;
	if (limit === null || limitAt === null || limitFrom === null) return null;
	const perSecond = bytesPerHour / 3600;
	const t = lastAt / 1000;
	return {
		from: { t, bytes: limit - perSecond * (limitAt / 1000 - t) },
		bytesPerSecond: perSecond,
		limit,
		reached: { early: limitFrom / 1000, likely: limitAt / 1000, late: limitTo === null ? null : limitTo / 1000 },
	};
}
