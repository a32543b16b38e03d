import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { ELASTICSEARCH_SHARE } from "../budgets/jvm.ts";
import { recognised, runs } from "../budgets/recognise.ts";
import { RUNTIMES, type Runtime } from "../budgets/runtime.ts";
import { type Setting, settingIn, sourcesOf } from "../budgets/settings.ts";
import type { RuntimeBound, RuntimeOrigin } from "./facts.ts";

/** OpenJDK gc/shared/gc_globals.hpp, MaxRAMPercentage. */
const JVM_SHARE = 25;
/** Those that are percentages of the limit. */
const SHARES: Readonly<Record<string, string>> = { jvm: "heapPercentage", nodejs: "oldSpacePercentage" };
const PERCENTAGE = "-XX:MaxRAMPercentage=";
/** V8 heap/heap.cc, Heap::MaxOldGenerationSizeFromPhysicalMemory: half of what the container may have. */
const NODE_SHARE = 50;
const OLD_SPACE = "--max-old-space-size=";
/** Kafka is told before the JVM it runs on. */
const BY_GENERALITY = RUNTIMES.toSorted((a, b) => a.general - b.general);

/** By which setting, or default, a container's runtime bounds its memory; null where none is known. The template is the workload's own. */
export function runtimeBound(
	pod: PodTemplate,
	container: ManifestContainer,
	manifests: Manifests,
): RuntimeBound | null {
	for (const runtime of BY_GENERALITY) {
		const bound = boundBy(runtime, pod, container, manifests);
		if (bound !== null) return bound;
	}
	return null;
}

function boundBy(
	runtime: Runtime,
	pod: PodTemplate,
	container: ManifestContainer,
	manifests: Manifests,
): RuntimeBound | null {
	if (runtime.held === undefined) return null;
	const sources = sourcesOf(pod, container, runtime, manifests);
	const known = runs(container, runtime);
	const read = (name: string): Setting | null => {
		const spec = runtime.settings[name];
		// A variable such as GOMEMLIMIT or JAVA_TOOL_OPTIONS is nobody else's; a flag such as -m is everybody's.
		if (spec === undefined || (!known && spec.options === undefined && runtime.images.length > 0)) return null;
		const found = settingIn(sources, spec);
		return found === null || Number.isNaN(found.value) ? null : found;
	};
	const advised = recognised(container).has("elasticsearch") ? ELASTICSEARCH_SHARE : runtime.held.advised;
	const shared = { runtime: runtime.name, advised };
	const share = read(SHARES[runtime.id] ?? "");
	const held = share !== null && runtime.held.share?.first ? null : read(runtime.held.setting);
	const spec = runtime.settings[runtime.held.setting];
	// What is reckoned from the limit moves with it, and of what is filled in elsewhere nothing can be said.
	if (held?.follows || (spec !== undefined && settingIn(sources, spec)?.open)) return null;
	const initial = read("initialHeap");
	if (held !== null && spec !== undefined && spec.unit !== "text") {
		const setting = nameOf(held);
		return {
			...shared,
			setting,
			written: held.text,
			unit: spec.unit,
			value: held.value,
			...originOf(held, container, manifests),
			...(initial === null ? {} : { initial: initial.value }),
		};
	}
	if (runtime.id === "nodejs" && known && share === null)
		return { ...shared, setting: OLD_SPACE, written: "", unit: "percent", value: NODE_SHARE };
	// An initial heap takes the bound with it.
	if (SHARES[runtime.id] === undefined || initial !== null) return null;
	if (share !== null)
		return {
			...shared,
			setting: nameOf(share),
			written: share.text,
			unit: "percent",
			value: share.value,
			...originOf(share, container, manifests),
		};
	return known ? { ...shared, setting: PERCENTAGE, written: "", unit: "percent", value: JVM_SHARE } : null;
}

/** What stands before the value: `-Xmx`, `GOMEMLIMIT=`. */
function nameOf({ written, text }: Setting): string {
	const at = text === "" ? -1 : written.lastIndexOf(text);
	return at === -1 ? written : written.slice(0, at).replace(/["']$/, "");
}

/** Where a setting stands: in a variable or a word of the container itself, or in a config map. Nowhere of these: nothing is said. */
function originOf(
	{ place }: Setting,
	{ variables, words, commandWords }: ManifestContainer,
	{ configMaps }: Manifests,
): { origin?: RuntimeOrigin } {
	const holds = (written: Written) =>
		written.place.file === place.file &&
		written.place.line === place.line &&
		written.place.column <= place.column &&
		place.column < Math.max(written.place.endColumn, written.place.column + 1);
	for (const { object, entries } of configMaps) {
		for (const [key, lines] of entries) {
			if (!lines.some(holds)) continue;
			return { origin: { kind: "config-map", namespace: object.namespace, name: object.name, key } };
		}
	}
	for (const { name, value } of variables) {
		if (value !== null && holds(value)) return { origin: { kind: "variable", name, text: value.value } };
	}
	const at = words.findIndex(holds);
	if (at === -1) return {};
	const list = at < commandWords ? "command" : "args";
	const [from, to] = list === "command" ? [0, commandWords] : [commandWords, words.length];
	return { origin: { kind: "words", list, words: words.slice(from, to).map(({ value }) => value), index: at - from } };
}
