import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { Node } from "../../model/node.ts";
import type { MemoryStats, NodeStats } from "../../model/node-stats.ts";
import type { Container, Pod } from "../../model/pod.ts";
import type { Series } from "../../model/series.ts";
import type { NodeFacts, NodeSeen } from "./facts.ts";
import { outlookOf } from "./outlook.ts";

/** Test facts: a node of 16Gi that reserves 1Gi, to be changed by each row of a table. */
export const MI = 1024 ** 2;
export const GI = 1024 ** 3;
export const NOON = Date.parse("2026-11-21T12:00:00Z");

export function node(name = "node-1", change: Partial<Node> = {}): Node {
	return {
		name,
		uid: name,
		memoryCapacity: 16 * GI,
		memoryAllocatable: 15 * GI,
		kubeletVersion: "v1.37.1",
		kernelVersion: "6.1.0",
		osImage: "",
		containerRuntime: "",
		taints: [],
		conditions: [],
		...change,
	};
}

export function container(name = "app", change: Partial<Container> = {}): Container {
	return {
		name,
		role: "main",
		image: "web:1",
		memoryRequest: null,
		memoryLimit: null,
		livenessProbe: null,
		startupProbe: null,
		memoryVolumes: [],
		state: { kind: "running", startedAt: NOON },
		lastTermination: null,
		restartCount: 0,
		ready: true,
		containerId: "",
		...change,
	};
}

export function pod(name: string, containers: Container[] = [container()], change: Partial<Pod> = {}): Pod {
	const requests = containers.some(({ memoryRequest }) => memoryRequest !== null);
	return {
		namespace: "shop",
		name,
		uid: `uid-${name}`,
		node: "node-1",
		phase: "Running",
		reason: "",
		message: "",
		qosClass: requests ? "Burstable" : "BestEffort",
		priority: 0,
		priorityClass: "",
		restartPolicy: "Always",
		createdAt: NOON,
		startedAt: NOON,
		deletedAt: null,
		deletionGraceSeconds: null,
		gracePeriodSeconds: null,
		owner: null,
		templateHash: "",
		memoryRequest: null,
		memoryLimit: null,
		overhead: null,
		isStatic: false,
		conditions: [],
		containers,
		...change,
	};
}

/** A pod with one container of that request, and of that limit if any. */
export function requesting(
	name: string,
	memoryRequest: number,
	memoryLimit: number | null = null,
	change: Partial<Pod> = {},
) {
	return pod(name, [container("app", { memoryRequest, memoryLimit })], {
		...(memoryRequest === memoryLimit ? { qosClass: "Guaranteed" } : {}),
		...change,
	});
}

export function critical(name: string, containers?: Container[], change: Partial<Pod> = {}): Pod {
	return pod(name, containers, {
		namespace: "kube-system",
		priority: 2_000_000_000,
		priorityClass: "system-cluster-critical",
		...change,
	});
}

export function memory(change: Partial<MemoryStats> = {}): MemoryStats {
	return {
		at: NOON,
		workingSet: null,
		usage: null,
		rss: null,
		available: null,
		swapUsed: null,
		swapAvailable: null,
		...change,
	};
}

/** What a kubelet measured: each pod's working set, by name, all of it resident in the container `app`. */
export function stats(pods: Readonly<Record<string, number>>, change: Partial<MemoryStats> = {}): NodeStats {
	return {
		node: "node-1",
		memory: memory(change),
		systemContainers: [],
		pods: Object.entries(pods).map(([name, bytes]) => ({
			namespace: "shop",
			name,
			uid: `uid-${name}`,
			memory: memory({ workingSet: bytes }),
			containers: [{ name: "app", memory: memory({ workingSet: bytes, rss: bytes }) }],
		})),
	};
}

export function config(change: Partial<KubeletConfig> = {}): KubeletConfig {
	return {
		node: "node-1",
		evictionHard: { "memory.available": "100Mi" },
		evictionSoft: {},
		systemReserved: { memory: "1Gi" },
		kubeReserved: {},
		failSwapOn: true,
		swapBehavior: "",
		featureGates: {},
		...change,
	};
}

/** Samples a minute apart, from bytes by minute. */
export function series(minutes: number, bytes: (minute: number) => number): Series {
	const n = Array.from({ length: minutes }, (_, i) => i);
	return {
		name: "node-1",
		t: Float64Array.from(n, (i) => NOON / 1000 + (i - minutes) * 60),
		bytes: Float64Array.from(n, bytes),
		capacity: new Float64Array(minutes).fill(Number.NaN),
		start: new Float64Array(minutes).fill(Number.NaN),
	};
}

export function seen(change: Partial<NodeSeen> = {}): NodeSeen {
	return { node: node(), pods: [], stats: null, config: null, growth: null, ...change };
}

export function facts(change: Partial<NodeSeen> = {}): NodeFacts {
	return outlookOf(seen(change));
}
