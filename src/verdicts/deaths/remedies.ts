import { resizesInPlace } from "../../model/kubelet-version.ts";
import type { Node } from "../../model/node.ts";
import type { Container, ContainerRole, Pod } from "../../model/pod.ts";
import type { Remedy, RemedyKind, Risk } from "../../model/remedy.ts";
import { shellWord } from "../../model/text.ts";
import { type Workload, workloadOf } from "../../model/workload.ts";

/**
 * The step VPA takes after an OOM: 1.2 times what was reached, at least 100 MiB more
 * (vertical-pod-autoscaler pkg/recommender/model/aggregations_config.go, DefaultOOMBumpUpRatio, DefaultOOMMinBumpUp).
 */
const OOM_BUMP_RATIO = 1.2;
const OOM_BUMP_MIN = 100 * 1024 * 1024;
const MEBI = 1024 * 1024;
/** Some of the limit stays free of files: a container that starts needs it for the runtime's own process, or it never starts again. */
const MOST_OF_LIMIT = 0.75;
/** A probe under load answers within this, or the program is stuck. */
const PROBE_TIMEOUT_SECONDS = 5;

const TEMPLATE_KINDS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob"]);

/**
 * The next limit to try for a container that was killed at its own, in bytes of whole MiB. A bare pod or one of a Job, whose template cannot change,
 * is resized in place; of a CronJob the template of its next Job is changed too. Empty for an operator's own kind, whose operator would undo it.
 * A pod's own limit, which no container's may exceed (pkg/apis/core/validation), goes along where it would be too small.
 * @param node  where it runs; null where that is not known
 */
export function raiseMemoryLimit(pod: Pod, container: Container, limit: number, node: Node | null): Remedy[] {
	const value = bumped(limit);
	const resources = { limits: { memory: mebi(value) } };
	const isBare = pod.owner === null || pod.owner.kind === "Job";
	const podLimit = pod.memoryLimit ?? Number.POSITIVE_INFINITY;
	const raised = podLimit >= value ? null : Math.ceil((podLimit + value - limit) / MEBI) * MEBI;
	const whole = raised === null ? {} : { resources: { limits: { memory: mebi(raised) } } };
	return [
		...(isBare ? resize(pod, container, value, raised, node) : []),
		...onContainer("raise-memory-limit", "medium", workloadOf(pod), container, value, { resources }, whole),
	];
}

/**
 * In-place resize of a pod that is to run on (subresource `resize`; kubernetes 1.33). A pod keeps its QoS class through it, so a Guaranteed one's request
 * goes along (pkg/apis/core/validation, ValidatePodResize): its own where it has any, which make the class alone. Where its kubelet is not known to resize
 * such a pod, nothing but a new one has another limit.
 * @param own  what the pod's own limit must be raised to, bytes; null where it may stay
 */
function resize(pod: Pod, container: Container, value: number, own: number | null, node: Node | null): Remedy[] {
	const { name, role, state } = container;
	// Of a pod that is gone not even the phase is left.
	if (pod.phase === "" || pod.isStatic || pod.deletedAt !== null || (role !== "main" && role !== "sidecar")) return [];
	// Between two lives a container is terminated for a moment, until the kubelet starts it again.
	const startsAgain = role === "sidecar" || pod.restartPolicy !== "Never";
	if (pod.phase === "Succeeded" || pod.phase === "Failed" || (state.kind === "terminated" && !startsAgain)) return [];
	const hasOwn = pod.memoryLimit !== null || pod.memoryRequest !== null;
	const isGuaranteed = pod.qosClass === "Guaranteed";
	const resources = raisedTo(value, isGuaranteed && !hasOwn);
	const patch = {
		spec: {
			...(own === null ? {} : { resources: raisedTo(own, isGuaranteed) }),
			[role === "main" ? "containers" : "initContainers"]: [{ name, resources }],
		},
	};
	if (hasOwn && !resizesInPlace(node?.kubeletVersion ?? "", hasOwn))
		return pod.owner === null ? [anew(pod, patch, value)] : [];
	const target = { kind: "Pod", namespace: pod.namespace, name: pod.name, subresource: "resize" as const };
	return [{ kind: "raise-memory-limit", risk: "medium", value, change: { type: "strategic-merge", ...target, patch } }];
}

/** A bare pod that cannot be changed is made anew of itself. */
function anew({ namespace, name }: Pod, patch: object, value: number): Remedy {
	const command = [
		`kubectl get pod ${shellWord(name)} -n ${shellWord(namespace)} -o json`,
		`kubectl patch --local -f - --type=strategic -p ${shellWord(JSON.stringify(patch))} -o json`,
		"kubectl replace --force -f -",
	].join(" | ");
	return { kind: "make-pod-anew", risk: "high", value, change: { type: "command", command } };
}

function raisedTo(bytes: number, withRequest: boolean): object {
	const memory = mebi(bytes);
	return { ...(withRequest ? { requests: { memory } } : {}), limits: { memory } };
}

/** A limit that leaves room beside the application's own setting, bytes of whole MiB. */
export function raiseLimitForSetting(
	workload: Workload,
	{ name, role }: { name: string; role: ContainerRole },
	value: number,
): Remedy[] {
	const resources = { limits: { memory: mebi(value) } };
	return onContainer("raise-limit-for-setting", "medium", workload, { name, role }, value, { resources });
}

/** The same for the limit of a whole pod, where it has one. */
export function raisePodMemoryLimit(pod: Pod): Remedy[] {
	if (pod.memoryLimit === null) return [];
	const value = bumped(pod.memoryLimit);
	return onTemplate("raise-pod-memory-limit", "medium", workloadOf(pod), value, {
		resources: { limits: { memory: mebi(value) } },
	});
}

/**
 * A request of what was in use, which is what the scheduler, the kubelet's eviction order and oom_score_adj go by. Never above the limit,
 * which the API server would refuse, and none where the request is that high already.
 */
export function raiseMemoryRequest(pod: Pod, container: Container, used: number | null): Remedy[] {
	if (pod.memoryRequest !== null) return raisePodMemoryRequest(pod, used);
	if (used === null) return [];
	const value = Math.min(Math.ceil(used / MEBI) * MEBI, container.memoryLimit ?? Number.POSITIVE_INFINITY);
	if (value <= (container.memoryRequest ?? 0)) return [];
	const resources = { requests: { memory: mebi(value) } };
	return onContainer("raise-memory-request", "low", workloadOf(pod), container, value, { resources });
}

/** The same where the pod has a request of its own, which counts in place of its containers' (podRequest). */
export function raisePodMemoryRequest(pod: Pod, used: number | null): Remedy[] {
	if (used === null || pod.memoryRequest === null) return [];
	const value = Math.min(Math.ceil(used / MEBI) * MEBI, pod.memoryLimit ?? Number.POSITIVE_INFINITY);
	if (value <= pod.memoryRequest) return [];
	const resources = { requests: { memory: mebi(value) } };
	return onTemplate("raise-pod-memory-request", "low", workloadOf(pod), value, { resources });
}

/** A size limit that leaves the program its own memory: a write beyond it fails, and nobody is killed. */
export function boundMemoryVolume(
	workload: Workload,
	volume: { name: string; sizeLimit: number | null },
	limit: number,
	others: number | null,
): Remedy[] {
	if (others === null) return [];
	const room = Math.min(limit - OOM_BUMP_RATIO * others, MOST_OF_LIMIT * limit);
	const value = Math.floor(room / MEBI) * MEBI;
	if (value < MEBI || (volume.sizeLimit !== null && volume.sizeLimit <= value)) return [];
	const volumes = [{ name: volume.name, emptyDir: { medium: "Memory", sizeLimit: mebi(value) } }];
	return onTemplate("bound-memory-volume", "medium", workload, value, { volumes });
}

/** More time for a probe that timed out. */
export function raiseProbeTimeout(workload: Workload, container: Container, probe: "liveness" | "startup"): Remedy[] {
	const numbers = probe === "liveness" ? container.livenessProbe : container.startupProbe;
	if (numbers === null) return [];
	const value = Math.max(PROBE_TIMEOUT_SECONDS, 2 * numbers.timeoutSeconds);
	return onContainer("raise-probe-timeout", "low", workload, container, value, {
		[`${probe}Probe`]: { timeoutSeconds: value },
	});
}

/** More tries for a program that was still starting. */
export function raiseStartupThreshold(workload: Workload, container: Container): Remedy[] {
	if (container.startupProbe === null) return [];
	const value = 2 * container.startupProbe.failureThreshold;
	return onContainer("raise-startup-threshold", "low", workload, container, value, {
		startupProbe: { failureThreshold: value },
	});
}

export function raiseGracePeriod(workload: Workload, seconds: number | null): Remedy[] {
	if (seconds === null || seconds <= 0) return [];
	const value = 2 * seconds;
	return onTemplate("raise-grace-period", "low", workload, value, { terminationGracePeriodSeconds: value });
}

function onContainer(
	kind: RemedyKind,
	risk: Risk,
	workload: Workload,
	{ name, role }: { name: string; role: ContainerRole },
	value: number,
	change: object,
	beside: object = {},
): Remedy[] {
	if (role === "ephemeral" || name === "") return [];
	const list = role === "main" ? "containers" : "initContainers";
	return onTemplate(kind, risk, workload, value, { ...beside, [list]: [{ name, ...change }] });
}

function onTemplate(kind: RemedyKind, risk: Risk, workload: Workload, value: number, spec: object): Remedy[] {
	if (!TEMPLATE_KINDS.has(workload.kind)) return [];
	const template = { spec: { template: { spec } } };
	const patch = workload.kind === "CronJob" ? { spec: { jobTemplate: template } } : template;
	return [{ kind, risk, value, change: { type: "strategic-merge", ...workload, patch } }];
}

function bumped(limit: number): number {
	return Math.ceil(Math.max(limit * OOM_BUMP_RATIO, limit + OOM_BUMP_MIN) / MEBI) * MEBI;
}

function mebi(bytes: number): string {
	return `${bytes / MEBI}Mi`;
}
