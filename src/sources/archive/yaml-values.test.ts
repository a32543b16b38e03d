import fc from "fast-check";
import { CORE_SCHEMA, dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { kindIn, parseYaml, yamlPieces } from "./yaml-values.ts";

async function read(text: string, limits = { item: 1 << 20, document: 1 << 20 }) {
	async function* bytes() {
		yield Buffer.from(text);
	}
	const values: unknown[] = [];
	const lists: string[] = [];
	const kinds: (string | null)[] = [];
	let oversized = 0;
	for await (const piece of yamlPieces(bytes(), limits)) {
		if (piece.kind === "end") lists.push(piece.list.kind);
		else if (piece.kind === "oversized") oversized++;
		else {
			values.push(await parseYaml(piece));
			kinds.push(kindIn(piece.text));
		}
	}
	return { values, lists, kinds, oversized };
}

const value = fc.oneof(
	fc.string(),
	fc.constantFrom("- x", "---", "kind: Pod", "items:", "a\n- b\n\nc: |", "# no comment"),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
);
const object = fc.record({
	kind: fc.constantFrom("Pod", "Node"),
	metadata: fc.dictionary(
		fc.constantFrom("name", "items", "kind", "x"),
		fc.oneof(value, fc.array(value, { maxLength: 3 })),
		{ maxKeys: 3, noNullPrototype: true },
	),
});

describe("YAML in pieces", () => {
	it("gives the items of a list, whatever is in them, and the kind before or after", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(object, { minLength: 1, maxLength: 5 }),
				fc.boolean(),
				fc.boolean(),
				async (items, kindFirst, indented) => {
					const list = kindFirst ? { kind: "List", items } : { items, kind: "List" };
					const text = dump(list, { schema: CORE_SCHEMA, seqNoIndent: !indented });
					const found = await read(text);
					expect(found.values).toEqual(items);
					expect(found.lists).toEqual(["List"]);
					expect(found.kinds).toEqual(items.map((item) => item.kind));
				},
			),
		);
	});

	it("gives documents one by one", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(object, { minLength: 1, maxLength: 4 }), async (documents) => {
				const found = await read(documents.map((document) => dump(document, { schema: CORE_SCHEMA })).join("---\n"));
				expect(found.values).toEqual(documents);
			}),
		);
	});

	it.each([
		[
			"kubectl's own form",
			'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n  spec:\n    containers:\n    - name: c\n- apiVersion: v1\n  kind: Pod\nkind: List\nmetadata:\n  resourceVersion: ""\n',
			{ lists: ["List"], kinds: ["Pod", "Pod"] },
		],
		["Windows line ends", "items:\r\n- kind: Pod\r\n  a: 1\r\nkind: List\r\n", { values: [{ kind: "Pod", a: 1 }] }],
		["a document on the separator's line", "--- {kind: Pod}\n--- # nothing\n", { values: [{ kind: "Pod" }] }],
		[
			"a list in flow style is one document",
			"{kind: PodList, items: [{a: 1}]}",
			{ values: [{ kind: "PodList", items: [{ a: 1 }] }] },
		],
		["an empty list", "items: []\nkind: List\n", { values: [{ items: [], kind: "List" }] }],
		[
			"times stay text",
			"kind: Pod\nat: 2026-11-21T10:00:00Z\n",
			{ values: [{ kind: "Pod", at: "2026-11-21T10:00:00Z" }] },
		],
		["an item over the limit", `items:\n- a: ${"x".repeat(2000)}\n- b: 1\n`, { values: [{ b: 1 }], oversized: 1 }],
		["a document over the limit", `a: ${"x".repeat(2000)}\n---\nb: 1\n`, { values: [{ b: 1 }], oversized: 1 }],
	])("%s", async (_, text, expected) => {
		expect(await read(text, { item: 1000, document: 1000 })).toMatchObject(expected);
	});

	it("a bomb of aliases is refused, not walked", async () => {
		const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(",")}]`);
		await expect(read(`kind: Pod\na0: &a0 [lol]\n${levels.join("\n")}\n`)).rejects.toThrow(/alias/i);
		await expect(read(`kind: Pod\na: ${"[".repeat(10_000)}`)).rejects.toThrow();
	});
});
