import type { History } from "../../history/history.ts";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import type { Series } from "../../model/series.ts";
import { failedOf } from "../../sources/kubernetes/gaps.ts";
import type { Source } from "../../sources/source.ts";
import type { NodeTrack } from "../api/answers.ts";
import type { State } from "./state.ts";
import { nodeTrack } from "./tracks.ts";

/** Where a node's memory over time may be: a history of one's own, else what the cluster's engine keeps, else what came with a capture. */
interface NodePlaces {
	history: (() => Promise<History | null>) | null;
	cluster: Source | null;
}

export interface NodeRequest {
	name: string;
	/** Unix seconds. */
	from: number;
	to: number;
}

/** The memory of one node over time; a history that cannot be read is a gap. */
export async function nodeTrackOf(
	state: State,
	{ name, from, to }: NodeRequest,
	places: NodePlaces,
): Promise<NodeTrack> {
	try {
		const found = await seriesOf(state, { name, from, to }, places);
		return nodeTrack(found?.source ?? null, found?.series ?? null, from, to);
	} catch (error) {
		if (!(error instanceof Failure) || error.code === "internal") throw error;
		const [what, detail] = [said("memory series"), failedOf(error)];
		const gap = { source: "prometheus" as const, what, reason: "failed" as const, detail };
		return { ...nodeTrack(null, null, from, to), gaps: [gap] };
	}
}

async function seriesOf(
	state: State,
	{ name, from, to }: NodeRequest,
	{ history, cluster }: NodePlaces,
): Promise<{ source: string; series: Series } | null> {
	const opened = (await history?.()) ?? null;
	if (opened !== null) {
		try {
			const request = { from, to, namespaces: null, wanted: null, cgroup: { name: "/", node: name } };
			for await (const { node, cgroup, series } of opened.cgroups(request)) {
				if (node === name && cgroup === "/") return { source: opened.name, series };
			}
		} finally {
			await opened.close();
		}
	}
	for await (const series of cluster?.nodeSeries?.([name], from * 1000, to * 1000) ?? []) {
		return { source: state.source.name, series };
	}
	const kept = state.nodeSeries.get(name);
	return kept === undefined ? null : { source: state.nodeSeriesFrom ?? state.source.name, series: kept };
}
