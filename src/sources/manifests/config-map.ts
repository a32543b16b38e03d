import type { ManifestConfigMap, ManifestObject } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { child } from "./access.ts";
import type { Places } from "./lines.ts";
import type { MapNode, ScalarNode } from "./tree.ts";

/** A configuration file is not larger; a dashboard is, and no rule reads it. */
const TEXT_BOUND = 256 * 1024;
const CONFIG_KEY = /\.(?:conf|cnf|cfg|ini|properties|options|env|sh|ya?ml)$|^[\w.-]+$/;

export function configMapOf(node: MapNode, object: ManifestObject, places: Places): ManifestConfigMap {
	const entries = new Map<string, Written[]>();
	const data = child(node, "data");
	if (data?.kind === "map") {
		for (const [key, { value }] of data.entries) {
			if (value.kind !== "scalar" || value.value.length > TEXT_BOUND || /\.json$/.test(key)) continue;
			if (CONFIG_KEY.test(key)) entries.set(key, linesOf(value, places));
		}
	}
	return { object, entries };
}

/** The lines of a text. In a literal block each stands on its own line of the file; elsewhere the whole text is the best there is. */
export function linesOf(node: ScalarNode, places: Places): Written[] {
	const whole = places.of(node.start, node.end);
	const lines = node.value.split("\n").map((line) => line.trimEnd());
	if (lines.length === 1) return [{ value: node.value, place: whole }];
	if (!node.literal) return lines.map((value) => ({ value, place: whole }));
	return lines.map((value, i) => ({ value, place: places.lineWith(whole.line + i, value) }));
}
