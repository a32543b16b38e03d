import type { ManifestVariable } from "../../model/manifest.ts";
import type { VariablesFrom } from "../../model/pod.ts";
import { parseBytes } from "../../model/quantity.ts";
import { child, entryOf, itemsOf, textOf, writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import type { Node } from "./tree.ts";

/** The variables of the container `own`; what refers to the resources of another container is not known here. */
export function variablesOf(node: Node | undefined, own: string, places: Places): ManifestVariable[] {
	return itemsOf(node).map((item) => {
		const reference = child(item, "valueFrom", "resourceFieldRef");
		const foreign = ![own, ""].includes(textOf(child(reference, "containerName")));
		const resource = foreign ? null : writtenOf(child(reference, "resource"), places);
		const configMap = textOf(child(item, "valueFrom", "configMapKeyRef", "name"));
		return {
			name: textOf(child(item, "name")),
			value: entryOf(item, "value") === undefined ? null : writtenOf(child(item, "value"), places),
			// A divisor of 1 unless it says otherwise (core/v1, ResourceFieldSelector).
			resource: resource && { ...resource, divisor: parseBytes(textOf(child(reference, "divisor")) || "1") || 1 },
			configMapKey:
				configMap === "" ? null : { configMap, key: textOf(child(item, "valueFrom", "configMapKeyRef", "key")) },
		};
	});
}

export function variablesFrom(node: Node | undefined): VariablesFrom[] {
	return itemsOf(node).flatMap((item) => {
		const configMap = textOf(child(item, "configMapRef", "name"));
		return configMap === "" ? [] : [{ configMap, prefix: textOf(child(item, "prefix")) }];
	});
}
