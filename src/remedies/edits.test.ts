import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldEdit, JsonPatchOperation } from "../model/fix.ts";
import { driftOf, edited, editsOf, inverse, jsonPatch } from "./edits.ts";

const deployment = (container: object, more: object = {}): Record<string, unknown> => ({
	apiVersion: "apps/v1",
	kind: "Deployment",
	metadata: { name: "web", resourceVersion: "7" },
	spec: {
		template: {
			spec: {
				containers: [
					{ name: "side", resources: {} },
					{ name: "app", ...container },
				],
				...more,
			},
		},
	},
});
const onApp = (fields: object) => ({ spec: { template: { spec: { containers: [{ name: "app", ...fields }] } } } });
const APP = ["spec", "template", "spec", "containers", { name: "app" }];
const limit = (memory: string) => onApp({ resources: { limits: { memory } } });

/** As the API server does it (RFC 6902), refusing what a test does not hold. */
function patched(object: object, operations: readonly JsonPatchOperation[]): unknown {
	const draft = structuredClone(object) as Record<string, unknown>;
	for (const { op, path, value } of operations) {
		const keys = path
			.slice(1)
			.split("/")
			.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
		const last = keys.pop() as string;
		const holder = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], draft) as Record<
			string,
			unknown
		>;
		if (op !== "add" && holder[last] === undefined) throw new Error(`${op} ${path}: not there`);
		if (op === "test") expect(holder[last]).toEqual(value);
		else if (op === "remove") Array.isArray(holder) ? holder.splice(Number(last), 1) : delete holder[last];
		else if (last === "-" && Array.isArray(holder)) holder.push(value);
		else holder[last] = value;
	}
	return draft;
}

describe("a strategic merge as the fields it changes", () => {
	test.each<[string, Record<string, unknown>, object, FieldEdit[] | string]>([
		[
			"a limit",
			deployment({ resources: { limits: { memory: "96Mi" } } }),
			limit("196Mi"),
			[{ path: [...APP, "resources", "limits", "memory"], before: "96Mi", after: "196Mi" }],
		],
		[
			"a limit where there is none",
			deployment({}),
			limit("196Mi"),
			[{ path: [...APP, "resources", "limits", "memory"], before: null, after: "196Mi" }],
		],
		["the same in other words", deployment({ resources: { limits: { memory: "1Gi" } } }), limit("1024Mi"), "already"],
		["no such container", { spec: { template: { spec: { containers: [] } } } }, limit("1Gi"), "missing"],
		[
			"a variable that is not there",
			deployment({ env: [{ name: "A", value: "1" }] }),
			onApp({ env: [{ name: "B", value: "2" }] }),
			[{ path: [...APP, "env", { name: "B" }], before: null, after: { name: "B", value: "2" } }],
		],
		[
			"a variable that is",
			deployment({ env: [{ name: "B", value: "1" }] }),
			onApp({ env: [{ name: "B", value: "2" }] }),
			[{ path: [...APP, "env", { name: "B" }, "value"], before: "1", after: "2" }],
		],
		[
			"a volume that is gone",
			deployment({}),
			{ spec: { template: { spec: { volumes: [{ name: "v" }] } } } },
			"missing",
		],
	])("%s", (_, object, patch, wanted) => {
		const edits = editsOf(object, patch);
		if (typeof wanted === "string") expect(edits).toMatchObject({ kind: wanted });
		else expect(edits).toEqual(wanted);
	});
});

test("what stands there is tested before it is changed, and the version of the object with it", () => {
	const object = deployment({ resources: { limits: { memory: "96Mi" } } });
	const edits = editsOf(object, limit("196Mi")) as FieldEdit[];
	expect(jsonPatch(object, edits, "7")).toEqual([
		{ op: "replace", path: "/metadata/resourceVersion", value: "7" },
		{ op: "test", path: "/spec/template/spec/containers/1/name", value: "app" },
		{ op: "test", path: "/spec/template/spec/containers/1/resources/limits/memory", value: "96Mi" },
		{ op: "replace", path: "/spec/template/spec/containers/1/resources/limits/memory", value: "196Mi" },
	]);
});

test("containers that changed places are still found by name", () => {
	const edits = editsOf(deployment({ resources: { limits: { memory: "96Mi" } } }), limit("196Mi")) as FieldEdit[];
	const moved = {
		spec: { template: { spec: { containers: [{ name: "app", resources: { limits: { memory: "96Mi" } } }] } } },
	};
	expect(driftOf(moved, edits)).toBeNull();
	expect(jsonPatch(moved, edits).at(-1)?.path).toBe("/spec/template/spec/containers/0/resources/limits/memory");
});

test.each([
	["another value", deployment({ resources: { limits: { memory: "128Mi" } } }), "128Mi"],
	["the field gone", deployment({}), null],
	["the container gone", { spec: {} }, null],
])("drift: %s", (_, object, now) => {
	const edits = editsOf(deployment({ resources: { limits: { memory: "96Mi" } } }), limit("196Mi")) as FieldEdit[];
	expect(driftOf(object, edits)).toMatchObject({ now });
});

const value = fc.constantFrom("64Mi", "1Gi", "a/b~c", "…", "__proto__");
const key = fc.constantFrom("limits", "requests", "a/b", "~1", "app.conf", "memory");
const map = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value)), { maxKeys: 3 });
const env = fc.uniqueArray(fc.record({ name: fc.constantFrom("A", "B", "C"), value }), {
	selector: ({ name }) => name,
});

test("whatever is patched: the JSON patch makes what is shown, and its inverse brings back what was", () => {
	const container = fc.record({ resources: map, env }, { requiredKeys: [] });
	fc.assert(
		fc.property(container, container, (there, wanted) => {
			const object = deployment(there);
			const edits = editsOf(object, onApp(wanted));
			if (!Array.isArray(edits)) return;
			const made = edited(object, edits);
			expect(patched(object, jsonPatch(object, edits))).toEqual(made);
			expect(driftOf(made, inverse(edits))).toBeNull();
			const undone = edited(made, inverse(edits));
			expect(patched(made, jsonPatch(made, inverse(edits)))).toEqual(undone);
			expect(driftOf(undone, edits)).toBeNull();
		}),
		{ numRuns: 300 },
	);
});
