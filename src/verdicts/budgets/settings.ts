import type { ManifestConfigMap, ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Place, Written } from "../../model/place.ts";
import { nearest } from "../lint/together.ts";
import type { Runtime, SettingSpec } from "./runtime.ts";
import { assignmentsIn, shellLine } from "./shell-line.ts";
import { UNITS, type Unit } from "./units.ts";
import { optionWords, type Word, within, wordsOf } from "./words.ts";

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
	/** `text` also where the value does not stand in the file as it is, so that no edit of it can be named. */
	unit: Unit | "text";
	/** Somebody fills it in later: a variable that nobody here knows, a placeholder. */
	open: boolean;
	/** The quote that stands around it in the application's own notation; empty for none. */
	quote: string;
	/** It is a share of the limit, or was reckoned from it: a higher limit leaves no more beside it. */
	follows: boolean;
}

/** Where an application of a container finds its settings, in the order in which one overrides the other: the last wins. */
export interface SettingSources {
	files: readonly Written[];
	/** Lines of theirs in whose place a file is read that is not among the manifests; null where there are none such. */
	includes: RegExp | null;
	/** Whether every configuration file that the command line or another file names was found among the manifests. */
	filesComplete: boolean;
	words: readonly Word[];
	variables: ReadonlyMap<string, Word>;
	/** Those of the variables that may hold flags. */
	options: ReadonlyMap<string, Word>;
	moreFlags: RegExp | null;
}

export function sourcesOf(
	pod: PodTemplate,
	container: ManifestContainer,
	runtime: Runtime,
	manifests: Manifests,
): SettingSources {
	const variables = variablesOf(pod, container, manifests);
	const words = flagsOf(container.words.flatMap(wordsOf), runtime).flatMap((word) => filledIn(word, variables));
	const maps = manifests.configMaps.filter(({ object }) => object.namespace === pod.object.namespace);
	const named = words.flatMap(({ value }) => configurationFile(value, runtime) ?? []);
	const found =
		named.length > 0 ? named.map((path) => fileAt(path, pod, container, maps)) : mounted(pod, container, runtime, maps);
	const includes = runtime.includes === undefined ? null : new RegExp(runtime.includes, "i");
	const given = [...found, inlineLines(container, runtime)].flatMap((lines) => ofServer(lines ?? [], runtime));
	const files = includes === null ? given : included(given, includes, (path) => filesAt(path, pod, container, maps));
	const { ownOptions, moreFlags } = runtime;
	const options =
		ownOptions !== undefined && startsItself(container, runtime)
			? new Map([...variables].filter(([name]) => ownOptions.includes(name)))
			: variables;
	const filesComplete = found.every((lines) => lines !== null) && !files.some(({ value }) => includes?.test(value));
	return {
		files,
		includes,
		filesComplete,
		words,
		variables: runtime.scripted && OFFICIAL.test(container.image) ? NO_VARIABLES : variables,
		options,
		moreFlags: moreFlags ? new RegExp(moreFlags) : null,
	};
}

/** Docker's own images have no owner in their names: `redis:7`, `docker.io/library/redis`. */
const OFFICIAL = /^(?:docker\.io\/)?(?:library\/)?[\w-]+(?:[:@]|$)/;
const NO_VARIABLES: ReadonlyMap<string, Word> = new Map();

/** The path of a configuration file, by itself or behind an option: `-c config_file=/etc/postgresql.conf`. */
function configurationFile(word: string, { files }: Runtime): string | null {
	if (/^\/.+\.(?:conf|cnf|ini|ya?ml)$/.test(word)) return word;
	const [, path = ""] = /^(?:[\w.-]+=)?(\/.+)$/.exec(word) ?? [];
	return files !== undefined && new RegExp(files).test(path) ? path : null;
}

/** The lines of a configuration that stands on the command line by itself. */
function inlineLines({ words }: ManifestContainer, { inline }: Runtime): Written[] {
	if (inline === undefined) return [];
	return words
		.filter((_, i) => words[i - 1]?.value === inline)
		.flatMap(({ value, place }) => value.split("\n").map((line) => ({ value: line, place })));
}

/** The lines of the sections that the server reads: `[myisamchk]` of a my.cnf is another program's. */
function ofServer(lines: readonly Written[], { sections }: Runtime): readonly Written[] {
	if (sections === undefined) return lines;
	const read = new RegExp(sections);
	let own = true;
	return lines.filter(({ value }) => {
		const [, section] = /^\s*\[([^\]]+)\]/.exec(value) ?? [];
		if (section !== undefined) own = read.test(section.trim());
		return own;
	});
}

const OTHER_SCRIPT = /\.sh\b|\bsource\b|(?:^|[\s;&|])\.\s/;

/** The command is the program, or a shell's line with it and no other script: variables that it does not name are read by nobody but the program. */
function startsItself(container: ManifestContainer, { programs }: Runtime): boolean {
	const [first] = container.words.slice(0, container.commandWords);
	const line = shellLine(container);
	const isProgram = ({ value }: Written) => programs.includes(value.slice(value.lastIndexOf("/") + 1));
	if (first !== undefined && isProgram(first)) return true;
	return line !== null && !OTHER_SCRIPT.test(line.value) && wordsOf(line).some(isProgram);
}

/** The last word on a setting: the command line overrides variables, and those override files but for a few. Null where it is not to be found. */
export function settingIn(sources: SettingSources, spec: SettingSpec): Setting | null {
	return (
		(spec.instead === undefined ? null : settingIn(sources, spec.instead)) ??
		lastOf(fromOptions(sources, spec, ["_JAVA_OPTIONS"])) ??
		lastOf(fromWords(sources.words, spec, sources.moreFlags)) ??
		lastOf(fromOptions(sources, spec, spec.options?.filter((name) => name !== "_JAVA_OPTIONS") ?? [])) ??
		lastOf(fromVariables(sources.variables, spec, spec.variables)) ??
		lastOf(fromFiles(sources, spec)) ??
		lastOf(fromVariables(sources.variables, spec, spec.fallbacks))
	);
}

/** Whether a strict program ends as it starts with this. Another program's `-c` may stand in the same line: a slip begins with a number. */
export function isRefused(found: Setting, { unit, variables = [], fallbacks = [] }: SettingSpec): boolean {
	if (found.open || unit === "text" || !Number.isNaN(found.value)) return false;
	if (!(unit === "number" ? /^\d.*%$/ : /^\d/).test(found.text)) return false;
	// A start-up script may read what the program does not.
	return ![...variables, ...fallbacks].some((name) => found.written.startsWith(`${name}=`));
}

function lastOf(settings: readonly Setting[]): Setting | null {
	return settings.at(-1) ?? null;
}

/** What makes a word another's to fill in: variables, arithmetic of a shell, templates. */
const OPEN = /\$|`|\{\{|<%/;

function setting(text: string, written: string, word: Word, { unit }: SettingSpec): Setting {
	const clean = text.replace(/^["']|["']$/g, "");
	return {
		text: clean,
		value: unit === "text" ? Number.NaN : (UNITS[unit](clean) ?? Number.NaN),
		written,
		place: word.place,
		unit: word.pieced ? "text" : unit,
		open: OPEN.test(text),
		quote: /^["']/.exec(text)?.[0] ?? "",
		follows: word.follows ?? false,
	};
}

/** Words of the command that are for what the program runs: it does not read them itself. */
export function behindProgram(container: ManifestContainer, runtime: Runtime): readonly Word[] {
	const words = container.words.flatMap(wordsOf);
	const own = new Set(flagsOf(words, runtime));
	return own.size === words.length ? [] : words.filter((word) => !own.has(word));
}

/** What stands behind `-jar app.jar`, a class or a script is the application's own, until the program is started again. */
function flagsOf(words: readonly Word[], { flagsEnd, programs, valued }: Runtime): readonly Word[] {
	if (flagsEnd === undefined) return words;
	const end = new RegExp(flagsEnd);
	let [own, started] = [true, false];
	return words.filter(({ value }, i) => {
		if (!value.includes("=") && programs.includes(value.slice(value.lastIndexOf("/") + 1))) {
			[own, started] = [true, true];
			return true;
		}
		const kept = own;
		const before = words[i - 1]?.value ?? "";
		const isRun = started && valued?.includes(before) === false && /^[\w./]/.test(value) && !value.endsWith(".sh");
		if (isRun || end.test(`${before} ${value}`)) own = false;
		return kept;
	});
}

function fromWords(words: readonly Word[], spec: SettingSpec, moreFlags: RegExp | null = null): Setting[] {
	const found: Setting[] = [];
	for (const [i, word] of words.entries()) {
		const next = words[i + 1];
		const { value } = word;
		const said = spec.words?.[value];
		if (said !== undefined) {
			found.push(setting(said, value, word, spec));
			continue;
		}
		if (moreFlags?.test(value) && spec.prefixes !== undefined) {
			found.push({ ...setting(value, value, word, spec), open: true });
			continue;
		}
		const phrase = spec.flags?.find((flag) => flag.includes(" ") && flag.startsWith(`${value} `));
		const inPhrase = phrase === undefined ? null : valueAfterPhrase(words.slice(i, i + 4), phrase);
		if (inPhrase !== null) {
			found.push(setting(inPhrase.value, `${phrase} ${inPhrase.value}`, inPhrase, spec));
			continue;
		}
		if (spec.flags?.includes(value) && next !== undefined) {
			found.push(setting(next.value, `${value} ${next.value}`, next, spec));
			continue;
		}
		const starts = [...(spec.prefixes ?? []), ...(spec.flags ?? []).map((flag) => `${flag}=`)];
		const prefix =
			starts.find((start) => value.startsWith(start) && value.length > start.length) ?? attached(value, spec);
		const start = prefix?.length ?? assignment(value, spec);
		if (start === null) continue;
		const place = within(word, start, value.length - start);
		found.push(setting(value.slice(start), value, { ...word, place }, spec));
	}
	return found;
}

/** `-w4`: a flag of one letter, with its number. */
function attached(value: string, { flags }: SettingSpec): string | undefined {
	return flags?.find((flag) => /^-\w$/.test(flag) && value.startsWith(flag) && /^\d/.test(value.slice(2)));
}

/** `--client-output-buffer-limit replica 256mb`: the value behind a flag of two words, which may stand in one argument. */
function valueAfterPhrase(words: readonly Word[], phrase: string): Word | null {
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
		.replace(/^--?(?:c|loose[-_])?/, "")
		.replaceAll("-", "_");
	return assignments.includes(name) ? equals + 1 : null;
}

function fromOptions({ options, moreFlags }: SettingSources, spec: SettingSpec, names: readonly string[]): Setting[] {
	return names
		.filter((name) => spec.options?.includes(name))
		.flatMap((name) => {
			const variable = options.get(name);
			return variable === undefined ? [] : fromWords(optionWords(name, variable).filter(isWhole), spec, moreFlags);
		});
}

/** With a quote that is a letter like any other it is another word ("quotes" of lint/setting-not-taken). */
function isWhole({ value }: Word): boolean {
	return !value.includes("'");
}

function fromVariables(
	variables: ReadonlyMap<string, Word>,
	spec: SettingSpec,
	names: readonly string[] = [],
): Setting[] {
	return names.flatMap((name) => {
		const variable = variables.get(name);
		return variable === undefined ? [] : [setting(variable.value, `${name}=${variable.value}`, variable, spec)];
	});
}

/** `name value`, `name = value`, `name: value`, `"name": value`, `<name>value</name>`, or a flag as on a command line (jvm.options); a file's last line wins. */
function fromFiles({ files, includes }: SettingSources, spec: SettingSpec): Setting[] {
	const found: Setting[] = [];
	for (const line of files) {
		const last = found.at(-1);
		if (last !== undefined && includes?.test(line.value)) {
			// It may be set once more.
			found.push({ ...last, open: true });
			continue;
		}
		if (spec.prefixes !== undefined && /^\s*-\S+\s*$/.test(line.value)) {
			found.push(...fromWords(wordsOf(line), spec));
			continue;
		}
		const phrase = spec.keys?.find(
			(key) => key.includes(" ") && line.value.trimStart().startsWith(`${key.split(" ")[0]} `),
		);
		const inPhrase = phrase === undefined ? null : valueAfterPhrase([line], phrase);
		if (inPhrase !== null) found.push(setting(inPhrase.value, line.value.trim(), inPhrase, spec));
		const match =
			/^\s*["'<]?([\w.[\]-]+)["'>]?\s*(?:[=:]\s*|\s|(?<=>))("[^"]*"|'[^']*'|[^\s#;<]*[^\s#;<,](?:\s+[\d.]+)*)/.exec(
				line.value,
			);
		if (match?.[1] === undefined || match[2] === undefined || !isKey(match[1], spec)) {
			found.push(...inBraces(line, spec));
			continue;
		}
		const at = match.index + match[0].length - match[2].length;
		const [plain] = match;
		const written = /^\s*["'<]/.test(plain) ? `${match[1]}: ${match[2]}` : plain.trim();
		found.push(setting(match[2], written, { ...line, place: within(line, at, match[2].length) }, spec));
	}
	return found;
}

/** `{cacheSizeGB: 1}` in YAML, `{vm_memory_high_watermark, 0.9}` in Erlang. */
function inBraces(line: Word, spec: SettingSpec): Setting[] {
	if (!/[{[]/.test(line.value)) return [];
	return [...line.value.matchAll(/[{[,]\s*["']?([\w.]+)["']?\s*[:,]\s*["']?([\w.]+)/g)].flatMap((match) => {
		const [whole, name = "", value = ""] = match;
		if (!isKey(name, spec)) return [];
		const place = within(line, match.index + whole.length - value.length, value.length);
		return [setting(value, `${name}: ${value}`, { ...line, place }, spec)];
	});
}

/** Redis and PostgreSQL do not tell `MaxMemory` from `maxmemory`, MySQL not `-` from `_`. */
function isKey(name: string, { keys = [] }: SettingSpec): boolean {
	const plain = (text: string) => text.replaceAll("-", "_").toLowerCase();
	return keys.some((key) => plain(key) === plain(name));
}

/** Values of the container's variables, and of config maps it takes them from. What refers to the limit is the limit. */
function variablesOf(pod: PodTemplate, container: ManifestContainer, { configMaps }: Manifests): Map<string, Word> {
	const values = new Map<string, Word>();
	const maps = configMaps.filter(({ object }) => object.namespace === pod.object.namespace);
	const entry = (configMap: string, key: string) => mapNamed(configMap, pod, maps)?.entries.get(key)?.[0];
	for (const name of container.variablesFrom) {
		for (const [key, [line]] of mapNamed(name, pod, maps)?.entries ?? []) if (line !== undefined) values.set(key, line);
	}
	for (const { name, value, resource, configMapKey } of container.variables) {
		// A value knows the variables that stand before it (core/v1, EnvVar.value).
		if (value !== null) values.set(name, substitute(value, values, BY_KUBELET));
		const referred = configMapKey === null ? undefined : entry(configMapKey.configMap, configMapKey.key);
		if (referred !== undefined) values.set(name, referred);
		// Somebody else knows it: a Secret, a config map that is not here.
		else if (value === null && resource === null) values.set(name, { value: `$(${name})`, place: container.place });
		const bytes = resource === null ? null : resourceBytes(resource.value, container);
		// The divisor rounds up (k8s.io/kubernetes pkg/api/v1/resource, convertResourceMemoryToString).
		if (resource !== null && bytes !== null) {
			const value = String(Math.ceil(bytes / resource.divisor));
			values.set(name, {
				value,
				place: resource.place,
				...(followsLimit(resource.value, container) ? { follows: true } : {}),
			});
		}
	}
	for (const { name, word } of assignmentsIn(container)) values.set(name, substitute(word, values));
	return values;
}

function resourceBytes(resource: string, { memoryLimit, memoryRequest }: ManifestContainer): number | null {
	if (resource === "limits.memory") return memoryLimit?.bytes ?? null;
	return resource === "requests.memory" ? (memoryRequest?.bytes ?? memoryLimit?.bytes ?? null) : null;
}

function followsLimit(resource: string, { memoryRequest }: ManifestContainer): boolean {
	return resource === "limits.memory" || memoryRequest === null;
}

/** A word's variables in place; what they hold may be several words. */
function filledIn(word: Word, variables: ReadonlyMap<string, Word>): Word[] {
	const filled = substitute(word, variables);
	return filled === word ? [word] : wordsOf(filled);
}

const BY_KUBELET = /\$\$|\$\(([A-Za-z_][\w.-]*)\)/g;
const BY_SHELL_TOO = /\$\$|\$\(([A-Za-z_][\w.-]*)\)|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g;
/** `${NAME:-what it is else}`. */
const WITH_DEFAULT = /\$\{([A-Za-z_]\w*):?-([^}$]*)\}/g;

/** `$(NAME)`, as the kubelet substitutes it, and `$NAME` and `${NAME}`, as a shell does; what nobody here knows stays as it is written. */
function substitute(word: Word, variables: ReadonlyMap<string, Word>, names: RegExp = BY_SHELL_TOO): Word {
	if (!word.value.includes("$")) return word;
	let only: Word | undefined;
	let follows = false;
	const plain =
		names === BY_SHELL_TOO
			? word.value.replace(WITH_DEFAULT, (_, name: string, other: string) =>
					(variables.get(name)?.value ?? "") === "" ? other : `\${${name}}`,
				)
			: word.value;
	const value = plain.replace(names, (reference, ...parts: (string | undefined)[]) => {
		const name = parts.slice(0, -2).find((part) => part !== undefined);
		const found = name === undefined ? undefined : variables.get(name);
		if (reference === plain) only = found;
		follows ||= found?.follows ?? false;
		return found?.value ?? reference;
	});
	if (value === word.value) return word;
	// What is a variable's alone stands where the variable is set.
	return only ?? { value, place: word.place, pieced: true, ...(follows ? { follows: true } : {}) };
}

/** The lines of the file at a path in the container, from a config map that is mounted there; null when it is not among the manifests. */
function fileAt(
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
function included(
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
function filesAt(
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
function mapNamed(name: string, pod: PodTemplate, maps: readonly ManifestConfigMap[]): ManifestConfigMap | null {
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
function mounted(
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
