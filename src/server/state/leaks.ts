import type { History } from "../../history/history.ts";
import { surveyLeaksOf } from "../../survey/leaks-history.ts";
import { Workloads } from "../../survey/workloads.ts";
import type { State } from "./state.ts";

/** A week holds each day of it once, and shows leaks that take days. */
const SPAN_MS = 7 * 86_400_000;

/** Who leaks, by a history; nobody has looked where there is none. */
export async function lookForLeaks(state: State, history: History | null, signal?: AbortSignal): Promise<void> {
	if (history === null) return;
	const workloads = new Workloads();
	for (const pod of state.facts.pods.values()) workloads.take(pod);
	const at = state.now();
	const report = await surveyLeaksOf(history, {
		namespaces: null,
		workloads,
		daemons: true,
		at,
		from: at - SPAN_MS,
		signal,
	});
	state.found = { ...state.found, leaks: report.findings };
}
