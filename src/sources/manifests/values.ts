import type { ManifestObject, Manifests } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { child, entryOf, integerOf, itemsOf, textOf } from "./access.ts";
import { linesOf } from "./config-map.ts";
import type { Places } from "./lines.ts";
import { type Described, describedPod, word } from "./template-parts.ts";
import type { MapNode, Node } from "./tree.ts";

/**
 * Values of Bitnami's charts (bitnami/charts: redis, valkey, postgresql, mysql, mariadb, mongodb, kafka, rabbitmq, elasticsearch), by themselves or below the
 * name of a subchart. They are no objects: what is found judges settings against limits, and nothing else.
 */
export function readValues(root: MapNode, places: Places, into: Manifests): void {
	if (!/values[\w.-]*\.ya?ml$/.test(places.file)) return;
	for (const [key, entry] of [["", null] as const, ...root.entries]) {
		const chart = entry === null ? root : entry.value;
		// A section is read with the chart that it is part of.
		if (chart.kind === "map" && !SECTIONS.includes(key)) readChart(key, chart, places, into);
	}
}

/** Parts of a chart that are servers, and the keys of their configuration. */
const SECTIONS = [
	"master",
	"primary",
	"replica",
	"secondary",
	"readReplicas",
	"controller",
	"broker",
	"data",
	"coordinating",
	"ingest",
];
const CONFIGURATIONS = ["configuration", "extendedConfiguration", "commonConfiguration"];

function readChart(key: string, chart: MapNode, places: Places, into: Manifests): void {
	const common = linesIn(chart, places);
	for (const section of ["", ...SECTIONS]) {
		const entry = section === "" ? { key: chart, value: chart } : entryOf(chart, section);
		if (entry === undefined || entry.value.kind !== "map" || entryOf(entry.value, "resources") === undefined) continue;
		const found = serverOf(
			entry.value,
			chart,
			[...common, ...(section === "" ? [] : linesIn(entry.value, places))],
			places,
		);
		if (found === null) continue;
		const name = [key, section].filter((part) => part !== "").join("-") || "server";
		const object = objectFor(entry.value, name, places);
		const map = `${name}-configuration`;
		into.configMaps.push({ object: { ...object, name: map }, entries: new Map([["server.conf", found.lines]]) });
		const described: Described = {
			name,
			named: entryOf(entry.value, "resources")?.key ?? entry.value,
			image: "",
			resources: entryOf(entry.value, "resources"),
			words: found.words,
			replicas: integerOf(child(entry.value, "replicaCount")) ?? 1,
			configMap: map,
		};
		into.pods.push(describedPod(described, object, places));
	}
}

/** Which server it is, told by a setting that only it has, as the words of a command line. */
function serverOf(
	section: MapNode,
	chart: MapNode,
	lines: readonly Written[],
	places: Places,
): { words: Written[]; lines: readonly Written[] } | null {
	const has = (pattern: RegExp) => lines.some(({ value }) => pattern.test(value));
	const program = (name: string) => [{ value: name, place: places.of(section.start, section.start) }];
	// A script of the chart's own starts it, with more settings than these.
	const byScript = (name: string, more: Written[] = []) => ({
		words: [...program(name), ...program("/run.sh"), ...more],
		lines,
	});
	const heap = [...word("", child(section, "heapOpts") ?? child(chart, "heapOpts"), places)];
	if (heap.length > 0) return byScript("kafka-server-start.sh", heap);
	// A number alone counts MiB, and is another chart's.
	if (/^\d+[mg]$/i.test(textOf(child(section, "heapSize")))) {
		return byScript("elasticsearch", word("-Xmx", child(section, "heapSize"), places));
	}
	const watermark = child(chart, "memoryHighWatermark");
	const type = textOf(child(watermark, "type"));
	if (["absolute", "relative"].includes(type) && textOf(child(watermark, "enabled")) === "true") {
		const set = word(`vm_memory_high_watermark.${type} = `, child(watermark, "value"), places);
		return { words: program("rabbitmq-server"), lines: set };
	}
	const flags = itemsOf(child(section, "extraFlags") ?? child(chart, "extraFlags")).flatMap((flag) =>
		word("", flag, places),
	);
	if (flags.some(({ value }) => value.startsWith("--wiredTigerCache"))) return byScript("mongod", flags);
	if (has(/^\s*maxmemory\s/)) return byScript("redis-server");
	if (has(/^\s*\[mysqld\]/) || has(/^\s*innodb[_-]/)) return byScript("mysqld");
	if (has(/^\s*(?:shared_buffers|work_mem|max_connections)\s*=/)) return byScript("postgres");
	return has(/^\s*cacheSizeGB:/) ? byScript("mongod") : null;
}

function linesIn(node: MapNode, places: Places): Written[] {
	return CONFIGURATIONS.flatMap((name) => {
		const text = child(node, name);
		return text?.kind === "scalar" ? linesOf(text, places) : [];
	});
}

function objectFor(node: Node, name: string, places: Places): ManifestObject {
	const place = places.of(node.start, node.start);
	return {
		apiVersion: { value: "values", place },
		kind: "Values",
		namespace: "",
		name,
		labels: new Map(),
		place,
		suppressions: [],
	};
}
