import type {
	ManifestConfigMap,
	ManifestKustomization,
	ManifestObject,
	ManifestPatch,
	PatchedContainer,
	PatchTarget,
} from "../../model/manifest.ts";
import type { Place, Written } from "../../model/place.ts";
import { child, itemsOf, textOf, writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { type MapNode, type Node, parseTree } from "./tree.ts";

const NAMES = /(?:^|\/)kustomization\.ya?ml$/i;

/** `kustomization.yaml` needs no kind; elsewhere its group tells it. */
export function isKustomization(node: MapNode, { file }: Places): boolean {
	const group = textOf(child(node, "apiVersion"));
	return group === "" ? NAMES.test(file) : group.startsWith("kustomize.config.k8s.io/");
}

export function kustomizationOf(node: MapNode, { file }: Places): ManifestKustomization {
	const folder = file.slice(0, file.lastIndexOf("/") + 1);
	const path = (item: Node | undefined) => resolved(folder, textOf(item));
	const listed = (...keys: string[]) => keys.flatMap((key) => itemsOf(child(node, key)));
	return {
		folder,
		parts: listed("resources", "bases", "components").map(path),
		patches: [
			...listed("patches", "patchesJson6902").map((item) => patchOf(item, path)),
			// A path, or the patch itself.
			...listed("patchesStrategicMerge").map((item): ManifestPatch => {
				const text = textOf(item);
				return text.includes("\n") ? inline(text, null) : { target: null, file: path(item), containers: [] };
			}),
		],
	};
}

/** The config maps that it generates from literals, by the names that its resources know; files beside it are not read. */
export function generatedMaps(node: MapNode, places: Places): ManifestConfigMap[] {
	return itemsOf(child(node, "configMapGenerator")).flatMap((item) => {
		const entries = new Map<string, Written[]>();
		for (const literal of itemsOf(child(item, "literals"))) {
			const written = writtenOf(literal, places);
			const [, key = "", value = ""] = /^([^=]+)=([\s\S]*)$/.exec(written?.value ?? "") ?? [];
			if (written !== null && key !== "") entries.set(key, [{ value, place: behind(written, key.length + 1) }]);
		}
		const name = textOf(child(item, "name"));
		// With files beside them the literals are not all.
		const isWhole = ["files", "envs", "env"].every((key) => child(item, key) === undefined);
		const place = places.of(item.start, item.end);
		const object: ManifestObject = {
			apiVersion: { value: "v1", place },
			kind: "ConfigMap",
			namespace: textOf(child(item, "namespace")),
			name,
			labels: new Map(),
			place,
			suppressions: [],
		};
		return name === "" || !isWhole ? [] : [{ object, entries }];
	});
}

/** The place of what follows so many characters; the whole where the file has it otherwise. */
function behind({ value, place }: Written, length: number): Place {
	const quotes = (place.endColumn - place.column - value.length) / 2;
	if (place.line !== place.endLine || (quotes !== 0 && quotes !== 1)) return place;
	return { ...place, column: place.column + quotes + length, endColumn: place.endColumn - quotes };
}

/** Operations of a JSON patch that lie in a file of their own. */
export function patchFileOf(root: Node, { file }: Places): ManifestPatch | null {
	const operations = itemsOf(root);
	const isPatch = operations.length > 0 && operations.every((item) => textOf(child(item, "path")).startsWith("/"));
	return isPatch ? { target: null, file, containers: operations.flatMap(operationOf) } : null;
}

function patchOf(item: Node, path: (node: Node | undefined) => string): ManifestPatch {
	const target = child(item, "target");
	const own = target && { kind: textOf(child(target, "kind")), name: textOf(child(target, "name")) };
	const text = textOf(child(item, "patch"));
	return text === ""
		? { target: own ?? null, file: path(child(item, "path")), containers: [] }
		: inline(text, own ?? null);
}

function inline(text: string, target: PatchTarget | null): ManifestPatch {
	const { root } = parseTree(text, 0);
	if (root === null) return { target, file: null, containers: [] };
	if (root.kind === "list") return { target, file: null, containers: root.items.flatMap(operationOf) };
	const own = { kind: textOf(child(root, "kind")), name: textOf(child(root, "metadata", "name")) };
	const spec = child(root, "spec", "jobTemplate", "spec") ?? child(root, "spec");
	const pod = child(spec, "template", "spec") ?? spec;
	const containers = [...itemsOf(child(pod, "containers")), ...itemsOf(child(pod, "initContainers"))].map((item) =>
		setsIn(textOf(child(item, "name")), child(item, "resources")),
	);
	return { target: target ?? own, file: null, containers };
}

/** `{op: replace, path: /spec/template/spec/containers/0/resources/limits/memory, value: 1Gi}`: by its index. */
function operationOf(item: Node): PatchedContainer[] {
	const [, list, index, rest = ""] =
		/\/(containers|initContainers)\/(\d+)\/resources((?:\/\w+)*)$/.exec(textOf(child(item, "path"))) ?? [];
	if (list === undefined || !/^(?:add|replace)$/.test(textOf(child(item, "op")))) return [];
	const value = child(item, "value");
	const by = { index: Number(index), init: list === "initContainers" };
	switch (rest) {
		case "":
			return [setsIn(by, value)];
		case "/limits":
		case "/requests":
			return child(value, "memory") === undefined ? [] : [{ container: by, limit: rest === "/limits", request: true }];
		default:
			return [{ container: by, limit: rest === "/limits/memory", request: rest.endsWith("/memory") }];
	}
}

/** A limit is a request, too. */
function setsIn(container: PatchedContainer["container"], resources: Node | undefined): PatchedContainer {
	const limit = child(resources, "limits", "memory") !== undefined;
	return { container, limit, request: limit || child(resources, "requests", "memory") !== undefined };
}

/** As the files are named that were read: below the path that was given. */
function resolved(folder: string, path: string): string {
	const parts = folder.startsWith("./") ? ["."] : [];
	for (const part of `${folder}${path}`.split("/")) {
		if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
		else if (part !== "." && (part !== "" || parts.length === 0)) parts.push(part);
	}
	return parts.join("/");
}
