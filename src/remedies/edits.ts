import { isDeepStrictEqual } from "node:util";
import type { FieldEdit, FixObstacle, JsonPatchOperation, Step } from "../model/fix.ts";
import { pathText } from "../model/fix.ts";
import { parseQuantity } from "../model/quantity.ts";
import { isShape, type Shape } from "../sources/kubernetes/shape.ts";

/** Lists whose entries merge by name in a strategic merge (kubernetes api types, patchMergeKey), as far as remedies write them. */
const BY_NAME: ReadonlySet<string> = new Set(["containers", "initContainers", "volumes", "env"]);
/** Of those, where an entry that is not there may be added: any other would be a container that nobody asked for. */
const MAY_GROW: ReadonlySet<string> = new Set(["env"]);

/** A strategic merge as the fields it changes in this very object; those that hold what they should already are left out. */
export function editsOf(object: Shape, patch: object): FieldEdit[] | FixObstacle {
	const edits: FieldEdit[] = [];
	const obstacle = collect(object, patch, [], edits);
	if (obstacle !== null) return obstacle;
	return edits.length === 0 ? { kind: "already" } : edits;
}

function collect(there: unknown, wanted: unknown, path: Step[], edits: FieldEdit[]): FixObstacle | null {
	const key = path.at(-1);
	if (isShape(wanted) && (there === undefined || isShape(there))) {
		for (const [name, value] of Object.entries(wanted)) {
			const obstacle = collect(there?.[name], value, [...path, name], edits);
			if (obstacle !== null) return obstacle;
		}
		return null;
	}
	if (
		Array.isArray(wanted) &&
		typeof key === "string" &&
		BY_NAME.has(key) &&
		(there === undefined || Array.isArray(there))
	) {
		for (const entry of wanted.filter(isShape)) {
			const { name, ...rest } = entry;
			const at: Step[] = [...path, { name: String(name) }];
			const found = entryIn(there, String(name));
			if (found === undefined && !MAY_GROW.has(key)) return { kind: "missing", path: pathText(at) };
			if (found === undefined) edits.push({ path: at, before: null, after: entry });
			else {
				const obstacle = collect(found, rest, at, edits);
				if (obstacle !== null) return obstacle;
			}
		}
		return null;
	}
	if (!sameValue(path, there, wanted)) edits.push({ path, before: there ?? null, after: wanted });
	return null;
}

/** The same changes the other way round. */
export function inverse(edits: readonly FieldEdit[]): FieldEdit[] {
	return edits.map(({ path, before, after }) => ({ path, before: after, after: before })).reverse();
}

/** The first field that does not hold what the edits found there; null where all do. */
export function driftOf(object: Shape, edits: readonly FieldEdit[]): { edit: FieldEdit; now: unknown } | null {
	for (const edit of edits) {
		const now = valueAt(object, edit.path);
		if (!sameValue(edit.path, now, edit.before)) return { edit, now: now ?? null };
	}
	return null;
}

/** The object as it would be. */
export function edited(object: Shape, edits: readonly FieldEdit[]): Shape {
	const draft = structuredClone(object) as Record<string, unknown>;
	for (const edit of edits) change(draft, edit);
	return draft;
}

/**
 * The edits as a JSON patch for this object (RFC 6902): what stands there now is tested first, so that the API server itself refuses a patch whose
 * object has changed, and a resourceVersion makes it a conflict when anything else of the object has.
 */
export function jsonPatch(object: Shape, edits: readonly FieldEdit[], resourceVersion = ""): JsonPatchOperation[] {
	const draft = structuredClone(object) as Record<string, unknown>;
	const operations = edits.flatMap((edit) => change(draft, edit));
	return resourceVersion === ""
		? operations
		: [{ op: "replace", path: "/metadata/resourceVersion", value: resourceVersion }, ...operations];
}

/** Makes one edit in the draft, and gives it as operations on the draft as it was. */
function change(draft: Record<string, unknown>, { path, after }: FieldEdit): JsonPatchOperation[] {
	const tests: JsonPatchOperation[] = [];
	let at: unknown = draft;
	let pointer = "";
	for (const [i, step] of path.entries()) {
		const last = i === path.length - 1;
		const key = keyIn(at, step);
		if (!isShape(at) && !Array.isArray(at)) return [];
		const holder = at as Record<string | number, unknown>;
		if (key === null || holder[key] === undefined) {
			if (after === null) return [];
			const value = path.slice(i + 1).reduceRight<unknown>((inner, next) => nested(next, inner), after);
			if (Array.isArray(at)) at.push(value);
			else holder[String(key ?? step)] = value;
			const name = Array.isArray(at) ? "-" : escaped(String(key ?? step));
			return [...tests, { op: "add", path: `${pointer}/${name}`, value: structuredClone(value) }];
		}
		pointer += `/${escaped(String(key))}`;
		if (typeof step !== "string") tests.push({ op: "test", path: `${pointer}/name`, value: step.name });
		if (!last) {
			at = holder[key];
			continue;
		}
		tests.push({ op: "test", path: pointer, value: structuredClone(holder[key]) });
		if (after !== null) {
			holder[key] = after;
			return [...tests, { op: "replace", path: pointer, value: after }];
		}
		if (Array.isArray(at)) at.splice(Number(key), 1);
		else delete holder[key];
		return [...tests, { op: "remove", path: pointer }];
	}
	return [];
}

function nested(step: Step, inner: unknown): unknown {
	return typeof step === "string" ? { [step]: inner } : [inner];
}

function keyIn(holder: unknown, step: Step): string | number | null {
	if (typeof step === "string") return step;
	if (!Array.isArray(holder)) return null;
	const i = holder.findIndex((entry) => isShape(entry) && entry.name === step.name);
	return i === -1 ? null : i;
}

function entryIn(listed: unknown, name: string): unknown {
	return Array.isArray(listed) ? listed.find((entry) => isShape(entry) && entry.name === name) : undefined;
}

export function valueAt(object: unknown, path: readonly Step[]): unknown {
	let at = object;
	for (const step of path)
		at = typeof step === "string" ? (isShape(at) ? at[step] : undefined) : entryIn(at, step.name);
	return at;
}

/** The API server writes quantities in its own way: 1024Mi comes back as 1Gi. */
function sameValue(path: readonly Step[], a: unknown, b: unknown): boolean {
	if (isDeepStrictEqual(a ?? null, b ?? null)) return true;
	if (!path.includes("resources") && path.at(-1) !== "sizeLimit") return false;
	const [one, other] = [quantityOf(a), quantityOf(b)];
	return one !== null && one === other;
}

function quantityOf(value: unknown): bigint | null {
	return typeof value === "string" || typeof value === "number" ? parseQuantity(String(value)) : null;
}

/** RFC 6901. */
function escaped(key: string): string {
	return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
