import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeChunk } from "./testing/xor-encode.ts";
import { CHUNK_PADDING, chunkCount, Decoded, decodeChunk, MalformedChunk } from "./xor-chunk.ts";

function decode(chunk: Uint8Array, from = 0, to = chunk.length): [number[], number[]] {
	const bytes = new Uint8Array(chunk.length + CHUNK_PADDING);
	bytes.set(chunk);
	const count = chunkCount(bytes, from, to);
	const columns = new Decoded(count + 3);
	columns.rows = 2;
	decodeChunk(bytes, new DataView(bytes.buffer), from, to, columns);
	expect(columns.rows).toBe(count + 2);
	const { t, v } = columns;
	const [times, values] = [[...t.subarray(2, count + 2)], [...v.subarray(2, count + 2)]];
	const rises = times.every((time, i) => time > (i === 0 ? 0 : (times[i - 1] ?? 0)));
	expect(columns.untidy).toBe(count > 0 && !(rises && values.every(Number.isFinite)));
	return [times.map((time) => Math.round(time * 1000)), values];
}

/** Real clocks: steady steps, small jitter, and all the sizes a change can have. */
const steps = fc.oneof(
	fc.constant(15_000),
	fc.integer({ min: 14_990, max: 15_010 }),
	fc.integer({ min: 0, max: 20_000 }),
	fc.integer({ min: 0, max: 700_000 }),
	fc.integer({ min: 0, max: 2 ** 45 }),
);
const memory = fc.oneof(
	fc.constant(0),
	fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((pages) => pages * 4096),
	fc.double(),
	fc.constantFrom(1e18, -1, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NaN),
);

describe("decodeChunk", () => {
	test("gives back what was encoded, wherever it lies", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -(2 ** 40), max: 2 ** 45 }),
				fc.array(fc.tuple(steps, memory), { maxLength: 130 }),
				fc.nat(9),
				(begin, samples, offset) => {
					const times: number[] = [];
					for (const [step] of samples) times.push((times.at(-1) ?? begin - step) + step);
					const values = samples.map(([, value]) => value);
					const chunk = encodeChunk(times, values);
					const around = new Uint8Array(chunk.length + offset + 5).fill(0xa5);
					around.set(chunk, offset);
					const [t, v] = decode(around, offset, offset + chunk.length);
					expect(t).toEqual(times);
					expect(v).toEqual(values);
				},
			),
			{ numRuns: 500 },
		);
	});

	test("a value that never changes, at even steps", () => {
		for (const count of [2, 3, 5, 120]) {
			const times = Array.from({ length: count }, (_, i) => 1_700_000_000_000 + i * 15_000);
			const values = times.map(() => 2 ** 30);
			expect(decode(encodeChunk(times, values))).toEqual([times, values]);
		}
	});

	test.each([2 ** 13, -(2 ** 13), -(2 ** 13) + 1, 2 ** 16, -(2 ** 16), 2 ** 19, -(2 ** 19), 2 ** 19 + 1])(
		"a change of the step by %i, at the edge of a size",
		(change) => {
			const times = [0, 2 ** 20, 2 ** 21 + change];
			expect(decode(encodeChunk(times, [1, 2, 3]))).toEqual([times, [1, 2, 3]]);
		},
	);

	test("arbitrary bytes are decoded or refused, never read for ever", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				try {
					decode(bytes);
				} catch (error) {
					expect(error).toBeInstanceOf(MalformedChunk);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	test("a chunk that is cut off is refused", () => {
		const chunk = encodeChunk([1000, 2000, 3500, 4100], [1.5, 2.25, 1e9, 7]);
		for (let length = 0; length < chunk.length; length++) {
			expect(() => decode(chunk, 0, length)).toThrow(MalformedChunk);
		}
	});
});
