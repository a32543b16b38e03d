import type { FindingOf } from "../../model/finding.ts";
import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { SettingFault } from "../../model/rules-lint.ts";
import { jvmSetting } from "../budgets/jvm.ts";
import { isHelper, recognised } from "../budgets/recognise.ts";
import { RUNTIMES, type Runtime, runtimeOf, type SettingSpec } from "../budgets/runtime.ts";
import {
	behindProgram,
	isRefused,
	type Setting,
	type SettingSources,
	settingIn,
	sourcesOf,
} from "../budgets/settings.ts";
import { UNITS, type Unit, writeSize } from "../budgets/units.ts";
import { optionWords, type Word } from "../budgets/words.ts";
import { aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";

/** Held to the programs themselves: each ends with an error for what its unit (budgets/units.ts) does not read. */
const STRICT = RUNTIMES.filter(({ strict }) => strict);
const [jvm, node] = [runtimeOf("jvm"), runtimeOf("nodejs")];

/** V8's flags about memory that Node.js 20 and 24 refuse in NODE_OPTIONS (src/node_options.cc lists what is allowed). */
const NOT_IN_NODE_OPTIONS =
	/^--(?:optimize|initial|min|always|gc|stack|lite)[-_](?:for[-_]size|old[-_]space[-_]size|heap[-_]size|semi[-_]space[-_]size|compact|interval|global|size|mode)(?:=|$)/;
const OF_NODE = Object.values(node.settings).flatMap(({ prefixes = [] }) => prefixes);
/** No heap is smaller (OpenJDK gc/shared/genArguments.cpp, "Too small maximum heap"). */
const LEAST_HEAP = 2 * 1024 ** 2;

/** A setting of memory with which its program does not start, or which it never reads. */
export const settingNotTaken: LintRule<"lint/setting-not-taken"> = {
	id: "lint/setting-not-taken",
	judge: (manifests) =>
		containersOf(manifests).flatMap(({ pod, container }) =>
			STRICT.flatMap((runtime) => (isRun(pod, container, runtime) ? of(pod, container, runtime, manifests) : [])),
		),
};

function isRun(pod: PodTemplate, container: ManifestContainer, runtime: Runtime): boolean {
	const known = recognised(container);
	// OpenJ9 has options of its own.
	return known.has(runtime.id) && !(runtime === jvm && known.has("openj9")) && !isHelper(pod, container, runtime);
}

interface Fault {
	fault: SettingFault;
	word: Word;
	written: string;
	meant?: string | null;
	/** What was meant, where that may be written without a look. */
	bytes?: number | null;
	beside?: string;
}

function of(pod: PodTemplate, container: ManifestContainer, runtime: Runtime, manifests: Manifests) {
	const sources = sourcesOf(pod, container, runtime, manifests);
	const lists = [sources.words, ...optionsOf(runtime, sources)];
	const faults = [
		...Object.values(runtime.settings).flatMap((spec) => noValue(settingIn(sources, spec), spec)),
		...lists.flatMap((words) => inTwoWords(words, runtime)),
		...(runtime === jvm ? ofHeap({ sources, container }) : []),
		...(runtime === node ? refusedOptions(sources) : []),
		...behindProgram(container, runtime).flatMap((word) => unread(word, runtime)),
	];
	return faults.map((fault) => tell(pod, container, runtime, fault));
}

/** The words of the variables with flags. */
function optionsOf({ settings, held }: Runtime, { options }: SettingSources): Word[][] {
	const names = (held && settings[held.setting]?.options) ?? [];
	return names.flatMap((name) => {
		const variable = options.get(name);
		return variable === undefined ? [] : [optionWords(name, variable)];
	});
}

function noValue(found: Setting | null, spec: SettingSpec): Fault[] {
	const { unit } = spec;
	if (found === null || unit === "text" || !isRefused(found, spec)) return [];
	const { text: value, place, written } = found;
	const meant = meantBy(value, unit, written);
	const bytes = meant === null || unit === "number" ? null : UNITS[unit](meant);
	return [{ fault: "no-value", word: { value, place }, written, meant, bytes }];
}

/** `4g` for a number of MiB, `512mb` for `512m`, `75%` for `75.0`. */
function meantBy(text: string, unit: Unit, written: string): string | null {
	if (unit === "number") {
		const [, number] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
		if (number === undefined) return null;
		return written.startsWith("-XX:") ? Number(number).toFixed(1) : number;
	}
	const [, number = "", letter = ""] = /^(\d+(?:\.\d+)?)\s*([kmgt])i?b?$/i.exec(text) ?? [];
	const bytes = UNITS.binarySuffix(`1${letter}`);
	return number === "" || bytes === null ? null : writeSize(Number(number) * bytes, unit);
}

const TWO_WORDS: Readonly<Record<string, readonly string[]>> = {
	jvm: ["-Xmx", "-Xms", "-Xss", "-Xmn"],
	nodejs: ["--max-old-space-size", "--max_old_space_size", "--max-semi-space-size", "--max_semi_space_size"],
};

function inTwoWords(words: readonly Word[], { id }: Runtime): Fault[] {
	return words.flatMap((word, i): Fault[] => {
		const next = words[i + 1]?.value ?? "";
		if (id === "redis" && /^--maxmemory=./.test(word.value))
			return [{ fault: "one-word", word, written: word.value, meant: word.value.replace("=", " ") }];
		if (!TWO_WORDS[id]?.includes(word.value) || !/^\d/.test(next)) return [];
		const meant = id === "jvm" ? word.value + next : `${word.value}=${next}`;
		return [{ fault: "two-words", word, written: `${word.value} ${next}`, meant }];
	});
}

function ofHeap(facts: Parameters<typeof jvmSetting>[0]): Fault[] {
	const [heap, initial] = [jvmSetting(facts, "heap"), jvmSetting(facts, "initialHeap")];
	if (heap === null || heap.open) return [];
	const { text, written, place, value } = heap;
	if (value < LEAST_HEAP) {
		const meant = /^\d+$/.test(text) ? written.replace(text, `${text}m`) : null;
		return [{ fault: "bytes", word: { value: written, place }, written, meant }];
	}
	if (initial === null || initial.open || initial.value <= value) return [];
	const word = { value: initial.text, place: initial.place };
	return [{ fault: "initial-above-maximum", word, written: initial.written, beside: written }];
}

function refusedOptions({ options }: SettingSources): Fault[] {
	const variable = options.get("NODE_OPTIONS");
	if (variable === undefined) return [];
	return optionWords("NODE_OPTIONS", variable).flatMap((word): Fault[] => {
		const { value: written } = word;
		const meant = written.replaceAll("'", "");
		if (NOT_IN_NODE_OPTIONS.test(meant)) return [{ fault: "not-in-node-options", word, written }];
		if (!OF_NODE.some((prefix) => meant.startsWith(prefix))) return [];
		if (meant !== written) return [{ fault: "quotes", word, written, meant }];
		// Node.js parts its options at spaces alone.
		return /[\n\t]/.test(variable.value) ? [{ fault: "line-break", word, written }] : [];
	});
}

function unread(word: Word, { settings, held }: Runtime): Fault[] {
	const shares = Object.values(settings).flatMap(({ prefixes = [] }) => prefixes);
	const isSetting = held !== undefined && shares.some((prefix) => word.value.startsWith(prefix));
	return isSetting ? [{ fault: "behind-program", word, written: word.value }] : [];
}

function tell(
	pod: PodTemplate,
	container: ManifestContainer,
	{ name }: Runtime,
	{ fault, word, written, meant = null, bytes = null, beside }: Fault,
): FindingOf<"lint/setting-not-taken"> {
	const { value: from, place } = word;
	const exact = place.line === place.endLine && place.endColumn - place.column === from.length;
	return finding("lint/setting-not-taken", aboutPod(pod, container), {
		severity: fault === "behind-program" ? "warning" : "error",
		confidence: 0.95,
		place,
		params: { setting: written, program: name, fault, meant, beside: beside ?? null },
		evidence: [seen("setting", written, place)],
		remedies:
			meant === null || bytes === null || !exact
				? []
				: [
						{
							kind: "write-quantity",
							risk: "low",
							value: bytes,
							change: { type: "file-edit", from, to: meant, ...place },
						},
					],
	});
}
