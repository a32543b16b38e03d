import type { Remedy } from "../../model/remedy.ts";
import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { type Budgeted, budgeted, isHeld, isLive, limitFor, raised } from "./held.ts";
import { imageHeap } from "./image-heap.ts";
import { heldRuntime } from "./runtime.ts";
import { type Setting, settingIn } from "./settings.ts";

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
					return region === null ? [] : [{ name, region }];
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
function lowered({ place, text }: Setting, to: string, advised: number): Remedy[] {
	if (text === "" || (!isLive(place) && place.endColumn - place.column !== text.length)) return [];
	const from = isLive(place) ? { from: text } : {};
	return [
		{ kind: "lower-setting", risk: "medium", value: advised, change: { type: "file-edit", to, ...from, ...place } },
	];
}

/** -Xmx wins over MaxRAMPercentage (OpenJDK runtime/arguments.cpp, Arguments::set_heap_size), and both over what the image has by itself. */
function jvmHeap(facts: Budgeted): Setting | null {
	const heap = get(facts, "heap");
	if (heap !== null) return heap;
	const share = get(facts, "heapPercentage");
	return share === null ? imageHeap(facts) : { ...share, value: (share.value / 100) * facts.limit };
}

function get({ sources }: Budgeted, name: string): Setting | null {
	const spec = jvm.settings[name];
	const found = spec === undefined ? null : settingIn(sources, spec);
	return found === null || Number.isNaN(found.value) ? null : found;
}
