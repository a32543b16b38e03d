import { said } from "../../model/said.ts";
import type { Frame } from "./frames.ts";
import { PackedSeries, rowsOf, Scratch, unpacked } from "./packed.ts";
import { BYTES, FIXED32, FIXED64, MalformedMessage, MessageReader, VARINT } from "./protobuf.ts";
import { changesOf, type RawSeries, type ReadRequest } from "./raw-series.ts";
import { Texts } from "./texts.ts";
import { Decoded } from "./xor-chunk.ts";

/** Chunks in a form that we do not know. */
export class UnknownEncoding extends Error {}

const ENCODING = { xor: 1, histograms: [2, 3, 5, 6] } as const;

/** The series of one ChunkedReadResponse (prometheus prompb/remote.proto). @throws MalformedMessage; MalformedChunk; UnknownEncoding */
export function* seriesIn({ bytes, from, to }: Frame, request: ReadRequest): Generator<RawSeries> {
	const response = new MessageReader(bytes, from, to);
	const series: MessageReader[] = [];
	let selection = 0;
	while (response.next()) {
		if (response.field === 1) series.push(response.message());
		else if (response.field === 2) selection = response.varint();
		else response.skip();
	}
	for (const one of series) {
		const found = chunkedSeries(one, selection, request);
		if (found instanceof PackedSeries ? found.rows > 0 : found.t.length > 0) yield found;
	}
}

/** Held between calls, which cannot overlap: most series of which only changes are wanted are let go of at once. */
const scratch = new Scratch();

function chunkedSeries(message: MessageReader, selection: number, request: ReadRequest): RawSeries {
	const { bytes } = message;
	const labels = new Map<string, string>();
	found.count = 0;
	while (message.next()) {
		if (message.field === 1) addLabel(message.message(), labels);
		else if (message.field === 2) addChunk(bytes, message.span(), message.position);
		else message.skip();
	}
	const chunks = found.spans.slice(0, 2 * found.count);
	if (request.packed?.has(selection)) {
		const begins = found.begins.slice(0, found.count);
		return PackedSeries.of({ selection, labels }, bytes, { chunks, begins }, request);
	}
	const rows = rowsOf(bytes, chunks);
	if (!request.changesOnly?.has(selection))
		return { selection, labels, ...unpacked(bytes, chunks, new Decoded(rows), request) };
	return { selection, labels, ...changesOf(unpacked(bytes, chunks, scratch.of(rows), request)) };
}

const texts = new Texts();

export function addLabel(message: MessageReader, labels: Map<string, string>): void {
	let name = "";
	let value = "";
	while (message.next()) {
		if (message.field === 1) name = message.text(texts);
		else if (message.field === 2) value = message.text(texts);
		else message.skip();
	}
	labels.set(name, value);
}

/** The chunks of the series that is being read, in arrays that need not grow anew for each. */
const found: { count: number; spans: number[]; begins: number[] } = { count: 0, spans: [], begins: [] };

/** Keys of a Chunk's fields (prometheus prompb/types.proto): number and wire type. */
const BEGIN = (1 << 3) | VARINT;
const KIND = (3 << 3) | VARINT;
const DATA = (4 << 3) | BYTES;

/**
 * Notes where the data of the chunk in `bytes[from..to)` lie and when it begins, unless it is one of native histograms. A fleet has hundreds of
 * thousands, so they are read without a MessageReader.
 */
function addChunk(bytes: Uint8Array, from: number, to: number): void {
	let at = from;
	let kind = 0;
	let begin = 0;
	let first = -1;
	let last = -1;
	while (at < to) {
		const key = wordAt(bytes, at, to);
		at = after;
		if (key === DATA) {
			const length = wordAt(bytes, at, to);
			first = after;
			last = first + length;
			at = last;
		} else if (key === KIND) {
			kind = wordAt(bytes, at, to);
			at = after;
		} else if (key === BEGIN) {
			begin = numberAt(bytes, at, to);
			at = after;
		} else at = skipped(bytes, at, to, key);
	}
	if (at > to) throw new MalformedMessage(said("a field is cut off"));
	if (kind === ENCODING.xor) {
		if (first === -1) return;
		found.spans[2 * found.count] = first;
		found.spans[2 * found.count + 1] = last;
		found.begins[found.count++] = begin;
	} else if (!ENCODING.histograms.some((known) => known === kind)) throw new UnknownEncoding(`chunk encoding ${kind}`);
}

/** Where the bytes after the number that was read last begin. */
let after = 0;

/** A varint below 2^28, by bits alone: the compiler then knows that it is an integer. */
function wordAt(bytes: Uint8Array, from: number, to: number): number {
	let value = 0;
	let at = from;
	for (let shift = 0; at < to && shift < 28; shift += 7) {
		const byte = bytes[at++] as number;
		value |= (byte & 0x7f) << shift;
		if (byte >= 0x80) continue;
		after = at;
		return value;
	}
	throw new MalformedMessage(said("a number is cut off"));
}

/** A varint of up to 2^53 exactly. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
	let value = 0;
	let at = from;
	for (let scale = 1; at < to && at < from + 10; scale *= 128) {
		const byte = bytes[at++] as number;
		value += (byte & 0x7f) * scale;
		if (byte >= 0x80) continue;
		after = at;
		return value;
	}
	throw new MalformedMessage(said("a number is cut off"));
}

/** Where the field after the one whose value begins at `at` begins. */
function skipped(bytes: Uint8Array, at: number, to: number, key: number): number {
	switch (key & 7) {
		case VARINT:
			numberAt(bytes, at, to);
			return after;
		case BYTES:
			return wordAt(bytes, at, to) + after;
		case FIXED64:
			return at + 8;
		case FIXED32:
			return at + 4;
		default:
			throw new MalformedMessage(said("wire type {code}", { code: key & 7 }));
	}
}
