import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNumber } from "./number.ts";

const read = (text: string) => {
	const bytes = new TextEncoder().encode(`x${text}y`);
	return readNumber(bytes, 1, bytes.length - 1);
};

describe("readNumber", () => {
	test.each<[string, number | undefined]>([
		["0", 0],
		["-0", -0],
		["+12", 12],
		["007", 7],
		["1.5", 1.5],
		[".5", 0.5],
		["5.", 5],
		["  42\t", 42],
		["1e3", 1000],
		["1.25E-2", 0.0125],
		["9007199254740993", 9007199254740992],
		["123456789012345678901234567890", 1.2345678901234568e29],
		["0.1234567890123456789", 0.12345678901234568],
		["NaN", Number.NaN],
		["nan", Number.NaN],
		["-NaN", Number.NaN],
		["", Number.NaN],
		["   ", Number.NaN],
		["inf", Number.POSITIVE_INFINITY],
		["+Inf", Number.POSITIVE_INFINITY],
		["-Infinity", Number.NEGATIVE_INFINITY],
		["1e999", Number.POSITIVE_INFINITY],
		["1.2.3", undefined],
		["1,2", undefined],
		["1Gi", undefined],
		["0x10", undefined],
		["-", undefined],
		[".", undefined],
		["e5", undefined],
		["1e", undefined],
		["1 2", undefined],
		["infinite", undefined],
	])("%j is %o", (text, expected) => {
		expect(read(text)).toBe(expected);
	});

	test("reads every double that JavaScript prints, to the last bit", () => {
		fc.assert(fc.property(fc.double({ noNaN: true }), (value) => read(String(value)) === value));
	});

	test("reads any decimal as Number does", () => {
		const decimal = fc.stringMatching(/^-?\d{1,25}(\.\d{0,25})?(e[+-]?\d{1,3})?$/);
		fc.assert(fc.property(decimal, (text) => Object.is(read(text), Number(text))));
	});

	test("never takes for a number what Number does not, and never throws", () => {
		const near = fc.string({ unit: fc.constantFrom(..."0123456789.eE+-nNaAiIfF _x") });
		fc.assert(
			fc.property(near, (text) => {
				const value = read(text);
				if (value === undefined || Number.isNaN(value) || !Number.isFinite(value)) return;
				expect(value).toBe(Number(text.trim()));
			}),
		);
	});
});
