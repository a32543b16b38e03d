import type { ManifestContainer, ManifestObject, PodTemplate } from "../../model/manifest.ts";
import type { Place, Written } from "../../model/place.ts";
import { child, entryOf, mapOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { quantityOf } from "./quantity.ts";
import type { Node } from "./tree.ts";

/** A server that a custom resource or a chart's values describe without a pod template: its resources, and what is said of its settings. */
export interface Described {
	name: string;
	/** Of what names it. */
	named: Node;
	/** A name that its runtime is known by; empty where a word does that. */
	image: string;
	resources: { key: Node; value: Node } | undefined;
	words: readonly Written[];
	replicas: number;
	/** A config map with its settings, among those read; null for none. */
	configMap: string | null;
}

/** As a pod template with one container, so that the rules for templates hold for it. */
export function describedPod(described: Described, object: ManifestObject, places: Places): PodTemplate {
	const { named, replicas, configMap } = described;
	return {
		object,
		suppressions: object.suppressions,
		replicas,
		serviceAccount: "",
		labels: new Map(),
		memoryRequest: null,
		memoryLimit: null,
		containers: [containerOf(described, places)],
		volumes:
			configMap === null
				? []
				: [
						{
							name: "parameters",
							place: placeOf(named, places),
							memory: false,
							sizeLimit: null,
							configMaps: [{ name: configMap, items: new Map() }],
						},
					],
	};
}

function containerOf(
	{ name, named, image, resources, words, configMap }: Described,
	places: Places,
): ManifestContainer {
	const at = (key: string) => {
		const found = entryOf(resources?.value, key)?.key ?? resources?.key ?? named;
		return placeOf(found, places);
	};
	return {
		name,
		role: "main",
		image,
		imagePlace: null,
		place: placeOf(named, places),
		limits: at("limits"),
		requests: at("requests"),
		anyResource: ["requests", "limits"].some((key) => (mapOf(child(resources?.value, key))?.entries.size ?? 0) > 0),
		memoryRequest: quantityOf(child(resources?.value, "requests", "memory"), places),
		memoryLimit: quantityOf(child(resources?.value, "limits", "memory"), places),
		// Scripts of the operator's or the chart's image start the server: what they set is not here.
		hasCommand: true,
		commandWords: 0,
		words,
		variables: [],
		variablesFrom: [],
		mounts: configMap === null ? [] : [{ volume: "parameters", path: "/", subPath: "" }],
		liveness: null,
	};
}

function placeOf({ start, end }: Node, places: Places): Place {
	return places.of(start, end);
}

/** A value under the name that the application knows it by: `-Xmx` and `4g`. */
export function word(prefix: string, node: Node | undefined, places: Places): Written[] {
	return node?.kind === "scalar" && node.value !== ""
		? [{ value: `${prefix}${node.value}`, place: placeOf(node, places) }]
		: [];
}
