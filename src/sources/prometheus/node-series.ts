import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { type FetchJson, matrixOf } from "./query.ts";

/** cAdvisor's root cgroup is the node: the figure eviction thresholds are held against. */
const QUERY = 'container_memory_working_set_bytes{id="/"}';
/** Labels by which scrape configurations name the node of a kubelet, the surest first. */
const NODE_LABELS = ["node", "kubernetes_io_hostname", "instance"] as const;
/** Of few nodes a minute's steps show how steep growth can be; of many they are too much for one answer. */
const FEW_NODES = 20;
const STEP_SECONDS = { few: 60, many: 300 } as const;

/**
 * Each wanted node's working set over time; nodes the engine does not know are left out.
 * @throws what `fetch` throws; QueryFailed when the engine refuses or answers something else
 */
export async function queryNodeSeries(
	fetch: FetchJson,
	nodes: readonly string[],
	from: Millis,
	to: Millis,
): Promise<Series[]> {
	const parameters = new URLSearchParams({
		query: QUERY,
		start: (from / 1000).toFixed(3),
		end: (to / 1000).toFixed(3),
		step: String(nodes.length <= FEW_NODES ? STEP_SECONDS.few : STEP_SECONDS.many),
	});
	const wanted = new Set(nodes);
	const found = new Map<string, Series>();
	for (const { metric, values } of matrixOf(await fetch(`/api/v1/query_range?${parameters}`))) {
		const node = nodeOf(metric, wanted);
		if (node === null) continue;
		const series = seriesOf(node, values);
		// Two scrapers of one kubelet say the same: the longer one is kept.
		if (series.t.length > (found.get(node)?.t.length ?? 0)) found.set(node, series);
	}
	return [...found.values()];
}

function nodeOf(metric: Readonly<Record<string, unknown>>, wanted: ReadonlySet<string>): string | null {
	for (const label of NODE_LABELS) {
		const value = metric[label];
		if (typeof value !== "string") continue;
		if (wanted.has(value)) return value;
		const host = value.replace(/:\d+$/, "");
		if (wanted.has(host)) return host;
	}
	return null;
}

function seriesOf(name: string, values: readonly unknown[]): Series {
	const points = values.flatMap((pair): [number, number][] => {
		if (!Array.isArray(pair) || typeof pair[0] !== "number" || typeof pair[1] !== "string") return [];
		const bytes = Number(pair[1]);
		return Number.isFinite(bytes) ? [[pair[0], bytes]] : [];
	});
	return {
		name,
		t: Float64Array.from(points, ([t]) => t),
		bytes: Float64Array.from(points, ([, bytes]) => bytes),
		capacity: new Float64Array(points.length).fill(Number.NaN),
		start: new Float64Array(points.length).fill(Number.NaN),
	};
}
