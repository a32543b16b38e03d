import type { SettingOrigin } from "../model/budget.ts";
import type { ConfigMap, ConfigMapRef } from "../model/config-map.ts";
import type {
	ManifestConfigMap,
	ManifestContainer,
	ManifestObject,
	Manifests,
	PodTemplate,
} from "../model/manifest.ts";
import type { Place, Written } from "../model/place.ts";
import type { Container, ContainerVariable, Pod } from "../model/pod.ts";
import { workloadOf } from "../model/workload.ts";
import { noManifests } from "../sources/manifests/manifests.ts";

/** Running pods in the shape of manifests, so that one set of rules judges both; places are those of objects, not of files. */
export interface LiveManifests {
	manifests: Manifests;
	pods: ReadonlyMap<PodTemplate, Pod>;
	/** By the place's file. */
	origins: ReadonlyMap<string, SettingOrigin>;
}

/** The config maps that the containers of these pods take their settings from. */
export function configMapsOf(pods: readonly Pod[]): ConfigMapRef[] {
	const refs = new Map<string, ConfigMapRef>();
	for (const { namespace, containers, configVolumes = [] } of pods) {
		const volumes = new Map(configVolumes.map(({ name, configMaps }) => [name, configMaps]));
		for (const { settings } of containers) {
			if (settings === undefined) continue;
			const names = [
				...settings.variablesFrom.map(({ configMap }) => configMap),
				...settings.variables.flatMap(({ configMapKey }) => configMapKey?.configMap ?? []),
				...settings.mounts.flatMap(({ volume }) => (volumes.get(volume) ?? []).map(({ name }) => name)),
			];
			for (const name of names) refs.set(`${namespace}/${name}`, { namespace, name });
		}
	}
	return [...refs.values()];
}

/** What is known of a running container beside its spec. */
export interface Running {
	live: Readonly<Record<string, number>>;
	/** Settings that differ from what was found elsewhere, as words of a command line. */
	words: readonly string[];
}

/** @param running by `runningKey` */
export function liveManifests(
	pods: readonly Pod[],
	configMaps: readonly ConfigMap[],
	running: ReadonlyMap<string, Running> = new Map(),
): LiveManifests {
	const manifests = noManifests();
	const origins = new Map<string, SettingOrigin>();
	const byTemplate = new Map<PodTemplate, Pod>();
	for (const pod of pods) {
		const template = templateOf(pod, origins, running);
		manifests.pods.push(template);
		byTemplate.set(template, pod);
	}
	// A folder may hold one twice, in a dump and by itself.
	const once = new Map(configMaps.map((map) => [`${map.namespace}/${map.name}`, map]));
	for (const map of once.values()) manifests.configMaps.push(configMapOf(map, origins));
	return { manifests, pods: byTemplate, origins };
}

export function runningKey(namespace: string, pod: string, container: string): string {
	return JSON.stringify([namespace, pod, container]);
}

function templateOf(pod: Pod, origins: Map<string, SettingOrigin>, running: ReadonlyMap<string, Running>): PodTemplate {
	const at = placeIn(`pod ${pod.namespace}/${pod.name}`);
	const workload = workloadOf(pod);
	const template: PodTemplate = {
		object: objectOf(workload, at),
		suppressions: [],
		replicas: 1,
		serviceAccount: "",
		labels: new Map(),
		memoryRequest: quantity(pod.memoryRequest, at),
		memoryLimit: quantity(pod.memoryLimit, at),
		containers: pod.containers.map((container) =>
			containerOf(container, at, origins, running.get(runningKey(pod.namespace, pod.name, container.name))),
		),
		volumes: (pod.configVolumes ?? []).map(({ name, configMaps }) => ({
			name,
			place: at,
			memory: false,
			sizeLimit: null,
			configMaps: configMaps.map((map) => ({ name: map.name, items: new Map(map.items) })),
		})),
	};
	return template;
}

function objectOf(
	{ kind, namespace, name }: { kind: string; namespace: string; name: string },
	place: Place,
): ManifestObject {
	// A pod's spec is whole, whoever wrote it: as of Kubernetes' own kinds.
	return { apiVersion: { value: "v1", place }, kind, namespace, name, labels: new Map(), place, suppressions: [] };
}

function containerOf(
	container: Container,
	pod: Place,
	origins: Map<string, SettingOrigin>,
	running: Running | undefined,
): ManifestContainer {
	const { name, role, image, settings } = container;
	const at = placeIn(`${pod.file} container ${name}`);
	const words = (list: "command" | "args") =>
		(settings?.[list] ?? []).map((text, index): Written => {
			const place = placeIn(`${at.file} ${list}[${index}]`);
			origins.set(place.file, { kind: "word", list, index, text });
			return { value: text, place };
		});
	return {
		name,
		role: role === "ephemeral" ? "init" : role,
		image,
		imagePlace: null,
		place: at,
		limits: at,
		requests: at,
		anyResource: container.memoryLimit !== null || container.memoryRequest !== null,
		memoryRequest: quantity(container.memoryRequest, at),
		memoryLimit: quantity(container.memoryLimit, at),
		hasCommand: (settings?.command.length ?? 0) > 0,
		words: [
			...words("command"),
			...words("args"),
			...(running?.words ?? []).map((value) => ({ value, place: placeIn(`${at.file}, as it runs`) })),
		],
		commandWords: settings?.command.length ?? 0,
		variables: (settings?.variables ?? []).map((variable) => variableOf(variable, at, origins)),
		variablesFrom: settings?.variablesFrom ?? [],
		mounts: settings?.mounts ?? [],
		liveness: null,
		...(running === undefined ? {} : { live: running.live }),
	};
}

function variableOf(
	{ name, value, resource, configMapKey }: ContainerVariable,
	container: Place,
	origins: Map<string, SettingOrigin>,
) {
	const place = placeIn(`${container.file} env ${name}`);
	if (value !== null) origins.set(place.file, { kind: "variable", name, text: value });
	return {
		name,
		value: value === null ? null : { value, place },
		resource: resource === null ? null : { value: resource.name, place, divisor: resource.divisor },
		configMapKey,
	};
}

function configMapOf({ namespace, name, data }: ConfigMap, origins: Map<string, SettingOrigin>): ManifestConfigMap {
	const at = placeIn(`configmap ${namespace}/${name}`);
	const entries = new Map<string, Written[]>();
	for (const [key, text] of Object.entries(data)) {
		const file = `${at.file} ${key}`;
		origins.set(file, { kind: "config-map", namespace, name, key });
		const lines = text.split("\n").map((line) => line.trimEnd());
		entries.set(
			key,
			lines.map((value, i) => ({ value, place: { ...placeIn(file), line: lines.length === 1 ? 0 : i + 1 } })),
		);
	}
	return { object: objectOf({ kind: "ConfigMap", namespace, name }, at), entries };
}

function quantity(bytes: number | null, place: Place) {
	return bytes === null ? null : { value: String(bytes), place, bytes, placeholder: false };
}

function placeIn(file: string): Place {
	return { file, line: 0, column: 0, endLine: 0, endColumn: 0 };
}
