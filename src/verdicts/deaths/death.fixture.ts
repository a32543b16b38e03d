import type { OomKill } from "../../model/kernel.ts";
import type { Container, Pod, Termination } from "../../model/pod.ts";
import type { DeathFacts } from "./facts.ts";

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
		failCount: 12,
		stats: null,
		podUid: "8f1d2c3b-0000-4000-8000-000000000001",
		containerId: CONTAINER_ID,
		line: "Memory cgroup out of memory: Killed process 4242 (node)",
		...change,
	};
}

/** The facts of the pod's first container's death. */
export function facts(change: Partial<DeathFacts> = {}): DeathFacts {
	const subject = change.pod ?? pod();
	const first = change.container ?? subject.containers[0] ?? container();
	return {
		pod: subject,
		container: first,
		termination: first.lastTermination ?? termination(),
		node: null,
		events: [],
		nodeEvents: [],
		kills: [],
		kernelLogRead: false,
		sample: null,
		...change,
	};
}
