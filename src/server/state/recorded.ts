import type { Report } from "../../model/report.ts";
import type { Millis } from "../../model/time.ts";
import type { Scope, Source } from "../../sources/source.ts";
import { isWhole } from "../../survey/deaths.ts";
import { surveyNodes } from "../../survey/nodes.ts";
import { surveyAll } from "../../survey/scan.ts";
import { State } from "./state.ts";

const EVERYTHING: Scope = { namespace: null, labelSelector: "", fieldSelector: "" };

/**
 * What a source says at one moment, judged once: a capture, or a look at a cluster for a report.
 * @param known where it has been judged already, and of what
 */
export async function recordedState(
	source: Source,
	at: Millis,
	known: { report: Report; scope: Scope } | null = null,
): Promise<State> {
	const state = new State(source.name, () => at);
	const scope = known?.scope ?? EVERYTHING;
	for await (const pod of source.pods(scope)) state.facts.takePod(pod);
	for await (const node of source.nodes()) state.facts.nodes.set(node.name, node);
	for await (const stats of source.nodeStats?.([...state.facts.nodes.keys()]) ?? []) state.facts.takeStats(stats);
	const report = known?.report ?? (await surveyAll(source, { scope, at }));
	state.takeAll(report.findings);
	if (isWhole(scope)) {
		const nodes = await surveyNodes(source, { name: null, at });
		state.found = { ...state.found, pressure: nodes.findings };
		state.outlooks = nodes.nodes ?? null;
	}
	state.budgets = report.budgets ?? [];
	state.looked = report.looked;
	state.gaps = [...source.gaps];
	state.source = { ...state.source, state: "recorded", since: at };
	state.publish(["fleet", "findings", "nodes", "source"]);
	return state;
}
