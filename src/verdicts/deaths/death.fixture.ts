import type { KubeEvent } from "../../model/event.ts";
import type { CgroupMemory, OomKill } from "../../model/kernel.ts";
import { type Node, unseenNode } from "../../model/node.ts";
import type { Container, Pod, Termination } from "../../model/pod.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Around, DeathFacts } from "./facts.ts";

/** Test facts: a Deployment's container with a limit of 64Mi that was OOM-killed at noon, to be changed by each row of a table. */
export const NOON = Date.parse("2026-11-21T12:00:00Z");
export const MI = 1024 * 1024;
export const CONTAINER_ID = "4f".repeat(32);

export function termination(change: Partial<Termination> = {}): Termination {
	return {
		reason: "OOMKilled",
		exitCode: 137,
		signal: null,
		message: "",
		startedAt: NOON - 41_000,
		finishedAt: NOON,
		containerId: `containerd://${CONTAINER_ID}`,
		...change,
	};
}

export function container(change: Partial<Container> = {}): Container {
	return {
		name: "app",
		role: "main",
		image: "web:1",
		memoryRequest: 32 * MI,
		memoryLimit: 64 * MI,
		state: { kind: "running", startedAt: NOON + 2000 },
		lastTermination: termination(),
		restartCount: 1,
		ready: true,
		containerId: "containerd://next",
		livenessProbe: null,
		startupProbe: null,
		memoryVolumes: [],
		...change,
	};
}

export function pod(containers: Container[] = [container()], change: Partial<Pod> = {}): Pod {
	return {
		namespace: "shop",
		name: "web-5d9c7-x2x1v",
		uid: "8f1d2c3b-0000-4000-8000-000000000001",
		node: "node-1",
		phase: "Running",
		reason: "",
		message: "",
		qosClass: "Burstable",
		priority: 0,
		priorityClass: "",
		restartPolicy: "Always",
		createdAt: NOON - 3_600_000,
		startedAt: NOON - 3_600_000,
		deletedAt: null,
		deletionGraceSeconds: null,
		gracePeriodSeconds: null,
		owner: { kind: "ReplicaSet", name: "web-5d9c7", uid: "rs" },
		templateHash: "5d9c7",
		memoryRequest: null,
		memoryLimit: null,
		overhead: null,
		isStatic: false,
		conditions: [],
		containers,
		...change,
	};
}

export function kill(change: Partial<OomKill> = {}): OomKill {
	return {
		at: NOON - 300,
		secondsSinceBoot: 1000,
		host: "node-1",
		constraint: "memcg",
		limitCgroup: `/kubepods/burstable/pod8f1d/${CONTAINER_ID}`,
		limitLevel: "container",
		victimCgroup: `/kubepods/burstable/pod8f1d/${CONTAINER_ID}`,
		process: "node",
		pid: 4242,
		uid: 0,
		totalVm: 900 * MI,
		anonRss: 60 * MI,
		fileRss: 2 * MI,
		shmemRss: 0,
		pageTables: MI,
		oomScoreAdj: 990,
		usage: 64 * MI,
		limit: 64 * MI,
		stats: null,
		tasks: null,
		podUid: "8f1d2c3b-0000-4000-8000-000000000001",
		containerId: CONTAINER_ID,
		line: "Memory cgroup out of memory: Killed process 4242 (node)",
		...change,
	};
}

/** A kill whose cgroup its log does not tell. */
export function nameless(change: Partial<OomKill> = {}): OomKill {
	return kill({ limitCgroup: "", limitLevel: "parent", victimCgroup: "", podUid: null, containerId: null, ...change });
}

/** The pod's node, of which no more is known than its memory. */
export function sized(memoryCapacity: number): Node {
	return { ...unseenNode("node-1"), memoryCapacity };
}

/** What a limit counted, of which the kernel told no more than this. */
export function counted(change: Partial<CgroupMemory>): CgroupMemory {
	return {
		anon: null,
		file: null,
		shmem: null,
		inactiveFile: null,
		slab: null,
		pageTables: null,
		kernelStack: null,
		sockets: null,
		...change,
	};
}

/** Nothing was seen around it. */
export const QUIET: Around = {
	node: null,
	events: [],
	ownerEvents: [],
	nodeEvents: [],
	eventsSince: null,
	kills: [],
	daemonKills: [],
	namelessKills: [],
	clockSkew: 0,
};

/** The facts of the pod's first container's death. */
export function facts(change: Partial<DeathFacts> = {}): DeathFacts {
	const subject = change.pod ?? pod();
	const first = change.container ?? subject.containers[0] ?? container();
	return {
		pod: subject,
		container: first,
		termination: first.lastTermination ?? termination(),
		...QUIET,
		kernelLog: null,
		sample: null,
		lastLines: [],
		gone: false,
		...change,
	};
}

/** A kernel log that was read from an hour before to an hour after the death. */
export const READ = { from: NOON - 3_600_000, to: NOON + 3_600_000 };

/** An event about the pod's container, or another object. */
export function event(reason: string, message: string, at: number, change: Partial<KubeEvent> = {}): KubeEvent {
	return {
		namespace: "shop",
		type: "Warning",
		reason,
		message,
		reporter: "kubelet",
		host: "node-1",
		count: 1,
		firstAt: at,
		lastAt: at,
		regarding: {
			kind: "Pod",
			namespace: "shop",
			name: "web-5d9c7-x2x1v",
			uid: "8f1d2c3b-0000-4000-8000-000000000001",
			fieldPath: "spec.containers{app}",
		},
		annotations: {},
		...change,
	};
}

export function nodeEvent(reason: string, message: string, at: number): KubeEvent {
	return event(reason, message, at, {
		namespace: "default",
		regarding: { kind: "Node", namespace: "", name: "node-1", uid: "node-1", fieldPath: "" },
	});
}

export function sample(workingSet: number, secondsBefore: number, rss: number | null = null): MemorySample {
	return {
		namespace: "shop",
		pod: "web-5d9c7-x2x1v",
		container: "app",
		at: NOON - secondsBefore * 1000,
		workingSet,
		rss,
		source: "prometheus",
	};
}
