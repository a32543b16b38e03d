import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BrokenChunk } from "./bits.ts";
import { decodeRows, encodeRows } from "./codec.ts";

const MINUTE = 60;
const PAGE = 4096;

const times = (rows: number, step = MINUTE) => Float64Array.from({ length: rows }, (_, i) => 1.7e9 + i * step);
const column = (values: readonly number[]) => Float64Array.from(values);
/** -0 comes back as 0, which toEqual would tell apart. */
const plain = (values: Float64Array | null) => (values === null ? null : Array.from(values, (value) => value + 0));
const back = (t: Float64Array, columns: (Float64Array | null)[]) => {
	const read = decodeRows(encodeRows({ t, columns }));
	return { t: plain(read.t), columns: read.columns.map(plain) };
};

describe("rows come back as they were", () => {
	const shapes: Record<string, readonly number[]> = {
		nothing: [],
		"one row": [123 * PAGE],
		"all the same": [PAGE, PAGE, PAGE],
		"missing at both ends": [Number.NaN, 5, 6, Number.NaN],
		"missing in turn": [1, Number.NaN, 3, Number.NaN, 5],
		"falls to zero and back": [3e9, 0, 3e9],
		"the largest there is": [Number.MAX_SAFE_INTEGER, 0, -Number.MAX_SAFE_INTEGER],
		fractions: [0.1, 0.2, 1e-300],
		infinite: [Number.POSITIVE_INFINITY, 1],
		"few values that are no multiples of anything": Array.from({ length: 200 }, (_, i) => (i % 3) * 1_030_792_151 + 7),
	};
	it.each(Object.entries(shapes))("%s", (_, values) => {
		const [t, given] = [times(values.length), column(values)];
		const expected = given.every(Number.isNaN) ? null : plain(given);
		expect(back(t, [given, null])).toEqual({ t: plain(t), columns: [expected, null] });
	});

	it("whatever they are", () => {
		const value = fc.oneof(
			fc.nat({ max: 2 ** 21 }).map((pages) => pages * PAGE),
			fc.maxSafeInteger(),
			fc.double(),
			fc.constant(Number.NaN),
		);
		const rows = fc.array(fc.tuple(fc.nat({ max: 100_000 }), value, value), { maxLength: 200 });
		fc.assert(
			fc.property(rows, (given) => {
				let now = 1.7e9;
				const t = Float64Array.from(given, ([step]) => (now += step));
				const columns = [1, 2].map((i) => Float64Array.from(given, (row) => row[i] as number));
				const expected = columns.map((one) => (one.every(Number.isNaN) ? null : plain(one)));
				expect(back(t, columns)).toEqual({ t: plain(t), columns: expected });
			}),
		);
	});
});

it("bytes that are no chunk are refused, never more than a small chunk's memory taken", () => {
	const chunk = encodeRows({ t: times(240), columns: [times(240).map((t) => (t % 977) * PAGE)] });
	for (let length = 0; length < chunk.length - 1; length += 7)
		expect(() => decodeRows(chunk.subarray(0, length))).toThrow(BrokenChunk);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
			try {
				decodeRows(bytes);
			} catch (error) {
				expect(error).toBeInstanceOf(BrokenChunk);
			}
		}),
	);
});

describe("four hours of one-minute samples take", () => {
	const size = (values: (i: number) => number, t = times(240)) =>
		encodeRows({ t, columns: [Float64Array.from({ length: 240 }, (_, i) => values(i))] }).length;
	it("next to nothing where nothing changes", () => expect(size(() => 5000 * PAGE)).toBeLessThan(40));
	it("next to nothing where there is nothing", () => expect(size(() => Number.NaN)).toBeLessThan(30));
	it("under a byte a sample where a few pages come and go", () =>
		expect(size((i) => (5000 + ((i * 7919) % 13)) * PAGE)).toBeLessThan(240));
	it("under two bytes a sample where megabytes come and go", () =>
		expect(size((i) => (50_000 + ((i * 7919) % 2000)) * PAGE)).toBeLessThan(480));
});
