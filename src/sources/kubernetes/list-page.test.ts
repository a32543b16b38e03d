import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ListPage } from "./list-page.ts";

function cut(text: string, pieces: readonly number[] = []): { items: unknown[]; shell: unknown } {
	const bytes = Buffer.from(text);
	const page = new ListPage();
	let from = 0;
	for (const at of [...pieces].sort((a, b) => a - b)) {
		const to = Math.min(bytes.length, Math.max(from, at));
		page.push(bytes.subarray(from, to));
		from = to;
	}
	page.push(bytes.subarray(from));
	return { items: page.items.map((item) => JSON.parse(item.toString("utf8"))), shell: JSON.parse(page.shell) };
}

const POD = { metadata: { name: 'a"]},{' }, items: [{ x: 1 }, []], spec: { items: [{}] } };

describe("a page of a list", () => {
	test.each<[string, unknown[], unknown]>([
		['{"kind":"PodList","items":[]}', [], { kind: "PodList", items: [] }],
		[
			`{"items":[${JSON.stringify(POD)},${JSON.stringify(POD)}],"metadata":{"continue":"x"}}`,
			[POD, POD],
			{ items: [], metadata: { continue: "x" } },
		],
		[' {\n "items" : [ {} , {"a":[]} ] , "kind" : "List" } ', [{}, { a: [] }], { items: [], kind: "List" }],
		['{"items":null}', [], { items: null }],
		['{"kind":"items","other":[{"a":1}]}', [], { kind: "items", other: [{ a: 1 }] }],
		['{"a\\"items":[{"a":1}]}', [], { 'a"items': [{ a: 1 }] }],
		['{"itemsx":[{}],"xitems":[{}]}', [], { itemsx: [{}], xitems: [{}] }],
		['{"metadata":{"items":[{"a":1}]},"items":[{"b":2}]}', [{ b: 2 }], { metadata: { items: [{ a: 1 }] }, items: [] }],
		// No object is no item; it is for the reader of the shell to say what it makes of it.
		['{"items":[1]}', [], { items: [1] }],
	])("%s", (text, items, shell) => expect(cut(text)).toEqual({ items, shell }));

	test("whatever the items and wherever the stream is cut", () => {
		const item = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue());
		const page = fc.record({ kind: fc.string({ unit: "grapheme" }), items: fc.array(item), metadata: fc.jsonValue() });
		fc.assert(
			fc.property(page, fc.array(fc.nat(400)), fc.constantFrom(0, 1), (value, pieces, indent) => {
				const text = JSON.stringify(value, null, indent);
				const { items, metadata, kind } = JSON.parse(text);
				expect(cut(text, pieces)).toEqual({ items, shell: { kind, items: [], metadata } });
			}),
			{ numRuns: 30 },
		);
	});

	test("what is no JSON is left as it is", () => {
		for (const text of ["", "<html>]}}", "[1,2", '{"items":[{"a":1}', "}}}]]"]) {
			const page = new ListPage();
			page.push(Buffer.from(text));
			expect(() => JSON.parse(page.shell)).toThrow();
		}
	});
});
