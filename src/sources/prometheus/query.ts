/** Raw samples from a Prometheus-compatible engine, by instant queries with a range selector: those come with their own timestamps. */
import type { MemorySample } from "../../model/sample.ts";
import type { Millis } from "../../model/time.ts";
import type { SampleRequest } from "../source.ts";

/** Fetches the JSON at a path below the engine's root; the path holds its query. */
export type FetchJson = (path: string) => Promise<unknown>;

/** The kubelet's cAdvisor metrics, by the fields they fill. */
const METRICS = { container_memory_working_set_bytes: "workingSet", container_memory_rss: "rss" } as const;
type Metric = keyof typeof METRICS;

const WINDOW_SECONDS = 300;

/** Requests that one query can answer: the containers of one pod, before one moment. */
export function batchRequests(requests: readonly SampleRequest[]): SampleRequest[][] {
	const batches = Map.groupBy(requests, ({ namespace, pod, before }) => JSON.stringify([namespace, pod, before]));
	return [...batches.values()];
}

/**
 * The newest sample before each request's moment and at most five minutes older, for requests of one batch. Those without one are left out.
 * @throws what `fetch` throws; QueryFailed when the engine refuses or answers something else
 */
export async function queryLastSamples(fetch: FetchJson, batch: readonly SampleRequest[]): Promise<MemorySample[]> {
	const [first] = batch;
	if (first === undefined) return [];
	const containers = new Set(batch.map(({ container }) => container));
	const query = `${selector(first, [...containers])}[${WINDOW_SECONDS}s]`;
	const parameters = new URLSearchParams({ query, time: (first.before / 1000).toFixed(3) });
	const answer = await fetch(`/api/v1/query?${parameters}`);
	const newest = new Map<string, MemorySample>();
	for (const { metric, values } of matrixOf(answer)) {
		const { __name__: name, container } = metric;
		if (!isMetric(name) || typeof container !== "string" || !containers.has(container)) continue;
		const point = lastBefore(values, first.before);
		if (point !== null) merge(newest, { ...first, container }, METRICS[name], point);
	}
	return [...newest.values()];
}

/** A failed instance's series and its successor's, or two scrapers': the newest wins; figures of the same moment belong together. */
function merge(
	newest: Map<string, MemorySample>,
	{ namespace, pod, container }: SampleRequest,
	field: "workingSet" | "rss",
	point: Point,
): void {
	const known = newest.get(container);
	// Both metrics come from one scrape and carry the kubelet's own times, which may part by some seconds.
	if (known !== undefined && Math.abs(known.at - point.at) <= SAME_SCRAPE_MS) {
		if (known[field] === null || point.at > known.at) known[field] = point.value;
		if (field === "workingSet") known.at = point.at;
		return;
	}
	if (known !== undefined && known.at > point.at) return;
	const sample: MemorySample = {
		namespace,
		pod,
		container,
		at: point.at,
		workingSet: null,
		rss: null,
		source: "prometheus",
	};
	sample[field] = point.value;
	newest.set(container, sample);
}

const SAME_SCRAPE_MS = 5000;

function isMetric(name: unknown): name is Metric {
	return typeof name === "string" && Object.hasOwn(METRICS, name);
}

/** `{__name__=~"…",namespace="…",pod="…",container=~"…"}`, every value escaped. */
function selector({ namespace, pod }: SampleRequest, containers: readonly string[]): string {
	const names = Object.keys(METRICS).join("|");
	const anyOf = containers.map(escapeRegex).join("|");
	return `{__name__=~${quote(names)},namespace=${quote(namespace)},pod=${quote(pod)},container=~${quote(anyOf)}}`;
}

/** A PromQL string literal: Go's escapes. */
export function quote(value: string): string {
	return `"${value.replace(/[\\"]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
}

/** As RE2's QuoteMeta. */
function escapeRegex(value: string): string {
	return value.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** The engine answered, but not with samples. */
export class QueryFailed extends Error {}

interface Point {
	at: Millis;
	value: number;
}

/** The series of a range answer. @throws QueryFailed */
export function matrixOf(answer: unknown): { metric: Record<string, unknown>; values: unknown[] }[] {
	const { status, error, data } = record(answer);
	if (status !== "success") throw new QueryFailed(typeof error === "string" ? error : "no Prometheus answer");
	const { resultType, result } = record(data);
	if (resultType !== "matrix" || !Array.isArray(result)) throw new QueryFailed("no matrix");
	return result.map((series) => {
		const { metric, values } = record(series);
		return { metric: record(metric), values: Array.isArray(values) ? values : [] };
	});
}

function lastBefore(values: readonly unknown[], before: Millis): Point | null {
	let last: Point | null = null;
	for (const pair of values) {
		if (!Array.isArray(pair) || typeof pair[0] !== "number" || typeof pair[1] !== "string") continue;
		const [at, value] = [Math.round(pair[0] * 1000), Number(pair[1])];
		const usable = Number.isFinite(value) && value >= 0 && at <= before && at >= before - WINDOW_SECONDS * 1000;
		if (usable && (last === null || at > last.at)) last = { at, value };
	}
	return last;
}

function record(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
