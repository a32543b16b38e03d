import type { Manifests } from "../../model/manifest.ts";
import { autoscalerOf, verticalAutoscalerOf } from "./autoscalers.ts";
import { configMapOf } from "./config-map.ts";
import { clusterPods, isKubeBlocks, parameterMaps } from "./kubeblocks.ts";
import { generatedMaps, isKustomization, kustomizationOf, patchFileOf } from "./kustomization.ts";
import { Places } from "./lines.ts";
import { objectNodes, objectOf } from "./object.ts";
import { treeOf } from "./object-tree.ts";
import { operatorPods } from "./operators.ts";
import { podTemplates } from "./pod.ts";
import { disruptionBudgetOf, limitRangeOf, quotaOf } from "./policies.ts";
import { type Chunk, isJson, splitDocuments } from "./split.ts";
import { anyMark, chartOf, helmMark, unrenderedPart } from "./template.ts";
import { type MapNode, parseTree, type Tree } from "./tree.ts";
import { readValues } from "./values.ts";

export function noManifests(): Manifests {
	return {
		objects: [],
		pods: [],
		configMaps: [],
		autoscalers: [],
		verticalAutoscalers: [],
		limitRanges: [],
		quotas: [],
		disruptionBudgets: [],
		kustomizations: [],
		jsonPatches: [],
		problems: [],
		unrendered: [],
	};
}

/** All workloads of a large cluster are fewer; with a finding or two for each, a file of small ones would take gigabytes. */
const DOCUMENTS_BOUND = 20_000;

/** Reads one file's text into the rest; returns how many documents it held. Trees are let go of document by document. */
export function readManifests(file: string, text: string, into: Manifests): number {
	const clean = text.startsWith("\ufeff") ? text.slice(1) : text;
	const places = new Places(file, clean);
	let documents = 0;
	for (const chunk of splitDocuments(clean)) {
		if (documents === DOCUMENTS_BOUND) {
			const start = chunk.start;
			noteProblems([{ problem: "size", detail: String(DOCUMENTS_BOUND), start, end: start + 3 }], places, into);
			break;
		}
		if (readDocument(chunk, places, into)) documents++;
	}
	return documents;
}

/** Reads an object that somebody else has parsed (the API server's), as if it had been written down; nothing of it has a place. */
export function readParsed(value: unknown, into: Manifests): void {
	for (const node of objectNodes(treeOf(value))) readObject(node, [], NOWHERE, into);
}

const NOWHERE = new Places("", "");

function readDocument(chunk: Chunk, places: Places, into: Manifests): boolean {
	const { root, problems } = parseTree(chunk.text, chunk.start);
	if (root === null && problems.length > 0 && isTemplate(chunk, places, into)) return true;
	// JSON with comments is other tools' settings, or their data; a manifest would say so somewhere.
	if (root === null && (isJson(chunk.text) || places.file.endsWith(".json")) && !chunk.text.includes("apiVersion"))
		return false;
	if (root === null) {
		noteProblems(problems, places, into);
		return problems.length > 0;
	}
	// Files that are no objects lie among manifests: values, chart metadata, other tools' settings.
	if (root.kind !== "map") {
		const patch = patchFileOf(root, places);
		if (patch !== null) into.jsonPatches.push(patch);
		return true;
	}
	const part = chunk.text.includes("{{") ? unrenderedPart(root) : null;
	if (part !== null && noteTemplate(part.start - chunk.start, true, chunk, places, into)) return true;
	for (const node of objectNodes(root)) readObject(node, problems, places, into);
	return true;
}

/** Why a document does not parse: Helm's own words, braces in the folder of a chart's templates, or another engine's braces. */
function isTemplate(chunk: Chunk, places: Places, into: Manifests): boolean {
	const helm = helmMark(chunk.text);
	if (helm !== -1) return noteTemplate(helm, true, chunk, places, into);
	return noteTemplate(anyMark(chunk.text), chartOf(places.file) !== null, chunk, places, into);
}

function noteTemplate(at: number, helm: boolean, { text, start }: Chunk, places: Places, into: Manifests): boolean {
	if (at < 0) return false;
	const close = text.indexOf("}}", at);
	const place = places.of(start + at, start + (close === -1 ? at + 2 : close + 2));
	into.unrendered.push({ helm, chart: helm ? chartOf(places.file) : null, place });
	return true;
}

function noteProblems(problems: Tree["problems"], places: Places, into: Manifests): void {
	for (const { problem, detail, start, end } of problems) {
		into.problems.push({ problem, detail, place: places.of(start, end) });
	}
}

function readObject(node: MapNode, problems: Tree["problems"], places: Places, into: Manifests): void {
	const object = objectOf(node, places);
	if (isKustomization(node, places)) {
		into.kustomizations.push(kustomizationOf(node, places));
		into.configMaps.push(...generatedMaps(node, places));
	}
	if (object === null) {
		readValues(node, places, into);
		return;
	}
	// A key given twice matters where Kubernetes reads it.
	noteProblems(
		problems.filter(({ start }) => start >= node.start && start < node.end),
		places,
		into,
	);
	into.objects.push(object);
	switch (object.kind) {
		case "ConfigMap":
			into.configMaps.push(configMapOf(node, object, places));
			return;
		case "HorizontalPodAutoscaler":
			into.autoscalers.push(autoscalerOf(node, object, places));
			return;
		case "VerticalPodAutoscaler":
			into.verticalAutoscalers.push(verticalAutoscalerOf(node, object, places));
			return;
		case "LimitRange":
			into.limitRanges.push(limitRangeOf(node, object, places));
			return;
		case "ResourceQuota":
			into.quotas.push(quotaOf(node, object, places));
			return;
		case "PodDisruptionBudget":
			into.disruptionBudgets.push(disruptionBudgetOf(node, object, places));
			return;
		default:
			if (isKubeBlocks(object)) {
				into.pods.push(...clusterPods(node, object, places));
				into.configMaps.push(...parameterMaps(node, object, places));
			}
			into.pods.push(...operatorPods(node, object, places), ...podTemplates(node, object, places));
	}
}
