import type { ManifestConfigMap, ManifestObject, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { child, entryOf, integerOf, itemsOf, textOf, writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { describedPod } from "./template-parts.ts";
import type { MapNode, Node } from "./tree.ts";

/**
 * KubeBlocks (apecloud/kubeblocks, apis/apps, apis/operations, apis/parameters): a Cluster has components with resources and no containers; their
 * parameters come by an OpsRequest or a Parameter, or stand in the config map that KubeBlocks renders as CLUSTER-COMPONENT-SPEC.
 */
const GROUP = /^(?:apps|operations|parameters)\.kubeblocks\.io\//;

export function isKubeBlocks({ apiVersion, kind }: ManifestObject): boolean {
	return GROUP.test(apiVersion.value) && ["Cluster", "OpsRequest", "Parameter"].includes(kind);
}

/** Each component of a Cluster as a pod template with one container, named as the component. */
export function clusterPods(node: MapNode, object: ManifestObject, places: Places): PodTemplate[] {
	if (object.kind !== "Cluster") return [];
	const shards = itemsOf(child(node, "spec", "shardings")).map((sharding) => ({
		spec: child(sharding, "template"),
		named: child(sharding, "name"),
		shards: integerOf(child(sharding, "shards")) ?? 1,
	}));
	const plain = itemsOf(child(node, "spec", "componentSpecs")).map((spec) => ({
		spec,
		named: child(spec, "name"),
		shards: 1,
	}));
	return [...plain, ...shards].flatMap(({ spec, named, shards: count }) =>
		spec === undefined || named === undefined ? [] : [componentPod(spec, named, count, object, places)],
	);
}

function componentPod(spec: Node, named: Node, shards: number, object: ManifestObject, places: Places): PodTemplate {
	const name = textOf(named);
	const definition = textOf(child(spec, "componentDef")) || textOf(child(spec, "componentDefRef")) || name;
	const described = {
		name,
		named,
		// `redis-7` runs redis: the definition says so without naming an image.
		image: definition.replace(/-v?\d.*$/, ""),
		resources: entryOf(spec, "resources"),
		words: [],
		replicas: shards * (integerOf(child(spec, "replicas")) ?? 1),
		configMap: `${object.name}-${name}-*`,
	};
	return describedPod(described, object, places);
}

/** The parameters that an OpsRequest or a Parameter sets, as the lines of a configuration file. */
export function parameterMaps(node: MapNode, object: ManifestObject, places: Places): ManifestConfigMap[] {
	const spec = child(node, "spec");
	const cluster = textOf(child(spec, "clusterName")) || textOf(child(spec, "clusterRef"));
	const components =
		object.kind === "Parameter"
			? itemsOf(child(spec, "componentParameters")).map((item) => ({
					name: textOf(child(item, "name")) || textOf(child(item, "componentName")),
					lines: namedLines(child(item, "parameters"), places),
				}))
			: [...itemsOf(child(spec, "reconfigures")), child(spec, "reconfigure")].map((item) => ({
					name: textOf(child(item, "componentName")),
					lines: reconfigured(item, places),
				}));
	return components
		.filter(({ lines }) => cluster !== "" && lines.length > 0)
		.map(({ name, lines }) => ({
			object: { ...object, name: `${cluster}-${name}-parameters` },
			// KubeBlocks knows which file a parameter belongs to; here every kind of file will do.
			entries: new Map([["parameters.conf", lines]]),
		}));
}

function reconfigured(item: Node | undefined, places: Places): Written[] {
	const nested = itemsOf(child(item, "configurations")).flatMap((configuration) =>
		itemsOf(child(configuration, "keys")).flatMap((key) => itemsOf(child(key, "parameters"))),
	);
	return [...itemsOf(child(item, "parameters")), ...nested].flatMap((parameter) => {
		const value = writtenOf(child(parameter, "value"), places);
		return value === null ? [] : [{ ...value, value: `${textOf(child(parameter, "key"))} ${value.value}` }];
	});
}

function namedLines(node: Node | undefined, places: Places): Written[] {
	if (node?.kind !== "map") return [];
	return [...node.entries].flatMap(([key, entry]) => {
		const value = writtenOf(entry.value, places);
		return value === null ? [] : [{ ...value, value: `${key} ${value.value}` }];
	});
}
