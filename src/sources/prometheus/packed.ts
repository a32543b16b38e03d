import { type Labels, type RawSeries, type ReadRequest, tidy } from "./raw-series.ts";
import { CHUNK_PADDING, chunkCount, Decoded, decodeChunk } from "./xor-chunk.ts";

/** Where chunks lie in a buffer: of each its first byte and the one after its last, in turn. There are hundreds of thousands in a fleet. */
type Spans = readonly number[];

type Window = Pick<ReadRequest, "from" | "to">;

/** Samples in time order. */
interface Points {
	t: Float64Array;
	v: Float64Array;
}

/** Columns to decode into again and again. */
export class Scratch {
	private columns = new Decoded(4096);

	of(rows: number): Decoded {
		if (rows > this.columns.t.length) this.columns = new Decoded(rows * 2);
		this.columns.rows = 0;
		this.columns.untidy = false;
		return this.columns;
	}
}

/** As many samples as the chunks say they have. */
export function rowsOf(bytes: Uint8Array, chunks: Spans): number {
	let rows = 0;
	for (let i = 0; i < chunks.length; i += 2) rows += chunkCount(bytes, chunks[i] as number, chunks[i + 1] as number);
	return rows;
}

/** What chunks hold within the time. @throws MalformedChunk */
export function unpacked(bytes: Uint8Array, chunks: Spans, into: Decoded, { from, to }: Window): Points {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	for (let i = 0; i < chunks.length; i += 2)
		decodeChunk(bytes, view, chunks[i] as number, chunks[i + 1] as number, into);
	const { untidy, rows } = into;
	const t = into.t.subarray(0, rows);
	const v = into.v.subarray(0, rows);
	const within = !untidy && (t[0] ?? from) >= from && (t[rows - 1] ?? to) <= to;
	return within ? { t, v } : tidy(t, v, from, to);
}

const lent = new Scratch();

/** Series lie side by side in pieces of this many bytes: one piece of memory for each of thousands costs more than what is done with it. */
const PIECE = 1 << 19;
let piece = new Uint8Array(0);
let filled = 0;

function placeFor(length: number): { bytes: Uint8Array; at: number } {
	if (filled + length + CHUNK_PADDING > piece.length) {
		piece = new Uint8Array(Math.max(PIECE, length + CHUNK_PADDING));
		filled = 0;
	}
	const at = filled;
	filled += length;
	return { bytes: piece, at };
}

/** A series whose chunks are kept as they came, four bytes a sample in place of sixteen, until its samples are looked at. */
export class PackedSeries implements RawSeries {
	readonly selection: number;
	readonly labels: Labels;
	/** Samples in the chunks; those at the ends may lie outside the time. */
	readonly rows: number;
	private readonly bytes: Uint8Array;
	private readonly chunks: Spans;
	/** When each began, unix milliseconds. */
	private readonly begins: readonly number[];
	private readonly window: Window;
	private points: Points | null = null;

	private constructor(
		{ selection, labels }: Pick<RawSeries, "selection" | "labels">,
		bytes: Uint8Array,
		{ chunks, begins }: { chunks: Spans; begins: readonly number[] },
		{ from, to }: Window,
	) {
		this.selection = selection;
		this.labels = labels;
		this.bytes = bytes;
		this.chunks = chunks;
		this.begins = begins;
		this.window = { from, to };
		this.rows = rowsOf(bytes, chunks);
	}

	/**
	 * Copies the chunks out of a buffer that will hold others soon; they lie close together in it.
	 * @param chunks told from then on where they lie in the copy
	 */
	static of(
		series: Pick<RawSeries, "selection" | "labels">,
		held: Uint8Array,
		{ chunks, begins }: { chunks: number[]; begins: readonly number[] },
		window: Window,
	): PackedSeries {
		const from = chunks[0] ?? 0;
		const to = chunks.at(-1) ?? 0;
		const { bytes, at } = placeFor(to - from);
		bytes.set(held.subarray(from, to), at);
		for (let i = 0; i < chunks.length; i++) chunks[i] = (chunks[i] as number) - from + at;
		return new PackedSeries(series, bytes, { chunks, begins }, window);
	}

	/** @throws MalformedChunk */
	get t(): Float64Array {
		return this.unpack().t;
	}

	get v(): Float64Array {
		return this.unpack().v;
	}

	/**
	 * In memory that the next call, for whichever series, uses again.
	 * @param glimpses times of which the samples are wanted, in order; all unless told, and more may come
	 * @throws MalformedChunk
	 */
	lend(glimpses?: readonly Window[]): Points {
		const chunks = glimpses === undefined ? this.chunks : this.chunksIn(glimpses);
		return this.points ?? unpacked(this.bytes, chunks, lent.of(this.rows), this.window);
	}

	/** A chunk lasts until the next begins. */
	private chunksIn(glimpses: readonly Window[]): Spans {
		const { chunks, begins } = this;
		// An engine that does not say when they begin.
		if (begins.includes(0)) return chunks;
		const found: number[] = [];
		let glimpse = 0;
		for (let i = 0; i < begins.length; i++) {
			const next = i + 1 < begins.length ? (begins[i + 1] as number) / 1000 : Number.POSITIVE_INFINITY;
			while (glimpse < glimpses.length && (glimpses[glimpse] as Window).to * 1000 < (begins[i] as number)) glimpse++;
			if (glimpse < glimpses.length && (glimpses[glimpse] as Window).from <= next)
				found.push(chunks[2 * i] as number, chunks[2 * i + 1] as number);
		}
		return found;
	}

	private unpack(): Points {
		this.points ??= unpacked(this.bytes, this.chunks, new Decoded(this.rows), this.window);
		return this.points;
	}
}
