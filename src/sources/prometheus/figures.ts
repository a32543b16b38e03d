import type { Figures, FiguresRequest } from "../../model/figures.ts";
import { said } from "../../model/said.ts";
import { type FetchJson, QueryFailed, quote } from "./query.ts";

/** `jvm_memory_max_bytes{area="heap"}`: a name, and a label that must be so. */
const METRIC = /^([a-zA-Z_:][\w:]*)(?:\{(\w+)="([^"{}]*)"\})?$/;

/** What a scrape and its Prometheus add to a series: Prometheus' own, the operator's, and the usual external labels of a pair. */
const SCRAPER_LABELS = ["job", "instance", "endpoint", "service", "prometheus", "prometheus_replica", "replica"];

/**
 * The present values of a pod's metrics, those of one name added up: a heap has several regions. Unbounded regions (-1) do not count. What several
 * scrapers say (two jobs, a pair of replicas) is said once: the largest counts.
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
	const sums = new Map<string, Map<string, number>>();
	for (const { labels, value } of vectorOf(answer)) {
		const scraper = JSON.stringify(SCRAPER_LABELS.map((label) => labels[label]));
		for (const { metric, name, label, value: must } of wanted) {
			if (labels.__name__ !== name || (label !== undefined && labels[label] !== must) || value < 0) continue;
			const said = sums.get(metric) ?? new Map<string, number>();
			sums.set(metric, said.set(scraper, (said.get(scraper) ?? 0) + value));
		}
	}
	return Object.fromEntries([...sums].map(([metric, said]) => [metric, Math.max(...said.values())]));
}

function vectorOf(answer: unknown): { labels: Record<string, unknown>; value: number }[] {
	const { status, error, data } = record(answer);
	if (status !== "success") throw new QueryFailed(typeof error === "string" ? error : said("no Prometheus answer"));
	const { resultType, result } = record(data);
	if (resultType !== "vector" || !Array.isArray(result)) throw new QueryFailed(said("no vector"));
	return result.flatMap((one) => {
		const { metric, value } = record(one);
		const number = Array.isArray(value) && typeof value[1] === "string" ? Number(value[1]) : Number.NaN;
		return Number.isFinite(number) ? [{ labels: record(metric), value: number }] : [];
	});
}

function record(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
