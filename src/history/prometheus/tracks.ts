import type { ContainerTrack, Stretch } from "../../model/track.ts";
import type { Labels, RawSeries } from "../../sources/prometheus/raw-series.ts";
import type { Figure } from "../history.ts";
import type { Directory } from "./directory.ts";
import type { Steady } from "./floors.ts";
import { type Identity, identityOf } from "./metrics.ts";

/** What a series read for a track says. */
export type Column = "memory" | "start" | "limit" | Figure;

/** Samples in time order. */
export interface Points {
	t: Float64Array;
	v: Float64Array;
}

interface Part extends Points {
	labels: Labels;
}

/** The series of some containers while they come in. */
export class Gathering {
	private readonly columns: readonly Column[];
	private readonly steady: ReadonlyMap<string, ReadonlyMap<string, Steady>>;
	private readonly parts = new Map<string, { identity: Identity; by: Map<Column, Part[]> }>();
	/** Samples of memory so far. */
	samples = 0;

	/**
	 * @param columns what each selection of the read is about
	 * @param steady limits and start times that need no reading, by pod and container
	 */
	constructor(columns: readonly Column[], steady: ReadonlyMap<string, ReadonlyMap<string, Steady>>) {
		this.columns = columns;
		this.steady = steady;
	}

	take({ selection, labels, t, v }: RawSeries, wanted: (identity: Identity) => boolean): void {
		const identity = identityOf(labels);
		const column = this.columns[selection];
		if (identity === null || column === undefined || !wanted(identity)) return;
		const key = `${identity.namespace}/${identity.pod}/${identity.container}`;
		let entry = this.parts.get(key);
		if (entry === undefined) {
			entry = { identity, by: new Map() };
			this.parts.set(key, entry);
		}
		const parts = entry.by.get(column);
		if (parts === undefined) entry.by.set(column, [{ labels, t, v }]);
		else parts.push({ labels, t, v });
		if (column === "memory") this.samples += t.length;
	}

	/** Each container once, its series no longer held afterwards. */
	*tracks(directory: Directory): Generator<ContainerTrack> {
		for (const [key, { identity, by }] of this.parts) {
			this.parts.delete(key);
			const memory = by.get("memory");
			const known = this.steady.get(`${identity.namespace}/${identity.pod}`)?.get(identity.container);
			if (memory !== undefined) yield trackOf(key, identity, memory, by, this.columns, directory, known);
		}
	}
}

function trackOf(
	key: string,
	identity: Identity,
	memory: Part[],
	by: ReadonlyMap<Column, Part[]>,
	columns: readonly Column[],
	directory: Directory,
	known: Steady | undefined,
): ContainerTrack {
	memory.sort((a, b) => (a.t[0] as number) - (b.t[0] as number));
	const { t, v: bytes } = merged(memory);
	const { namespace, pod } = identity;
	const figure = (column: Figure): Float64Array | null => {
		if (!columns.includes(column)) return null;
		const parts = by.get(column);
		return parts === undefined ? new Float64Array(t.length).fill(Number.NaN) : sameMoments(t, merged(parts));
	};
	return {
		...identity,
		series: {
			name: key,
			t,
			bytes,
			capacity: known ? everywhere(t, known.limit) : alongside(t, by.get("limit") ?? [], positive),
			start: known ? everywhere(t, known.start) : startsOf(t, memory, by.get("start") ?? []),
		},
		rss: figure("rss"),
		cache: figure("cache"),
		swap: figure("swap"),
		stretches: stretchesOf(identity, memory, directory),
		...directory.ownersOf(namespace, pod),
	};
}

function everywhere(t: Float64Array, value: number): Float64Array {
	return new Float64Array(t.length).fill(value);
}

/** cAdvisor says 0 where there is no limit, and 2^63 less a page on cgroup v1. */
function positive(value: number): number {
	return value > 0 && value < 2 ** 62 ? value : Number.NaN;
}

/**
 * Parts as one: instances after another, and what two scrapers saw at the same time, once. Of two values for a moment the larger is kept.
 */
export function merged(parts: readonly Points[]): Points {
	const [first] = parts;
	if (first === undefined) return { t: new Float64Array(0), v: new Float64Array(0) };
	return parts.slice(1).reduce((all, part) => mergedTwo(all, part), first);
}

function mergedTwo(a: Points, b: Points): Points {
	const room = a.t.length + b.t.length;
	const [t, v] = [new Float64Array(room), new Float64Array(room)];
	if (a.t.length === 0 || b.t.length === 0 || (a.t.at(-1) as number) < (b.t[0] as number)) {
		t.set(a.t);
		t.set(b.t, a.t.length);
		v.set(a.v);
		v.set(b.v, a.v.length);
		return { t, v };
	}
	let [i, j, row] = [0, 0, 0];
	while (i < a.t.length || j < b.t.length) {
		const [left, right] = [a.t[i] ?? Number.POSITIVE_INFINITY, b.t[j] ?? Number.POSITIVE_INFINITY];
		t[row] = Math.min(left, right);
		if (left === right) v[row++] = Math.max(a.v[i++] as number, b.v[j++] as number);
		else v[row++] = left < right ? (a.v[i++] as number) : (b.v[j++] as number);
	}
	return { t: t.subarray(0, row), v: v.subarray(0, row) };
}

/** The value of the sample nearest in time, at each moment: limits and start times are scraped with the memory or a little apart. */
export function alongside(t: Float64Array, parts: readonly Points[], read: (value: number) => number): Float64Array {
	const out = new Float64Array(t.length).fill(Number.NaN);
	const constant = constantOf(parts);
	if (constant !== null) return out.fill(read(constant));
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
function startsOf(t: Float64Array, memory: readonly Part[], starts: readonly Part[]): Float64Array {
	if (starts.length > 0) return alongside(t, starts, (value) => (value > 0 ? value : Number.NaN));
	const instances = new Set(memory.map(({ labels }) => instanceOf(labels)));
	const out = new Float64Array(t.length).fill(Number.NaN);
	if (instances.has("")) return out;
	let [next, start, instance] = [0, Number.NaN, ""];
	for (let row = 0; row < t.length; row++) {
		for (; next < memory.length && (memory[next]?.t[0] as number) <= (t[row] as number); next++) {
			const of = instanceOf((memory[next] as Part).labels);
			if (of !== instance) start = memory[next]?.t[0] as number;
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
	memory: readonly Part[],
	directory: Directory,
): Stretch[] {
	const stretches: Stretch[] = [];
	for (const { labels, t } of memory) {
		const image = directory.imageOf(namespace, pod, container, labels);
		const node = directory.nodeOf(namespace, pod, labels);
		const last = stretches.at(-1);
		if (last?.image !== image || last.node !== node) stretches.push({ from: t[0] as number, image, node });
	}
	return stretches;
}
