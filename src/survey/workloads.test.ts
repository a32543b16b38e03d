import { expect, test } from "vitest";
import { Workloads } from "./workloads.ts";

const PODS = Array.from({ length: 200 }, (_, i) => ({
	namespace: "shop",
	pod: `web-${i}-5d9c7f6b8-abcde`,
	owner: null,
}));

test("each workload is of one part alone, whether it lives or not, and parts are about as large", () => {
	const parts = Array.from({ length: 4 }, (_, part) => {
		const workloads = new Workloads();
		workloads.onlyPart(part, 4);
		return workloads;
	});
	const sizes = parts.map((workloads) => PODS.filter((pod) => workloads.of(pod) !== null).length);
	expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(PODS.length);
	expect(Math.min(...sizes)).toBeGreaterThan(20);
	// A pod that is wanted may be told so by its name.
	for (const workloads of parts)
		for (const pod of PODS)
			if (workloads.of(pod) !== null) expect(workloads.mayWant(pod.namespace, pod.pod)).toBe(true);
});
