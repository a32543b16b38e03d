import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { Failure } from "../../model/failure.ts";
import type { Gap } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import type { Series } from "../../model/series.ts";
import { SeriesCsv } from "./csv.ts";
import { looksLikeMetrics, MEMORY_METRIC, SeriesOpenMetrics } from "./openmetrics.ts";

export interface SeriesFile {
	/** Each series once, in the order of first appearance; can be walked once. */
	series: Generator<Series>;
	gaps: Gap[];
	/** Rows that were measurements, and rows skipped because they were not. */
	rows: number;
	skipped: number;
	/** Of the rows, those left out for a time far from all others of their series: known once `series` has been walked. */
	readonly strays: number;
}

/** 1 MiB: fewer turns of the event loop, still small against a process. */
const CHUNK = 1 << 20;

/**
 * Reads a series file, CSV or OpenMetrics text with timestamps, gzip or not (told by its first two bytes, RFC 1952). A gzip stream that ends early gives the rows before the
 * cut and a gap, but it is a failure when that is none. Throws `archive-missing`, `archive-unreadable` and `series-malformed`. Memory: 16 bytes a row.
 */
export async function readSeriesFile(path: string): Promise<SeriesFile> {
	const file = createReadStream(path, { highWaterMark: CHUNK });
	try {
		const read = await readSeriesChunks(file, path);
		const broken = read.gaps.find(({ reason }) => reason === "truncated" || reason === "malformed");
		// Nothing of it was seen: whoever asked must not read that nothing leaks.
		if (broken !== undefined && read.rows === 0)
			throw new Failure("archive-unreadable", { path, detail: broken.detail });
		return read;
	} catch (error) {
		throw error instanceof Failure ? error : unreadable(path, error);
	} finally {
		file.destroy();
	}
}

/** Bytes that tell a header from a metric; the longest name we look for has 34. */
const TELLING = 256;

/** The same from any stream of bytes: standard input, a member of an archive. `path` names it in failures and gaps. */
export async function readSeriesChunks(chunks: AsyncIterable<Uint8Array>, path: string): Promise<SeriesFile> {
	let reader: SeriesCsv | SeriesOpenMetrics | null = null;
	/** Until there is enough to tell by. */
	let head: Uint8Array = new Uint8Array(0);
	const begin = (): SeriesCsv | SeriesOpenMetrics => {
		const begun = looksLikeMetrics(head) ? new SeriesOpenMetrics(path) : new SeriesCsv(path);
		begun.push(head);
		return begun;
	};
	const gaps: Gap[] = [];
	let cutOff = false;
	try {
		for await (const chunk of gunzipped(chunks)) {
			if (reader !== null) reader.push(chunk);
			else {
				head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
				if (head.length >= TELLING) reader = begin();
			}
		}
	} catch (error) {
		if (!(error instanceof Error && "code" in error) || !/^Z_(BUF|DATA)_ERROR$/.test(String(error.code))) throw error;
		cutOff = true;
		const reason = error.code === "Z_BUF_ERROR" ? "truncated" : "malformed";
		gaps.push({ source: "series", what: path, reason, detail: error.message });
	}
	reader ??= begin();
	reader.end(cutOff);
	if (reader instanceof SeriesOpenMetrics && reader.rows === 0)
		gaps.push({
			source: "series",
			what: said("{metric} in {path}", { metric: MEMORY_METRIC, path }),
			reason: "absent",
			detail: "",
		});
	const read = reader;
	return {
		...{ series: read.series(), gaps, rows: read.rows, skipped: read.skipped },
		get strays() {
			return read.strays;
		},
	};
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const source = chunks[Symbol.asyncIterator]();
	let head: Uint8Array = new Uint8Array(0);
	while (head.length < 2) {
		const next = await source.next();
		if (next.done === true) break;
		head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
	}
	const rest = { [Symbol.asyncIterator]: () => source };
	if (head[0] !== 0x1f || head[1] !== 0x8b) {
		yield head;
		yield* rest;
		return;
	}
	const gunzip = createGunzip({ chunkSize: CHUNK });
	const feeding = feed(gunzip, head, rest);
	feeding.catch((error) => gunzip.destroy(error));
	yield* gunzip;
	await feeding;
}

async function feed(gunzip: NodeJS.WritableStream, head: Uint8Array, rest: AsyncIterable<Uint8Array>): Promise<void> {
	if (!gunzip.write(head)) await drained(gunzip);
	for await (const chunk of rest) if (!gunzip.write(chunk)) await drained(gunzip);
	gunzip.end();
}

function drained(stream: NodeJS.WritableStream): Promise<void> {
	return new Promise((resolve) => {
		for (const event of ["drain", "close", "error"]) stream.once(event, () => resolve());
	});
}

function unreadable(path: string, error: unknown): Failure {
	if (error instanceof Error && "code" in error && error.code === "ENOENT") {
		return new Failure("archive-missing", { path }, error);
	}
	return new Failure(
		"archive-unreadable",
		{ path, detail: error instanceof Error ? error.message : String(error) },
		error,
	);
}
