import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Place, Written } from "../../model/place.ts";
import { fileAt, filesAt, included, mounted } from "./mounted-files.ts";
import type { Runtime, SettingSpec } from "./runtime.ts";
import { shellLine } from "./shell-line.ts";
import { UNITS, type Unit } from "./units.ts";
import { filledIn, variablesOf } from "./variables.ts";
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
		variables: runtime.scripted && isOfficial(container.image) ? NO_VARIABLES : variables,
		options,
		moreFlags: moreFlags ? new RegExp(moreFlags) : null,
	};
}

/** Docker's own images have no owner in their names: `redis:7`, `docker.io/library/redis`. */
export function isOfficial(image: string): boolean {
	return /^(?:docker\.io\/)?(?:library\/)?[\w-]+(?:[:@]|$)/.test(image);
}

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

/** What makes a word another's to fill in: variables, arithmetic of a shell, templates, and what a capture leaves out. */
const OPEN = /\$|`|\{\{|<%|<removed>/;

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
		const isRun =
			started && valued?.includes(before) === false && /^(?:[\w./]|<removed>$)/.test(value) && !value.endsWith(".sh");
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
