import type { Millis } from "./time.ts";

export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";

/** A sidecar is an init container with `restartPolicy: Always`. */
export type ContainerRole = "main" | "init" | "sidecar" | "ephemeral";

/** What the kubelet reports of a container that has ended. */
export interface Termination {
	reason: string;
	exitCode: number;
	signal: number | null;
	message: string;
	startedAt: Millis | null;
	finishedAt: Millis | null;
	/** `containerd://HEX` and the like; empty when the kubelet lost it. */
	containerId: string;
}

export type ContainerState =
	| { kind: "running"; startedAt: Millis | null }
	| { kind: "waiting"; reason: string; message: string }
	| { kind: "terminated"; termination: Termination }
	| { kind: "unknown" };

export interface Container {
	name: string;
	role: ContainerRole;
	image: string;
	/** Bytes; null where none is set. The value in force (status) goes before the one asked for (spec), as in-place resize can part them. */
	memoryRequest: number | null;
	memoryLimit: number | null;
	state: ContainerState;
	/** How the instance before the present one ended. */
	lastTermination: Termination | null;
	restartCount: number;
	ready: boolean;
	/** Of the present instance; empty when there is none. */
	containerId: string;
}

/** The controller in a pod's ownerReferences. */
export interface Owner {
	kind: string;
	name: string;
	uid: string;
}

export interface PodCondition {
	type: string;
	status: string;
	reason: string;
	message: string;
	since: Millis | null;
}

/** The narrow part of a pod that verdicts need; lists of 50,000 are held as these. */
export interface Pod {
	namespace: string;
	name: string;
	uid: string;
	/** Null until scheduled. */
	node: string | null;
	phase: string;
	reason: string;
	message: string;
	qosClass: QosClass;
	priority: number;
	priorityClass: string;
	restartPolicy: string;
	createdAt: Millis | null;
	startedAt: Millis | null;
	deletedAt: Millis | null;
	gracePeriodSeconds: number | null;
	owner: Owner | null;
	/** Label `pod-template-hash` (Deployments) or `rollouts-pod-template-hash` (Argo Rollouts); empty for others. */
	templateHash: string;
	/** Pod-level resources, bytes; null where none. */
	memoryRequest: number | null;
	memoryLimit: number | null;
	/** Memory the RuntimeClass adds for the sandbox, bytes; null where none. */
	overhead: number | null;
	/** A static pod, seen by its mirror: the kubelet runs it from a file and never evicts it. */
	isStatic: boolean;
	conditions: PodCondition[];
	containers: Container[];
}
