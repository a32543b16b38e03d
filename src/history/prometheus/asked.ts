import type { Selection } from "../../sources/prometheus/raw-series.ts";
import type { Figure, HistoryRequest } from "../history.ts";
import type { Chosen } from "./chosen.ts";
import type { PodEntry } from "./directory.ts";
import type { EngineFloors } from "./floors.ts";
import { FIGURE_METRICS, KUBE_LIMIT, ofPods, SPEC_LIMIT, START_TIME, STATE_DIALECTS, WORKING_SET } from "./metrics.ts";
import type { Column } from "./tracks.ts";

/** What is to be read of a pod beside its memory: nothing, its start times, or its limits as well. */
export const LEFT = { nothing: 0, starts: 1, all: 2 } as const;
export type LeftToRead = (typeof LEFT)[keyof typeof LEFT];

export function leftToRead({ namespace, pod }: PodEntry, known: EngineFloors["known"]): LeftToRead {
	const containers = known.get(`${namespace}/${pod}`);
	if (containers === undefined) return LEFT.all;
	return containers.values().some(({ start }) => start === null) ? LEFT.starts : LEFT.nothing;
}

/** The selections for some pods, and what each is about. */
export function askedFor(
	{ metrics }: Chosen,
	pods: readonly PodEntry[],
	{ dialect }: PodEntry,
	{ figures }: HistoryRequest,
	left: LeftToRead,
): { selections: Selection[]; columns: Column[] } {
	const asked: [Column, Selection][] = [];
	const namespaces = new Set(pods.map(({ namespace }) => namespace));
	const names = new Set(pods.map(({ pod }) => pod));
	const add = (column: Column, metric: string, called = dialect): void => {
		if (metrics.has(metric)) asked.push([column, ofPods(metric, called, namespaces, names)]);
	};
	add("memory", WORKING_SET);
	if (left >= LEFT.starts) add("start", START_TIME);
	if (left === LEFT.all) {
		if (metrics.has(KUBE_LIMIT)) for (const called of STATE_DIALECTS) add("limit", KUBE_LIMIT, called);
		else add("limit", SPEC_LIMIT);
	}
	for (const figure of Object.keys(FIGURE_METRICS) as Figure[]) {
		if (figures === undefined || figures.has(figure)) add(figure, FIGURE_METRICS[figure]);
	}
	return { selections: asked.map(([, selection]) => selection), columns: asked.map(([column]) => column) };
}
