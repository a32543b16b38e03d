import type { Container, ContainerRole, ContainerState, Pod, PodCondition, Probe, QosClass } from "./pod.ts";

/**
 * A pod as one short text: ten thousand are held, few are looked at. As an object with its lists and boxed numbers a pod takes 2 KB; as text some
 * 0.4, which the garbage collector passes over as one piece. It is JSON of values in a fixed order, without the names of fields, and what few
 * pods have stands last and is left out of the others. The order is this file's alone: a packed pod is not kept beyond the process.
 */
export type PackedPod = string;

type PodParts = [
	head: [namespace: string, name: string, uid: string, node: string | null, phase: string, qosClass: QosClass],
	times: [createdAt: number | null, startedAt: number | null, gracePeriodSeconds: number | null],
	owner: [kind: string, name: string, uid: string, templateHash: string] | [templateHash: string],
	containers: ContainerParts[],
	policies: [restartPolicy: string, priority: number, priorityClass: string] | 0,
	ending: [reason: string, message: string, deletedAt: number | null, graceSeconds: number | null, PodCondition[]] | 0,
	own: [request: number | null, limit: number | null, overhead: number | null, isStatic: boolean] | 0,
	told: Pick<Pod, "release" | "managed" | "configVolumes" | "isOfRollout"> | 0,
];

type ContainerParts = [
	head: [name: string, role: ContainerRole | 0, image: string, containerId: string],
	memory: [request: number | null, limit: number | null],
	/** When it started, where it runs and is ready and has never ended. */
	state: number | [ContainerState, ready: boolean],
	probes: [liveness: ProbeParts | 0, startup: ProbeParts | 0] | 0,
	ended: [restartCount: number, Container["lastTermination"]] | 0,
	more: Pick<Container, "memoryVolumes" | "settings" | "limitSince"> | 0,
];

type ProbeParts = [timeout: number, period: number, threshold: number, grace: number | null];

/** What was unpacked last: who passes it on packs it for nothing, and both share one text. */
let last: { pod: Pod; packed: PackedPod } | null = null;

export function packPod(pod: Pod): PackedPod {
	if (last?.pod === pod) return last.packed;
	const { namespace, name, uid, node, phase, reason, message, qosClass, priority, priorityClass, owner } = pod;
	const { restartPolicy, createdAt, startedAt, deletedAt, deletionGraceSeconds, gracePeriodSeconds } = pod;
	const { templateHash, memoryRequest, memoryLimit, overhead, isStatic, conditions, containers } = pod;
	const { release, managed, configVolumes, isOfRollout } = pod;
	const isUsual = restartPolicy === "Always" && priority === 0 && priorityClass === "";
	const ends = reason !== "" || message !== "" || deletedAt !== null || deletionGraceSeconds !== null;
	const hasOwn = memoryRequest !== null || memoryLimit !== null || overhead !== null || isStatic;
	const told = {
		...(release && { release }),
		...(managed && { managed }),
		...(configVolumes && { configVolumes }),
		...(isOfRollout && { isOfRollout }),
	};
	const parts: PodParts = [
		[namespace, name, uid, node, phase, qosClass],
		[createdAt, startedAt, gracePeriodSeconds],
		owner === null ? [templateHash] : [owner.kind, owner.name, owner.uid, templateHash],
		containers.map(packContainer),
		isUsual ? 0 : [restartPolicy, priority, priorityClass],
		ends || conditions.length > 0 ? [reason, message, deletedAt, deletionGraceSeconds, conditions] : 0,
		hasOwn ? [memoryRequest, memoryLimit, overhead, isStatic] : 0,
		Object.keys(told).length > 0 ? told : 0,
	];
	return JSON.stringify(withoutEnd(parts, 4));
}

/** The pod as it was packed. */
export function unpackPod(packed: PackedPod): Pod {
	const [head, times, owner, containers, policies, ending, own, told] = JSON.parse(packed) as PodParts;
	const [namespace, name, uid, node, phase, qosClass] = head;
	const [createdAt, startedAt, gracePeriodSeconds] = times;
	const [restartPolicy, priority, priorityClass] = policies || (["Always", 0, ""] as const);
	const [reason, message, deletedAt, deletionGraceSeconds, conditions] = ending || ["", "", null, null, []];
	const [memoryRequest, memoryLimit, overhead, isStatic] = own || [null, null, null, false];
	const pod: Pod = {
		...{ namespace, name, uid, node, phase, reason, message, qosClass, priority, priorityClass, restartPolicy },
		...{ createdAt, startedAt, deletedAt, deletionGraceSeconds, gracePeriodSeconds },
		owner: owner.length === 1 ? null : { kind: owner[0], name: owner[1], uid: owner[2] },
		templateHash: owner.length === 1 ? owner[0] : owner[3],
		...{ memoryRequest, memoryLimit, overhead, isStatic, conditions },
		containers: containers.map(unpackContainer),
		...(told || {}),
	};
	last = { pod, packed };
	return pod;
}

/** Whether a packed pod is of a namespace, without unpacking it. */
export function isPackedOf(packed: PackedPod, namespace: string): boolean {
	return packed.startsWith(`[[${JSON.stringify(namespace)},`);
}

/** Whether it is this very pod, and not another of its name, without unpacking it. */
export function isPackedAs(
	packed: PackedPod,
	{ namespace, name, uid }: Pick<Pod, "namespace" | "name" | "uid">,
): boolean {
	return packed.startsWith(`[${JSON.stringify([namespace, name, uid]).slice(0, -1)},`);
}

function packContainer(container: Container): ContainerParts {
	const { name, role, image, memoryRequest, memoryLimit, state, lastTermination, restartCount } = container;
	const { ready, containerId, livenessProbe, startupProbe, memoryVolumes, settings, limitSince } = container;
	const runs = ready && state.kind === "running" && state.startedAt !== null;
	const isProbed = livenessProbe !== null || startupProbe !== null;
	const parts: ContainerParts = [
		[name, role === "main" ? 0 : role, image, containerId],
		[memoryRequest, memoryLimit],
		runs ? (state.startedAt ?? 0) : [state, ready],
		isProbed ? [packProbe(livenessProbe), packProbe(startupProbe)] : 0,
		restartCount > 0 || lastTermination !== null ? [restartCount, lastTermination] : 0,
		memoryVolumes.length > 0 || settings !== undefined || limitSince !== undefined
			? { memoryVolumes, ...(settings && { settings }), ...(limitSince !== undefined && { limitSince }) }
			: 0,
	];
	return withoutEnd(parts, 3);
}

function unpackContainer([head, memory, standing, probes, ended, more]: ContainerParts): Container {
	const [name, role, image, containerId] = head;
	const [memoryRequest, memoryLimit] = memory;
	const [state, ready]: [ContainerState, boolean] =
		typeof standing === "number" ? [{ kind: "running", startedAt: standing }, true] : standing;
	const [restartCount, lastTermination] = ended || [0, null];
	const [liveness, startup] = probes || [0, 0];
	return {
		...{ name, role: role || "main", image, memoryRequest, memoryLimit, state, lastTermination, restartCount, ready },
		...{ containerId, livenessProbe: unpackProbe(liveness), startupProbe: unpackProbe(startup) },
		...(more || { memoryVolumes: [] }),
	};
}

function packProbe(probe: Probe | null): ProbeParts | 0 {
	if (probe === null) return 0;
	return [probe.timeoutSeconds, probe.periodSeconds, probe.failureThreshold, probe.gracePeriodSeconds];
}

function unpackProbe(parts: ProbeParts | 0): Probe | null {
	if (parts === 0) return null;
	const [timeoutSeconds, periodSeconds, failureThreshold, gracePeriodSeconds] = parts;
	return { timeoutSeconds, periodSeconds, failureThreshold, gracePeriodSeconds };
}

/** Without the zeros it ends with, but for what is always there. */
function withoutEnd<T extends unknown[]>(parts: T, always: number): T {
	while (parts.length > always && parts.at(-1) === 0) parts.pop();
	return parts;
}
