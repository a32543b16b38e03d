import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../model/failure.ts";
import type { Series } from "../../model/series.ts";
import { SeriesCsv } from "./csv.ts";

/** Reads the text in chunks of `size` bytes. */
function parse(text: string | Uint8Array, size = 1 << 16, cutOff = false): { csv: SeriesCsv; series: Series[] } {
	const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
	const csv = new SeriesCsv("f.csv");
	for (let at = 0; at < bytes.length; at += size) csv.push(bytes.slice(at, at + size));
	csv.end(cutOff);
	return { csv, series: [...csv.series()] };
}

/** One line a row: `NAME t bytes capacity start`. */
const rows = (series: Series[]) =>
	series.flatMap(({ name, t, bytes, capacity, start }) =>
		Array.from(t, (time, i) => `${name} ${time} ${bytes[i]} ${capacity[i]} ${start[i]}`),
	);

describe("rows", () => {
	test.each<[string, string, string[]]>([
		[
			"as the contract has it",
			"series,t,bytes,capacity\na,1,10,100\na,2,20,100\n",
			["a 1 10 100 NaN", "a 2 20 100 NaN"],
		],
		["with start", "series,t,bytes,capacity,start\na,1,10,100,0\na,9,5,100,8\n", ["a 1 10 100 0", "a 9 5 100 8"]],
		["columns in any order, others passed over", "x,bytes,series,node,t\n?,10,a,n1,1\n", ["a 1 10 NaN NaN"]],
		["no line feed at the end", "series,t,bytes\na,1,10", ["a 1 10 NaN NaN"]],
		["CRLF and a byte order mark", "\uFEFFseries,t,bytes,capacity\r\na,1,10,\r\n", ["a 1 10 NaN NaN"]],
		["empty lines", "\n\nseries,t,bytes\n\na,1,10\n\r\n", ["a 1 10 NaN NaN"]],
		[
			"interleaved series",
			"series,t,bytes\na,1,10\nb,1,30\na,2,20\n",
			["a 1 10 NaN NaN", "a 2 20 NaN NaN", "b 1 30 NaN NaN"],
		],
		[
			"quoted names",
			'series,t,bytes\n"a,""b""",1,10\n"c",1,20\nc,2,21\n',
			['a,"b" 1 10 NaN NaN', "c 1 20 NaN NaN", "c 2 21 NaN NaN"],
		],
		["quoted numbers and header", '"series","t","bytes"\na,"1","10"\n', ["a 1 10 NaN NaN"]],
		["names in other scripts", "series,t,bytes\n内存/é,1,10\n", ["内存/é 1 10 NaN NaN"]],
		["an empty name", "series,t,bytes\n,1,10\n", [" 1 10 NaN NaN"]],
		["scientific numbers", "series,t,bytes,capacity\na,1.6e9,1E3,2.5e3\n", ["a 1600000000 1000 2500 NaN"]],
		[
			"no limit: empty, zero, NaN, infinite",
			"series,t,bytes,capacity\na,1,1,\na,2,1,0\na,3,1,NaN\na,4,1,+Inf\n",
			[1, 2, 3, 4].map((t) => `a ${t} 1 NaN NaN`),
		],
		[
			"changing limits and starts",
			"series,t,bytes,capacity,start\na,1,1,5,0\na,2,1,6,0\na,3,1,6,3\na,4,1,,3\n",
			["a 1 1 5 0", "a 2 1 6 0", "a 3 1 6 3", "a 4 1 NaN 3"],
		],
		[
			"out of order",
			"series,t,bytes,capacity\na,3,30,3\na,1,10,1\na,2,20,2\n",
			["a 1 10 1 NaN", "a 2 20 2 NaN", "a 3 30 3 NaN"],
		],
		[
			"same time twice: the larger counts",
			"series,t,bytes\na,1,10\na,1,11\na,2,20\na,2,19\n",
			["a 1 11 NaN NaN", "a 2 20 NaN NaN"],
		],
		[
			"milliseconds, as many scripts write them",
			"series,t,bytes,capacity,start\na,1700000000000,10,20,1690000000000\n",
			["a 1700000000 10 20 1690000000"],
		],
		[
			"micro- and nanoseconds too",
			"series,t,bytes,capacity,start\na,1700000000000000,10,20,1690000000000000000\nb,1700000000000000000,1,2,1e300\n",
			["a 1700000000 10 20 1690000000", "b 1700000000 1 2 NaN"],
		],
		["more than any machine has is no limit", "series,t,bytes,capacity\na,1,10,1e300\n", ["a 1 10 NaN NaN"]],
		["a header alone", "series,t,bytes\n", []],
	])("%s", (_, text, expected) => {
		expect(rows(parse(text).series)).toEqual(expected);
	});

	test("what is no measurement is skipped and counted", () => {
		const { csv, series } = parse("series,t,bytes\na,1,NaN\na,2,inf\na,3,-1\na,4,\na,5,50\na,6,1e300\nb,1,NaN\n");
		expect([csv.rows, csv.skipped]).toEqual([1, 6]);
		expect(rows(series)).toEqual(["a 5 50 NaN NaN"]);
	});
});

describe("failures", () => {
	test.each<[string, string, object]>([
		["no header", "", { line: 0, problem: "header", column: "" }],
		["a column missing", "series,t\na,1\n", { line: 1, problem: "header", column: "bytes" }],
		["a column twice", "series,t,bytes,t\n", { line: 1, problem: "header", column: "t" }],
		["not a series file", "PK\x03\x04\x00\n", { line: 1, problem: "header", column: "series" }],
		["too few cells", "series,t,bytes\na,1\n", { line: 2, problem: "cells" }],
		["too many cells", "series,t,bytes\na,1,10\na,2,20,5\n", { line: 3, problem: "cells" }],
		["no number", "series,t,bytes\n\na,1,10Mi\n", { line: 3, problem: "number", column: "bytes", value: "10Mi" }],
		["no time", "series,t,bytes\na,,10\n", { line: 2, problem: "number", column: "t", value: "" }],
		["time that is not finite", "series,t,bytes\na,NaN,10\n", { line: 2, problem: "number", column: "t" }],
		["a time beyond any calendar", "series,t,bytes\na,1e300,10\n", { line: 2, problem: "number", column: "t" }],
		["the same before it", "series,t,bytes\na,-1e21,10\n", { line: 2, problem: "number", column: "t" }],
		["a quote that does not end", 'series,t,bytes\n"a,1,10\n', { line: 2, problem: "quote" }],
		["text after a quote", 'series,t,bytes\n"a"b,1,10\n', { line: 2, problem: "quote" }],
		["a line without end", `series,t,bytes\n${"a".repeat(70_000)},1,10\n`, { line: 2, problem: "long-line" }],
	])("%s", (_, text, expected) => {
		for (const size of [1, 7, 1 << 16]) {
			try {
				parse(text, size);
				expect.unreachable();
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
				const { code, params } = error as Failure;
				expect({ code, ...params }).toMatchObject({ code: "series-malformed", path: "f.csv", ...expected });
			}
		}
	});
});

test("a file that was cut off gives the whole rows before the cut", () => {
	const { series } = parse("series,t,bytes\na,1,10\na,2,2", 1 << 16, true);
	expect(rows(series)).toEqual(["a 1 10 NaN NaN"]);
	expect(parse("ser", 1 << 16, true).series).toEqual([]);
});

const cell = fc.oneof(fc.string({ unit: fc.constantFrom(...'ab,"é ./-内') }), fc.string({ unit: "grapheme" }));
const name = cell.filter((text) => !/[\r\n]/.test(text) && text.isWellFormed());
const table = fc.array(
	fc.record({
		name,
		t: fc.nat(),
		bytes: fc.double({ min: 0, max: 2 ** 61, noDefaultInfinity: true, noNaN: true }),
		capacity: fc.option(fc.double({ min: 1, max: 2 ** 61, noDefaultInfinity: true, noNaN: true })),
	}),
	{ maxLength: 40 },
);

const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

test("whatever is written is read, in chunks of any size", () => {
	fc.assert(
		fc.property(table, fc.integer({ min: 1, max: 50 }), fc.boolean(), (written, size, crlf) => {
			const lines = written.map((row) => `${quoted(row.name)},${row.t},${row.bytes},${row.capacity ?? ""}`);
			const { series } = parse(["series,t,bytes,capacity", ...lines, ""].join(crlf ? "\r\n" : "\n"), size);
			const expected = new Map<string, Map<number, string>>();
			for (const row of written) {
				const of = expected.get(row.name) ?? new Map<number, string>();
				expected.set(row.name, of.set(row.t, `${row.name} ${row.t} ${row.bytes} ${row.capacity ?? Number.NaN} NaN`));
			}
			const inOrder = [...expected.values()].flatMap((of) => [...of].sort(([a], [b]) => a - b).map(([, row]) => row));
			expect(rows(series)).toEqual(inOrder);
		}),
	);
});

test("any bytes give series or a Failure with a line, nothing else", () => {
	const noise = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(...'a1,"\n.'.split("").map((c) => c.charCodeAt(0)))));
	fc.assert(
		fc.property(noise, fc.integer({ min: 1, max: 9 }), fc.boolean(), (bytes, size, cutOff) => {
			const text = Uint8Array.from([...new TextEncoder().encode("series,t,bytes\n"), ...bytes]);
			try {
				parse(text, size, cutOff);
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
	);
});
