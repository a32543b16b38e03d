import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrowEvent, narrowNode, narrowPod } from "./narrow.ts";

const MiB = 1024 ** 2;

/** A pod whose one container `app` has this spec and status. */
function podWith(spec: object, status: object = {}, more: { spec?: object; status?: object } = {}): unknown {
	return {
		metadata: { name: "p", namespace: "web" },
		spec: { containers: [{ name: "app", ...spec }], ...more.spec },
		status: { containerStatuses: [{ name: "app", ...status }], ...more.status },
	};
}

describe("narrowPod", () => {
	test("a whole pod", () => {
		const pod = narrowPod({
			metadata: {
				name: "api-7d9-x",
				namespace: "web",
				uid: "u1",
				creationTimestamp: "2026-01-02T03:04:05Z",
				deletionTimestamp: "2026-01-03T00:00:00Z",
				labels: { "pod-template-hash": "7d9" },
				ownerReferences: [
					{ kind: "Other", name: "no", uid: "u0" },
					{ kind: "ReplicaSet", name: "api-7d9", uid: "u2", controller: true },
				],
			},
			spec: {
				nodeName: "node-7",
				priority: 100,
				priorityClassName: "high",
				restartPolicy: "Always",
				terminationGracePeriodSeconds: 30,
				initContainers: [
					{ name: "init", image: "i" },
					{ name: "side", restartPolicy: "Always" },
				],
				containers: [
					{ name: "app", image: "a:1", resources: { requests: { memory: "64Mi" }, limits: { memory: "128Mi" } } },
				],
				ephemeralContainers: [{ name: "debug" }],
			},
			status: {
				phase: "Running",
				qosClass: "Burstable",
				startTime: "2026-01-02T03:04:06Z",
				conditions: [
					{ type: "Ready", status: "False", reason: "R", message: "M", lastTransitionTime: "2026-01-02T03:05:00Z" },
				],
				containerStatuses: [
					{
						name: "app",
						ready: false,
						restartCount: 3,
						containerID: "containerd://abc",
						state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
						lastState: {
							terminated: {
								reason: "OOMKilled",
								exitCode: 137,
								startedAt: "2026-01-02T03:04:07Z",
								finishedAt: "2026-01-02T03:04:09Z",
								containerID: "containerd://aaa",
							},
						},
					},
				],
				initContainerStatuses: [
					{ name: "init", state: { terminated: { exitCode: 0, reason: "Completed", signal: 0 } } },
				],
			},
		});
		expect(pod).toMatchObject({
			namespace: "web",
			name: "api-7d9-x",
			node: "node-7",
			qosClass: "Burstable",
			priority: 100,
			createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
			deletedAt: Date.UTC(2026, 0, 3),
			gracePeriodSeconds: 30,
			owner: { kind: "ReplicaSet", name: "api-7d9", uid: "u2" },
			templateHash: "7d9",
			memoryLimit: null,
		});
		expect(pod?.containers.map(({ name, role, state }) => [name, role, state.kind])).toEqual([
			["init", "init", "terminated"],
			["side", "sidecar", "unknown"],
			["app", "main", "waiting"],
			["debug", "ephemeral", "unknown"],
		]);
		expect(pod?.containers[2]).toMatchObject({
			memoryRequest: 64 * MiB,
			memoryLimit: 128 * MiB,
			restartCount: 3,
			containerId: "containerd://abc",
			lastTermination: { reason: "OOMKilled", exitCode: 137, signal: null, finishedAt: Date.UTC(2026, 0, 2, 3, 4, 9) },
		});
	});

	test.each<[string, object, object, [number | null, number | null]]>([
		["none", {}, {}, [null, null]],
		["the spec's", { resources: { requests: { memory: "1Mi" }, limits: { memory: "2Mi" } } }, {}, [MiB, 2 * MiB]],
		[
			"the status's, resized in place",
			{ resources: { limits: { memory: "2Mi" } } },
			{ resources: { limits: { memory: "3Mi" }, requests: { memory: "1Mi" } } },
			[MiB, 3 * MiB],
		],
		[
			"the spec's where the status is empty",
			{ resources: { limits: { memory: "2Mi" } } },
			{ resources: {} },
			[2 * MiB, 2 * MiB],
		],
		[
			"the spec's where the status has only cpu",
			{ resources: { limits: { memory: "2Mi" } } },
			{ resources: { limits: { cpu: "1" } } },
			[2 * MiB, 2 * MiB],
		],
		["a number", { resources: { limits: { memory: 1024 } } }, {}, [1024, 1024]],
		["an absurd one", { resources: { limits: { memory: "lots" }, requests: { memory: "-1" } } }, {}, [null, null]],
		["a limit of nought, which is none", { resources: { limits: { memory: "0" } } }, {}, [null, null]],
		["a wrong shape", { resources: "64Mi" }, { resources: [1] }, [null, null]],
	])("memory: %s", (_, spec, status, [memoryRequest, memoryLimit]) => {
		expect(narrowPod(podWith(spec, status))?.containers[0]).toMatchObject({ memoryRequest, memoryLimit });
	});

	test("when a limit was changed in place: by the newest who wrote it to the subresource", () => {
		const owned = (field: string, name = "app") => ({
			"f:spec": { "f:containers": { [`k:{"name":"${name}"}`]: { "f:resources": { "f:limits": { [field]: {} } } } } },
		});
		const at = (second: number) => `2026-01-02T03:04:0${second}Z`;
		const wrote = (second: number, fieldsV1: object, subresource?: string) => ({
			time: at(second),
			fieldsV1,
			subresource,
		});
		const since = (...managedFields: unknown[]) =>
			narrowPod({ ...(podWith({}) as object), metadata: { name: "p", managedFields } })?.containers[0]?.limitSince;
		const memory = owned("f:memory");
		expect(since(wrote(1, memory), wrote(2, owned("f:cpu"), "resize"), wrote(3, memory, "status"))).toBeUndefined();
		expect(since(wrote(4, owned("f:memory", "side"), "resize"), "x", null, { subresource: "resize" })).toBeUndefined();
		expect(since(wrote(6, memory, "resize"), wrote(5, memory, "resize"))).toBe(Date.parse(at(6)));
	});

	test.each<[string, unknown, string]>([
		["as the kubelet says", podWith({}, {}, { status: { qosClass: "Guaranteed" } }), "Guaranteed"],
		[
			"computed for a manifest",
			podWith({ resources: { limits: { memory: "1Mi", cpu: "100m" }, requests: { cpu: "0.1" } } }),
			"Guaranteed",
		],
		["computed, burstable", podWith({ resources: { limits: { memory: "1Mi" } } }), "Burstable"],
		["nonsense is computed too", podWith({}, {}, { status: { qosClass: "Best" } }), "BestEffort"],
		["pod-level", podWith({}, {}, { spec: { resources: { limits: { memory: "1Mi", cpu: 1 } } } }), "Guaranteed"],
		["empty pod-level", podWith({ resources: { requests: { cpu: 1 } } }, {}, { spec: { resources: {} } }), "Burstable"],
	])("QoS class %s", (_, object, expected) => {
		expect(narrowPod(object)?.qosClass).toBe(expected);
	});

	test.each([
		null,
		undefined,
		5,
		"x",
		[],
		{},
		{ metadata: "x" },
		{ metadata: { name: 5 } },
		{ metadata: { name: "" } },
	])("%j is no pod", (object) => {
		expect(narrowPod(object)).toBeNull();
	});

	test("Argo's hash, and a name with escape codes, stay as they are", () => {
		const metadata = { name: "\u001b[31mp", labels: { "rollouts-pod-template-hash": "h" } };
		expect(narrowPod({ metadata })).toMatchObject({
			name: "\u001b[31mp",
			templateHash: "h",
			isOfRollout: true,
			node: null,
			containers: [],
		});
	});
});

describe("narrowNode", () => {
	test("a whole node", () => {
		const node = narrowNode({
			metadata: { name: "n", uid: "u" },
			spec: {
				taints: [
					{ key: "node.kubernetes.io/memory-pressure", effect: "NoSchedule", timeAdded: "2026-01-02T03:04:05Z" },
					"x",
				],
			},
			status: {
				capacity: { memory: "16Gi" },
				allocatable: { memory: "15Gi" },
				nodeInfo: {
					kubeletVersion: "v1.37.1",
					kernelVersion: "6.18",
					osImage: "Debian",
					containerRuntimeVersion: "containerd://2.2",
				},
				conditions: [{ type: "MemoryPressure", status: "True" }],
			},
		});
		expect(node).toMatchObject({
			name: "n",
			memoryCapacity: 16 * 1024 * MiB,
			memoryAllocatable: 15 * 1024 * MiB,
			kubeletVersion: "v1.37.1",
			taints: [
				{ key: "node.kubernetes.io/memory-pressure", effect: "NoSchedule", since: Date.UTC(2026, 0, 2, 3, 4, 5) },
			],
			conditions: [{ type: "MemoryPressure", status: "True", since: null }],
		});
	});
});

describe("narrowEvent", () => {
	const about = { kind: "Pod", namespace: "web", name: "p", uid: "u", fieldPath: "spec.containers{app}" };
	test.each<[string, object, object]>([
		[
			"core/v1",
			{
				message: "m",
				involvedObject: about,
				source: { component: "kubelet", host: "n" },
				count: 4,
				firstTimestamp: "2026-01-01T00:00:00Z",
				lastTimestamp: "2026-01-01T00:01:00Z",
			},
			{ count: 4, reporter: "kubelet", host: "n", firstAt: Date.UTC(2026, 0, 1), lastAt: Date.UTC(2026, 0, 1, 0, 1) },
		],
		[
			"events.k8s.io/v1",
			{
				note: "m",
				regarding: about,
				reportingController: "kubelet",
				reportingInstance: "n",
				deprecatedCount: 2,
				deprecatedFirstTimestamp: "2026-01-01T00:00:00Z",
			},
			{ count: 2, reporter: "kubelet", host: "n", firstAt: Date.UTC(2026, 0, 1), lastAt: Date.UTC(2026, 0, 1) },
		],
		[
			"a series",
			{
				message: "m",
				involvedObject: about,
				eventTime: "2026-01-01T00:00:00.500000Z",
				firstTimestamp: null,
				lastTimestamp: null,
				series: { count: 9, lastObservedTime: "2026-01-01T00:02:00.000000Z" },
			},
			{ count: 9, firstAt: Date.UTC(2026, 0, 1, 0, 0, 0, 500), lastAt: Date.UTC(2026, 0, 1, 0, 2) },
		],
		[
			"nothing but when it was written",
			{ message: "m", involvedObject: about },
			{ count: 1, firstAt: Date.UTC(2026, 0, 5), lastAt: Date.UTC(2026, 0, 5) },
		],
	])("%s", (_, event, expected) => {
		const metadata = {
			namespace: "web",
			creationTimestamp: "2026-01-05T00:00:00Z",
			annotations: { starved_resource: "memory", bad: 5 },
		};
		expect(narrowEvent({ metadata, type: "Warning", reason: "BackOff", ...event })).toMatchObject({
			namespace: "web",
			type: "Warning",
			reason: "BackOff",
			message: "m",
			regarding: about,
			annotations: { starved_resource: "memory" },
			...expected,
		});
	});
	test.each([null, {}, { reason: 5 }, []])("%j is no event", (object) => {
		expect(narrowEvent(object)).toBeNull();
	});
});

test("no shape throws, and numbers are numbers", () => {
	const keys = [
		"metadata",
		"name",
		"spec",
		"status",
		"containers",
		"containerStatuses",
		"resources",
		"limits",
		"memory",
		"state",
		"terminated",
		"exitCode",
		"lastState",
		"involvedObject",
		"series",
		"count",
		"__proto__",
	];
	const { tree } = fc.letrec((tie) => ({
		tree: fc.oneof(
			{ maxDepth: 6 },
			fc.jsonValue({ maxDepth: 1 }),
			fc.constant("x"),
			fc.array(tie("tree"), { maxLength: 3 }),
			fc.dictionary(fc.constantFrom(...keys), tie("tree")),
		),
	}));
	fc.assert(
		fc.property(tree, (object) => {
			const named = { ...(object as object), metadata: { name: "n" }, reason: "R" };
			for (const { memoryLimit, restartCount } of narrowPod(named)?.containers ?? []) {
				expect(memoryLimit === null || Number.isFinite(memoryLimit)).toBe(true);
				expect(Number.isSafeInteger(restartCount)).toBe(true);
			}
			narrowPod(object);
			narrowNode(named);
			narrowNode(object);
			narrowEvent(named);
			narrowEvent(object);
		}),
	);
});
