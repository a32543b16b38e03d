import type { CgroupTrack } from "../../model/track.ts";
import { nodeOf } from "../../sources/prometheus/labels.ts";
import type { Labels, RawSeries, ReadRequest } from "../../sources/prometheus/raw-series.ts";
import { FIGURE_METRICS, MACHINE_MEMORY, named, START_TIME, WORKING_SET } from "./metrics.ts";
import { alongside, clustersAtOnce, merged, type Points } from "./tracks.ts";

type Read = (request: ReadRequest) => AsyncIterable<RawSeries>;

/** Everything but pods: their slices are below `kubepods`, wherever the kubelet's cgroup root is. */
const NO_PODS = ".*kubepods.*|";

/** The memory of nodes as a whole and of their system slices. There are few of them: one read serves all. `onSeveral` as of Gathering.tracks. */
export async function* cgroupTracks(
	read: Read,
	metrics: ReadonlySet<string>,
	window: Omit<ReadRequest, "selections">,
	onSeveral: (name: string, clusters: readonly string[]) => void,
): AsyncGenerator<CgroupTrack> {
	const outside = { name: "id", op: "!~", value: NO_PODS } as const;
	const asked = [WORKING_SET, FIGURE_METRICS.rss, START_TIME].filter((metric) => metrics.has(metric));
	const selections = [
		...asked.map((metric) => [named(metric), outside, { name: "container", op: "=", value: "" } as const]),
		...(metrics.has(MACHINE_MEMORY) ? [[named(MACHINE_MEMORY)]] : []),
	];
	const found = new Map<
		string,
		{ node: string; cgroup: string; by: Map<string, Points[]>; parts: { labels: Labels; t: Float64Array }[] }
	>();
	const capacities = new Map<string, Points[]>();
	for await (const { selection, labels, t, v } of read({ ...window, selections })) {
		const node = nodeOf(labels);
		const metric = asked[selection];
		if (metric === undefined) {
			capacities.set(node, [...(capacities.get(node) ?? []), { t, v }]);
			continue;
		}
		const cgroup = labels.get("id") ?? "";
		const key = `${node}\0${cgroup}`;
		let entry = found.get(key);
		if (entry === undefined) {
			entry = { node, cgroup, by: new Map(), parts: [] };
			found.set(key, entry);
		}
		if (metric === WORKING_SET) entry.parts.push({ labels, t });
		entry.by.set(metric, [...(entry.by.get(metric) ?? []), { t, v }]);
	}
	for (const { node, cgroup, by, parts } of found.values()) {
		const clusters = clustersAtOnce(parts);
		if (clusters.length > 1) {
			onSeveral(`${node}${cgroup}`, clusters);
			continue;
		}
		const memory = merged(inOrder(by.get(WORKING_SET) ?? []));
		if (memory.t.length === 0) continue;
		const same = (value: number): number => value;
		yield {
			node,
			cgroup,
			series: {
				name: `${node}${cgroup === "/" ? "" : ` ${cgroup}`}`,
				t: memory.t,
				bytes: memory.v,
				capacity: alongside(memory.t, capacities.get(node) ?? [], same),
				start: alongside(memory.t, by.get(START_TIME) ?? [], same),
			},
			rss: by.has(FIGURE_METRICS.rss) ? alongside(memory.t, by.get(FIGURE_METRICS.rss) ?? [], same) : null,
		};
	}
}

function inOrder(parts: readonly Points[]): Points[] {
	return parts.toSorted((a, b) => (a.t[0] as number) - (b.t[0] as number));
}
