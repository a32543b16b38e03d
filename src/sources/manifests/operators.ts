import type { ManifestObject, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { child, entryOf, integerOf, itemsOf, textOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { type Described, describedPod, word } from "./template-parts.ts";
import type { MapNode, Node } from "./tree.ts";

/**
 * Custom resources whose operators start servers from a few fields: Strimzi (api/v1beta2 and v1, Kafka, KafkaNodePool, KafkaConnect), CloudNativePG (Cluster),
 * Zalando's postgres-operator (postgresql) and OpenSearch's (OpenSearchCluster). ECK's have pod templates, which are found by their shape.
 */
export function operatorPods(node: MapNode, object: ManifestObject, places: Places): PodTemplate[] {
	const group = object.apiVersion.value.replace(/\/.*/, "");
	const described = (DESCRIBERS[`${group}/${object.kind}`]?.(node, places) ?? []).filter(
		({ resources, words }) => resources !== undefined || words.length > 0,
	);
	return described.map((one) => describedPod(one, object, places));
}

const DESCRIBERS: Readonly<Record<string, (node: MapNode, places: Places) => Described[]>> = {
	"kafka.strimzi.io/Kafka": (node, places) => {
		const spec = child(node, "spec");
		const beside = [
			["zookeeper", entryOf(spec, "zookeeper")],
			["topic-operator", entryOf(child(spec, "entityOperator"), "topicOperator")],
			["user-operator", entryOf(child(spec, "entityOperator"), "userOperator")],
			["cruise-control", entryOf(spec, "cruiseControl")],
		] as const;
		return [
			...strimzi(node, entryOf(spec, "kafka"), places),
			...beside.flatMap(([name, entry]) => besideKafka(name, entry, places)),
		];
	},
	"kafka.strimzi.io/KafkaNodePool": (node, places) => strimzi(node, entryOf(node, "spec"), places),
	"kafka.strimzi.io/KafkaConnect": (node, places) => strimzi(node, entryOf(node, "spec"), places),
	"kafka.strimzi.io/KafkaMirrorMaker2": (node, places) => strimzi(node, entryOf(node, "spec"), places),
	"opensearch.opster.io/OpenSearchCluster": openSearch,
	"opensearch.org/OpenSearchCluster": openSearch,
	"postgresql.cnpg.io/Cluster": (node, places) => postgres(node, "instances", places),
	"acid.zalan.do/postgresql": (node, places) => postgres(node, "numberOfInstances", places),
};

type Entry = ReturnType<typeof entryOf>;

function strimzi(node: MapNode, entry: Entry, places: Places): Described[] {
	if (entry === undefined) return [];
	return [
		{
			name: "kafka",
			named: named(node, entry),
			image: "strimzi-kafka",
			resources: entryOf(entry.value, "resources"),
			words: jvmWords(entry.value, places),
			replicas: integerOf(child(entry.value, "replicas")) ?? 1,
			configMap: null,
		},
	];
}

/** Strimzi's other Java servers: told where their heap is set, as what they have by themselves differs. */
function besideKafka(name: string, entry: Entry, places: Places): Described[] {
	const words = entry === undefined ? [] : jvmWords(entry.value, places);
	if (entry === undefined || words.length === 0) return [];
	const resources = entryOf(entry.value, "resources");
	return [{ name, named: entry.key, image: "openjdk", resources, words, replicas: 1, configMap: null }];
}

function jvmWords(node: Node, places: Places): Written[] {
	const options = child(node, "jvmOptions");
	const flags = child(options, "-XX");
	const more = flags?.kind === "map" ? [...flags.entries] : [];
	return [
		...word("-Xmx", child(options, "-Xmx"), places),
		...more.flatMap(([name, { value }]) => word(`-XX:${name}=`, value, places)),
	];
}

/** Its heap is told where it is set: else the operator takes half of what is requested. */
function openSearch(node: MapNode, places: Places): Described[] {
	return itemsOf(child(node, "spec", "nodePools")).flatMap((pool) => {
		const words = word("", child(pool, "jvm"), places);
		const name = textOf(child(pool, "component"));
		if (words.length === 0 || name === "") return [];
		const resources = entryOf(pool, "resources");
		const replicas = integerOf(child(pool, "replicas")) ?? 1;
		return [
			{
				name,
				named: child(pool, "component") ?? pool,
				image: "opensearch",
				resources,
				words,
				replicas,
				configMap: null,
			},
		];
	});
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
