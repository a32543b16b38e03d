import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { budgeted, isHeld, takenSetting } from "./held.ts";
import { loweredBoth } from "./jvm.ts";
import { heldRuntime, runtimeOf } from "./runtime.ts";

const elasticsearch = runtimeOf("elasticsearch");
const jvm = heldRuntime("jvm");
const MEBI = 1024 * 1024;
/** elastic.co, JVM heap size settings. */
const ADVISED = 0.5;
/** elastic/elasticsearch, JvmErgonomics: unless it is set. */
const DIRECT = 0.5;

/** The heap and the direct memory that Elasticsearch allows itself beside it. A heap that fills the limit alone is the JVM's own rule's. */
export const elasticsearchHeap: LintRule<"budget/elasticsearch-heap-above-half"> = {
	id: "budget/elasticsearch-heap-above-half",
	judge: (manifests) =>
		budgeted(manifests, elasticsearch).flatMap(({ pod, container, limit, limitSeen, sources }) => {
			const [heap, set] = ["heap", "direct"].map((name) => takenSetting(sources, elasticsearch.settings[name]));
			if (heap == null || heap.open || set?.open || isHeld(heap.value, limit, jvm)) return [];
			const direct = set?.value ?? DIRECT * heap.value;
			const sum = heap.value + direct;
			if (sum <= limit) return [];
			const advised = Math.floor((ADVISED * limit) / MEBI) * MEBI;
			return [
				finding("budget/elasticsearch-heap-above-half", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.9,
					place: heap.place,
					params: { limit, sum, heap: heap.value, direct, advised },
					evidence: [
						seen("setting", heap.written, heap.place),
						...(set == null ? [] : [seen("setting", set.written, set.place)]),
						limitSeen,
					],
					remedies: loweredBoth({ sources }, heap, `${advised / MEBI}m`, advised),
				}),
			];
		}),
};
