import type { Place, Written } from "./place.ts";
import type { ContainerRole, VariablesFrom } from "./pod.ts";
import type { MalformedProblem } from "./rules-lint.ts";

/** "Do not tell me this, because …": from the annotation `plimsoll.dev/ignore`. */
export interface Suppression {
	/** A rule's id, or `lint/*`, `budget/*`, `*`. */
	rule: string;
	reason: string;
}

/** An object of a manifest, narrowed to what every rule needs of it. */
export interface ManifestObject {
	apiVersion: Written;
	kind: string;
	/** Empty where the manifest leaves it to whoever applies it. */
	namespace: string;
	name: string;
	labels: ReadonlyMap<string, string>;
	/** Of its name; of its kind where it has none. */
	place: Place;
	suppressions: readonly Suppression[];
}

/** A memory quantity. `bytes` is null when it is none, and then a placeholder of a template engine is told apart. */
export interface WrittenQuantity extends Written {
	bytes: number | null;
	placeholder: boolean;
}

export interface ManifestProbe {
	/** Of the key `livenessProbe`. */
	place: Place;
	/** The program an exec probe starts; null for the other kinds. */
	program: string | null;
	timeoutSeconds: number;
	periodSeconds: number;
	failureThreshold: number;
}

/** An environment variable: a value, or a reference to something else. */
export interface ManifestVariable {
	name: string;
	value: Written | null;
	/** `limits.memory` and the like, with the divisor in bytes. */
	resource: (Written & { divisor: number }) | null;
	configMapKey: { configMap: string; key: string } | null;
}

export interface ManifestContainer {
	name: string;
	role: ContainerRole;
	/** Empty where a patch or a custom resource leaves it to another: such a container is not the whole truth. */
	image: string;
	/** Null where no manifest names an image. */
	imagePlace: Place | null;
	/** Of its name. */
	place: Place;
	/** Where an absent limit or request would belong: the key `limits` or `requests`, else `resources`, else the name. */
	limits: Place;
	requests: Place;
	/** Whether any request or limit, of any resource, is set. */
	anyResource: boolean;
	memoryRequest: WrittenQuantity | null;
	memoryLimit: WrittenQuantity | null;
	/** Whether `command` replaces the image's entrypoint. */
	hasCommand: boolean;
	/** `command` and `args`, in order; the first `commandWords` are the command's. */
	words: readonly Written[];
	commandWords: number;
	variables: readonly ManifestVariable[];
	variablesFrom: readonly VariablesFrom[];
	/** Names of the volumes it mounts, and where. */
	mounts: readonly { volume: string; path: string; subPath: string }[];
	liveness: ManifestProbe | null;
	/** Of a running container: what its server or an exporter says of it, by the names of knowledge/budgets. */
	live?: Readonly<Record<string, number>>;
}

export interface ManifestVolume {
	name: string;
	place: Place;
	/** An emptyDir in memory (tmpfs). */
	memory: boolean;
	sizeLimit: WrittenQuantity | null;
	/** The config maps it shows, each with the file names it gives their keys; none means all keys by their own names. A name may end in `*`. */
	configMaps: readonly { name: string; items: ReadonlyMap<string, string> }[];
}

/** A pod template, in whatever object it was found. */
export interface PodTemplate {
	object: ManifestObject;
	/** The object's and the template's own. */
	suppressions: readonly Suppression[];
	/** Pods the object asks for; 1 where it does not say, null for one a node. */
	replicas: number | null;
	serviceAccount: string;
	labels: ReadonlyMap<string, string>;
	/** Pod-level resources. */
	memoryRequest: WrittenQuantity | null;
	memoryLimit: WrittenQuantity | null;
	containers: readonly ManifestContainer[];
	volumes: readonly ManifestVolume[];
}

export interface ManifestConfigMap {
	object: ManifestObject;
	/** Each key's text as lines with their places. */
	entries: ReadonlyMap<string, readonly Written[]>;
}

export interface TargetRef {
	kind: string;
	name: string;
}

export interface ManifestAutoscaler {
	object: ManifestObject;
	target: TargetRef;
	minReplicas: number;
	/** Where it scales on memory, whether by a share of the request, and of which container; empty for all of the pod. */
	memory: { place: Place; utilization: boolean; container: string } | null;
}

export interface ManifestVerticalAutoscaler {
	object: ManifestObject;
	target: TargetRef;
	/** Whether it changes memory requests by itself. */
	setsMemory: boolean;
	place: Place;
}

/** One item of a LimitRange of type Container or Pod, its memory only. */
export interface ManifestLimitRangeItem {
	type: string;
	min: WrittenQuantity | null;
	max: WrittenQuantity | null;
	default: WrittenQuantity | null;
	defaultRequest: WrittenQuantity | null;
	/** `maxLimitRequestRatio`, a plain number. */
	ratio: Written<number> | null;
}
export interface ManifestLimitRange {
	object: ManifestObject;
	items: readonly ManifestLimitRangeItem[];
}

export interface ManifestQuota {
	object: ManifestObject;
	/** `requests.memory` (also written `memory`) and `limits.memory`. */
	request: WrittenQuantity | null;
	limit: WrittenQuantity | null;
	/** It counts only some pods: nothing can be said from manifests. */
	scoped: boolean;
}

export interface ManifestDisruptionBudget {
	object: ManifestObject;
	/** Of the whole selector; null when it uses expressions. */
	matchLabels: ReadonlyMap<string, string> | null;
	minAvailable: Written | null;
	maxUnavailable: Written | null;
}

/** A document that could not be read, or only by guessing. */
interface ManifestProblem {
	problem: MalformedProblem;
	/** The parser's own words. */
	detail: string;
	place: Place;
}

/** A document of a template that was not rendered. */
interface UnrenderedTemplate {
	/** Helm's; else of an engine that only its user knows. */
	helm: boolean;
	/** The chart's folder; null when the path does not tell. */
	chart: string | null;
	place: Place;
}

/** What a patch sets of a container's memory: by its name, or by its place in a list. */
export interface PatchedContainer {
	container: string | { index: number; init: boolean };
	limit: boolean;
	request: boolean;
}
/** Regular expressions; empty for any. */
export interface PatchTarget {
	kind: string;
	name: string;
}
/** A patch of a kustomization: in a file of its own, or as it stands there. */
export interface ManifestPatch {
	target: PatchTarget | null;
	file: string | null;
	containers: readonly PatchedContainer[];
}
/** A kustomization, as far as it decides on memory; paths as the files are named that were read. */
export interface ManifestKustomization {
	/** With its slash; empty for the folder that was read. */
	folder: string;
	/** Its resources, bases and components. */
	parts: readonly string[];
	patches: readonly ManifestPatch[];
}

/** Everything the rules read, from all files together. */
export interface Manifests {
	objects: ManifestObject[];
	pods: PodTemplate[];
	configMaps: ManifestConfigMap[];
	autoscalers: ManifestAutoscaler[];
	verticalAutoscalers: ManifestVerticalAutoscaler[];
	limitRanges: ManifestLimitRange[];
	quotas: ManifestQuota[];
	disruptionBudgets: ManifestDisruptionBudget[];
	kustomizations: ManifestKustomization[];
	/** Operations of JSON patches that lie in files of their own. */
	jsonPatches: ManifestPatch[];
	problems: ManifestProblem[];
	unrendered: UnrenderedTemplate[];
}
