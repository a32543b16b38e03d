import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitLines } from "./lines.ts";

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
	let start = 0;
	for (const cut of cuts) {
		yield bytes.subarray(start, start + cut);
		start += cut;
	}
	yield bytes.subarray(start);
}

async function linesOf(text: string, cuts: readonly number[], bound = 1000): Promise<string[]> {
	return await Array.fromAsync(splitLines(chunksOf(Buffer.from(text), cuts), bound));
}

describe("splitLines", () => {
	test.each<[string, string[]]>([
		["", []],
		["\n", [""]],
		["a", ["a"]],
		["a\nb\n", ["a", "b"]],
		["a\n\nb", ["a", "", "b"]],
		["a\r\nb", ["a\r", "b"]],
	])("%j", async (text, expected) => {
		expect(await linesOf(text, [])).toEqual(expected);
	});

	test("gives the same lines however the bytes are cut, characters of several bytes included", async () => {
		const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll("\n", ""));
		await fc.assert(
			fc.asyncProperty(fc.array(line), fc.array(fc.nat(7), { maxLength: 60 }), async (lines, cuts) => {
				expect(await linesOf(lines.map((text) => `${text}\n`).join(""), cuts)).toEqual(lines);
			}),
		);
	});

	test("cuts a long line at the bound and goes on with the next", async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(50), fc.array(fc.nat(9), { maxLength: 30 }), async (length, cuts) => {
				expect(await linesOf(`${"x".repeat(length)}\nnext\n`, cuts, 10)).toEqual([
					"x".repeat(Math.min(10, length)),
					"next",
				]);
			}),
		);
	});

	test("a megabyte in single bytes", async () => {
		async function* bytes(): AsyncGenerator<Uint8Array> {
			const one = Buffer.from("x");
			for (let i = 0; i < 1_000_000; i++) yield one;
		}
		expect((await Array.fromAsync(splitLines(bytes(), 2 ** 21)))[0]?.length).toBe(1_000_000);
	});
});
