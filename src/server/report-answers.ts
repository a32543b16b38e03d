import type { History } from "../history/history.ts";
import type { Report } from "../model/report.ts";
import type { Workload } from "../model/workload.ts";
import type { Scope, Source } from "../sources/source.ts";
import { findingList, nodeDetail, nodeList, overview, workloadDetail } from "./state/answer.ts";
import { nodeTrackOf } from "./state/node-series.ts";
import { recordedState } from "./state/recorded.ts";
import { withHistory } from "./state/tracks.ts";
import { everything } from "./state/viewer.ts";

/** A file for a mail holds the workloads that matter, not all of a large cluster. */
const MOST_WORKLOADS = 500;
const MOST_NODES = 100;
/** Workloads whose memory is drawn, and replicas of each. */
const MOST_CHARTS = 40;
const MOST_TRACKS = 3;
const DAY_SECONDS = 86_400;

/**
 * What the page would be answered, by the paths of the API: for a report that is one file.
 * @param named whether the history was named, not found: then it speaks for nodes too
 */
export async function reportAnswers(
	source: Source,
	report: Report,
	scope: Scope,
	history: History | null,
	named: boolean,
): Promise<Record<string, unknown>> {
	// Weeks of everything are there in a file; an engine is not asked for them on the way to something else.
	const beside = named || source.holdsSeries === true ? history : null;
	const histories = { history: beside, nodeHistory: named ? history : null };
	const state = await recordedState(source, report.at, { report, scope }, histories);
	// The report has looked for them already, where there was a history to look in.
	if (history !== null) {
		state.found = { ...state.found, leaks: report.findings.filter(({ rule }) => rule.startsWith("leak/")) };
		state.publish(["findings"]);
	}
	const viewer = everything("report");
	const to = Math.floor(report.at / 1000);
	const answers: Record<string, unknown> = {
		overview: overview(state, viewer),
		fleet: state.rows.columns(state.version, () => true, null),
		findings: findingList(state, viewer, () => true),
		deaths: { version: state.version, findings: state.log.all(), gaps: [...state.gaps] },
		advisories: findingList(state, viewer, ({ rule }) => rule.startsWith("advisory/")),
		nodes: nodeList(state, viewer),
	};
	for (const { name } of (state.outlooks?.briefs ?? []).slice(0, MOST_NODES)) {
		const path = `nodes/${encodeURIComponent(name)}`;
		answers[path] = nodeDetail(state, viewer, name);
		const asked = { name, from: to - DAY_SECONDS, to };
		answers[`${path}/tracks`] = await nodeTrackOf(state, asked, { history: null, cluster: null });
	}
	const worst = [...state.rows.rows].sort(
		(a, b) => Number(b.severity !== null) - Number(a.severity !== null) || (b.shares[0] ?? 0) - (a.shares[0] ?? 0),
	);
	const shown = new Map<string, Workload>();
	for (const { namespace, kind, name } of worst) shown.set(`${namespace}/${kind}/${name}`, { namespace, kind, name });
	for (const [i, { namespace, kind, name }] of [...shown.values()].slice(0, MOST_WORKLOADS).entries()) {
		const path = `workloads/${[namespace, kind, name].map(encodeURIComponent).join("/")}`;
		answers[path] = workloadDetail(state, viewer, { namespace, kind, name });
		const asked = { namespace, kind, name, container: null, from: to - DAY_SECONDS, to };
		const tracks = await withHistory(async () => (i < MOST_CHARTS ? history : null), state, asked, false);
		answers[`${path}/tracks`] = { ...tracks, tracks: tracks.tracks.slice(0, MOST_TRACKS) };
	}
	return answers;
}
