/** Raw samples from a Prometheus-compatible engine, by instant queries with a range selector: those come with their own timestamps. */

import { said } from "../../model/said.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Millis } from "../../model/time.ts";
import type { SampleRequest } from "../source.ts";

/** Fetches the JSON at a path below the engine's root; the path holds its query. */
export type FetchJson = (path: string) => Promise<unknown>;

/** The kubelet's cAdvisor metrics, by the fields they fill. */
const METRICS = { container_memory_working_set_bytes: "workingSet", container_memory_rss: "rss" } as const;
type Metric = keyof typeof METRICS;

/**
 * Seconds lost, counted: by the kernel's pressure figures (cAdvisor, kubelets with KubeletPSI) and by the JVM's collectors, as its two usual
 * exporters name them.
 */
const LOST = {
	container_pressure_memory_stalled_seconds_total: "stalled",
	jvm_gc_collection_seconds_sum: "collecting",
	jvm_gc_pause_seconds_sum: "collecting",
} as const;
type Lost = keyof typeof LOST;
/** A probe gives up within a minute or two: what was lost before tells of another time. */
const LOST_WINDOW_MS = 120_000;
const LEAST_LOST_WINDOW_MS = 10_000;

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
	const lost = new Map<string, { stalled?: number; collecting?: number }>();
	for (const { metric, values } of matrixOf(answer)) {
		const { __name__: name, container } = metric;
		if (typeof container !== "string" || !containers.has(container)) continue;
		if (isLost(name)) {
			const share = lostShare(values, first.before);
			const known = lost.get(container) ?? {};
			// A JVM has a series for each collector: together they held it up.
			if (share !== null)
				lost.set(container, { ...known, [LOST[name]]: Math.min(1, (known[LOST[name]] ?? 0) + share) });
		}
		if (!isMetric(name)) continue;
		const point = lastBefore(values, first.before);
		if (point !== null) merge(newest, { ...first, container }, METRICS[name], point);
	}
	return [...newest].map(([container, sample]) => ({ ...sample, ...lost.get(container) }));
}

function isLost(name: unknown): name is Lost {
	return typeof name === "string" && Object.hasOwn(LOST, name);
}

/** How much of the time up to the last sample a counter of seconds grew by; null where two samples of that time are wanting. */
function lostShare(values: readonly unknown[], before: Millis): number | null {
	const points = values.flatMap((pair) => lastBefore([pair], before) ?? []).sort((a, b) => a.at - b.at);
	const last = points.at(-1);
	const recent = last === undefined ? [] : points.filter(({ at }) => at >= last.at - LOST_WINDOW_MS);
	const [begin] = recent;
	if (last === undefined || begin === undefined || last.at - begin.at < LEAST_LOST_WINDOW_MS) return null;
	let seconds = 0;
	// A counter that fell began anew at zero.
	for (const [i, { value }] of recent.entries()) {
		const earlier = recent[i - 1]?.value ?? value;
		seconds += value >= earlier ? value - earlier : value;
	}
	return Math.min(1, (seconds * 1000) / (last.at - begin.at));
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
	const names = [...Object.keys(METRICS), ...Object.keys(LOST)].join("|");
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
	if (status !== "success") throw new QueryFailed(typeof error === "string" ? error : said("no Prometheus answer"));
	const { resultType, result } = record(data);
	if (resultType !== "matrix" || !Array.isArray(result)) throw new QueryFailed(said("no matrix"));
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
