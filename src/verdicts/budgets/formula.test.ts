import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate, namesIn } from "./formula.ts";

const names: Readonly<Record<string, number | null>> = { a: 3, b: 4, none: null, zero: 0 };
const lookup = (name: string) => names[name] ?? null;

test.each<[string, number | null]>([
	["1", 1],
	["1.5Ki", 1536],
	["a + b * 2", 11],
	["(a + b) * 2", 14],
	["b - a - 1", 0],
	["12 / a / 2", 2],
	["min(a, b) + max(a, b, 10)", 13],
	["a*2Mi", 3 * 2 ** 21],
	["none", null],
	["a + none", null],
	["zero * none", 0],
	["none * zero", 0],
	["a * none", null],
	["min(a, none)", 3],
	["max(a, none)", null],
	["min(none)", null],
	["  a  ", 3],
])("%s is %s", (formula, value) => {
	expect(evaluate(formula, lookup)).toBe(value);
});

test.each(["", "1 +", "(1", "1)", "a b", "1 ** 2", "f(1)", "a.b", "min(1", "process.exit()", "1;2", "9Pi", "-1"])(
	"%j is no formula",
	(formula) => {
		expect(() => evaluate(formula, lookup)).toThrow(/no formula/);
	},
);

test("names are told from functions and units", () => {
	expect(namesIn("min(limit / 2, 4Gi) + heapSize * 2 - 1.5Mi")).toEqual(["limit", "heapSize"]);
});

test("arithmetic as JavaScript does it, and nothing else gets through", () => {
	const number = fc.integer({ min: 1, max: 999 }).map(String);
	const { sum } = fc.letrec<{ sum: string }>((tie) => ({
		sum: fc.oneof(
			{ depthSize: "small" },
			number,
			fc.tuple(tie("sum"), fc.constantFrom("+", "-", "*"), tie("sum")).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
		),
	}));
	fc.assert(
		fc.property(sum, (formula) => {
			expect(evaluate(formula, () => null)).toBe(Function(`return ${formula}`)());
		}),
	);
	fc.assert(
		fc.property(fc.string(), (text) => {
			try {
				evaluate(text, () => 1);
			} catch (error) {
				expect(String(error)).toMatch(/no formula/);
			}
		}),
	);
});
