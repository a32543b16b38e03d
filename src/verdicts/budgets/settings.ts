import type { ManifestConfigMap, ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Place, Written } from "../../model/place.ts";
import type { Runtime, SettingSpec } from "./runtime.ts";
import { UNITS, type Unit } from "./units.ts";
import { within, wordsOf } from "./words.ts";

/** A setting that was found: what it says, as written, and where. */
export interface Setting {
	/** The value's own text. */
	text: string;
	/** In the unit of its spec: bytes, or a plain number. NaN for text, and for what the application would refuse. */
	value: number;
	/** With its name: `-m 512`, `maxmemory 1gb`. */
	written: string;
	/** Of the value. */
	place: Place;
	unit: Unit | "text";
}

/** Where an application of a container finds its settings, in the order in which one overrides the other: the last wins. */
export interface SettingSources {
	files: readonly Written[];
	/** Whether every configuration file the command line names was found among the manifests. */
	filesComplete: boolean;
	words: readonly Written[];
	variables: ReadonlyMap<string, Written>;
}

export function sourcesOf(
	pod: PodTemplate,
	container: ManifestContainer,
	runtime: Runtime,
	manifests: Manifests,
): SettingSources {
	const variables = variablesOf(pod, container, manifests);
	const words = container.words.flatMap(wordsOf).map((word) => substitute(word, variables));
	const maps = manifests.configMaps.filter(({ object }) => object.namespace === pod.object.namespace);
	const named = words.filter(({ value }) => /^\/.+\.(?:conf|cnf|ini|ya?ml)$/.test(value)).map(({ value }) => value);
	const found = named.map((path) => fileAt(path, pod, container, maps));
	const files = named.length > 0 ? found.flatMap((lines) => lines ?? []) : mounted(pod, container, runtime, maps);
	return { files, filesComplete: found.every((lines) => lines !== null), words, variables };
}

/** The last word on a setting: the command line overrides variables, and those override files. Null where it is not to be found. */
export function settingIn(sources: SettingSources, spec: SettingSpec): Setting | null {
	return (
		lastOf(fromOptions(sources, spec, ["_JAVA_OPTIONS"])) ??
		lastOf(fromWords(sources.words, spec)) ??
		lastOf(fromOptions(sources, spec, spec.options?.filter((name) => name !== "_JAVA_OPTIONS") ?? [])) ??
		lastOf(fromVariables(sources.variables, spec)) ??
		lastOf(fromFiles(sources.files, spec))
	);
}

function lastOf(settings: readonly Setting[]): Setting | null {
	return settings.at(-1) ?? null;
}

function setting(text: string, written: string, place: Place, { unit }: SettingSpec): Setting {
	const clean = text.replace(/^["']|["']$/g, "");
	const value = unit === "text" ? Number.NaN : (UNITS[unit](clean) ?? Number.NaN);
	return { text: clean, value, written, place, unit };
}

function fromWords(words: readonly Written[], spec: SettingSpec): Setting[] {
	const found: Setting[] = [];
	for (const [i, word] of words.entries()) {
		const next = words[i + 1];
		const { value } = word;
		const phrase = spec.flags?.find((flag) => flag.includes(" ") && flag.startsWith(`${value} `));
		const inPhrase = phrase === undefined ? null : valueAfterPhrase(words.slice(i, i + 4), phrase);
		if (inPhrase !== null) {
			found.push(setting(inPhrase.value, `${phrase} ${inPhrase.value}`, inPhrase.place, spec));
			continue;
		}
		if (spec.flags?.includes(value) && next !== undefined) {
			found.push(setting(next.value, `${value} ${next.value}`, next.place, spec));
			continue;
		}
		const starts = [...(spec.prefixes ?? []), ...(spec.flags ?? []).map((flag) => `${flag}=`)];
		const prefix = starts.find((start) => value.startsWith(start) && value.length > start.length);
		const start = prefix?.length ?? assignment(value, spec);
		if (start === null) continue;
		found.push(setting(value.slice(start), value, within(word, start, value.length - start), spec));
	}
	return found;
}

/** `--client-output-buffer-limit replica 256mb`: the value behind a flag of two words, which may stand in one argument. */
function valueAfterPhrase(words: readonly Written[], phrase: string): Written | null {
	const parts = words.flatMap(wordsOf);
	const wanted = phrase.split(" ");
	return wanted.every((word, i) => parts[i]?.value === word) ? (parts[wanted.length] ?? null) : null;
}

/** `work_mem=4MB` and `--work-mem=4MB`: where the value begins, or null. */
function assignment(word: string, { assignments = [] }: SettingSpec): number | null {
	const equals = word.indexOf("=");
	if (equals <= 0) return null;
	const name = word
		.slice(0, equals)
		.replace(/^--?(?:c)?/, "")
		.replaceAll("-", "_");
	return assignments.includes(name) ? equals + 1 : null;
}

function fromOptions({ variables }: SettingSources, spec: SettingSpec, names: readonly string[]): Setting[] {
	return names
		.filter((name) => spec.options?.includes(name))
		.flatMap((name) => {
			const variable = variables.get(name);
			return variable === undefined ? [] : fromWords(wordsOf(variable), spec);
		});
}

function fromVariables(variables: ReadonlyMap<string, Written>, spec: SettingSpec): Setting[] {
	return (spec.variables ?? []).flatMap((name) => {
		const variable = variables.get(name);
		return variable === undefined ? [] : [setting(variable.value, `${name}=${variable.value}`, variable.place, spec)];
	});
}

/** `name value`, `name = value`, `name: value`, or a flag as on a command line (jvm.options); a file's last line wins. */
function fromFiles(lines: readonly Written[], spec: SettingSpec): Setting[] {
	const found: Setting[] = [];
	for (const line of lines) {
		if (spec.prefixes !== undefined && /^\s*-\S+\s*$/.test(line.value)) {
			found.push(...fromWords(wordsOf(line), spec));
			continue;
		}
		const phrase = spec.keys?.find(
			(key) => key.includes(" ") && line.value.trimStart().startsWith(`${key.split(" ")[0]} `),
		);
		const inPhrase = phrase === undefined ? null : valueAfterPhrase([line], phrase);
		if (inPhrase !== null) found.push(setting(inPhrase.value, line.value.trim(), inPhrase.place, spec));
		const match = /^\s*([\w.[\]-]+)\s*(?:[=:]\s*|\s)("[^"]*"|'[^']*'|[^\s#;]+(?:\s+[\d.]+)*)/.exec(line.value);
		const name = match?.[1]?.replaceAll("-", "_");
		if (match?.[2] === undefined || !spec.keys?.some((key) => key.replaceAll("-", "_") === name)) continue;
		const at = match.index + match[0].length - match[2].length;
		found.push(setting(match[2], match[0].trim(), within(line, at, match[2].length), spec));
	}
	return found;
}

/** Values of the container's variables, and of config maps it takes them from. What refers to the limit is the limit. */
function variablesOf(pod: PodTemplate, container: ManifestContainer, { configMaps }: Manifests): Map<string, Written> {
	const values = new Map<string, Written>();
	const entry = (configMap: string, key: string) =>
		configMaps
			.find(({ object }) => object.namespace === pod.object.namespace && object.name === configMap)
			?.entries.get(key)?.[0];
	for (const name of container.variablesFrom) {
		const map = configMaps.find(({ object }) => object.namespace === pod.object.namespace && object.name === name);
		for (const [key, [line]] of map?.entries ?? []) if (line !== undefined) values.set(key, line);
	}
	for (const { name, value, resource, configMapKey } of container.variables) {
		if (value !== null) values.set(name, value);
		const referred = configMapKey === null ? undefined : entry(configMapKey.configMap, configMapKey.key);
		if (referred !== undefined) values.set(name, referred);
		const bytes = resource === null ? null : resourceBytes(resource.value, container);
		// The divisor rounds up (k8s.io/kubernetes pkg/api/v1/resource, convertResourceMemoryToString).
		if (resource !== null && bytes !== null) {
			values.set(name, { value: String(Math.ceil(bytes / resource.divisor)), place: resource.place });
		}
	}
	return values;
}

function resourceBytes(resource: string, { memoryLimit, memoryRequest }: ManifestContainer): number | null {
	if (resource === "limits.memory") return memoryLimit?.bytes ?? null;
	return resource === "requests.memory" ? (memoryRequest?.bytes ?? memoryLimit?.bytes ?? null) : null;
}

/** `$(NAME)`, as the kubelet substitutes it, and `$NAME` and `${NAME}`, as a shell does. */
function substitute(word: Written, variables: ReadonlyMap<string, Written>): Written {
	const match = /^\$[({]?([A-Za-z_]\w*)[)}]?$/.exec(word.value);
	return (match?.[1] === undefined ? undefined : variables.get(match[1])) ?? word;
}

/** The lines of the file at a path in the container, from a config map that is mounted there; null when it is not among the manifests. */
function fileAt(
	path: string,
	{ volumes }: PodTemplate,
	{ mounts }: ManifestContainer,
	maps: readonly ManifestConfigMap[],
): readonly Written[] | null {
	for (const mount of mounts) {
		const volume = volumes.find(({ name }) => name === mount.volume);
		const folder = mount.path.replace(/\/+$/, "");
		const file = mount.subPath !== "" && path === mount.path ? mount.subPath : path.slice(folder.length + 1);
		if (path !== mount.path && !path.startsWith(`${folder}/`)) continue;
		for (const { name, items } of volume?.configMaps ?? []) {
			const key = [...items].find(([, shown]) => shown === file)?.[0] ?? file;
			const lines = maps.find(({ object }) => object.name === name)?.entries.get(key);
			if (lines !== undefined) return lines;
		}
	}
	return null;
}

/** Every file of the runtime's kind in the config maps that the container mounts. */
function mounted(
	{ volumes }: PodTemplate,
	{ mounts }: ManifestContainer,
	{ files, otherFiles }: Runtime,
	maps: readonly ManifestConfigMap[],
): Written[] {
	if (files === undefined) return [];
	const [wanted, others] = [new RegExp(files), otherFiles === undefined ? null : new RegExp(otherFiles)];
	const names = new Set(
		mounts.flatMap(({ volume }) =>
			(volumes.find(({ name }) => name === volume)?.configMaps ?? []).map(({ name }) => name),
		),
	);
	return maps
		.filter(({ object }) => [...names].some((name) => isNamed(object.name, name)))
		.flatMap(({ entries }) =>
			[...entries].filter(([key]) => wanted.test(key) && !others?.test(key)).flatMap(([, lines]) => lines),
		);
}

/** `redis-cluster-redis-*`: an operator adds the rest of the name. */
function isNamed(name: string, wanted: string): boolean {
	return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
