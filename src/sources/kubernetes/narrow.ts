/**
 * From an object as the API server prints it to the few fields that verdicts need. Defensive against any shape: a field of the wrong type
 * reads as absent. Null only for what cannot be a pod, node or event at all. Names stay as they are: the edge cleans what it shows.
 */
import type { ClusterObject, ObjectKind } from "../../model/cluster-object.ts";
import type { KubeEvent } from "../../model/event.ts";
import type { Node } from "../../model/node.ts";
import type {
	Container,
	ContainerRole,
	ContainerState,
	MemoryVolume,
	Owner,
	Pod,
	PodCondition,
	Probe,
	QosClass,
	Termination,
} from "../../model/pod.ts";
import { parseBytes, parseQuantity } from "../../model/quantity.ts";
import { type Millis, parseTime } from "../../model/time.ts";
import { configVolumesOf, managedBy, settingsOf } from "./narrow-settings.ts";
import { qosClassOf, type Resources } from "./qos.ts";
import { integer, isShape, list, type Shape, shape, text, texts } from "./shape.ts";

export function narrowPod(object: unknown): Pod | null {
	const { metadata, spec: specValue, status: statusValue } = shape(object);
	const meta = shape(metadata);
	const name = text(meta.name);
	if (name === "") return null;
	const [spec, status, labels] = [shape(specValue), shape(statusValue), shape(meta.labels)];
	const annotations = texts(meta.annotations);
	const [asked, inForce] = [shape(spec.resources), shape(status.resources)];
	// Since 1.37 the status adds up the containers' resources where the pod has none of its own.
	const podMemory = (which: "requests" | "limits"): number | null =>
		memoryIn(asked[which]) === null ? null : (memoryIn(inForce[which]) ?? memoryIn(asked[which]));
	return {
		namespace: text(meta.namespace),
		name,
		uid: annotations[MIRROR] ?? text(meta.uid),
		node: text(spec.nodeName) || null,
		phase: text(status.phase),
		reason: text(status.reason),
		message: text(status.message),
		qosClass: narrowQos(status.qosClass) ?? computeQos(spec),
		priority: integer(spec.priority) ?? 0,
		priorityClass: text(spec.priorityClassName),
		restartPolicy: text(spec.restartPolicy) || "Always",
		createdAt: parseTime(meta.creationTimestamp),
		startedAt: parseTime(status.startTime),
		deletedAt: parseTime(meta.deletionTimestamp),
		deletionGraceSeconds: integer(meta.deletionGracePeriodSeconds),
		gracePeriodSeconds: integer(spec.terminationGracePeriodSeconds),
		owner: narrowOwner(meta.ownerReferences),
		...templateOf(text(labels["pod-template-hash"]), text(labels["rollouts-pod-template-hash"])),
		memoryRequest: podMemory("requests"),
		memoryLimit: podMemory("limits"),
		overhead: memoryIn(spec.overhead),
		isStatic: isStatic(annotations),
		conditions: narrowConditions(status.conditions),
		containers: narrowContainers(spec, status, resizesOf(meta.managedFields)),
		...releaseOf(labels),
		...configVolumesOf(spec),
		...managedBy(texts(meta.labels)),
	};
}

function templateOf(ofDeployment: string, ofRollout: string): Pick<Pod, "templateHash" | "isOfRollout"> {
	if (ofDeployment !== "" || ofRollout === "") return { templateHash: ofDeployment };
	return { templateHash: ofRollout, isOfRollout: true };
}

/** Labels as Helm's own conventions have them (helm.sh/docs/chart_best_practices/labels). */
function releaseOf(labels: Shape): Pick<Pod, "release"> {
	const [chart, version] = [
		text(labels["helm.sh/chart"]) || text(labels.chart),
		text(labels["app.kubernetes.io/version"]),
	];
	return chart === "" && version === "" ? {} : { release: { chart, version } };
}

/** On the mirror of a static pod: the uid that the kubelet knows it by (kubectl describe looks for its events by that, too). */
const MIRROR = "kubernetes.io/config.mirror";

/** As the kubelet tells (pkg/kubelet/types/pod_update.go, IsStaticPod and IsMirrorPod). */
function isStatic(annotations: Readonly<Record<string, string>>): boolean {
	const source = annotations["kubernetes.io/config.source"];
	return annotations[MIRROR] !== undefined || (source !== undefined && source !== "api");
}

/**
 * When containers' memory limits were changed in place, by name: whoever wrote to the subresource `resize` owns the field from then on (kubernetes
 * structured-merge-diff, fieldsV1).
 */
function resizesOf(managedFields: unknown): ReadonlyMap<string, Millis> {
	const resizes = new Map<string, Millis>();
	for (const entry of list(managedFields)) {
		const { subresource, time, fieldsV1 } = shape(entry);
		const at = subresource === "resize" ? parseTime(time) : null;
		if (at === null) continue;
		const spec = shape(shape(fieldsV1)["f:spec"]);
		for (const [key, owned] of ["f:containers", "f:initContainers"].flatMap((all) =>
			Object.entries(shape(spec[all])),
		)) {
			const limits = shape(shape(shape(owned)["f:resources"])["f:limits"]);
			const name = /^k:\{"name":"([^"]+)"\}$/.exec(key)?.[1];
			if (name !== undefined && limits["f:memory"] !== undefined)
				resizes.set(name, Math.max(at, resizes.get(name) ?? at));
		}
	}
	return resizes;
}

function narrowContainers(spec: Shape, status: Shape, resizes: ReadonlyMap<string, Millis>): Container[] {
	const initRole = (container: Shape): ContainerRole => (container.restartPolicy === "Always" ? "sidecar" : "init");
	const inMemory = memoryVolumesOf(spec);
	return [
		...ofRole(spec.initContainers, status.initContainerStatuses, initRole, inMemory),
		...ofRole(spec.containers, status.containerStatuses, () => "main", inMemory),
		...ofRole(spec.ephemeralContainers, status.ephemeralContainerStatuses, () => "ephemeral", inMemory),
	].map((container) => {
		const limitSince = resizes.get(container.name);
		return limitSince === undefined ? container : { ...container, limitSince };
	});
}

function ofRole(
	specs: unknown,
	statuses: unknown,
	role: (spec: Shape) => ContainerRole,
	inMemory: ReadonlyMap<string, number | null>,
): Container[] {
	const byName = new Map<string, Shape>();
	for (const status of list(statuses)) if (isShape(status)) byName.set(text(status.name), status);
	const containers: Container[] = [];
	for (const spec of list(specs)) {
		const name = isShape(spec) ? text(spec.name) : "";
		if (!isShape(spec) || name === "") continue;
		containers.push({
			...narrowContainer(spec, byName.get(name) ?? {}, name, role(spec)),
			memoryVolumes: mountsOf(spec, inMemory),
			...settingsOf(spec, name),
		});
	}
	return containers;
}

/** The size limits of a pod's memory-backed volumes, by name. */
function memoryVolumesOf(spec: Shape): Map<string, number | null> {
	const volumes = new Map<string, number | null>();
	for (const volume of list(spec.volumes)) {
		const { name, emptyDir } = shape(volume);
		const { medium, sizeLimit } = shape(emptyDir);
		if (medium === "Memory") volumes.set(text(name), parseBytes(sizeLimit));
	}
	return volumes;
}

function mountsOf(spec: Shape, inMemory: ReadonlyMap<string, number | null>): MemoryVolume[] {
	if (inMemory.size === 0) return [];
	return list(spec.volumeMounts).flatMap((mount) => {
		const { name, mountPath } = shape(mount);
		const sizeLimit = inMemory.get(text(name));
		return sizeLimit === undefined ? [] : [{ name: text(name), mountPath: text(mountPath), sizeLimit }];
	});
}

/** Defaults as the API server fills them in (kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_Probe). */
function narrowProbe(value: unknown): Probe | null {
	if (!isShape(value)) return null;
	return {
		timeoutSeconds: integer(value.timeoutSeconds) ?? 1,
		periodSeconds: integer(value.periodSeconds) ?? 10,
		failureThreshold: integer(value.failureThreshold) ?? 3,
		gracePeriodSeconds: integer(value.terminationGracePeriodSeconds),
	};
}

function narrowContainer(
	spec: Shape,
	status: Shape,
	name: string,
	role: ContainerRole,
): Omit<Container, "memoryVolumes"> {
	// Resizing in place changes the spec at once and the container later: the status has what is in force.
	const [inForce, asked] = [shape(status.resources), shape(spec.resources)];
	const limit = memoryIn(inForce.limits) ?? memoryIn(asked.limits);
	// Nought is no limit: the kubelet gives the runtime none then (pkg/kubelet/kuberuntime, calculateLinuxResources).
	const memoryLimit = limit === 0 ? null : limit;
	return {
		name,
		role,
		image: text(spec.image),
		// A limit without a request is one too: the API server writes it in (pkg/apis/core/v1/defaults.go), manifests leave it out.
		memoryRequest: memoryIn(inForce.requests) ?? memoryIn(asked.requests) ?? memoryLimit,
		memoryLimit,
		state: narrowState(status.state),
		lastTermination: narrowTermination(shape(status.lastState).terminated),
		restartCount: Math.max(0, integer(status.restartCount) ?? 0),
		ready: status.ready === true,
		containerId: text(status.containerID),
		livenessProbe: narrowProbe(spec.livenessProbe),
		startupProbe: narrowProbe(spec.startupProbe),
	};
}

function narrowState(value: unknown): ContainerState {
	const { running, waiting, terminated } = shape(value);
	const termination = narrowTermination(terminated);
	if (termination !== null) return { kind: "terminated", termination };
	if (isShape(running)) return { kind: "running", startedAt: parseTime(running.startedAt) };
	if (isShape(waiting)) return { kind: "waiting", reason: text(waiting.reason), message: text(waiting.message) };
	return { kind: "unknown" };
}

function narrowTermination(value: unknown): Termination | null {
	const ended = shape(value);
	const exitCode = integer(ended.exitCode);
	if (exitCode === null) return null;
	return {
		reason: text(ended.reason),
		exitCode,
		// Go leaves out a zero, other writers do not: both mean no signal.
		signal: integer(ended.signal) || null,
		message: text(ended.message),
		startedAt: parseTime(ended.startedAt),
		finishedAt: parseTime(ended.finishedAt),
		containerId: text(ended.containerID),
	};
}

function narrowOwner(references: unknown): Owner | null {
	const controller = list(references).find((reference) => isShape(reference) && reference.controller === true);
	if (!isShape(controller) || text(controller.name) === "") return null;
	return { kind: text(controller.kind), name: text(controller.name), uid: text(controller.uid) };
}

function narrowConditions(value: unknown): PodCondition[] {
	return list(value)
		.filter(isShape)
		.map((condition) => ({
			type: text(condition.type),
			status: text(condition.status),
			reason: text(condition.reason),
			message: text(condition.message),
			since: parseTime(condition.lastTransitionTime),
		}));
}

function memoryIn(quantities: unknown): number | null {
	return parseBytes(shape(quantities).memory);
}

function narrowQos(value: unknown): QosClass | null {
	return value === "Guaranteed" || value === "Burstable" || value === "BestEffort" ? value : null;
}

function computeQos(spec: Shape): QosClass {
	const pod = resourcesOf(spec.resources);
	const podLevel = Object.values(pod).some((quantity) => quantity !== null);
	const containers = [...list(spec.initContainers), ...list(spec.containers)];
	return qosClassOf(
		podLevel ? pod : null,
		containers.map((container) => resourcesOf(shape(container).resources)),
	);
}

function resourcesOf(value: unknown): Resources {
	const [requests, limits] = [shape(shape(value).requests), shape(shape(value).limits)];
	return {
		cpuRequest: quantity(requests.cpu),
		cpuLimit: quantity(limits.cpu),
		memoryRequest: quantity(requests.memory),
		memoryLimit: quantity(limits.memory),
	};
}

function quantity(value: unknown): bigint | null {
	return typeof value === "string" || typeof value === "number" ? parseQuantity(String(value)) : null;
}

export function narrowNode(object: unknown): Node | null {
	const { metadata, spec, status: statusValue } = shape(object);
	const [meta, status] = [shape(metadata), shape(statusValue)];
	const name = text(meta.name);
	if (name === "") return null;
	const info = shape(status.nodeInfo);
	return {
		name,
		uid: text(meta.uid),
		memoryCapacity: memoryIn(status.capacity),
		memoryAllocatable: memoryIn(status.allocatable),
		...groupOf(texts(meta.labels)),
		kubeletVersion: text(info.kubeletVersion),
		kernelVersion: text(info.kernelVersion),
		osImage: text(info.osImage),
		containerRuntime: text(info.containerRuntimeVersion),
		taints: list(shape(spec).taints)
			.filter(isShape)
			.map((taint) => ({ key: text(taint.key), effect: text(taint.effect), since: parseTime(taint.timeAdded) })),
		createdAt: parseTime(meta.creationTimestamp),
		roles: Object.keys(texts(meta.labels)).flatMap(
			(label) => /^node-role\.kubernetes\.io\/(.+)$/.exec(label)?.[1] ?? [],
		),
		conditions: narrowConditions(status.conditions),
	};
}

/** Labels that name the group a node was made in: of managed clusters, Cluster API and Karpenter; else the type of its machine. */
const GROUP_LABELS = [
	"eks.amazonaws.com/nodegroup",
	"cloud.google.com/gke-nodepool",
	"kubernetes.azure.com/agentpool",
	"karpenter.sh/nodepool",
	"node.cluster.x-k8s.io/nodegroup",
	"node.kubernetes.io/instance-type",
	"beta.kubernetes.io/instance-type",
];

function groupOf(labels: Readonly<Record<string, string>>): { group?: string } {
	const label = GROUP_LABELS.find((name) => (labels[name] ?? "") !== "");
	return label === undefined ? {} : { group: labels[label] ?? "" };
}

/**
 * An event of either API: core/v1 (`message`, `involvedObject`, `firstTimestamp`) or events.k8s.io/v1 (`note`, `regarding`,
 * `deprecatedFirstTimestamp`). Both show the same stored object, and an event written through one lacks the other's times and count.
 */
export function narrowEvent(object: unknown): KubeEvent | null {
	const event = shape(object);
	const meta = shape(event.metadata);
	const about = shape(event.involvedObject ?? event.regarding);
	const reason = text(event.reason);
	if (reason === "" && text(about.name) === "") return null;
	const [source, series] = [shape(event.source ?? event.deprecatedSource), shape(event.series)];
	const eventTime = parseTime(event.eventTime);
	const firstAt = parseTime(event.firstTimestamp ?? event.deprecatedFirstTimestamp) ?? eventTime;
	const lastAt = parseTime(series.lastObservedTime) ?? parseTime(event.lastTimestamp ?? event.deprecatedLastTimestamp);
	return {
		namespace: text(meta.namespace) || text(about.namespace),
		type: text(event.type),
		reason,
		message: text(event.message) || text(event.note),
		reporter: text(event.reportingComponent) || text(event.reportingController) || text(source.component),
		host: text(source.host) || text(event.reportingInstance),
		count: Math.max(1, integer(series.count) ?? integer(event.count) ?? integer(event.deprecatedCount) ?? 1),
		firstAt: firstAt ?? parseTime(meta.creationTimestamp),
		lastAt: lastAt ?? firstAt ?? parseTime(meta.creationTimestamp),
		regarding: {
			kind: text(about.kind),
			namespace: text(about.namespace),
			name: text(about.name),
			uid: text(about.uid),
			fieldPath: text(about.fieldPath),
		},
		annotations: texts(meta.annotations),
	};
}

/** Of an object of that kind the little that is needed; null for what has no name. */
export function narrowObject(kind: ObjectKind, object: unknown): ClusterObject | null {
	const { metadata, spec: specValue } = shape(object);
	const [meta, spec] = [shape(metadata), shape(specValue)];
	const name = text(meta.name);
	if (name === "") return null;
	return {
		kind,
		namespace: text(meta.namespace),
		name,
		createdAt: parseTime(meta.creationTimestamp),
		renewedAt: kind === "leases" ? parseTime(spec.renewTime) : null,
		leaseSeconds: kind === "leases" ? integer(spec.leaseDurationSeconds) : null,
		selector: kind === "poddisruptionbudgets" ? selectorOf(shape(spec.selector)) : null,
	};
}

function selectorOf({ matchLabels, matchExpressions }: Shape): string | null {
	const pairs = Object.entries(texts(matchLabels)).map(([label, value]) => `${label}=${value}`);
	return list(matchExpressions).length > 0 || pairs.length === 0 ? null : pairs.join(",");
}
