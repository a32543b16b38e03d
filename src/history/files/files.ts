import { stat } from "node:fs/promises";
import type { Gap } from "../../model/gap.ts";
import type { Series } from "../../model/series.ts";
import type { CgroupTrack, ContainerTrack } from "../../model/track.ts";
import { readSeriesFile } from "../../sources/series/file.ts";
import type { Figure, History, HistoryRequest } from "../history.ts";

/** A series file. Series named `NAMESPACE/POD/CONTAINER` are containers; any other name is a container's of no known pod. */
export class FileHistory implements History {
	readonly name: string;
	#file: Promise<{ series: readonly Series[]; gaps: readonly Gap[] }> | null = null;
	#version = "";
	#gaps: readonly Gap[] = [];

	constructor(path: string) {
		this.name = path;
	}

	get gaps(): readonly Gap[] {
		return this.#gaps;
	}

	/** @throws Failure archive-missing, archive-unreadable, series-malformed */
	async *containers(request: HistoryRequest): AsyncGenerator<ContainerTrack> {
		yield* tracksOf(await this.#read(), request);
	}

	async lastSample(): Promise<number | null> {
		const { series } = await this.#read();
		const last = series.reduce((latest, { t }) => Math.max(latest, t.at(-1) ?? latest), Number.NEGATIVE_INFINITY);
		return Number.isFinite(last) ? last : null;
	}

	async keeps(): Promise<ReadonlySet<Figure>> {
		return new Set();
	}

	/** Anew only when it has changed: what a shell gives for `<(zcat …)` cannot be read again. */
	async #read(): Promise<{ series: readonly Series[] }> {
		const found = await stat(this.name).catch(() => null);
		const version = found?.isFile() === true ? `${found.mtimeMs} ${found.size}` : "";
		if (version !== this.#version) this.#file = null;
		this.#version = version;
		this.#file ??= readSeriesFile(this.name).then(({ series, gaps }) => ({ series: [...series], gaps }));
		const file = await this.#file;
		this.#gaps = file.gaps;
		return file;
	}

	async *cgroups(): AsyncGenerator<CgroupTrack> {}

	async *counters(): AsyncGenerator<Series> {}

	async close(): Promise<void> {}
}

/** What was asked for of a file's series, one at a time. */
export function* tracksOf(
	{ series: all }: { series: Iterable<Series> },
	{ from, to, namespaces, wanted, signal }: HistoryRequest,
): Generator<ContainerTrack> {
	for (const series of all) {
		signal?.throwIfAborted();
		const parts = series.name.split("/");
		const [namespace = "", pod = "", container = ""] = parts.length === 3 ? parts : ["", "", series.name];
		if (namespaces !== null && !namespaces.includes(namespace)) continue;
		if (wanted !== null && !wanted(namespace, pod)) continue;
		const within = cut(series, from, to);
		if (within.t.length === 0) continue;
		const stretches = [{ from: within.t[0] as number, image: "", node: "" }];
		yield { namespace, pod, container, series: within, rss: null, cache: null, swap: null, stretches, owner: null };
	}
}

/** The measurements within a time, both ends included. */
export function cut({ name, t, bytes, capacity, start }: Series, from: number, to: number): Series {
	const kept = Uint32Array.from(t.keys()).filter((row) => {
		const time = t[row] as number;
		return time >= from && time <= to && !Number.isNaN(bytes[row]);
	});
	const pick = (column: Float64Array) => Float64Array.from(kept, (row) => column[row] as number);
	return { name, t: pick(t), bytes: pick(bytes), capacity: pick(capacity), start: pick(start) };
}
