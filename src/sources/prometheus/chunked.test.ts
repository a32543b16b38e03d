import { describe, expect, test } from "vitest";
import { seriesIn, UnknownEncoding } from "./chunked.ts";
import { MalformedMessage, MessageWriter } from "./protobuf.ts";
import type { ReadRequest } from "./raw-series.ts";
import { encodeChunk } from "./testing/xor-encode.ts";
import { CHUNK_PADDING } from "./xor-chunk.ts";

const BEGIN = 1_700_000_000_000;
const times = [BEGIN, BEGIN + 60_000, BEGIN + 120_000];
const values = [1, 2, 4];
const request: ReadRequest = { selections: [[]], from: 0, to: 2e9 };

/** A chunk as Prometheus writes it: begin, end, encoding, data. */
const usual = () =>
	new MessageWriter()
		.number(1, BEGIN)
		.number(2, BEGIN + 120_000)
		.number(3, 1)
		.bytes(4, encodeChunk(times, values));

function framed(...chunks: MessageWriter[]) {
	const label = new MessageWriter().text(1, "pod").text(2, "web-1");
	const series = new MessageWriter().message(1, label);
	for (const chunk of chunks) series.message(2, chunk);
	const message = new MessageWriter().message(1, series).number(2, 0).finish();
	const bytes = new Uint8Array(message.length + CHUNK_PADDING);
	bytes.set(message);
	return { bytes, from: 0, to: message.length };
}

const read = (...chunks: MessageWriter[]) =>
	[...seriesIn(framed(...chunks), request)].map(({ t, v, labels }) => [[...t], [...v], labels.get("pod")]);

const expected = [[times.map((time) => time / 1000), values, "web-1"]];

describe("a series' chunks", () => {
	test.each<[string, MessageWriter]>([
		["as Prometheus writes them", usual()],
		[
			"with fields of other kinds, which later versions may add",
			usual()
				.number(5, 2 ** 40)
				.double(6, 1)
				.text(2000, "new"),
		],
		["data first", new MessageWriter().bytes(4, encodeChunk(times, values)).number(3, 1)],
	])("%s", (_, chunk) => expect(read(chunk)).toEqual(expected));

	test("one after another, and histograms passed over", () => {
		const later = new MessageWriter().number(3, 1).bytes(4, encodeChunk([BEGIN + 180_000], [8]));
		const histogram = new MessageWriter().number(3, 2).bytes(4, Uint8Array.of(0, 1, 2));
		expect(read(usual(), histogram, later)).toEqual([
			[[...times, BEGIN + 180_000].map((time) => time / 1000), [1, 2, 4, 8], "web-1"],
		]);
	});

	test("an encoding that nobody knows is said to be one", () => {
		expect(() => read(new MessageWriter().number(3, 9).bytes(4, Uint8Array.of(1)))).toThrow(UnknownEncoding);
	});

	test("a chunk cut off anywhere is refused, and nothing beyond its end is read", () => {
		const whole = usual().finish();
		for (let length = 1; length < whole.length; length++) {
			const label = new MessageWriter().text(1, "pod").text(2, "web-1");
			const cut = new MessageWriter().message(1, label).bytes(2, whole.subarray(0, length));
			const message = new MessageWriter().message(1, cut).finish();
			const bytes = new Uint8Array(message.length + CHUNK_PADDING).fill(0);
			bytes.set(message);
			const all = () => [...seriesIn({ bytes, from: 0, to: message.length }, request)];
			const begins = new MessageWriter().number(1, BEGIN).finish().length;
			const ends = new MessageWriter().number(1, BEGIN).number(2, BEGIN).finish().length;
			// Cut between two fields before its encoding, it is a chunk of no kind.
			if (length === begins || length === ends) expect(all).toThrow(UnknownEncoding);
			else if (length === ends + 2) expect(all()).toEqual([]);
			else expect(all, `${length}`).toThrow(MalformedMessage);
		}
	});
});
