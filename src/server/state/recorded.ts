import type { Millis } from "../../model/time.ts";
import type { Source } from "../../sources/source.ts";
import { surveyNodes } from "../../survey/nodes.ts";
import { surveyAll } from "../../survey/scan.ts";
import { State } from "./state.ts";

const EVERYTHING = { namespace: null, labelSelector: "", fieldSelector: "" };

/** What a source says at one moment, judged once: a capture, or a look at a cluster for a report. */
export async function recordedState(source: Source, at: Millis): Promise<State> {
	const state = new State(source.name, () => at);
	for await (const pod of source.pods(EVERYTHING)) state.facts.takePod(pod);
	for await (const node of source.nodes()) state.facts.nodes.set(node.name, node);
	for await (const stats of source.nodeStats?.([...state.facts.nodes.keys()]) ?? []) state.facts.takeStats(stats);
	const report = await surveyAll(source, { scope: EVERYTHING, at });
	const nodes = await surveyNodes(source, { name: null, at });
	state.takeAll(report.findings);
	state.found = { ...state.found, pressure: nodes.findings };
	state.outlooks = nodes.nodes ?? null;
	state.budgets = report.budgets ?? [];
	state.looked = report.looked;
	state.gaps = nodes.gaps;
	state.source = { ...state.source, state: "recorded", since: at };
	state.publish(["fleet", "findings", "nodes", "source"]);
	return state;
}
