import type { Series } from "../../model/series.ts";
import { inParallel } from "../../sources/kubernetes/parallel.ts";
import type { Engine } from "../../sources/prometheus/engine.ts";
import { rangeValues, selectorText } from "../../sources/prometheus/range-query.ts";
import { anyOf, type ReadRequest } from "../../sources/prometheus/raw-series.ts";
import type { PodName } from "../history.ts";

type Window = Omit<ReadRequest, "selections">;

/** Counters that libraries and servers export under well-known names, by what they count. Several of one kind count the same things. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
	requests: [
		"http_requests_total",
		"http_server_requests_seconds_count",
		"http_server_request_duration_seconds_count",
		"http_request_duration_seconds_count",
		"grpc_server_started_total",
		"nginx_http_requests_total",
		"redis_commands_processed_total",
		"apiserver_request_total",
	],
	"API requests": ["rest_client_requests_total"],
	connections: [
		"nginx_connections_accepted",
		"envoy_listener_downstream_cx_total",
		"redis_connections_received_total",
		"mysql_global_status_connections",
		"haproxy_frontend_connections_total",
	],
};
const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, metrics]) => metrics.map((metric) => [metric, kind])));

/** Points of a counter: memory is compared in no more stretches than these. */
const POINTS = 300;
const LEAST_STEP = 60;
/** Pods in one question: an application may have hundreds of series of a counter, which the engine adds up. */
const PODS_EACH = 25;
const WIDTH = 2;
/** More are not asked about: their memory is judged without. */
const MOST_PODS = 500;

/**
 * What each of these pods counted, by its own word: a series of cumulative counts for each kind, `requests`, `API requests`, `connections`. The engine
 * adds up a counter's series and gives a few hundred points. By `NAMESPACE/POD`; without those that export none of the metrics.
 * @throws EngineRefused; EngineUnreachable; TooLarge
 */
export async function podCounters(
	engine: Engine,
	window: Window,
	pods: readonly PodName[],
): Promise<Map<string, Series[]>> {
	const found = new Map<string, Series[]>();
	const step = Math.max(LEAST_STEP, Math.ceil((window.to - window.from) / POINTS / LEAST_STEP) * LEAST_STEP);
	const batches = Array.from({ length: Math.ceil(Math.min(MOST_PODS, pods.length) / PODS_EACH) }, (_, i) =>
		pods.slice(i * PODS_EACH, Math.min(MOST_PODS, (i + 1) * PODS_EACH)),
	);
	const ask = async (some: readonly PodName[]): Promise<void> => {
		const selector = selectorText([
			{ name: "__name__", op: "=~", value: anyOf(KIND_OF.keys()) },
			{ name: "namespace", op: "=~", value: anyOf(new Set(some.map(({ namespace }) => namespace))) },
			{ name: "pod", op: "=~", value: anyOf(new Set(some.map(({ pod }) => pod))) },
		]);
		const query = `sum by (__name__,namespace,pod) (${selector})`;
		const wanted = new Set(some.map(({ namespace, pod }) => `${namespace}/${pod}`));
		for await (const { labels, t, v } of rangeValues(
			engine,
			{ query, from: window.from, to: window.to, step },
			window,
		)) {
			const kind = KIND_OF.get(labels.get("__name__") ?? "");
			const key = `${labels.get("namespace")}/${labels.get("pod")}`;
			if (kind === undefined || !wanted.has(key)) continue;
			const none = () => new Float64Array(t.length).fill(Number.NaN);
			const series = { name: kind, t, bytes: v, capacity: none(), start: none() };
			const others = found.get(key) ?? [];
			const same = others.find(({ name }) => name === kind);
			// Of two that count the same the one that counted more knows more of it.
			if (same === undefined) found.set(key, [...others, series]);
			else if (highest(series) > highest(same)) found.set(key, [...others.filter((other) => other !== same), series]);
		}
	};
	for await (const _ of inParallel(batches, WIDTH, ask));
	return found;
}

function highest({ bytes }: Series): number {
	return bytes.reduce((most, count) => Math.max(most, count), 0);
}
