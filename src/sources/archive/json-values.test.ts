import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonValues } from "./json-values.ts";

async function read(text: string, { chunk = 1 << 16, limit = 1 << 20 } = {}) {
	const bytes = Buffer.from(text);
	async function* chunks() {
		for (let i = 0; i < bytes.length; i += chunk) yield bytes.subarray(i, i + chunk);
	}
	const values: unknown[] = [];
	const lists: string[] = [];
	const ends: string[] = [];
	let oversized = 0;
	let error = "";
	try {
		for await (const value of jsonValues(chunks(), limit)) {
			if ("json" in value) {
				values.push(JSON.parse(value.json));
				lists.push(value.list?.kind ?? "-");
			} else if (value.endOf !== undefined) ends.push(value.endOf.kind);
			else oversized++;
		}
	} catch (cut) {
		error = (cut as Error).name;
	}
	return { values, lists, ends, oversized, error };
}

// JSON has no -0.
const json = fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const object = fc.dictionary(fc.constantFrom("a", "kind", "items", 'q"\\', "metadata"), json, {
	maxKeys: 4,
	noNullPrototype: true,
});
const plain = object.filter((value) => !Array.isArray(value.items));

describe("JSON values in a stream", () => {
	it("the items of a list, in chunks of any size", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(object),
				fc.integer({ min: 1, max: 50 }),
				fc.constantFrom(undefined, 1, 4),
				fc.boolean(),
				async (items, chunk, indent, kindFirst) => {
					const list = kindFirst
						? { kind: "PodList", metadata: { items: [{}] }, items }
						: { apiVersion: "v1", items, kind: "PodList" };
					const { values, ends, error } = await read(JSON.stringify(list, null, indent), { chunk });
					expect({ values, ends, error }).toEqual({ values: items, ends: ["PodList"], error: "" });
				},
			),
		);
	});

	it("values one after another, and the elements of a top-level array", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(plain),
				fc.constantFrom("", "\n", " , ", "\r\n\n"),
				fc.integer({ min: 1, max: 20 }),
				async (all, between, chunk) => {
					const texts = all.map((value) => JSON.stringify(value));
					expect((await read(texts.join(between), { chunk })).values).toEqual(all);
					expect((await read(`[${texts.join(",")}]`, { chunk })).values).toEqual(all);
				},
			),
		);
	});

	it("any bytes: no exception but that of an unfinished value", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({
					unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ":", ",", "items", "x", "\n", " "),
					maxLength: 60,
				}),
				async (text) => {
					await read(text).catch((error) => expect(String(error)).toMatch(/SyntaxError/));
				},
			),
		);
	});

	it.each([
		[
			"a list cut short: what was whole",
			'{"kind":"PodList","items":[{"a":1},{"a":2',
			{ values: [{ a: 1 }], error: "CutShort" },
		],
		["a list cut between items", '{"kind":"PodList","items":[{"a":1},', { values: [{ a: 1 }], error: "CutShort" }],
		["an empty list", '{"items":[],"kind":"EventList"}', { values: [], ends: ["EventList"] }],
		["the kind known before the items", '{"kind":"PodList","items":[{}]}', { lists: ["PodList"] }],
		["the kind after the items", '{"items":[{}],"kind":"PodList"}', { values: [{}], ends: ["PodList"] }],
		["braces and quotes in strings", '{"items":[{"a":"}]\\"{["}]}', { values: [{ a: '}]"{[' }] }],
		["items of items", '{"items":[{"items":[{"a":1}]}]}', { values: [{ items: [{ a: 1 }] }] }],
		["items that is no list", '{"items":{"a":1},"b":2}', { values: [{ items: { a: 1 }, b: 2 }] }],
		["elements that are no objects", '{"items":[1,"x",[{"a":1}],null,{"b":2}]}', { values: [{ b: 2 }] }],
		["an item over the limit", `{"items":[{"a":"${"x".repeat(2000)}"},{"b":1}]}`, { values: [{ b: 1 }], oversized: 1 }],
		[
			"cluster-info dump on standard output: container logs between the objects",
			'{"a":1}\n==== START logs for container c of pod n/p ====\n{"log": "line"}\n{ not json "\n==== END logs for container c of pod n/p ====\n{"b":2}\n',
			{ values: [{ a: 1 }, { b: 2 }] },
		],
	])("%s", async (_, text, expected) => {
		for (const chunk of [1, 7, 1 << 16]) expect(await read(text, { chunk, limit: 1000 })).toMatchObject(expected);
	});
});
