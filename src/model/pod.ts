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

/** The numbers of a probe that decide when it kills (kubernetes core/v1 defaults filled in). */
export interface Probe {
	timeoutSeconds: number;
	periodSeconds: number;
	failureThreshold: number;
	/** The probe's own grace period; null where the pod's holds. */
	gracePeriodSeconds: number | null;
}

/** An emptyDir with `medium: Memory` where a container mounts it: what is written there counts toward the container's limit. */
export interface MemoryVolume {
	name: string;
	mountPath: string;
	/** Bytes; null where none is set. */
	sizeLimit: number | null;
}

/** An environment variable: its value, or what it refers to. */
export interface ContainerVariable {
	name: string;
	value: string | null;
	/** `limits.memory` and the like, with the divisor in bytes. */
	resource: { name: string; divisor: number } | null;
	configMapKey: { configMap: string; key: string } | null;
}

/** A config map whose every key is a variable, with the prefix before its name. */
export interface VariablesFrom {
	configMap: string;
	prefix: string;
}

/** How a container's program is started and where its configuration is: what tells an application's own memory settings. */
export interface ContainerSettings {
	command: string[];
	args: string[];
	variables: ContainerVariable[];
	variablesFrom: VariablesFrom[];
	mounts: { volume: string; path: string; subPath: string }[];
}

export interface Container {
	name: string;
	role: ContainerRole;
	image: string;
	/** Bytes; null where none is set. The value in force (status) goes before the one asked for (spec), as in-place resize can part them. */
	memoryRequest: number | null;
	memoryLimit: number | null;
	/** When the limit was last changed in place; absent where it never was. */
	limitSince?: Millis;
	state: ContainerState;
	/** How the instance before the present one ended. */
	lastTermination: Termination | null;
	restartCount: number;
	ready: boolean;
	/** Of the present instance; empty when there is none. */
	containerId: string;
	/** The probes that can kill; null where the container has none. */
	livenessProbe: Probe | null;
	startupProbe: Probe | null;
	memoryVolumes: MemoryVolume[];
	/** Absent where it has none. */
	settings?: ContainerSettings;
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
	/** As the kubelet, cgroups and events have it: of a static pod the hash of its manifest, and not what the API server gave its mirror. */
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
	/** When its grace period ends (metadata.deletionTimestamp); the request came `deletionGraceSeconds` before. Null when not being deleted. */
	deletedAt: Millis | null;
	deletionGraceSeconds: number | null;
	/** What the spec allows (terminationGracePeriodSeconds). */
	gracePeriodSeconds: number | null;
	owner: Owner | null;
	/** Label `pod-template-hash` (Deployments) or `rollouts-pod-template-hash` (Argo Rollouts); empty for others. */
	templateHash: string;
	/** Its ReplicaSet is one of Argo's Rollouts, and of no Deployment; left out where it is not. */
	isOfRollout?: true;
	/** What Helm charts write on their pods: `helm.sh/chart` and `app.kubernetes.io/version`; left out where there is neither. */
	release?: { chart: string; version: string };
	/** Pod-level resources, bytes; null where none. */
	memoryRequest: number | null;
	memoryLimit: number | null;
	/** Memory the RuntimeClass adds for the sandbox, bytes; null where none. */
	overhead: number | null;
	/** A static pod, seen by its mirror: the kubelet runs it from a file and never evicts it. */
	isStatic: boolean;
	conditions: PodCondition[];
	containers: Container[];
	/** The config maps that its volumes show, each with the file names it gives their keys; absent where there are none. */
	configVolumes?: { name: string; configMaps: { name: string; items: [key: string, path: string][] }[] }[];
	/** The operator that made it, by the usual labels; absent where it says none. */
	managed?: { by: string; instance: string; component: string; pool?: string };
}
