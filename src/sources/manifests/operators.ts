import type { ManifestObject, PodTemplate } from "../../model/manifest.ts";
import { child, entryOf, integerOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { type Described, describedPod, word } from "./template-parts.ts";
import type { MapNode, Node } from "./tree.ts";

/**
 * Custom resources whose operators start servers from a few fields: Strimzi (api/v1beta2 and v1, Kafka, KafkaNodePool, KafkaConnect), CloudNativePG (Cluster)
 * and Zalando's postgres-operator (postgresql). ECK's have pod templates, which are found by their shape.
 */
export function operatorPods(node: MapNode, object: ManifestObject, places: Places): PodTemplate[] {
	const group = object.apiVersion.value.replace(/\/.*/, "");
	const described = (DESCRIBERS[`${group}/${object.kind}`]?.(node, places) ?? []).filter(
		({ resources, words }) => resources !== undefined || words.length > 0,
	);
	return described.map((one) => describedPod(one, object, places));
}

const DESCRIBERS: Readonly<Record<string, (node: MapNode, places: Places) => Described[]>> = {
	"kafka.strimzi.io/Kafka": (node, places) => strimzi(node, entryOf(child(node, "spec"), "kafka"), places),
	"kafka.strimzi.io/KafkaNodePool": (node, places) => strimzi(node, entryOf(node, "spec"), places),
	"kafka.strimzi.io/KafkaConnect": (node, places) => strimzi(node, entryOf(node, "spec"), places),
	"kafka.strimzi.io/KafkaMirrorMaker2": (node, places) => strimzi(node, entryOf(node, "spec"), places),
	"postgresql.cnpg.io/Cluster": (node, places) => postgres(node, "instances", places),
	"acid.zalan.do/postgresql": (node, places) => postgres(node, "numberOfInstances", places),
};

type Entry = ReturnType<typeof entryOf>;

function strimzi(node: MapNode, entry: Entry, places: Places): Described[] {
	if (entry === undefined) return [];
	const options = child(entry.value, "jvmOptions");
	const flags = child(options, "-XX");
	const more = flags?.kind === "map" ? [...flags.entries] : [];
	return [
		{
			name: "kafka",
			named: named(node, entry),
			image: "strimzi-kafka",
			resources: entryOf(entry.value, "resources"),
			words: [
				...word("-Xmx", child(options, "-Xmx"), places),
				...more.flatMap(([name, { value }]) => word(`-XX:${name}=`, value, places)),
			],
			replicas: integerOf(child(entry.value, "replicas")) ?? 1,
			configMap: null,
		},
	];
}

function postgres(node: MapNode, count: string, places: Places): Described[] {
	const spec = entryOf(node, "spec");
	if (spec === undefined) return [];
	const parameters = child(spec.value, "postgresql", "parameters");
	const set = parameters?.kind === "map" ? [...parameters.entries] : [];
	return [
		{
			name: "postgres",
			named: named(node, spec),
			image: "postgresql",
			resources: entryOf(spec.value, "resources"),
			words: set.flatMap(([name, { value }]) => word(`${name}=`, value, places)),
			replicas: integerOf(child(spec.value, count)) ?? 1,
			configMap: null,
		},
	];
}

function named(node: MapNode, entry: { key: Node }): Node {
	return child(node, "metadata", "name") ?? entry.key;
}
