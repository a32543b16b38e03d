import fc from "fast-check";
import { expect, test } from "vitest";
import { Places } from "./lines.ts";
import { splitDocuments } from "./split.ts";

test.each<[string, string, string[]]>([
	["one document", "a: 1\n", ["a: 1\n"]],
	["nothing", "", [""]],
	["two", "a: 1\n---\nb: 2\n", ["a: 1\n", "---\nb: 2\n"]],
	["a marker first", "---\na: 1\n", ["---\na: 1\n"]],
	["a comment first", "# hi\n---\na: 1\n", ["# hi\n---\na: 1\n"]],
	["a directive first", "%YAML 1.2\n---\na: 1\n---\nb: 2\n", ["%YAML 1.2\n---\na: 1\n", "---\nb: 2\n"]],
	["content on the marker's line", "a\n--- b\n", ["a\n", "--- b\n"]],
	["CRLF", "a\r\n---\r\nb\r\n", ["a\r\n", "---\r\nb\r\n"]],
	["CR alone", "a\r---\rb", ["a\r", "---\rb"]],
	["four dashes are none", "a: |\n  x\n----\n", ["a: |\n  x\n----\n"]],
	["indented dashes are text", "a: |\n  ---\n  b\n", ["a: |\n  ---\n  b\n"]],
	["a marker at the very end", "a\n---", ["a\n", "---"]],
	["empty documents", "---\n---\n---\na\n", ["---\n", "---\n", "---\na\n"]],
	["JSON objects with a marker between", '{"a":1}\n---\n{"b":2}\n', ['{"a":1}\n', '---\n{"b":2}\n']],
	["a stream of JSON", '{"a":[1]}\n{"b":"}{"}\n[2]\n', ['{"a":[1]}\n', '{"b":"}{"}\n', "[2]\n"]],
	["a bracket behind a bracket in a text of JSON", '{"a":"x} {"}', ['{"a":"x} {"}']],
	["a comment before JSON", '// x\n{"a":1}{"b":2}', ['// x\n{"a":1}', '{"b":2}']],
	["a separator of Unicode is text", "a: x\u2028---\n", ["a: x\u2028---\n"]],
])("%s", (_, text, expected) => {
	expect([...splitDocuments(text)].map((chunk) => chunk.text)).toEqual(expected);
});

test("a text of JSON may be long", () => {
	const long = `{"a":"${"x\\n".repeat(3_000_000)}"}`;
	expect([...splitDocuments(`${long}{"b":1}`)].map(({ text }) => text)).toEqual([long, '{"b":1}']);
});

const ending = fc.constantFrom("\n", "\r\n", "\r");
const line = fc.constantFrom(
	"a: 1",
	"---",
	"--- # x",
	"# c",
	"",
	"  --- ",
	"----",
	"k: 'q",
	"%YAML 1.2",
	"...",
	"é: 😀",
	"\t",
);
const text = fc
	.array(
		fc.tuple(line, ending).map(([a, b]) => a + b),
		{ maxLength: 30 },
	)
	.map((lines) => lines.join(""));

test("the chunks are the text, each where it says it starts", () => {
	fc.assert(
		fc.property(text, (whole) => {
			const chunks = [...splitDocuments(whole)];
			expect(chunks.map((chunk) => chunk.text).join("")).toBe(whole);
			for (const chunk of chunks) expect(whole.startsWith(chunk.text, chunk.start)).toBe(true);
			for (const chunk of chunks.slice(1)) expect(chunk.text).toMatch(/^---(?:[ \t\r\n]|$)/);
		}),
	);
});

test("an offset's line and column are those a reader of the lines counts", () => {
	fc.assert(
		fc.property(text, fc.nat(), (whole, seed) => {
			const offset = whole === "" ? 0 : seed % whole.length;
			// Within \r\n there is no position of its own.
			fc.pre(!(whole[offset] === "\n" && whole[offset - 1] === "\r"));
			const before = whole.slice(0, offset).split(/\r\n|\r|\n/);
			const place = new Places("f", whole).of(offset, offset);
			expect([place.line, place.column]).toEqual([before.length, (before.at(-1) ?? "").length + 1]);
		}),
	);
});
