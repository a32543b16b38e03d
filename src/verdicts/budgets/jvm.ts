import type { Remedy } from "../../model/remedy.ts";
import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { type Budgeted, budgeted, isHeld, isLive, limitFor, raised, takenSetting } from "./held.ts";
import { imageHeap } from "./image-heap.ts";
import { heldRuntime } from "./runtime.ts";
import type { Setting } from "./settings.ts";

const jvm = heldRuntime("jvm");

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
					const region = get(facts, name);
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
			const advised = Math.floor((jvm.held.advised * limit) / mebi) * mebi;
			const to = heap.unit === "number" ? String(jvm.held.advised * 100) : `${advised / mebi}m`;
			return [
				finding("budget/jvm-heap-at-limit", aboutPod(pod, container), {
					severity: heap.value >= jvm.held.error * limit ? "error" : "warning",
					place: heap.place,
					params: { limit, bound: heap.value, setting: heap.written, advised, limitNeeded: limitFor(heap.value, jvm) },
					evidence: [seen("setting", heap.written, heap.place), limitSeen],
					remedies: [...lowered(heap, to, advised), ...raised(container, limitFor(heap.value, jvm))],
				}),
			];
		}),
};

/** Where the value stands by itself; what an image has by itself is written nowhere. */
function lowered({ place, text, unit }: Setting, to: string, advised: number): Remedy[] {
	const quotes = place.endColumn - place.column - text.length;
	if (text === "" || unit === "text" || (!isLive(place) && quotes !== 0 && quotes !== 2)) return [];
	const from = isLive(place) ? { from: text } : {};
	const quoted = !isLive(place) && quotes === 2 ? `"${to}"` : to;
	return [
		{
			kind: "lower-setting",
			risk: "medium",
			value: advised,
			change: { type: "file-edit", to: quoted, ...from, ...place },
		},
	];
}

/** Of less memory than twice this, MinRAMPercentage counts and not MaxRAMPercentage: MaxHeapSize by default, 96 MiB by 13/10. */
const SMALL_HEAP = 1.3 * 96 * 1024 ** 2;

/** -Xmx wins over a share of the memory (OpenJDK runtime/arguments.cpp, Arguments::set_heap_size), and both over what the image has by itself. */
function jvmHeap(facts: Budgeted): Setting | null {
	const heap = get(facts, "heap");
	if (heap !== null) return heap.open ? null : heap;
	const [percentage, fraction] = [get(facts, "heapPercentage"), get(facts, "heapFraction")];
	const [least, ram] = [get(facts, "leastPercentage"), get(facts, "maxRam")];
	const decides = percentage ?? fraction ?? ram;
	if (decides === null) return imageHeap(facts);
	if ([percentage, fraction, least, ram].some((one) => one?.open)) return null;
	const memory = ram?.value ?? facts.limit;
	const share = percentage?.value ?? (fraction === null ? 25 : 100 / fraction.value);
	const small = ((least?.value ?? 50) / 100) * memory;
	const value = small < SMALL_HEAP ? small : Math.max((share / 100) * memory, SMALL_HEAP);
	// Where more than the percentage decides, no other percentage is sure to do.
	return { ...decides, value, unit: decides === percentage && ram === null ? decides.unit : "text" };
}

function get({ sources }: Budgeted, name: string): Setting | null {
	return takenSetting(sources, jvm.settings[name]);
}
