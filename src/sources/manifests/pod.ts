import type { ManifestContainer, ManifestObject, ManifestVolume, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import type { ContainerRole } from "../../model/pod.ts";
import { child, entryOf, integerOf, itemsOf, mapOf, textOf, textsOf, writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { suppressionsOf } from "./object.ts";
import { probeOf } from "./probe.ts";
import { quantityOf } from "./quantity.ts";
import type { MapNode, Node } from "./tree.ts";
import { variablesFrom, variablesOf } from "./variables.ts";

/** Objects without pods that may be large, and definitions whose schemas look like pods. */
const WITHOUT_PODS = new Set([
	"ConfigMap",
	"Secret",
	"CustomResourceDefinition",
	"ServiceAccount",
	"Role",
	"ClusterRole",
	"RoleBinding",
	"ClusterRoleBinding",
	"Ingress",
	"NetworkPolicy",
	"PrometheusRule",
]);
const DEPTH = 14;

/** Every pod template in an object: where Kubernetes has it, or by its shape in a custom resource. */
export function podTemplates(node: MapNode, object: ManifestObject, places: Places): PodTemplate[] {
	// A policy of Kyverno holds what it writes into other pods.
	if (WITHOUT_PODS.has(object.kind) || object.apiVersion.value.startsWith("kyverno.io/")) return [];
	const found: PodTemplate[] = [];
	const seen = new Set<Node>();
	const walk = (at: Node, parent: MapNode, depth: number) => {
		if (at.kind === "scalar" || depth > DEPTH || seen.has(at)) return;
		seen.add(at);
		if (at.kind === "list") {
			for (const item of at.items) walk(item, parent, depth + 1);
			return;
		}
		if (isPodSpec(at)) {
			found.push(podTemplate(at, parent, node, object, places));
			return;
		}
		for (const { value } of at.entries.values()) walk(value, at, depth + 1);
	};
	walk(node, node, 0);
	return found;
}

/** `containers` is a list of things with a name (Knative's have an image alone) that look like containers. */
function isPodSpec(node: MapNode): boolean {
	const containers = itemsOf(child(node, "containers"));
	return (
		containers.length > 0 &&
		containers.every(
			(item) =>
				(child(item, "name") ?? child(item, "image")) !== undefined &&
				["image", "resources", "env", "args", "command", "volumeMounts", "ports"].some(
					(key) => child(item, key) !== undefined,
				),
		)
	);
}

function podTemplate(spec: MapNode, parent: MapNode, node: MapNode, object: ManifestObject, places: Places) {
	const metadata = child(parent, "metadata");
	const resources = child(spec, "resources");
	const template: PodTemplate = {
		object,
		suppressions:
			metadata === child(node, "metadata")
				? object.suppressions
				: [...object.suppressions, ...suppressionsOf(metadata)],
		replicas: replicasOf(node, object.kind),
		serviceAccount: textOf(child(spec, "serviceAccountName")) || textOf(child(spec, "serviceAccount")),
		labels: textsOf(child(metadata, "labels")),
		memoryRequest: quantityOf(child(resources, "requests", "memory"), places),
		memoryLimit: quantityOf(child(resources, "limits", "memory"), places),
		containers: [
			...itemsOf(child(spec, "initContainers")).map((item) =>
				containerOf(item, places, textOf(child(item, "restartPolicy")) === "Always" ? "sidecar" : "init"),
			),
			...itemsOf(child(spec, "containers")).map((item) => containerOf(item, places, "main")),
		],
		volumes: itemsOf(child(spec, "volumes")).map((item) => volumeOf(item, places)),
	};
	return template;
}

function replicasOf(node: MapNode, kind: string): number | null {
	if (kind === "DaemonSet") return null;
	const key = kind === "Job" ? "parallelism" : "replicas";
	return integerOf(child(node, "spec", key)) ?? 1;
}

function containerOf(node: Node, places: Places, role: ContainerRole): ManifestContainer {
	const name = child(node, "name") ?? node;
	const entry = entryOf(node, "resources");
	const resources = entry?.value;
	const placeOf = (key: string) => {
		const at = entryOf(resources, key)?.key ?? entry?.key ?? name;
		return places.of(at.start, at.end);
	};
	const texts = (list: "command" | "args") =>
		itemsOf(child(node, list))
			.map((word) => writtenOf(word, places))
			.filter((word): word is Written => word !== null);
	const [command, args] = [texts("command"), texts("args")];
	return {
		name: textOf(child(node, "name")),
		role,
		image: textOf(child(node, "image")),
		imagePlace: writtenOf(child(node, "image"), places)?.place ?? null,
		place: places.of(name.start, name.end),
		limits: placeOf("limits"),
		requests: placeOf("requests"),
		anyResource: ["requests", "limits"].some((key) => (mapOf(child(resources, key))?.entries.size ?? 0) > 0),
		memoryRequest: quantityOf(child(resources, "requests", "memory"), places),
		memoryLimit: quantityOf(child(resources, "limits", "memory"), places),
		hasCommand: itemsOf(child(node, "command")).length > 0,
		words: [...command, ...args],
		commandWords: command.length,
		variables: variablesOf(child(node, "env"), textOf(child(node, "name")), places),
		variablesFrom: variablesFrom(child(node, "envFrom")),
		mounts: itemsOf(child(node, "volumeMounts")).map((mount) => ({
			volume: textOf(child(mount, "name")),
			path: textOf(child(mount, "mountPath")),
			subPath: textOf(child(mount, "subPath")),
		})),
		liveness: probeOf(entryOf(node, "livenessProbe"), places),
	};
}

function volumeOf(node: Node, places: Places): ManifestVolume {
	const name = child(node, "name") ?? node;
	const medium = child(node, "emptyDir", "medium");
	const at = medium ?? name;
	const maps = [
		child(node, "configMap"),
		...itemsOf(child(node, "projected", "sources")).map((s) => child(s, "configMap")),
	];
	return {
		name: textOf(child(node, "name")),
		place: places.of(at.start, at.end),
		memory: textOf(medium) === "Memory",
		sizeLimit: quantityOf(child(node, "emptyDir", "sizeLimit"), places),
		configMaps: maps.flatMap((map) =>
			map === undefined
				? []
				: [
						{
							name: textOf(child(map, "name")),
							items: new Map(
								itemsOf(child(map, "items")).map((item) => [textOf(child(item, "key")), textOf(child(item, "path"))]),
							),
						},
					],
		),
	};
}
