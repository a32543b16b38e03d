import type { Figures, FiguresRequest } from "../../model/figures.ts";
import { type FetchJson, QueryFailed, quote } from "./query.ts";

/** `jvm_memory_max_bytes{area="heap"}`: a name, and a label that must be so. */
const METRIC = /^([a-zA-Z_:][\w:]*)(?:\{(\w+)="([^"{}]*)"\})?$/;

/**
 * The present values of a pod's metrics, those of one name added up: a heap has several regions. Unbounded regions (-1) do not count.
 * @throws what `fetch` throws; QueryFailed when the engine refuses or answers something else
 */
export async function queryFigures(fetch: FetchJson, request: FiguresRequest): Promise<Figures> {
	const wanted = request.metrics.flatMap((metric) => {
		const [, name, label, value] = METRIC.exec(metric) ?? [];
		return name === undefined ? [] : [{ metric, name, label, value }];
	});
	if (wanted.length === 0) return {};
	const names = [...new Set(wanted.map(({ name }) => name))].join("|");
	const query = `{__name__=~${quote(names)},namespace=${quote(request.namespace)},pod=${quote(request.pod)}}`;
	const answer = await fetch(`/api/v1/query?${new URLSearchParams({ query })}`);
	const figures: Record<string, number> = {};
	for (const { labels, value } of vectorOf(answer)) {
		for (const { metric, name, label, value: must } of wanted) {
			if (labels.__name__ !== name || (label !== undefined && labels[label] !== must)) continue;
			if (value >= 0) figures[metric] = (figures[metric] ?? 0) + value;
		}
	}
	return figures;
}

function vectorOf(answer: unknown): { labels: Record<string, unknown>; value: number }[] {
	const { status, error, data } = record(answer);
	if (status !== "success") throw new QueryFailed(typeof error === "string" ? error : "no Prometheus answer");
	const { resultType, result } = record(data);
	if (resultType !== "vector" || !Array.isArray(result)) throw new QueryFailed("no vector");
	return result.flatMap((one) => {
		const { metric, value } = record(one);
		const number = Array.isArray(value) && typeof value[1] === "string" ? Number(value[1]) : Number.NaN;
		return Number.isFinite(number) ? [{ labels: record(metric), value: number }] : [];
	});
}

function record(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
