import { redactConfig } from "./config.ts";
import { memoryPartOfVariable } from "./memory-settings.ts";
import { each, fields, number, quantity, type Rule, scalar, values } from "./pick.ts";
import { metadata, POD_SPEC, POD_STATUS, POD_TEMPLATE } from "./pod.ts";
import { REMOVED, scrub } from "./scrub.ts";

/** Probes and hooks put what the application printed into their events. */
const APPLICATION_REASONS = new Set(["Unhealthy", "ProbeWarning", "FailedPostStartHook", "FailedPreStopHook"]);

const OBJECT_REFERENCE = fields({
	apiVersion: scalar,
	kind: scalar,
	namespace: scalar,
	name: scalar,
	uid: scalar,
	fieldPath: scalar,
});
const CONDITIONS = each(
	fields({
		type: scalar,
		status: scalar,
		reason: scalar,
		message: message("kubelet"),
		lastTransitionTime: scalar,
		lastHeartbeatTime: scalar,
	}),
);
/** Numbers and conditions: all that a workload's status holds. */
const COUNTS: Rule = (status) => {
	const counts = values(number)(status);
	const conditions = fields({ conditions: CONDITIONS })(status);
	return counts === undefined ? undefined : { ...(counts as object), ...(conditions as object) };
};

const NODE = fields({
	spec: fields({
		unschedulable: scalar,
		taints: each(fields({ key: scalar, value: scalar, effect: scalar, timeAdded: scalar })),
	}),
	status: fields({
		capacity: values(quantity),
		allocatable: values(quantity),
		conditions: CONDITIONS,
		nodeInfo: fields({
			architecture: scalar,
			bootID: scalar,
			containerRuntimeVersion: scalar,
			kernelVersion: scalar,
			kubeProxyVersion: scalar,
			kubeletVersion: scalar,
			operatingSystem: scalar,
			osImage: scalar,
			swap: fields({ capacity: number }),
		}),
	}),
});

const EVENT = fields({
	involvedObject: OBJECT_REFERENCE,
	regarding: OBJECT_REFERENCE,
	related: OBJECT_REFERENCE,
	reason: scalar,
	message: message("kubelet"),
	note: message("kubelet"),
	type: scalar,
	action: scalar,
	source: fields({ component: scalar, host: scalar }),
	deprecatedSource: fields({ component: scalar, host: scalar }),
	reportingComponent: scalar,
	reportingController: scalar,
	reportingInstance: scalar,
	count: number,
	deprecatedCount: number,
	firstTimestamp: scalar,
	lastTimestamp: scalar,
	deprecatedFirstTimestamp: scalar,
	deprecatedLastTimestamp: scalar,
	eventTime: scalar,
	series: fields({ count: number, lastObservedTime: scalar }),
});

const APPLICATION_EVENT = fields({ message: message("own"), note: message("own") });
const event: Rule = (object) => {
	const reason = (object as { reason?: unknown } | null)?.reason;
	const kept = EVENT(object) as object;
	return typeof reason === "string" && APPLICATION_REASONS.has(reason)
		? { ...kept, ...(APPLICATION_EVENT(object) as object) }
		: kept;
};

const JOB_SPEC = {
	parallelism: number,
	completions: number,
	completionMode: scalar,
	backoffLimit: number,
	activeDeadlineSeconds: number,
	ttlSecondsAfterFinished: number,
	suspend: scalar,
	template: POD_TEMPLATE,
};
const ROLLING = fields({ type: scalar, rollingUpdate: values(scalar) });
const WORKLOAD = fields({
	spec: fields({
		replicas: number,
		minReadySeconds: number,
		progressDeadlineSeconds: number,
		revisionHistoryLimit: number,
		paused: scalar,
		serviceName: scalar,
		podManagementPolicy: scalar,
		strategy: ROLLING,
		updateStrategy: ROLLING,
		selector: fields({ matchLabels: values(scalar) }),
		schedule: scalar,
		concurrencyPolicy: scalar,
		jobTemplate: fields({ spec: fields(JOB_SPEC) }),
		...JOB_SPEC,
	}),
	status: COUNTS,
});

const CONFIG_MAP = fields({
	data: values((text, key) => (typeof text === "string" ? redactConfig(key, text) : undefined)),
	immutable: scalar,
});

const USAGE = fields({
	timestamp: scalar,
	window: scalar,
	usage: values(quantity),
	containers: each(fields({ name: scalar, usage: values(quantity) })),
});

const METRIC = fields({
	name: scalar,
	container: scalar,
	target: fields({ type: scalar, averageUtilization: number, averageValue: quantity }),
});

/** What is kept of each kind besides its identity. Kinds that are not here do not enter a capture, Secrets above all. */
const KINDS: Readonly<Record<string, Rule>> = {
	Pod: fields({ spec: POD_SPEC, status: POD_STATUS }),
	Node: NODE,
	Event: event,
	Deployment: WORKLOAD,
	ReplicaSet: WORKLOAD,
	StatefulSet: WORKLOAD,
	DaemonSet: WORKLOAD,
	ReplicationController: fields({ spec: fields({ replicas: number, template: POD_TEMPLATE }), status: COUNTS }),
	Job: WORKLOAD,
	CronJob: WORKLOAD,
	ConfigMap: CONFIG_MAP,
	PodDisruptionBudget: fields({
		spec: fields({ minAvailable: scalar, maxUnavailable: scalar, selector: fields({ matchLabels: values(scalar) }) }),
		status: COUNTS,
	}),
	HorizontalPodAutoscaler: fields({
		spec: fields({
			scaleTargetRef: OBJECT_REFERENCE,
			minReplicas: number,
			maxReplicas: number,
			metrics: each(fields({ type: scalar, resource: METRIC, containerResource: METRIC })),
		}),
		status: COUNTS,
	}),
	VerticalPodAutoscaler: fields({
		spec: fields({
			targetRef: OBJECT_REFERENCE,
			updatePolicy: fields({ updateMode: scalar }),
			resourcePolicy: fields({
				containerPolicies: each(
					fields({
						containerName: scalar,
						mode: scalar,
						controlledResources: each(scalar),
						minAllowed: values(quantity),
						maxAllowed: values(quantity),
					}),
				),
			}),
		}),
	}),
	PodMetrics: USAGE,
	NodeMetrics: USAGE,
	PriorityClass: fields({ value: number, globalDefault: scalar, preemptionPolicy: scalar }),
	LimitRange: fields({
		spec: fields({
			limits: each(
				fields({
					type: scalar,
					max: values(quantity),
					min: values(quantity),
					default: values(quantity),
					defaultRequest: values(quantity),
					maxLimitRequestRatio: values(quantity),
				}),
			),
		}),
	}),
	ResourceQuota: fields({
		spec: fields({ hard: values(quantity) }),
		status: fields({ hard: values(quantity), used: values(quantity) }),
	}),
	PersistentVolumeClaim: fields({ status: fields({ phase: scalar }) }),
	Lease: fields({ spec: fields({ renewTime: scalar, leaseDurationSeconds: number }) }),
	Namespace: fields({ status: fields({ phase: scalar }) }),
};

/**
 * What of an object may enter a capture: a new object with the fields the verdicts can use, or null for kinds that never do. Environment values, words of
 * command lines and lines of config maps stay only where they are memory settings; messages are scrubbed. Never throws.
 */
export function redactObject(object: unknown): Record<string, unknown> | null {
	if (typeof object !== "object" || object === null || Array.isArray(object)) return null;
	const { apiVersion, kind, metadata: meta } = object as Record<string, unknown>;
	if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) return null;
	const body = KINDS[kind]?.(object);
	return { apiVersion: scalar(apiVersion), kind, metadata: metadata(meta) ?? {}, ...(body as object) };
}

/** The same for text a capture quotes: gaps, the names of its source. */
export function redactText(text: string): string {
	return scrub(text);
}

/** What of an environment variable may stay; the marker for a removed value. */
export function redactVariable(name: string, text: string): string {
	return memoryPartOfVariable(name, text) ?? REMOVED;
}

function message(author: "kubelet" | "own"): Rule {
	return (text) => (typeof text === "string" ? scrub(text, author) : undefined);
}
