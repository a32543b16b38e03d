import type { MapNode, Node, ScalarNode } from "./tree.ts";

/** As deep as any object of Kubernetes nests, with room; what is deeper reads as null. */
const DEPTH = 100;

/**
 * An object that has been read already, in the shape of a document that is read from a file: numbers, switches and null are plain scalars, text is
 * quoted. It stands nowhere: all offsets are 0.
 */
export function treeOf(value: unknown, depth = 0): Node {
	if (typeof value === "string") return scalar(value, false);
	if (typeof value !== "object" || value === null || depth > DEPTH) {
		return scalar(typeof value === "number" || typeof value === "boolean" ? String(value) : "null", true);
	}
	if (Array.isArray(value)) {
		return { kind: "list", start: 0, end: 0, items: value.map((item) => treeOf(item, depth + 1)) };
	}
	const entries: MapNode["entries"] = new Map();
	for (const [key, item] of Object.entries(value)) {
		entries.set(key, { key: scalar(key, false), value: treeOf(item, depth + 1) });
	}
	return { kind: "map", start: 0, end: 0, entries };
}

function scalar(value: string, plain: boolean): ScalarNode {
	return { kind: "scalar", start: 0, end: 0, value, plain, literal: false };
}
