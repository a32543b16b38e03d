import { Failure, type SeriesProblem } from "../../model/failure.ts";
import type { Series } from "../../model/series.ts";
import { clusterOf, identityOf } from "../prometheus/labels.ts";
import { Columns } from "./columns.ts";
import { ByteLines, labelsOf, MetricNames, SampleLine, startsWith } from "./exposition.ts";
import { inSeconds } from "./number.ts";

/** No line of metrics is longer; a file without line breaks is stopped here. */
const LONGEST_LINE = 65_536;
const [HASH, SPACE, TAB] = [35, 32, 9];
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

type Role = "bytes" | "limit" | "requestedLimit" | "start";
const METRICS = new Map<string, Role>([
	["container_memory_working_set_bytes", "bytes"],
	["container_spec_memory_limit_bytes", "limit"],
	["kube_pod_container_resource_limits", "requestedLimit"],
	["container_start_time_seconds", "start"],
]);
/** What a file must hold to be of use. */
export const MEMORY_METRIC = "container_memory_working_set_bytes";

/**
 * Reads OpenMetrics text (or Prometheus' own) with timestamps from chunks of bytes: each container's working set, joined with its limit
 * (cAdvisor's, which is in force, before kube-state-metrics') and its start time, named `NAMESPACE/POD/CONTAINER`, by whichever labels scrapers name
 * these; of several clusters each with `CLUSTER/` before it. Other metrics are passed over, as are the cgroups of pods and nodes. Samples of several scrapers at one time are merged, the larger kept.
 *
 * A working set that is NaN, infinite or negative is no measurement: skipped and counted, as in a CSV. A line that is no sample, or a working set
 * without its time, is a `series-malformed` Failure.
 */
export class SeriesOpenMetrics {
	rows = 0;
	skipped = 0;
	/** Of the rows of series handed over, those left out for a time far from all others. */
	strays = 0;
	private readonly path: string;
	private readonly lines = new ByteLines(
		LONGEST_LINE,
		(buffer, from, to) => this.read(buffer, from, to),
		() => this.malformed("long-line", ""),
	);
	private readonly names = new MetricNames(METRICS);
	private readonly sample = new SampleLine();
	private readonly byLabels = new Map<string, Container | null>();
	private readonly byLabelsAlone = new Map<string, Role | null>();
	private readonly byName = new Map<string, Container>();

	constructor(path: string) {
		this.path = path;
	}

	push(chunk: Uint8Array): void {
		this.lines.push(chunk);
	}

	/** The last line needs no line feed, unless the file was cut off: then it may be half a line and is dropped. */
	end(cutOff: boolean): void {
		if (!cutOff) this.lines.end();
	}

	/** Every series in the order of its first sample; each is let go of once it is handed over. */
	*series(): Generator<Series> {
		this.byLabels.clear();
		this.byLabelsAlone.clear();
		const clusters = new Set(this.byName.values().map(({ cluster }) => cluster));
		clusters.delete("");
		for (const [key, container] of this.byName) {
			this.byName.delete(key);
			if (!container.measured) continue;
			const series = container.toSeries(clusters.size > 1);
			this.strays += container.columns.strays;
			yield series;
		}
	}

	private read(buffer: Buffer, start: number, to: number): void {
		let from = start;
		if (this.lines.line === 1 && startsWith(buffer, from, to, BYTE_ORDER_MARK)) from += BYTE_ORDER_MARK.length;
		while (from < to && (buffer[from] === SPACE || buffer[from] === TAB)) from++;
		if (from === to || buffer[from] === HASH) return;
		const named = this.names.of(buffer, from, to);
		if (!this.sample.read(buffer, from, to)) this.malformed("sample", textOf(buffer, from, to));
		const role = this.sample.nameTo === from ? this.roleAmongLabels(buffer) : named;
		if (role === undefined) return;
		const { labelsFrom, labelsTo, value, time: written } = this.sample;
		const container = this.containerOf(buffer, labelsFrom, labelsTo);
		if (container === null) return;
		const time = inSeconds(written);
		if (role !== "bytes") {
			container[role].add(time, value);
			return;
		}
		if (!Number.isFinite(time)) this.malformed("time", textOf(buffer, from, to));
		if (value >= 0 && value < Number.POSITIVE_INFINITY) {
			this.rows++;
			container.add(time, value);
		} else this.skipped++;
	}

	/** `{__name__="…",…}`, as promtool dumps it, or `{"…",…}`, as Prometheus writes names that are not plain. */
	private roleAmongLabels(buffer: Buffer): Role | undefined {
		const { labelsFrom, labelsTo } = this.sample;
		const key = buffer.toString("latin1", labelsFrom, labelsTo);
		let role = this.byLabelsAlone.get(key);
		if (role === undefined) {
			const labels = labelsOf(buffer, labelsFrom, labelsTo);
			role = METRICS.get(labels.get("__name__") ?? labels.get("") ?? "") ?? null;
			this.byLabelsAlone.set(key, role);
		}
		return role ?? undefined;
	}

	private containerOf(buffer: Buffer, from: number, to: number): Container | null {
		const key = buffer.toString("latin1", from, to);
		const known = this.byLabels.get(key);
		if (known !== undefined) return known;
		const labels = labelsOf(buffer, from, to);
		const identity = identityOf(labels);
		const otherResource = (labels.get("resource") ?? "memory") !== "memory";
		let found: Container | null = null;
		if (identity !== null && !otherResource) {
			const name = `${identity.namespace}/${identity.pod}/${identity.container}`;
			const cluster = clusterOf(labels);
			const key = `${cluster}/${name}`;
			found = this.byName.get(key) ?? new Container(name, cluster);
			this.byName.set(key, found);
		}
		this.byLabels.set(key, found);
		return found;
	}

	private malformed(problem: SeriesProblem, value: string): never {
		throw new Failure("series-malformed", { path: this.path, line: this.lines.line, problem, column: "", value });
	}
}

class Container {
	readonly limit = new Steps();
	readonly requestedLimit = new Steps();
	readonly start = new Steps();
	readonly cluster: string;
	measured = false;
	readonly columns: Columns;

	constructor(name: string, cluster: string) {
		this.cluster = cluster;
		this.columns = new Columns(name);
	}

	add(t: number, bytes: number): void {
		this.measured = true;
		this.columns.add(t, bytes, Number.NaN, Number.NaN);
	}

	toSeries(withCluster: boolean): Series {
		const columns = this.columns.toSeries();
		const series =
			withCluster && this.cluster !== "" ? { ...columns, name: `${this.cluster}/${columns.name}` } : columns;
		const limit = this.limit.isEmpty ? this.requestedLimit : this.limit;
		// 0 is cAdvisor's word for no limit.
		limit.fill(series.t, series.capacity, (value) => (value > 0 && value < 2 ** 62 ? value : Number.NaN));
		this.start.fill(series.t, series.start, (value) => value);
		return series;
	}
}

/** A figure that seldom changes: its changes alone. */
class Steps {
	private readonly t: number[] = [];
	private readonly values: number[] = [];

	get isEmpty(): boolean {
		return this.t.length === 0;
	}

	/** Without a time it holds from the beginning. */
	add(time: number, value: number): void {
		if (!Number.isFinite(value)) return;
		const t = Number.isFinite(time) ? time : Number.NEGATIVE_INFINITY;
		const last = this.t.length - 1;
		if (last >= 0 && this.values[last] === value && t >= (this.t[last] as number)) return;
		this.t.push(t);
		this.values.push(value);
	}

	/** For each time the last value known by then; before the first, the first. */
	fill(times: Float64Array, column: Float64Array, read: (value: number) => number): void {
		if (this.isEmpty) return;
		const order = [...this.t.keys()].sort((a, b) => (this.t[a] as number) - (this.t[b] as number) || a - b);
		let step = 0;
		for (let row = 0; row < times.length; row++) {
			while (step + 1 < order.length && (this.t[order[step + 1] as number] as number) <= (times[row] as number)) step++;
			column[row] = read(this.values[order[step] as number] as number);
		}
	}
}

/** Whether a file begins as OpenMetrics or Prometheus text does. */
export function looksLikeMetrics(head: Uint8Array): boolean {
	const text = new TextDecoder().decode(head.subarray(0, 4096)).replace(/^\uFEFF/, "");
	return /^\s*(?:#[^\n]*\n\s*)*(?:# (?:TYPE|HELP|UNIT|EOF)\b|[a-zA-Z_:][\w:]*(?:\{|[ \t]+[-+.\dNI])|\{__name__=|\{"[a-zA-Z_:][\w:]*"[,}])/.test(
		text,
	);
}

function textOf(buffer: Buffer, from: number, to: number): string {
	return buffer.toString("utf8", from, Math.min(to, from + 200)).slice(0, 80);
}
