import type { ManifestObject, Suppression } from "../../model/manifest.ts";
import { child, textOf, textsOf, writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import type { MapNode, Node } from "./tree.ts";

const ANNOTATION = "plimsoll.dev/ignore";

/** What every rule needs of an object; null for what is no Kubernetes object (a values file, another tool's settings). */
export function objectOf(node: MapNode, places: Places): ManifestObject | null {
	const apiVersion = writtenOf(child(node, "apiVersion"), places);
	const kind = textOf(child(node, "kind"));
	if (apiVersion === null || kind === "") return null;
	const metadata = child(node, "metadata");
	const named = child(metadata, "name") ?? child(metadata, "generateName") ?? child(node, "kind") ?? node;
	return {
		apiVersion,
		kind,
		namespace: textOf(child(metadata, "namespace")),
		name: textOf(child(metadata, "name")) || textOf(child(metadata, "generateName")),
		labels: textsOf(child(metadata, "labels")),
		place: places.of(named.start, named.end),
		suppressions: suppressionsOf(metadata),
	};
}

/**
 * `plimsoll.dev/ignore: "RULE: REASON"`, several by lines or semicolons. Without a reason it is none: who reads it next year must know why.
 */
export function suppressionsOf(metadata: Node | undefined): Suppression[] {
	const text = textOf(child(metadata, "annotations", ANNOTATION));
	if (text === "") return [];
	const found: Suppression[] = [];
	for (const part of text.split(/\n|;(?=\s*[a-z*]+(?:\/[\w*-]+)?\s*:)/)) {
		const [, rule, reason] = /^\s*([a-z*]+(?:\/[\w*-]+)?)\s*:\s*(\S.*?)\s*$/s.exec(part) ?? [];
		if (rule !== undefined && reason !== undefined) found.push({ rule, reason });
	}
	return found;
}

/** The objects of a document: itself, or the items of a List. */
export function objectNodes(root: Node): MapNode[] {
	if (root.kind !== "map") return [];
	const items = child(root, "items");
	if (!/List$/.test(textOf(child(root, "kind"))) || items?.kind !== "list") return [root];
	return items.items.flatMap((item) => (item.kind === "map" ? objectNodes(item) : []));
}
