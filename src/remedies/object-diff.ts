import { dump } from "js-yaml";
import type { FieldEdit, Step } from "../model/fix.ts";
import { withoutCredentials } from "../model/text.ts";
import type { Workload } from "../model/workload.ts";
import { isShape, type Shape, shape } from "../sources/kubernetes/shape.ts";
import { edited } from "./edits.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** Lists of a container that may hold anything, secrets too. */
const WORDS: ReadonlySet<string> = new Set(["args", "command"]);

/** The object before and after as YAML, the lines around each change only. Values of variables, arguments and config maps that do not change are not shown. */
export function objectDiff(target: Workload, object: Shape, edits: readonly FieldEdit[]): string {
	const { kind, namespace, name } = target;
	const path = [namespace, kind.toLowerCase(), `${name}.yaml`].map((part) => part.replaceAll("/", "_")).join("/");
	const shown = (whole: Shape) => {
		const { spec, data, binaryData: _, apiVersion } = whole;
		const part = { apiVersion, kind, metadata: { name, namespace }, ...pick({ spec, data }) };
		return withoutCredentials(dump(closed(part, [], edits), { noRefs: true, lineWidth: -1, sortKeys: false }));
	};
	return unifiedDiff(path, shown(object), shown(edited(object, edits)));
}

function pick(parts: Shape): Shape {
	return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** A copy in which what may be secret is closed, unless it is what changes. */
function closed(value: unknown, path: readonly Step[], edits: readonly FieldEdit[]): unknown {
	const [key, above] = [path.at(-1), path.at(-2)];
	const changes = edits.some((edit) => covers(edit.path, path) || covers(path, edit.path));
	const secret =
		(typeof key === "string" && WORDS.has(key)) ||
		(key === "value" && typeof above === "object") ||
		(above === "data" && path.length === 2);
	if (secret && !changes) return "…";
	if (Array.isArray(value)) {
		return value.map((entry) => {
			const { name } = shape(entry);
			return closed(entry, [...path, { name: typeof name === "string" ? name : "" }], edits);
		});
	}
	if (!isShape(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, closed(inner, [...path, name], edits)]),
	);
}

/** Whether the first path leads to the second, or to what holds it. */
function covers(outer: readonly Step[], inner: readonly Step[]): boolean {
	return outer.every((step, i) => JSON.stringify(step) === JSON.stringify(inner[i]));
}
