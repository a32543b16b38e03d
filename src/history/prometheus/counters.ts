import type { Series } from "../../model/series.ts";
import type { Engine } from "../../sources/prometheus/engine.ts";
import { rangeValues, selectorText } from "../../sources/prometheus/range-query.ts";
import type { RawSeries, ReadRequest } from "../../sources/prometheus/raw-series.ts";
import { named } from "./metrics.ts";

type Read = (request: ReadRequest) => AsyncIterable<RawSeries>;

/** kube-state-metrics has one series an object, whose value is when it was made: the objects' comings and goings can be counted. Not those of pods: they are too many. */
const OBJECTS = {
	kube_namespace_created: "namespaces",
	kube_persistentvolumeclaim_created: "persistentvolumeclaims",
} as const;
type Metric = keyof typeof OBJECTS;
const METRICS = Object.keys(OBJECTS) as Metric[];

/** An object that is gone is missed by the next scrape; one that is missed for longer is gone. Seconds. */
const GONE_AFTER = 600;

/** Objects created and deleted since the first moment, as cumulative counts: `namespaces created`, `persistentvolumeclaims deleted`. */
export async function* counterSeries(read: Read, window: Omit<ReadRequest, "selections">): AsyncGenerator<Series> {
	// Where nothing is seen any more, it is the one who looked that is gone.
	let seen = Number.NEGATIVE_INFINITY;
	for (const metric of METRICS) {
		const [births, deaths]: [number[], number[]] = [[], []];
		const lasts = new Map<string, number>();
		for await (const { labels, t, v } of read({ ...window, selections: [[named(metric)]] })) {
			const object = [...labels].filter(([name]) => OF_OBJECT.has(name)).map(([, value]) => value);
			const born = v[0] as number;
			const key = `${object.join("\0")}\0${born}`;
			if (!lasts.has(key) && born >= window.from && born <= window.to) births.push(born);
			lasts.set(key, Math.max(lasts.get(key) ?? 0, t.at(-1) as number));
		}
		for (const last of lasts.values()) seen = Math.max(seen, last);
		for (const last of lasts.values()) if (last < seen - GONE_AFTER) deaths.push(last);
		if (births.length > 0) yield cumulative(`${OBJECTS[metric]} created`, births, window);
		if (deaths.length > 0) yield cumulative(`${OBJECTS[metric]} deleted`, deaths, window);
	}
}

/** Points of a counter: memory is compared in no more stretches than these. */
const POINTS = 300;
const LEAST_STEP = 60;

/** How often watches began anew, as the API servers counted them; null where they are not scraped. A watch that ends is begun again by its client. */
export async function watchRestarts(engine: Engine, window: Omit<ReadRequest, "selections">): Promise<Series | null> {
	const step = Math.max(LEAST_STEP, Math.ceil((window.to - window.from) / POINTS / LEAST_STEP) * LEAST_STEP);
	const selector = selectorText([named("apiserver_request_total"), { name: "verb", op: "=", value: "WATCH" }]);
	const query = `sum by (instance) (${selector})`;
	const sums = new Map<number, number>();
	for await (const { t, v } of rangeValues(engine, { query, from: window.from, to: window.to, step }, window)) {
		for (let i = 1; i < t.length; i++) {
			const [before, count, at] = [v[i - 1] as number, v[i] as number, t[i] as number];
			// A server that starts counts from nothing.
			sums.set(at, (sums.get(at) ?? 0) + (count >= before ? count - before : count));
		}
	}
	if (sums.size === 0) return null;
	const times = Float64Array.from(sums.keys()).sort();
	let sum = 0;
	const bytes = times.map((at) => {
		sum += sums.get(at) as number;
		return sum;
	});
	const none = () => new Float64Array(times.length).fill(Number.NaN);
	return { name: "watch restarts", t: times, bytes, capacity: none(), start: none() };
}

/** Labels that name the object and not its scraper. */
const OF_OBJECT: ReadonlySet<string> = new Set([
	"namespace",
	"exported_namespace",
	"pod",
	"exported_pod",
	"persistentvolumeclaim",
	"job_name",
	"exported_job",
	"uid",
]);

/** Counts at every event and at both ends of the time. */
function cumulative(name: string, events: number[], { from, to }: { from: number; to: number }): Series {
	const t = Float64Array.from([from, ...events.sort((a, b) => a - b), to]);
	const bytes = Float64Array.from(t, (_, i) => Math.min(i, events.length));
	const none = () => new Float64Array(t.length).fill(Number.NaN);
	return { name, t, bytes, capacity: none(), start: none() };
}
