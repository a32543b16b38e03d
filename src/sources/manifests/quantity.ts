import type { WrittenQuantity } from "../../model/manifest.ts";
import { parseBytes } from "../../model/quantity.ts";
import { writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import type { Node } from "./tree.ts";

/** What other tools fill in later: Go templates, shell and Kustomize variables, ERB, percent names, at-signs. */
const PLACEHOLDER = /\{\{|\$\{|\$\(|\$[A-Za-z_]|<%|^<.*>$|^%.*%$|^@.*@$|^__.*__$/;

function isPlaceholder(text: string): boolean {
	return PLACEHOLDER.test(text);
}

/** A memory quantity as written; null where there is none. */
export function quantityOf(node: Node | undefined, places: Places): WrittenQuantity | null {
	const written = writtenOf(node, places);
	if (written === null) return null;
	return { ...written, bytes: parseBytes(written.value), placeholder: isPlaceholder(written.value) };
}
