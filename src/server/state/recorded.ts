import type { History } from "../../history/history.ts";
import type { Report } from "../../model/report.ts";
import type { Millis } from "../../model/time.ts";
import type { Scope, Source } from "../../sources/source.ts";
import { isWhole } from "../../survey/deaths.ts";
import { surveyNodes, TREND_MS, wholeNodes } from "../../survey/nodes.ts";
import { surveyAll } from "../../survey/scan.ts";
import { isAway } from "../../verdicts/pressure/away/index.ts";
import { HeldOutlooks } from "./outlooks.ts";
import { sizeAll } from "./sizes.ts";
import { State } from "./state.ts";

const EVERYTHING: Scope = { namespace: null, labelSelector: "", fieldSelector: "" };

/** Series that stand beside a source. */
export interface Histories {
	/** Of containers: sizes rest on one look where there are none. */
	history?: History | null;
	/** Of nodes, in place of those the source knows itself. */
	nodeHistory?: History | null;
}

/**
 * What a source says at one moment, judged once: a capture, or a look at a cluster for a report.
 * @param known where it has been judged already, and of what
 */
export async function recordedState(
	source: Source,
	at: Millis,
	known: { report: Report; scope: Scope } | null = null,
	{ history = null, nodeHistory = null, until }: Histories & { until?: Millis | undefined } = {},
): Promise<State> {
	const state = new State(source.name, () => at);
	const scope = known?.scope ?? EVERYTHING;
	for await (const pod of source.pods(scope)) state.facts.pods.take(pod);
	for await (const node of source.nodes()) state.facts.nodes.set(node.name, node);
	for await (const stats of source.nodeStats?.([...state.facts.nodes.keys()]) ?? []) state.facts.takeStats(stats);
	const report = known?.report ?? (await surveyAll(source, { scope, at, until }));
	state.takeAll(report.findings);
	if (isWhole(scope)) {
		const nodes = await surveyNodes(source, { name: null, at, history: nodeHistory });
		state.found = { ...state.found, pressure: [...report.findings.filter(isAway), ...nodes.findings] };
		state.outlooks = nodes.nodes === undefined ? null : new HeldOutlooks(nodes.nodes);
		const names = [...state.facts.nodes.keys()];
		const kept = nodeHistory === null ? source.nodeSeries?.(names, at - TREND_MS, at) : wholeNodes(nodeHistory, at);
		for await (const one of kept ?? []) state.nodeSeries.set(one.name, one);
		state.nodeSeriesFrom = nodeHistory?.name ?? null;
	}
	await sizeAll(state, { source, history });
	state.budgets = report.budgets ?? [];
	state.looked = report.looked;
	state.gaps = [...source.gaps];
	state.source = { ...state.source, state: "recorded", since: at };
	// Whoever has a history for it looks for them at once: nothing comes later.
	state.areLeaksKnown = true;
	state.publish(["fleet", "findings", "nodes", "source"]);
	return state;
}
