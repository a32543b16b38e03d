import type { ManifestConfigMap, ManifestContainer, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { nearest } from "../lint/together.ts";
import type { Runtime } from "./runtime.ts";

/** The lines of the file at a path in the container, from a config map that is mounted there; null when it is not among the manifests. */
export function fileAt(
	path: string,
	pod: PodTemplate,
	{ mounts }: ManifestContainer,
	maps: readonly ManifestConfigMap[],
): readonly Written[] | null {
	for (const mount of mounts) {
		const volume = pod.volumes.find(({ name }) => name === mount.volume);
		const folder = mount.path.replace(/\/+$/, "");
		const file = mount.subPath !== "" && path === mount.path ? mount.subPath : path.slice(folder.length + 1);
		if (path !== mount.path && !path.startsWith(`${folder}/`)) continue;
		for (const { name, items } of volume?.configMaps ?? []) {
			const key = [...items].find(([, shown]) => shown === file)?.[0] ?? file;
			const lines = mapNamed(name, pod, maps)?.entries.get(key);
			if (lines !== undefined) return lines;
		}
	}
	return null;
}

/** The lines with those of the files that are read in their place, each once; what is not among the manifests stays as it is written. */
export function included(
	lines: readonly Written[],
	includes: RegExp,
	find: (path: string) => readonly Written[] | null,
	seen = new Set<string>(),
): readonly Written[] {
	return lines.flatMap((line) => {
		const path = includes.exec(line.value)?.[1];
		if (path === undefined || seen.has(path)) return [line];
		seen.add(path);
		const found = find(path);
		return found === null ? [line] : included(found, includes, find, seen);
	});
}

/** The same for a path whose last part may stand for several files, `/etc/redis/*.conf`: in the order of their names. */
export function filesAt(
	path: string,
	pod: PodTemplate,
	container: ManifestContainer,
	maps: readonly ManifestConfigMap[],
): readonly Written[] | null {
	if (!/[*?[]/.test(path)) return fileAt(path, pod, container, maps);
	const [, folder = "", pattern = ""] = /^(.*)\/([\w.?-]*\*?[\w.?-]*\*?[\w.?-]*)$/.exec(path) ?? [];
	const mount = container.mounts.find((one) => one.subPath === "" && one.path.replace(/\/+$/, "") === folder);
	const volume = pod.volumes.find(({ name }) => name === mount?.volume);
	if (pattern === "" || volume?.configMaps.length !== 1) return null;
	const [map] = volume.configMaps.map(({ name, items }) => ({ items, entries: mapNamed(name, pod, maps)?.entries }));
	if (map?.entries === undefined) return null;
	const files = [...map.entries.keys()].map((key) => map.items.get(key) ?? key).filter((name) => !name.startsWith("."));
	const wanted = new RegExp(`^${pattern.replace(/[.]/g, "\\.").replaceAll("*", ".*").replaceAll("?", ".")}$`);
	return files
		.filter((name) => wanted.test(name))
		.sort()
		.flatMap((name) => fileAt(`${folder}/${name}`, pod, container, maps) ?? []);
}

/** Of several of one name the one that goes with the pod; null where there is none, or nobody can tell. */
export function mapNamed(name: string, pod: PodTemplate, maps: readonly ManifestConfigMap[]): ManifestConfigMap | null {
	const those = maps.filter(({ object }) => object.name === name);
	const [first, ...others] = those;
	// Copies of one map are one.
	return others.every((other) => first !== undefined && isCopy(first, other))
		? (first ?? null)
		: nearest(pod.object, those);
}

function isCopy({ entries }: ManifestConfigMap, other: ManifestConfigMap): boolean {
	const text = (lines: readonly Written[] = []) => lines.map(({ value }) => value).join("\n");
	return (
		entries.size === other.entries.size &&
		[...entries].every(([key, lines]) => text(lines) === text(other.entries.get(key)))
	);
}

/** Every file of the runtime's kind in the config maps that the container mounts; null for a map that nobody can tell from another of its name. */
export function mounted(
	pod: PodTemplate,
	{ mounts }: ManifestContainer,
	{ files, otherFiles }: Runtime,
	maps: readonly ManifestConfigMap[],
): (readonly Written[] | null)[] {
	if (files === undefined) return [];
	const [wanted, others] = [new RegExp(files), otherFiles === undefined ? null : new RegExp(otherFiles)];
	const names = new Set(
		mounts.flatMap(({ volume }) =>
			(pod.volumes.find(({ name }) => name === volume)?.configMaps ?? []).map(({ name }) => name),
		),
	);
	return [...names].flatMap((name) => {
		// `redis-cluster-redis-*`: an operator adds the rest of the name, and several may set parameters.
		const those = maps.filter(({ object }) =>
			name.endsWith("*") ? object.name.startsWith(name.slice(0, -1)) : object.name === name,
		);
		const one = name.endsWith("*") || those.length === 0 ? those : [mapNamed(name, pod, maps)];
		return one.map(
			(map) =>
				map && [...map.entries].filter(([key]) => wanted.test(key) && !others?.test(key)).flatMap(([, lines]) => lines),
		);
	});
}
