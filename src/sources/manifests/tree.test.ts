import fc from "fast-check";
import { CORE_SCHEMA, dump, load, mergeTag } from "js-yaml";
import { expect, test } from "vitest";
import { isNull } from "./access.ts";
import { type Node, parseTree } from "./tree.ts";

/** A tree as plain values, all scalars as text, and null as null. */
function plain(node: Node | null): unknown {
	if (node === null) return null;
	if (node.kind === "scalar") return isNull(node) ? null : node.value;
	if (node.kind === "list") return node.items.map(plain);
	return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** Every scalar of a tree, keys too. */
function* scalars(node: Node): Generator<Extract<Node, { kind: "scalar" }>> {
	if (node.kind === "scalar") yield node;
	else if (node.kind === "list") for (const item of node.items) yield* scalars(item);
	else
		for (const { key, value } of node.entries.values()) {
			yield key;
			yield* scalars(value);
		}
}

const word = fc.string({ unit: fc.constantFrom(..."ab:-#'\"{}[]&*!|> \n\t0é😀"), maxLength: 12 });
const value = fc.letrec((tie) => ({
	node: fc.oneof({ maxDepth: 4 }, word, fc.constant(null), tie("list"), tie("map")),
	list: fc.array(tie("node"), { maxLength: 4 }),
	map: fc.dictionary(
		fc.string({ unit: fc.constantFrom(..."abc-."), minLength: 1, maxLength: 6 }).filter((key) => key !== "__proto__"),
		tie("node"),
		{ maxKeys: 4 },
	),
})).map;

test("what was written is what is read, and each scalar stands where it says", () => {
	fc.assert(
		fc.property(value, fc.boolean(), fc.boolean(), (written, crlf, flow) => {
			const yaml = dump(written, flow ? { flowLevel: 0 } : {});
			const text = crlf ? yaml.replaceAll("\n", "\r\n") : yaml;
			const { root, problems } = parseTree(text, 100);
			expect(problems).toEqual([]);
			expect(plain(root)).toEqual(load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }));
			for (const scalar of root === null ? [] : scalars(root)) {
				const raw = text.slice(scalar.start - 100, scalar.end - 100);
				if (scalar.plain && scalar.value !== "" && !/[\r\n]/.test(raw)) expect(raw).toBe(scalar.value);
				if (!scalar.plain && !/[\r\n]/.test(raw)) expect(raw).toMatch(/^(["']).*\1$/s);
			}
		}),
	);
});

test("JSON is read as it is", () => {
	fc.assert(
		fc.property(value, fc.constantFrom("", "\t", "  "), (written, space) => {
			const { root, problems } = parseTree(JSON.stringify(written, null, space), 0);
			expect(problems).toEqual([]);
			expect(plain(root)).toEqual(written);
		}),
	);
});

test("no text makes it throw", () => {
	const noise = fc.string({ unit: fc.constantFrom(..."ab:-#'\"{}[],&*!|>?%@` \n\r\t\0<"), maxLength: 60 });
	fc.assert(
		fc.property(noise, (text) => {
			const { root, problems } = parseTree(text, 0);
			for (const { start, end } of problems) {
				expect(start).toBeGreaterThanOrEqual(0);
				expect(end).toBeGreaterThanOrEqual(start);
			}
			expect(root === null || root.end >= root.start).toBe(true);
		}),
		{ numRuns: 1000 },
	);
});

test("quotes without an end, by the million", () => {
	const { root, problems } = parseTree(`a:\n  k: 'x\n y${"''".repeat(2_000_000)}\n`, 0);
	expect([root, problems.map(({ problem }) => problem)]).toEqual([null, ["syntax"]]);
});

test.each<[string, unknown]>([
	["a:\n  b: [\n    1, # one\n    '#2' # two\n  ]\n  c: 3\n", { a: { b: ["1", "#2"], c: "3" } }],
	["a:\n  b: {\nx: 1,\ny: 2\n}\nc: 3\n", { a: { b: { x: "1", y: "2" } }, c: "3" }],
	["a:\r\n  b: [\r\n    1\r\n  ]\r\n  c: 3\r\n", { a: { b: ["1"], c: "3" } }],
	["- a: 'one\n  two'\n- b\n", [{ a: "one   two" }, "b"]],
	["a:\n  b: 'one\n  ''two''\n\n  three'\n  c: 3\n", { a: { b: "one   'two'    three", c: "3" } }],
	['a:\n  - b: "one\n  \\"two\\\\"\n    c: 3\n', { a: [{ b: 'one   "two\\', c: "3" }] }],
	['a:\n  b: [ # "\n    1\n  ]\n', { a: { b: ["1"] } }],
])("brackets and quotes need no indentation, as for kubectl: %j", (text, value) => {
	const { root, problems } = parseTree(text, 0);
	expect(problems).toEqual([]);
	expect(plain(root)).toEqual(value);
	for (const scalar of root === null ? [] : scalars(root)) {
		if (scalar.plain) expect(text.slice(scalar.start, scalar.end)).toBe(scalar.value);
	}
});

test.each([
	["{a: 1, b: [x, y] }", 0, 18],
	["- a\n- {b: 1}\n", 0, 12],
	["a:\n  b: 1\n", 0, 9],
])("the range of %j ends where it is closed", (text, start, end) => {
	const { root } = parseTree(text, 0);
	expect([root?.start, root?.end]).toEqual([start, end]);
});
