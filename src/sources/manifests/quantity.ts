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

/**
 * In decimals what YAML takes for a number in another notation: `1_000_000`, `0x40000000`, `0777` and `0o777` (go-yaml, resolve.go, which kubectl reads with);
 * null for everything else.
 */
function numberOf(text: string): string | null {
	if (!/^[-+]?(?:0[\w]|\d[\d._]*_)/.test(text)) return null;
	const [, sign = "", plain = ""] = /^([-+]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
	if (/^0(?:[xX][\da-fA-F]+|[bB][01]+|[oO][0-7]+)$/.test(plain)) return sign + BigInt(plain.toLowerCase());
	if (/^0[0-7]+$/.test(plain)) return sign + BigInt(`0o${plain.slice(1)}`);
	return /^\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$/.test(plain) ? sign + plain : null;
}

/** A memory quantity as written; null where there is none. */
export function quantityOf(node: Node | undefined, places: Places): WrittenQuantity | null {
	const written = writtenOf(node, places);
	if (written === null) return null;
	const number = node?.kind === "scalar" && node.plain ? numberOf(written.value) : null;
	return { ...written, bytes: parseBytes(number ?? written.value), placeholder: isPlaceholder(written.value) };
}
