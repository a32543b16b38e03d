import { expect, test } from "vitest";
import { narrowPod } from "../sources/kubernetes/narrow.ts";
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

test.each([
	["rollouts-pod-template-hash", "Rollout"],
	["pod-template-hash", "Deployment"],
])("pods of the past belong to what the pods of now belong to: %s", (label, kind) => {
	const owner = { kind: "ReplicaSet", name: "web-5d9c7f6b8", uid: "u", controller: true };
	const metadata = { namespace: "shop", name: "web-5d9c7f6b8-abcde", uid: "p", ownerReferences: [owner] };
	const pod = narrowPod({ metadata: { ...metadata, labels: { [label]: "5d9c7f6b8" } } });
	if (pod === null) throw new Error("no pod");
	const workloads = new Workloads();
	workloads.take(pod);
	workloads.choose([pod]);
	const web = { kind, namespace: "shop", name: "web" };
	for (const past of [null, { kind: "ReplicaSet", name: "web-7c8d9f5b4" }])
		expect(workloads.of({ namespace: "shop", pod: "web-7c8d9f5b4-bcdfg", owner: past })).toEqual(web);
	expect(workloads.of({ namespace: "shop", pod: pod.name, owner: null })).toEqual(web);
});
