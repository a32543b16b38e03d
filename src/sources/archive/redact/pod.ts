import { redactArguments } from "./arguments.ts";
import { memoryPartOfVariable } from "./memory-settings.ts";
import { each, fields, number, quantity, type Rule, scalar, values } from "./pick.ts";
import { REMOVED, scrub } from "./scrub.ts";

const text: Rule = (value) => (typeof value === "string" ? scrub(value) : undefined);
/** What the application printed last. */
const lastWords: Rule = (value) => (typeof value === "string" ? scrub(value, "own") : undefined);
/** A reference to an image and nothing else: names as `external-secrets:v0.9.5` would pass for a secret and its value, and which bugs are known goes by the tag. */
const IMAGE =
	/^(?:docker(?:-pullable)?:\/\/)?[\w.-]+(?::\d{1,5})?(?:\/[\w.-]+)*(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$/;
const image: Rule = (value) => (typeof value === "string" && !IMAGE.test(value) ? scrub(value) : scalar(value));
const names = each(fields({ name: scalar }));

/** Annotations the verdicts read: all others may hold anything, the last applied manifest with all its values among them. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
	"kubernetes.io/config.hash",
	"kubernetes.io/config.mirror",
	"kubernetes.io/config.source",
	"kubernetes.io/limit-ranger",
	"deployment.kubernetes.io/revision",
	"deployment.kubernetes.io/revision-history",
	"kubectl.kubernetes.io/restartedAt",
	"vpaUpdates",
	"vpaObservedContainers",
	// What the kubelet writes on eviction events (pkg/kubelet/eviction/helpers.go).
	"offending_containers",
	"offending_containers_usage",
	"offending_pod",
	"offending_pod_usage",
	"starved_resource",
]);

/** Of who wrote what only when limits were changed in place: fields' names stand in there, and values of lists. */
const resizes: Rule = (value) => {
	const owned = values(fields({ "f:resources": fields({ "f:limits": fields({ "f:memory": fields({}) }) }) }));
	const entry = fields({
		subresource: scalar,
		time: scalar,
		fieldsV1: fields({ "f:spec": fields({ "f:containers": owned, "f:initContainers": owned }) }),
	});
	const all = Array.isArray(value) ? value.filter((one) => one?.subresource === "resize").map(entry) : [];
	return all.length === 0 ? undefined : all;
};

export const metadata = fields({
	name: scalar,
	generateName: scalar,
	namespace: scalar,
	uid: scalar,
	resourceVersion: scalar,
	generation: scalar,
	creationTimestamp: scalar,
	deletionTimestamp: scalar,
	deletionGracePeriodSeconds: scalar,
	labels: values(scalar),
	annotations: values((value, key) => (ANNOTATIONS.has(key) ? text(value) : undefined)),
	ownerReferences: each(fields({ apiVersion: scalar, kind: scalar, name: scalar, uid: scalar, controller: scalar })),
	managedFields: resizes,
});

const RESOURCES = fields({ requests: values(quantity), limits: values(quantity), claims: names });

const VALUE_FROM = fields({
	configMapKeyRef: fields({ name: scalar, key: scalar, optional: scalar }),
	secretKeyRef: fields({ name: scalar, key: scalar, optional: scalar }),
	fieldRef: fields({ fieldPath: scalar }),
	resourceFieldRef: fields({ containerName: scalar, resource: scalar, divisor: quantity }),
});

const variable: Rule = (value) => {
	const kept = fields({ name: scalar, value: scalar, valueFrom: VALUE_FROM })(value) as
		| { name?: unknown; value?: unknown }
		| undefined;
	if (kept?.value === undefined) return kept;
	const part =
		typeof kept.name === "string" && typeof kept.value === "string"
			? memoryPartOfVariable(kept.name, kept.value)
			: null;
	return { ...kept, value: part ?? REMOVED };
};

const command: Rule = (value) => (Array.isArray(value) ? redactArguments(value, []).command : undefined);
/** A handler's requests carry headers and paths with tokens: the port is all a verdict needs. */
const HANDLER = {
	exec: fields({ command }),
	httpGet: fields({ port: scalar, scheme: scalar }),
	tcpSocket: fields({ port: scalar }),
	grpc: fields({ port: number }),
	sleep: fields({ seconds: number }),
};
const PROBE = fields({
	...HANDLER,
	initialDelaySeconds: number,
	timeoutSeconds: number,
	periodSeconds: number,
	successThreshold: number,
	failureThreshold: number,
	terminationGracePeriodSeconds: number,
});

const CONTAINER = fields({
	name: scalar,
	image,
	imagePullPolicy: scalar,
	restartPolicy: scalar,
	targetContainerName: scalar,
	resources: RESOURCES,
	resizePolicy: each(fields({ resourceName: scalar, restartPolicy: scalar })),
	ports: each(fields({ name: scalar, containerPort: number, protocol: scalar })),
	env: each(variable),
	envFrom: each(
		fields({
			prefix: scalar,
			configMapRef: fields({ name: scalar, optional: scalar }),
			secretRef: fields({ name: scalar, optional: scalar }),
		}),
	),
	volumeMounts: each(fields({ name: scalar, mountPath: scalar, subPath: scalar, readOnly: scalar })),
	livenessProbe: PROBE,
	readinessProbe: PROBE,
	startupProbe: PROBE,
	lifecycle: fields({ postStart: fields(HANDLER), preStop: fields(HANDLER), stopSignal: scalar }),
	terminationMessagePath: scalar,
	terminationMessagePolicy: scalar,
});

const container: Rule = (value) => {
	const kept = CONTAINER(value);
	if (kept === undefined) return undefined;
	const { command: program, args } = value as { command?: unknown; args?: unknown };
	// One redactor for both: a flag at the end of the command takes the first argument as its value.
	const line = redactArguments(Array.isArray(program) ? program : [], Array.isArray(args) ? args : []);
	return {
		...(kept as object),
		...(Array.isArray(program) ? { command: line.command } : {}),
		...(Array.isArray(args) ? { args: line.args } : {}),
	};
};

const VOLUME = fields({
	name: scalar,
	emptyDir: fields({ medium: scalar, sizeLimit: quantity }),
	configMap: fields({ name: scalar, optional: scalar, items: each(fields({ key: scalar, path: scalar })) }),
	secret: fields({ secretName: scalar, optional: scalar }),
	persistentVolumeClaim: fields({ claimName: scalar, readOnly: scalar }),
	projected: fields({
		sources: each(
			fields({
				configMap: fields({ name: scalar }),
				secret: fields({ name: scalar }),
				serviceAccountToken: fields({}),
			}),
		),
	}),
	hostPath: fields({ path: scalar, type: scalar }),
	downwardAPI: fields({}),
	ephemeral: fields({}),
	csi: fields({ driver: scalar }),
});

export const POD_SPEC = fields({
	nodeName: scalar,
	priority: number,
	priorityClassName: scalar,
	preemptionPolicy: scalar,
	restartPolicy: scalar,
	schedulerName: scalar,
	serviceAccountName: scalar,
	runtimeClassName: scalar,
	overhead: values(quantity),
	resources: RESOURCES,
	terminationGracePeriodSeconds: number,
	activeDeadlineSeconds: number,
	hostNetwork: number,
	hostPID: number,
	hostIPC: number,
	shareProcessNamespace: number,
	nodeSelector: values(scalar),
	tolerations: each(
		fields({ key: scalar, operator: scalar, value: scalar, effect: scalar, tolerationSeconds: number }),
	),
	imagePullSecrets: names,
	initContainers: each(container),
	containers: each(container),
	ephemeralContainers: each(container),
	volumes: each(VOLUME),
});

export const POD_TEMPLATE = fields({ metadata, spec: POD_SPEC });

const STATE = fields({
	running: fields({ startedAt: scalar }),
	waiting: fields({ reason: scalar, message: text }),
	terminated: fields({
		exitCode: number,
		signal: number,
		reason: scalar,
		message: lastWords,
		startedAt: scalar,
		finishedAt: scalar,
		containerID: scalar,
	}),
});

const STATUSES = each(
	fields({
		name: scalar,
		state: STATE,
		lastState: STATE,
		ready: number,
		started: number,
		restartCount: number,
		image,
		imageID: image,
		containerID: scalar,
		allocatedResources: values(quantity),
		resources: RESOURCES,
		stopSignal: scalar,
	}),
);

export const POD_STATUS = fields({
	phase: scalar,
	reason: scalar,
	message: text,
	qosClass: scalar,
	startTime: scalar,
	nominatedNodeName: scalar,
	resize: scalar,
	observedGeneration: number,
	allocatedResources: values(quantity),
	resources: RESOURCES,
	conditions: each(
		fields({
			type: scalar,
			status: scalar,
			reason: scalar,
			message: text,
			lastTransitionTime: scalar,
			lastProbeTime: scalar,
		}),
	),
	initContainerStatuses: STATUSES,
	containerStatuses: STATUSES,
	ephemeralContainerStatuses: STATUSES,
});
