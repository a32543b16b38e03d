import fc from "fast-check";
import { expect, test } from "vitest";
import { noManifests, readManifests, readParsed } from "./manifests.ts";
import { treeOf } from "./object-tree.ts";
import { type Node, parseTree } from "./tree.ts";

/** Without the places: those a parsed object has not. */
function shape(node: Node | null): unknown {
	if (node === null) return null;
	if (node.kind === "scalar") return node.plain ? { plain: node.value } : node.value;
	if (node.kind === "list") return node.items.map(shape);
	return [...node.entries].map(([key, { value }]) => [key, shape(value)]);
}

test("an object is the tree of its text", () => {
	const json = fc.object({
		// Keys that mean something to YAML are not what an object of Kubernetes has.
		key: fc.stringMatching(/^[a-z][\w./-]{0,12}$/),
		values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
		maxDepth: 6,
	});
	fc.assert(
		fc.property(json, (object) => {
			const written = parseTree(JSON.stringify(object), 0).root;
			expect(shape(treeOf(object))).toEqual(shape(written));
		}),
	);
});

test("what is nested without end ends as null", () => {
	let deep: unknown = [];
	for (let i = 0; i < 100_000; i++) deep = [deep];
	expect(JSON.stringify(shape(treeOf(deep)))).toContain('{"plain":"null"}');
});

test("a parsed object is read as its text is", () => {
	const containers = [
		{
			name: "a",
			image: "redis:7",
			args: ["--maxmemory", "1gb"],
			env: [{ name: "A", value: "1" }],
			resources: { limits: { memory: 67108864 }, requests: { memory: "64Mi" } },
		},
	];
	const object = {
		apiVersion: "v1",
		kind: "List",
		items: [
			{ apiVersion: "v1", kind: "Pod", metadata: { name: "p", annotations: { a: "b" } }, spec: { containers } },
			{
				apiVersion: "v1",
				kind: "ConfigMap",
				metadata: { name: "c" },
				data: { "redis.conf": "maxmemory 1gb\nsave ''\n" },
			},
		],
	};
	const [parsed, written] = [noManifests(), noManifests()];
	readParsed(object, parsed);
	readManifests("", JSON.stringify(object), written);
	const placeless = (value: unknown) =>
		JSON.stringify(value, (key, item) => (/^(?:place|limits|requests|\w+Place)$/.test(key) ? undefined : item));
	expect(placeless(parsed)).toBe(placeless(written));
	expect(parsed.pods[0]?.containers[0]?.memoryLimit?.bytes).toBe(64 * 1024 ** 2);
});
