import { describe, expect, test } from "vitest";
import type { Container, ContainerRole, Pod } from "../../model/pod.ts";
import { isCritical, oomScoreAdj, oomScorePolicy } from "./oom-score-adj.ts";

const MI = 1024 ** 2;
const GI = 1024 ** 3;

const container = (memoryRequest: number | null, role: ContainerRole = "main", memoryLimit: number | null = null) =>
	({ name: role, role, memoryRequest, memoryLimit }) as Container;
const pod = (containers: Container[], change: Partial<Pod> = {}) =>
	({
		qosClass: "Burstable",
		priority: 0,
		priorityClass: "",
		isStatic: false,
		memoryRequest: null,
		memoryLimit: null,
		containers,
		...change,
	}) as Pod;
/** The adj of the pod's first container. */
const adj = (of: Pod, version: string, capacity: number | null, gates: Record<string, boolean> = {}) =>
	oomScoreAdj(of, of.containers[0] ?? container(0), oomScorePolicy(version, gates), capacity);

describe("by the QoS class", () => {
	test.each<[string, Partial<Pod>, number | null, string, number | null, number | null]>([
		["BestEffort", { qosClass: "BestEffort" }, null, "v1.37.1", 4 * GI, 1000],
		["Guaranteed", { qosClass: "Guaranteed" }, GI, "v1.37.1", 4 * GI, -997],
		["Guaranteed since 1.20", { qosClass: "Guaranteed" }, GI, "v1.20.0", 4 * GI, -997],
		["Guaranteed before", { qosClass: "Guaranteed" }, GI, "v1.19.16", 4 * GI, -998],
		["Guaranteed, capacity not known", { qosClass: "Guaranteed" }, GI, "v1.37.1", null, -997],
		["a quarter of the node", {}, GI, "v1.37.1", 4 * GI, 750],
		["rounds against the container", {}, 4000 * MI, "v1.37.1", 8000 * MI + 1, 501],
		["less than a thousandth", {}, 1, "v1.37.1", 4 * GI, 999],
		["no request of its own", {}, null, "v1.37.1", 4 * GI, 999],
		["all of the node", {}, 4 * GI, "v1.37.1", 4 * GI, 3],
		["more than the node has", {}, 9 * GI, "v1.37.1", 4 * GI, 3],
		["all of the node, before 1.20", {}, 4 * GI, "v1.19.16", 4 * GI, 2],
		["a node of 24 TiB", {}, 12 * 1024 ** 4 + 1, "v1.37.1", 24 * 1024 ** 4, 500],
		["capacity not known", {}, GI, "v1.37.1", null, null],
		["capacity zero", {}, GI, "v1.37.1", 0, null],
		["version not known: as the newest", { qosClass: "Guaranteed" }, GI, "", 4 * GI, -997],
	])("%s", (_, change, request, version, capacity, expected) => {
		expect(adj(pod([container(request)], change), version, capacity)).toBe(expected);
	});
});

describe("critical pods", () => {
	const nodeCritical = { priorityClass: "system-node-critical", priority: 2_000_001_000 };
	const clusterCritical = { priorityClass: "system-cluster-critical", priority: 2_000_000_000 };
	test.each<[string, Partial<Pod>, string, number]>([
		["node-critical", nodeCritical, "v1.30.0", -997],
		["node-critical and BestEffort", { ...nodeCritical, qosClass: "BestEffort" }, "v1.30.0", -997],
		[
			"node-critical by name, priority absent, static",
			{ ...nodeCritical, priority: 0, isStatic: true },
			"v1.30.0",
			-997,
		],
		["node-critical by name alone", { ...nodeCritical, priority: 0 }, "v1.30.0", 750],
		["cluster-critical", clusterCritical, "v1.22.0", 750],
		["cluster-critical before 1.22", clusterCritical, "v1.21.14", -997],
		["cluster-critical before 1.20", clusterCritical, "v1.18.20", -998],
		["static without a class", { isStatic: true }, "v1.30.0", 750],
		["static without a class before 1.22", { isStatic: true }, "v1.21.14", -997],
		["a high priority that is not the system's", { priority: 1_000_000_000 }, "v1.30.0", 750],
	])("%s", (_, change, version, expected) => {
		expect(adj(pod([container(GI)], change), version, 4 * GI)).toBe(expected);
	});

	test("static or of the system's priority is never evicted", () => {
		expect(isCritical(pod([], { isStatic: true }))).toBe(true);
		expect(isCritical(pod([], clusterCritical))).toBe(true);
		expect(isCritical(pod([], { priority: 1_999_999_999 }))).toBe(false);
	});
});

describe("sidecars go no earlier than the containers they serve", () => {
	const sidecar = container(100 * MI, "sidecar");
	test.each<[string, number[], string, number]>([
		["a larger main container lowers it", [GI], "v1.32.0", 750],
		["the smallest main container counts", [2 * GI, GI], "v1.37.1", 750],
		["a smaller one does not raise it", [MI], "v1.37.1", 976],
		["before 1.32 it stood alone", [GI], "v1.31.4", 976],
	])("%s", (_, mains, version, expected) => {
		const of = pod([sidecar, ...mains.map((request) => container(request))]);
		expect(adj(of, version, 4 * GI)).toBe(expected);
	});

	test("an ordinary init container stands alone", () => {
		expect(adj(pod([container(100 * MI, "init"), container(GI)]), "v1.37.1", 4 * GI)).toBe(976);
	});
});

describe("pod-level requests", () => {
	// 2Gi for the pod, 1Gi taken by its containers: 256Mi more for each of the four.
	const of = (gateVersion: string, gates: Record<string, boolean> = {}) =>
		adj(
			pod([container(512 * MI), container(512 * MI), container(null, "init"), container(null, "sidecar")], {
				memoryRequest: 2 * GI,
			}),
			gateVersion,
			4 * GI,
			gates,
		);
	test.each<[string, number | null, number]>([
		["on by default since 1.34", of("v1.34.0"), 813],
		["not before", of("v1.33.5"), 875],
		["turned on", of("v1.33.5", { PodLevelResources: true }), 813],
		["turned off", of("v1.34.0", { PodLevelResources: false }), 875],
	])("%s", (_, got, expected) => {
		expect(got).toBe(expected);
	});
});

describe("the tie break on a large node", () => {
	const gates = { KubeletOOMScoreAdjTieBreak: true };
	const TI = 1024 ** 4;
	// The figures of upstream's own test (pkg/kubelet/qos/policy_test.go).
	test.each<[string, Pod, number, number]>([
		["no request", pod([container(null)]), TI, 999],
		["below the floor", pod([container(50 * MI)]), TI, 999],
		["some floors", pod([container(500 * MI)]), TI, 998],
		["no more points than the node has room for", pod([container(4 * GI)]), TI, 993],
		["the same above a thousandth", pod([container(16 * GI)]), TI, 981],
		["limited to its request", pod([container(500 * MI, "main", 500 * MI)]), TI, 993],
		["a larger node", pod([container(500 * MI)]), 4 * TI, 998],
		["a larger node, more points", pod([container(64 * GI)]), 4 * TI, 979],
		["a small node separates well enough", pod([container(500 * MI)]), 16 * GI, 970],
		["a small node, limited to its request", pod([container(500 * MI, "main", 500 * MI)]), 16 * GI, 969],
		[
			"the pod's limit above its request",
			pod([container(null)], { memoryRequest: 2 * GI, memoryLimit: 4 * GI }),
			TI,
			995,
		],
		["the pod's limit at its request", pod([container(null)], { memoryRequest: 2 * GI, memoryLimit: 2 * GI }), TI, 990],
	])("%s", (_, of, capacity, expected) => {
		expect(adj(of, "v1.38.0", capacity, gates)).toBe(expected);
	});

	test("is off unless the kubelet's configuration turns it on", () => {
		expect(adj(pod([container(500 * MI)]), "v1.38.0", TI)).toBe(999);
	});
});
