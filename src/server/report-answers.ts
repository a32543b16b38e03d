import type { Report } from "../model/report.ts";
import type { Scope, Source } from "../sources/source.ts";
import { findingList, nodeDetail, nodeList, overview, workloadDetail } from "./state/answer.ts";
import { nodeTrackOf } from "./state/node-series.ts";
import { recordedState } from "./state/recorded.ts";
import { workloadTracks } from "./state/tracks.ts";
import { everything } from "./state/viewer.ts";

/** A file for a mail holds the workloads that matter, not all of a large cluster. */
const MOST_WORKLOADS = 500;
const MOST_NODES = 100;
const DAY_SECONDS = 86_400;

/** What the page would be answered, by the paths of the API: for a report that is one file. */
export async function reportAnswers(source: Source, report: Report, scope: Scope): Promise<Record<string, unknown>> {
	const state = await recordedState(source, report.at, { report, scope });
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
	for (const { name } of (state.outlooks ?? []).slice(0, MOST_NODES)) {
		const path = `nodes/${encodeURIComponent(name)}`;
		answers[path] = nodeDetail(state, viewer, name);
		const asked = { name, from: to - DAY_SECONDS, to };
		answers[`${path}/tracks`] = await nodeTrackOf(state, asked, { history: null, cluster: null });
	}
	const worst = [...state.rows.rows].sort(
		(a, b) => Number(b.severity !== null) - Number(a.severity !== null) || (b.shares[0] ?? 0) - (a.shares[0] ?? 0),
	);
	for (const { namespace, kind, name } of worst.slice(0, MOST_WORKLOADS)) {
		const path = `workloads/${[namespace, kind, name].map(encodeURIComponent).join("/")}`;
		answers[path] = workloadDetail(state, viewer, { namespace, kind, name });
		const asked = { namespace, kind, name, container: null, from: to - DAY_SECONDS, to };
		answers[`${path}/tracks`] = await workloadTracks(state, asked, null);
	}
	return answers;
}
