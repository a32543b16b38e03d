import type { Written } from "../../model/place.ts";
import type { Places } from "./lines.ts";
import type { ListNode, MapNode, Node, ScalarNode } from "./tree.ts";

/** Readers over a tree: a wrong type reads as absent, because one odd object must not cost the others. */
export function child(node: Node | undefined, ...path: readonly string[]): Node | undefined {
	let at = node;
	for (const key of path) at = at?.kind === "map" ? at.entries.get(key)?.value : undefined;
	return at;
}

export function entryOf(node: Node | undefined, key: string): { key: ScalarNode; value: Node } | undefined {
	return node?.kind === "map" ? node.entries.get(key) : undefined;
}

export function mapOf(node: Node | undefined): MapNode | undefined {
	return node?.kind === "map" ? node : undefined;
}

export function itemsOf(node: Node | undefined): readonly Node[] {
	return node?.kind === "list" ? (node satisfies ListNode).items : [];
}

/** A scalar's text; empty for null and for what is none. */
export function textOf(node: Node | undefined): string {
	return node?.kind === "scalar" && !isNull(node) ? node.value : "";
}

export function isNull(node: Node): boolean {
	// Asked of every scalar: most are longer than any way to write null.
	return node.kind === "scalar" && node.plain && node.value.length <= 4 && /^(?:|~|null|Null|NULL)$/.test(node.value);
}

/** A whole number written plainly. */
export function integerOf(node: Node | undefined): number | null {
	return node?.kind === "scalar" && node.plain && /^[+-]?\d{1,15}$/.test(node.value) ? Number(node.value) : null;
}

export function writtenOf(node: Node | undefined, places: Places): Written | null {
	if (node?.kind !== "scalar" || isNull(node)) return null;
	return { value: node.value, place: places.of(node.start, node.end) };
}

export function textsOf(node: Node | undefined): Map<string, string> {
	const texts = new Map<string, string>();
	if (node?.kind === "map") {
		for (const [key, { value }] of node.entries) if (value.kind === "scalar") texts.set(key, value.value);
	}
	return texts;
}
