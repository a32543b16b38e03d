import type { Series } from "../../model/series.ts";
import type { ContainerTrack, Stretch } from "../../model/track.ts";
import { clusterOf, type Identity, identityOf } from "../../sources/prometheus/labels.ts";
import { PackedSeries } from "../../sources/prometheus/packed.ts";
import type { Labels, RawSeries } from "../../sources/prometheus/raw-series.ts";
import { MalformedChunk } from "../../sources/prometheus/xor-chunk.ts";
import { Clusters } from "../clusters.ts";
import type { Figure, HistoryRequest } from "../history.ts";
import type { Directory } from "./directory.ts";
import type { Known } from "./floors.ts";

/** What a series read for a track says. */
export type Column = "memory" | "start" | "limit" | Figure;

/** Samples in time order. */
export interface Points {
	t: Float64Array;
	v: Float64Array;
}

type Part = RawSeries;

/** The series of some containers while they come in. */
export class Gathering {
	private readonly columns: readonly Column[];
	private readonly known: ReadonlyMap<string, ReadonlyMap<string, Known>>;
	private readonly lent: boolean;
	private readonly glimpses: HistoryRequest["glimpses"];
	private readonly parts = new Map<string, { identity: Identity; by: Map<Column, Part[]> }>();
	/** Samples of memory so far. */
	samples = 0;

	/**
	 * @param columns what each selection of the read is about
	 * @param known limits and start times that need no reading, by pod and container
	 */
	constructor(
		columns: readonly Column[],
		known: ReadonlyMap<string, ReadonlyMap<string, Known>>,
		{ lent = false, glimpses }: Pick<HistoryRequest, "lent" | "glimpses">,
	) {
		this.columns = columns;
		this.known = known;
		this.lent = lent;
		this.glimpses = glimpses;
	}

	take(series: RawSeries, wanted: (identity: Identity) => boolean): void {
		const identity = identityOf(series.labels);
		const column = this.columns[series.selection];
		if (identity === null || column === undefined || !wanted(identity)) return;
		const key = `${identity.namespace}/${identity.pod}/${identity.container}`;
		let entry = this.parts.get(key);
		if (entry === undefined) {
			entry = { identity, by: new Map() };
			this.parts.set(key, entry);
		}
		const parts = entry.by.get(column);
		if (parts === undefined) entry.by.set(column, [series]);
		else parts.push(series);
		if (column === "memory") this.samples += series instanceof PackedSeries ? series.rows : series.t.length;
	}

	/**
	 * Each container once, its series no longer held afterwards.
	 * @param onDamage told of containers whose samples could not be unpacked
	 * @param onSeveral told of those of several clusters at once: which of them is meant nobody can know, and together they are none of them
	 */
	*tracks(
		directory: Directory,
		onDamage: (key: string, error: MalformedChunk) => void,
		onSeveral: (key: string, clusters: readonly string[]) => void,
	): Generator<ContainerTrack> {
		for (const [key, { identity, by }] of this.parts) {
			this.parts.delete(key);
			const memory = by.get("memory");
			const known = this.known.get(`${identity.namespace}/${identity.pod}`)?.get(identity.container);
			if (memory === undefined) continue;
			const track = (glimpses?: HistoryRequest["glimpses"]): ContainerTrack | null => {
				try {
					const clusters = clustersAtOnce(memory);
					if (clusters.length > 1) {
						onSeveral(key, clusters);
						return null;
					}
					const { points, instances } = this.pointsOf(memory, glimpses);
					if (points.t.length === 0) return null;
					const places = this.placesOf(points.t.length);
					return trackOf(key, identity, { instances, points, known, places, by, columns: this.columns }, directory);
				} catch (error) {
					if (!(error instanceof MalformedChunk)) throw error;
					onDamage(key, error);
					return null;
				}
			};
			const samples = this.samplesToGlimpse(memory, known);
			const glimpse = samples === null ? null : track(this.glimpses);
			const whole = { samples: samples ?? 0, track: () => track() };
			const found = glimpse === null ? track() : { ...glimpse, whole };
			if (found !== null) yield found;
		}
	}

	/** How many samples there are where a glimpse will do; null of what has to be put together. */
	private samplesToGlimpse([only, ...others]: readonly Part[], known: Known | undefined): number | null {
		const steady = known !== undefined && known.start !== null;
		const simple = this.lent && this.glimpses !== undefined && steady && others.length === 0;
		return simple && only instanceof PackedSeries ? only.rows : null;
	}

	private pointsOf(memory: Part[], glimpses: HistoryRequest["glimpses"]): { points: Points; instances: Instance[] } {
		const [only, ...others] = memory;
		if (only instanceof PackedSeries && others.length === 0) {
			const points = this.lent ? only.lend(glimpses) : only;
			return { points, instances: [{ labels: only.labels, from: points.t[0] ?? Number.NaN }] };
		}
		const parts = inOrder(memory.filter(({ t }) => t.length > 0));
		return { points: merged(parts), instances: parts.map(({ labels, t }) => ({ labels, from: t[0] as number })) };
	}

	/** Where limits and start times are written: of lent tracks where the last one's were. */
	private placesOf(length: number): Pick<Series, "capacity" | "start"> {
		const memory = this.lent ? lentColumns(length) : new Float64Array(2 * length);
		return { capacity: memory.subarray(0, length), start: memory.subarray(length, 2 * length) };
	}
}

/** The clusters whose series of one name overlap in time, by name. */
export function clustersAtOnce(parts: readonly Pick<Part, "labels" | "t">[]): string[] {
	const named = Map.groupBy(parts, ({ labels }) => clusterOf(labels));
	named.delete("");
	// Mostly there is one, and its samples need not be unpacked for this.
	if (named.size < 2) return [];
	const clusters = new Clusters();
	for (const { labels, t } of [...named.values()].flat()) {
		const [from, to] = [t[0], t.at(-1)];
		if (from !== undefined && to !== undefined) clusters.see(clusterOf(labels), { from, to });
	}
	return clusters.atOnce();
}

let lent = new Float64Array(8192);

function lentColumns(length: number): Float64Array {
	if (2 * length > lent.length) lent = new Float64Array(4 * length);
	return lent;
}

/** A series of a container's memory, and when it began. */
interface Instance {
	labels: Labels;
	from: number;
}

interface Gathered {
	/** In time order. */
	instances: readonly Instance[];
	points: Points;
	/** What needed no reading. */
	known: Known | undefined;
	/** As long as the points. */
	places: Pick<Series, "capacity" | "start">;
	by: ReadonlyMap<Column, readonly Part[]>;
	columns: readonly Column[];
}

function trackOf(
	key: string,
	identity: Identity,
	{ instances, points: { t, v: bytes }, known, places, by, columns }: Gathered,
	directory: Directory,
): ContainerTrack {
	const { namespace, pod } = identity;
	const figure = (column: Figure): Float64Array | null => {
		if (!columns.includes(column)) return null;
		const parts = by.get(column);
		return parts === undefined ? new Float64Array(t.length).fill(Number.NaN) : sameMoments(t, merged(parts));
	};
	const cluster = clusterOf(instances.at(-1)?.labels ?? new Map());
	return {
		...identity,
		...(cluster === "" ? {} : { cluster }),
		series: {
			name: key,
			t,
			bytes,
			capacity:
				known === undefined
					? alongside(t, by.get("limit") ?? [], positive, places.capacity)
					: places.capacity.fill(known.limit),
			start:
				typeof known?.start === "number"
					? places.start.fill(known.start)
					: startsOf(t, instances, by.get("start") ?? [], places.start),
		},
		rss: figure("rss"),
		cache: figure("cache"),
		swap: figure("swap"),
		stretches: stretchesOf(identity, instances, directory),
		...directory.ownersOf(namespace, pod),
	};
}

/** cAdvisor says 0 where there is no limit, and 2^63 less a page on cgroup v1. */
function positive(value: number): number {
	return value > 0 && value < 2 ** 62 ? value : Number.NaN;
}

/**
 * Parts as one: instances after another, and what two scrapers saw at the same time, once. Of two values for a moment the larger is kept.
 */
export function inOrder<P extends Points>(parts: P[]): P[] {
	return parts.sort((a, b) => (a.t[0] as number) - (b.t[0] as number));
}

export function merged(parts: readonly Points[]): Points {
	const [first] = parts;
	if (first === undefined) return { t: new Float64Array(0), v: new Float64Array(0) };
	return parts.slice(1).reduce((all, part) => mergedTwo(all, part), first);
}

function mergedTwo(a: Points, b: Points): Points {
	const room = a.t.length + b.t.length;
	const t = new Float64Array(room);
	const v = new Float64Array(room);
	if (a.t.length === 0 || b.t.length === 0 || (a.t.at(-1) as number) < (b.t[0] as number)) {
		t.set(a.t);
		t.set(b.t, a.t.length);
		v.set(a.v);
		v.set(b.v, a.v.length);
		return { t, v };
	}
	let i = 0;
	let j = 0;
	let row = 0;
	while (i < a.t.length || j < b.t.length) {
		const left = a.t[i] ?? Number.POSITIVE_INFINITY;
		const right = b.t[j] ?? Number.POSITIVE_INFINITY;
		t[row] = Math.min(left, right);
		if (left === right) v[row++] = Math.max(a.v[i++] as number, b.v[j++] as number);
		else v[row++] = left < right ? (a.v[i++] as number) : (b.v[j++] as number);
	}
	return { t: t.subarray(0, row), v: v.subarray(0, row) };
}

/** The value of the sample nearest in time, at each moment: limits and start times are scraped with the memory or a little apart. */
export function alongside(
	t: Float64Array,
	parts: readonly Points[],
	read: (value: number) => number,
	out: Float64Array = new Float64Array(t.length),
): Float64Array {
	const constant = constantOf(parts);
	if (constant !== null) return out.fill(read(constant));
	out.fill(Number.NaN);
	const { t: times, v } = merged([...parts].sort((a, b) => (a.t[0] as number) - (b.t[0] as number)));
	let at = 0;
	for (let row = 0; row < t.length && times.length > 0; row++) {
		const moment = t[row] as number;
		while (
			at + 1 < times.length &&
			Math.abs((times[at + 1] as number) - moment) <= Math.abs((times[at] as number) - moment)
		)
			at++;
		out[row] = read(v[at] as number);
	}
	return out;
}

/** The one value all samples have; null when there are several, or none. */
function constantOf(parts: readonly Points[]): number | null {
	const value = parts[0]?.v[0];
	if (value === undefined) return null;
	for (const { v } of parts) for (let i = 0; i < v.length; i++) if (v[i] !== value) return null;
	return value;
}

/** Figures of the same scrape carry the same time; two of them may still part by a second or so. */
const SAME_MOMENT = 2;

function sameMoments(t: Float64Array, { t: times, v }: Points): Float64Array {
	const out = new Float64Array(t.length).fill(Number.NaN);
	let at = 0;
	for (let row = 0; row < t.length; row++) {
		const moment = t[row] as number;
		while (at < times.length && (times[at] as number) < moment - SAME_MOMENT) at++;
		if (at < times.length && (times[at] as number) <= moment + SAME_MOMENT) out[row] = v[at] as number;
	}
	return out;
}

/** Labels that differ from instance to instance of a container. */
const INSTANCE_LABELS = ["name", "id", "container_id"] as const;

/** Start times as the kubelet measured them; without them, an instance began when its own series did. */
function startsOf(
	t: Float64Array,
	instances: readonly Instance[],
	starts: readonly Part[],
	out: Float64Array,
): Float64Array {
	if (starts.length > 0) return alongside(t, starts, (value) => (value > 0 ? value : Number.NaN), out);
	out.fill(Number.NaN);
	if (instances.some(({ labels }) => instanceOf(labels) === "")) return out;
	let next = 0;
	let start = Number.NaN;
	let instance = "";
	for (let row = 0; row < t.length; row++) {
		for (; next < instances.length && (instances[next] as Instance).from <= (t[row] as number); next++) {
			const { labels, from } = instances[next] as Instance;
			const of = instanceOf(labels);
			if (of !== instance) start = from;
			instance = of;
		}
		out[row] = start;
	}
	return out;
}

function instanceOf(labels: Labels): string {
	for (const name of INSTANCE_LABELS) {
		const value = labels.get(name) ?? "";
		if (value !== "") return value;
	}
	return "";
}

function stretchesOf(
	{ namespace, pod, container }: Identity,
	instances: readonly Instance[],
	directory: Directory,
): Stretch[] {
	const stretches: Stretch[] = [];
	for (const { labels, from } of instances) {
		const image = directory.imageOf(namespace, pod, container, labels);
		const node = directory.nodeOf(namespace, pod, labels);
		const last = stretches.at(-1);
		if (last?.image !== image || last.node !== node) stretches.push({ from, image, node });
	}
	return stretches;
}
