import type { ManifestContainer, PodTemplate } from "../../model/manifest.ts";
import { RUNTIMES, type Runtime } from "./runtime.ts";
import { assignmentsIn } from "./shell-line.ts";
import { wordsOf } from "./words.ts";

/** Whether a container runs this: by the program its command line names, else by its image. Init containers do not run for long. */
export function runs(container: ManifestContainer, { images, programs, unless, tagged }: Runtime): boolean {
	if (container.role === "init") return false;
	const { names, started, image } = namesOf(container);
	if (names.some((name) => unless.includes(name))) return false;
	if (started.some((name) => programs.includes(name)) || images.includes(image)) return true;
	// Another command than the image's own starts another program.
	return tagged !== undefined && !container.hasCommand && new RegExp(tagged).test(container.image);
}

/** The runtimes that a container is known to run; Java's and Go's programs have any name, and are known by their variables and flags. */
export function recognised(container: ManifestContainer): ReadonlySet<string> {
	const known = seen.get(container);
	if (known !== undefined) return known;
	const found = container.role === "init" ? [] : [...candidates(container)].filter((one) => isRun(container, one));
	const made: ReadonlySet<string> = found.length === 0 ? NONE : new Set(found.map(({ id }) => id));
	seen.set(container, made);
	return made;
}

/** Asked of every container by every rule: answered once. */
const seen = new WeakMap<ManifestContainer, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

/** Names that tell a runtime, of programs, images and variables: most containers have none of them. */
const BY_NAME = indexed(({ programs, images }) => [...programs, ...images]);
const BY_VARIABLE = indexed((runtime) => [...(runtime.ownVariables ?? []), ...ownNames(runtime)]);
const BY_TAG = RUNTIMES.filter(({ tagged }) => tagged !== undefined);
/** What programs are written in: one of them in a container. */
const LANGUAGES = RUNTIMES.filter(({ general }) => general === 1);
/** Runtimes whose flags are nobody else's, as `-Xmx`. */
const BY_FLAG = RUNTIMES.filter((runtime) => ownPrefixes(runtime).length > 0);

function candidates(container: ManifestContainer): Set<Runtime> {
	const { started, image } = namesOf(container);
	const found = new Set<Runtime>(BY_NAME.get(image));
	if (!container.hasCommand) for (const runtime of BY_TAG) found.add(runtime);
	for (const name of started) for (const runtime of BY_NAME.get(name) ?? []) found.add(runtime);
	for (const name of variableNames(container)) for (const runtime of BY_VARIABLE.get(name) ?? []) found.add(runtime);
	// What they hold is told by the settings that are found in them.
	if (container.variablesFrom.length > 0)
		for (const runtime of RUNTIMES) if (isByVariables(runtime)) found.add(runtime);
	for (const runtime of BY_FLAG) {
		const prefixes = ownPrefixes(runtime);
		if (container.words.some(({ value }) => prefixes.some((prefix) => value.startsWith(prefix)))) found.add(runtime);
	}
	return found;
}

function isRun(container: ManifestContainer, runtime: Runtime): boolean {
	if (runs(container, runtime)) return true;
	const { ownVariables = [] } = runtime;
	const { variablesFrom, words } = container;
	const variables = variableNames(container);
	if (words.some(({ value }) => ownPrefixes(runtime).some((prefix) => value.startsWith(prefix)))) return true;
	// Many containers may share a config map: NODE_OPTIONS beside java is somebody else's.
	if (LANGUAGES.includes(runtime) && LANGUAGES.some((other) => other !== runtime && runs(container, other)))
		return false;
	if (variables.some((name) => ownVariables.includes(name))) return true;
	const names = ownNames(runtime);
	return (variablesFrom.length > 0 && isByVariables(runtime)) || variables.some((name) => names.includes(name));
}

/** Whether variables that are not seen may tell it: its flags are nobody else's, where `-m` and `-c` are everybody's. */
function isByVariables(runtime: Runtime): boolean {
	return ownNames(runtime).length > 0 && (runtime.images.length === 0 || ownPrefixes(runtime).length > 0);
}

function variableNames(container: ManifestContainer): readonly string[] {
	return [...container.variables, ...assignmentsIn(container)].map(({ name }) => name);
}

/** The variables of its main setting: those that hold flags, or any where it has no image to be known by. */
function ownNames({ settings, held, images }: Runtime): readonly string[] {
	const spec = held === undefined ? undefined : settings[held.setting];
	return spec?.options ?? (images.length === 0 ? (spec?.variables ?? []) : []);
}

function ownPrefixes({ settings, held }: Runtime): readonly string[] {
	const spec = held === undefined ? undefined : settings[held.setting];
	return spec?.options === undefined ? [] : (spec.prefixes ?? []);
}

function indexed(namesIn: (runtime: Runtime) => readonly string[]): ReadonlyMap<string, readonly Runtime[]> {
	const index = new Map<string, Runtime[]>();
	for (const runtime of RUNTIMES) {
		for (const name of namesIn(runtime)) index.set(name, [...(index.get(name) ?? []), runtime]);
	}
	return index;
}

/** Asked of every container by every runtime: taken apart once. */
const taken = new WeakMap<ManifestContainer, Names>();

interface Names {
	/** Of every word. */
	names: string[];
	/** Of those that can be a program. */
	started: string[];
	image: string;
}

function namesOf(container: ManifestContainer): Names {
	const known = taken.get(container);
	if (known !== undefined) return known;
	const words = container.words.flatMap(wordsOf).map(({ value }) => value);
	const made = {
		names: words.map(baseName),
		started: words.filter((_, i) => isStarted(words, i)).map(baseName),
		image: imageName(container.image),
	};
	taken.set(container, made);
	return made;
}

const FOLDER_OF_PROGRAMS = /(?:^|\/)(?:s?bin|libexec)\/[^/]+$|^\.\/[^/]+$/;
/** Flags whose next word is the name of a user, a host or an object. */
const NAMES_NEXT = /^(?:-[UuhdglnA]|--(?:user(?:name)?|host|dbname|name(?:space)?|group|app))$/;

/** How far behind `kubectl`, its flags and its verb an object's kind may stand. */
const KUBECTL_WORDS = 8;

/** Whether a word can be a program, and not the folder, address, user or object of the same name. */
function isStarted(words: readonly string[], i: number): boolean {
	const [word = "", before = "", next = ""] = [words[i], words[i - 1], words[i + 1]];
	if (i === 0) return true;
	if (/^-|=|:\/\//.test(word) || NAMES_NEXT.test(before)) return false;
	if (word.includes("/") && !FOLDER_OF_PROGRAMS.test(word)) return false;
	if (word !== "node") return true;
	// `kubectl label node $NAME`, `cockroach node status`.
	const ofCluster = words
		.slice(Math.max(0, i - KUBECTL_WORDS), i)
		.some((one) => /^(?:kubectl|oc)$/.test(baseName(one)));
	return !ofCluster && /^[-.$/]|\.[cm]?[jt]s$|\//.test(next);
}

/** A helper of the server beside it: the same image, with a script of its own (redis-ha's split-brain-fix). */
export function isHelper({ containers }: PodTemplate, container: ManifestContainer, runtime: Runtime): boolean {
	const starts = (one: ManifestContainer) => namesOf(one).started.some((name) => runtime.programs.includes(name));
	if (!container.hasCommand || starts(container)) return false;
	return containers.some(
		(other) => other !== container && runs(other, runtime) && (starts(other) || !other.hasCommand),
	);
}

/** The name of a runtime in the pod that does not give memory back when more replicas share the work. */
export function keepsMemory({ containers }: PodTemplate): string | null {
	const keepers = RUNTIMES.filter((runtime) => runtime.keepsMemory);
	for (const container of containers) {
		const keeper = keepers.find((runtime) => runs(container, runtime));
		if (keeper !== undefined) return keeper.name;
	}
	return null;
}

/** `docker.io/library/redis:7@sha256:…` is `redis`. */
export function imageName(image: string): string {
	return (image.split("@")[0] ?? "").split("/").at(-1)?.split(":")[0] ?? "";
}

function baseName(word: string): string {
	return word.slice(word.lastIndexOf("/") + 1);
}
