import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { MemoryStats, NodeStats } from "../../model/node-stats.ts";
import { Measures, SharedTexts } from "./measures.ts";

const bytes = fc.option(fc.nat(2 ** 31), { nil: null });
const memory: fc.Arbitrary<MemoryStats> = fc.record({
	at: fc.option(fc.nat({ max: 2e12 }), { nil: null }),
	workingSet: bytes,
	usage: bytes,
	rss: bytes,
	available: bytes,
	swapUsed: bytes,
	swapAvailable: bytes,
});
const name = fc.constantFrom("a", "b", "c");
const container = fc.record({ name, memory });
const node: fc.Arbitrary<NodeStats> = fc.record({
	node: name,
	memory,
	systemContainers: fc.array(container, { maxLength: 2 }),
	pods: fc.uniqueArray(
		fc.record({
			namespace: name,
			name,
			uid: fc.string(),
			memory: fc.option(memory, { nil: null }),
			containers: fc.uniqueArray(container, { selector: (each) => each.name, maxLength: 3 }),
		}),
		{ selector: (pod) => `${pod.namespace}/${pod.name}`, maxLength: 9 },
	),
});

test("what a kubelet said comes back, whole and container by container, pods of one name in two namespaces told apart", () => {
	fc.assert(
		fc.property(node, (stats) => {
			const measures = new Measures(stats, new SharedTexts());
			expect(measures.stats()).toEqual(stats);
			for (const pod of stats.pods) {
				for (const { name: of, memory: measured } of pod.containers)
					expect(measures.of(pod.namespace, pod.name, of)).toEqual(measured);
				expect(measures.of(pod.namespace, pod.name, "none")).toBeNull();
			}
			expect(measures.of("none", "a", "a")).toBeNull();
		}),
		{ numRuns: 30 },
	);
});
