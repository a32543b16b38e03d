import { Failure } from "../../model/failure.ts";
import type { Gap } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import type { Series } from "../../model/series.ts";
import type { CgroupTrack, ContainerTrack } from "../../model/track.ts";
import { Budget, NO_BYTES } from "../../sources/archive/bytes.ts";
import { COUNTER_SERIES, NODE_SERIES } from "../../sources/archive/entries.ts";
import { filesAt } from "../../sources/archive/files.ts";
import { contentOf } from "../../sources/archive/sniff.ts";
import { readSeriesChunks, type SeriesFile } from "../../sources/series/file.ts";
import type { History, HistoryRequest } from "../history.ts";
import { cut, tracksOf } from "./files.ts";

/** A series file whose first row is a count. */
const OF_COUNTERS = new RegExp(`^[^\\n]*\\n"?${COUNTER_SERIES}`);
/** As much as an archive is read of. */
const MOST_BYTES = 4 * 2 ** 30;

/** The series files of a folder or an archive; what else lies there is another reader's. Each file is read when it is asked for. */
export class ArchiveHistory implements History {
	readonly name: string;
	readonly #gaps = new Map<string, Gap>();

	constructor(path: string) {
		this.name = path;
	}

	get gaps(): readonly Gap[] {
		return [...this.#gaps.values()];
	}

	async *containers(request: HistoryRequest): AsyncGenerator<ContainerTrack> {
		for await (const series of this.#files((head) => !OF_COUNTERS.test(head))) yield* tracksOf({ series }, request);
	}

	async lastSample(): Promise<number | null> {
		let last = Number.NEGATIVE_INFINITY;
		for await (const file of this.#files()) for (const { t } of file) last = Math.max(last, t.at(-1) ?? last);
		return Number.isFinite(last) ? last : null;
	}

	/** The series of containers, or what else was counted, of each file whose beginning is `wanted`. */
	async *#files(wanted: (head: string) => boolean = () => true): AsyncGenerator<Iterable<Series>> {
		// The archive's own reader tells what cannot be read at all.
		const files = filesAt(this.name, NO_BYTES, new Budget(MOST_BYTES), () => undefined);
		for await (const { name, head, bytes } of files) {
			if (contentOf(head) !== "series" || !wanted(head.toString("utf8"))) {
				for await (const _ of bytes);
				continue;
			}
			const file = await this.#file(bytes, name);
			if (file === null) continue;
			for (const gap of file.gaps) this.#miss(gap);
			// A capture's nodes are its source's to give.
			yield file.series.filter((one) => !one.name.startsWith(NODE_SERIES));
		}
	}

	/** Null where it is not what its first line says: the rest of the archive still counts. */
	async #file(bytes: AsyncIterable<Uint8Array>, name: string): Promise<SeriesFile | null> {
		try {
			return await readSeriesChunks(bytes, name);
		} catch (error) {
			if (!(error instanceof Failure) || error.code !== "series-malformed") throw error;
			const { line, value } = (error as Failure<"series-malformed">).params;
			const detail = line === 0 ? value : said("line {count}: {written}", { count: String(line), written: value });
			this.#miss({ source: "archive", what: name, reason: "malformed", detail });
			return null;
		}
	}

	#miss(gap: Gap): void {
		this.#gaps.set(`${gap.what} ${gap.reason}`, gap);
	}

	async *cgroups(): AsyncGenerator<CgroupTrack> {}

	/** What a capture has counted. */
	async *counters({ from, to }: HistoryRequest): AsyncGenerator<Series> {
		for await (const file of this.#files((head) => OF_COUNTERS.test(head))) {
			for (const one of file) {
				const within = cut(one, from, to);
				if (one.name.startsWith(COUNTER_SERIES) && within.t.length > 0)
					yield { ...within, name: one.name.slice(COUNTER_SERIES.length) };
			}
		}
	}

	async close(): Promise<void> {}
}
