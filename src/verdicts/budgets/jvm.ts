import type { Remedy } from "../../model/remedy.ts";
import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { type Budgeted, budgeted, isHeld, isLive, limitFor, lower, raised, takenSetting } from "./held.ts";
import { imageHeap } from "./image-heap.ts";
import { imageName, recognised } from "./recognise.ts";
import { heldRuntime, runtimeOf } from "./runtime.ts";
import { isOfficial, type Setting, settingIn } from "./settings.ts";
import { usualOf } from "./variants.ts";
import { within } from "./words.ts";

const jvm = heldRuntime("jvm");
const elasticsearch = runtimeOf("elasticsearch");
/** Elasticsearch allows itself direct memory of half its heap beside it (elasticsearch.ts). */
export const ELASTICSEARCH_SHARE = 0.5;

/** The bounds that the command line sets for the regions of a JVM, together above the limit. What is unset is left out: it may be small. */
export const jvmRegions: LintRule<"budget/jvm-regions-exceed-limit"> = {
	id: "budget/jvm-regions-exceed-limit",
	judge: (manifests) =>
		budgeted(manifests, jvm).flatMap((facts) => {
			const { pod, container, limit, limitSeen } = facts;
			const heap = jvmHeap(facts);
			if (heap === null || isHeld(heap.value, limit, jvm)) return [];
			const found = [
				{ name: "heap", region: heap },
				...["metaspace", "codeCache", "direct"].flatMap((name) => {
					const region = jvmSetting(facts, name);
					return region === null || region.open ? [] : [{ name, region }];
				}),
			];
			const sum = found.reduce((total, { region }) => total + region.value, 0);
			if (sum <= limit) return [];
			return [
				finding("budget/jvm-regions-exceed-limit", aboutPod(pod, container), {
					severity: "error",
					confidence: 0.9,
					place: heap.place,
					params: { limit, sum, regions: found.map(({ name, region }) => ({ name, bytes: region.value })) },
					evidence: [...found.map(({ region }) => seen("setting", region.written, region.place)), limitSeen],
				}),
			];
		}),
};

/** A heap of a share of the limit is held to the same measure as one in bytes. */
export const jvmHeapAtLimit: LintRule<"budget/jvm-heap-at-limit"> = {
	id: "budget/jvm-heap-at-limit",
	judge: (manifests) =>
		budgeted(manifests, jvm).flatMap((facts) => {
			const { pod, container, limit, limitSeen } = facts;
			const heap = jvmHeap(facts);
			if (heap === null || !isHeld(heap.value, limit, jvm)) return [];
			const mebi = 1024 * 1024;
			const share = recognised(container).has("elasticsearch") ? ELASTICSEARCH_SHARE : jvm.held.advised;
			const runtime = { ...jvm, held: { ...jvm.held, advised: share } };
			const advised = Math.floor((share * limit) / mebi) * mebi;
			const limitNeeded = heap.follows ? null : limitFor(heap.value, runtime);
			// Java 8 takes no share without a decimal point.
			const plain = heap.unit === "mebibytes" ? "" : "m";
			const to = heap.unit === "number" ? (share * 100).toFixed(1) : `${advised / mebi}${plain}`;
			return [
				finding("budget/jvm-heap-at-limit", aboutPod(pod, container), {
					severity: heap.value >= jvm.held.error * limit ? "error" : "warning",
					place: heap.place,
					params: { limit, bound: heap.value, setting: heap.written, advised, limitNeeded },
					evidence: [seen("setting", heap.written, heap.place), limitSeen],
					remedies: [
						...loweredBoth(facts, heap, to, advised),
						...(limitNeeded === null ? [] : raised(container, limitNeeded)),
					],
				}),
			];
		}),
};

/** With container support switched off its shares are of the node's memory, however low the limit (OpenJDK os::physical_memory). */
export const jvmIgnoresLimit: LintRule<"budget/jvm-ignores-limit"> = {
	id: "budget/jvm-ignores-limit",
	judge: (manifests) =>
		budgeted(manifests, jvm).flatMap((facts) => {
			const { pod, container, limit, limitSeen, sources } = facts;
			const off = switchedOff(facts);
			if (off === null || ["heap", "maxRam"].some((name) => jvmSetting(facts, name) !== null)) return [];
			// Those choose a heap of their own.
			if (["openj9", "elasticsearch"].some((name) => recognised(container).has(name))) return [];
			if (imageHeap(facts) !== null || usualOf(jvm, container.image).heap !== jvm.defaults?.heap) return [];
			const percentage = takenSetting(sources, jvm.settings.heapPercentage);
			const fraction = takenSetting(sources, jvm.settings.heapFraction);
			if (percentage?.open || fraction?.open) return [];
			const share = (percentage?.value ?? (fraction === null ? 25 : 100 / fraction.value)) / 100;
			return [
				finding("budget/jvm-ignores-limit", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.9,
					place: off.place,
					params: { limit, setting: off.written, share },
					evidence: [seen("setting", off.written, off.place), limitSeen],
				}),
			];
		}),
};

/** What hides the limit from it; null where it sees it. */
function switchedOff({ sources }: Pick<Budgeted, "sources">): Setting | null {
	const { ignoresLimit } = jvm.settings;
	const found = ignoresLimit === undefined ? null : settingIn(sources, ignoresLimit);
	return found?.text === "on" ? found : null;
}

/** With the initial heap where that is larger than the new bound: a JVM does not start with one above the other. */
export function loweredBoth(
	{ sources }: Pick<Budgeted, "sources">,
	heap: Setting,
	to: string,
	advised: number,
): Remedy[] {
	const initial = takenSetting(sources, jvm.settings.initialHeap);
	if (initial === null || initial.written === heap.written || initial.value <= advised)
		return lowered(heap, to, advised);
	if (initial.open || heap.unit === "number") return [];
	const both = [heap, initial];
	const word = [...sources.variables.values(), ...sources.words].find(({ value, place }) =>
		both.every((one) => value.includes(one.written) && one.place.line === place.line && one.place.file === place.file),
	);
	// Of a running container one command sets one word.
	if (word === undefined) return isLive(heap.place) ? [] : both.flatMap((one) => lowered(one, to, advised));
	const [first, second] = both
		.map(({ written, text }) => word.value.lastIndexOf(written) + written.length - text.length)
		.sort((a, b) => a - b);
	const ends = both.map(({ written }) => word.value.lastIndexOf(written) + written.length).sort((a, b) => a - b);
	if (first === undefined || second === undefined) return [];
	const text = word.value.slice(first, ends[1]);
	const written = `${to}${word.value.slice(ends[0], second)}${to}`;
	return lowered({ ...heap, text, place: within(word, first, text.length) }, written, advised);
}

/** Where the value stands by itself; what an image has by itself is written nowhere. */
function lowered(setting: Setting, to: string, advised: number): Remedy[] {
	return setting.text === "" || setting.unit === "text" ? [] : lower(setting, advised, to);
}

/** Of less memory than twice this, MinRAMPercentage counts and not MaxRAMPercentage: MaxHeapSize by default, 96 MiB by 13/10. */
const SMALL_HEAP = 1.3 * 96 * 1024 ** 2;

/** -Xmx wins over a share of the memory (OpenJDK runtime/arguments.cpp, Arguments::set_heap_size), and both over what the image has by itself. */
function jvmHeap(facts: Budgeted): Setting | null {
	const heap = jvmSetting(facts, "heap") ?? zooKeeperHeap(facts);
	if (heap !== null) return heap.open ? null : heap;
	const [percentage, fraction] = [jvmSetting(facts, "heapPercentage"), jvmSetting(facts, "heapFraction")];
	const [least, ram] = [jvmSetting(facts, "leastPercentage"), jvmSetting(facts, "maxRam")];
	const initial = jvmSetting(facts, "initialHeap");
	if (initial?.open) return null;
	const decides = percentage ?? fraction ?? ram;
	if ([percentage, fraction, least, ram].some((one) => one?.open)) return null;
	if (ram === null && switchedOff(facts) !== null) return null;
	const own = decides === null ? imageHeap(facts) : null;
	// Another image's start-up may set a bound of its own.
	const usual = decides === null && usualOf(jvm, facts.container.image).heap !== jvm.defaults?.heap;
	if (own !== null || usual) return own;
	const memory = ram?.value ?? facts.limit;
	const share = percentage?.value ?? (fraction === null ? 25 : 100 / fraction.value);
	const small = ((least?.value ?? 50) / 100) * memory;
	const value = small < SMALL_HEAP ? small : Math.max((share / 100) * memory, SMALL_HEAP);
	// An initial heap above that takes the bound with it (Arguments::set_heap_size).
	if (initial !== null && initial.value > value) return initial;
	// Where more than the percentage decides, no other percentage is sure to do.
	return (
		decides && {
			...decides,
			value,
			unit: decides === percentage && ram === null ? decides.unit : "text",
			follows: ram === null || ram.follows,
		}
	);
}

/** In whole mebibytes, by a variable that its start-up turns into -Xmx; the official image knows ZK_SERVER_HEAP alone. */
function zooKeeperHeap(facts: Budgeted): Setting | null {
	const { image } = facts.container;
	const found = imageName(image) === "zookeeper" ? jvmSetting(facts, "zooKeeperHeap") : null;
	return found !== null && isOfficial(image) && !found.written.startsWith("ZK_SERVER_HEAP") ? null : found;
}

/** The last word on one of its settings, as its start-up heeds it. */
export function jvmSetting(
	{ sources, container }: Pick<Budgeted, "sources" | "container">,
	name: string,
): Setting | null {
	const spec = jvm.settings[name];
	// Its start-up ignores every other variable (elastic/elasticsearch, bin/elasticsearch-env).
	const own = recognised(container).has("elasticsearch") ? elasticsearch.settings.heap?.options : undefined;
	return takenSetting(sources, spec && own ? { ...spec, options: own } : spec);
}
