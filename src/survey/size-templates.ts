import type { ConfigMap, ConfigMapRef } from "../model/config-map.ts";
import type { Manifests, PodTemplate } from "../model/manifest.ts";
import type { WorkloadObject } from "../model/policies.ts";
import type { HelmRelease } from "../model/recommendation.ts";
import { narrowWorkload } from "../sources/kubernetes/narrow-policies.ts";
import type { CaptureResource } from "../sources/kubernetes/resources.ts";
import { noManifests, readManifests } from "../sources/manifests/manifests.ts";
import type { Scope, Source } from "../sources/source.ts";
import { runtimeBound } from "../verdicts/sizing/runtime.ts";
import { liveManifests } from "./live-manifests.ts";
import type { Fleet, Told } from "./size-fleet.ts";

const WORKLOADS = [
	"deployments",
	"statefulsets",
	"daemonsets",
	"cronjobs",
] as const satisfies readonly CaptureResource[];

/**
 * Reads the workloads' own objects for what pods do not tell: the Helm release, what the template itself sets, and the settings of the runtimes,
 * those in config maps included.
 */
export async function describeWorkloads(source: Source, scope: Scope, fleet: Fleet): Promise<void> {
	const waiting: Template[] = [];
	for (const resource of WORKLOADS) {
		for await (const object of source.raw?.(resource, scope) ?? []) {
			const workload = narrowWorkload(object);
			if (workload === null || !fleet.knows(workload)) continue;
			const manifests = noManifests();
			readManifests(`${workload.kind}/${workload.name}`, JSON.stringify(object), manifests);
			const one = { workload, manifests, refs: manifests.pods.flatMap(configMapsOf) };
			if (one.refs.length === 0) describe(one, fleet);
			else waiting.push(one);
		}
	}
	const refs = new Map(waiting.flatMap((one) => one.refs).map((ref) => [`${ref.namespace}/${ref.name}`, ref]));
	if (refs.size === 0) return;
	const maps = new Map<string, ConfigMap>();
	for await (const map of source.configMaps?.([...refs.values()]) ?? []) maps.set(`${map.namespace}/${map.name}`, map);
	for (const one of waiting) {
		const own = one.refs.flatMap(({ namespace, name }) => maps.get(`${namespace}/${name}`) ?? []);
		one.manifests.configMaps.push(...liveManifests([], own).manifests.configMaps);
		describe(one, fleet);
	}
}

/** A workload's object, and the config maps that its containers take settings from. */
interface Template {
	workload: WorkloadObject;
	manifests: Manifests;
	refs: ConfigMapRef[];
}

function describe({ workload, manifests }: Template, fleet: Fleet): void {
	const release = releaseOf(workload);
	const told = new Map<string, Told>();
	for (const pod of manifests.pods) {
		for (const container of pod.containers) {
			const runtime = runtimeBound(pod, container, manifests);
			// A limit alone is a request as well.
			const limit = container.memoryLimit !== null;
			const declared = { limit, request: limit || container.memoryRequest !== null };
			told.set(container.name, { runtime, release, declared });
		}
	}
	// An object that holds no template tells nothing.
	if (told.size > 0) fleet.describe(workload, told);
}

function configMapsOf({ object: { namespace }, containers, volumes }: PodTemplate): ConfigMapRef[] {
	const shown = new Map(volumes.map(({ name, configMaps }) => [name, configMaps]));
	const names = containers.flatMap(({ variables, variablesFrom, mounts }) => [
		...variablesFrom.map(({ configMap }) => configMap),
		...variables.flatMap(({ configMapKey }) => configMapKey?.configMap ?? []),
		...mounts.flatMap(({ volume }) => (shown.get(volume) ?? []).map(({ name }) => name)),
	]);
	return [...new Set(names)].map((name) => ({ namespace, name }));
}

/**
 * `helm.sh/chart` is NAME-VERSION (helm.sh/docs, Labels and Annotations); names hold hyphens, versions begin with a digit. Consul's says NAME-helm,
 * and its component stands in `component`.
 */
function releaseOf({ name, labels, annotations }: WorkloadObject): HelmRelease | null {
	const label = labels["helm.sh/chart"] ?? labels.chart ?? "";
	const chart = /^(.+?)-v?(\d+(?:\.|$).*)$/.exec(label) ?? /^(.+)-helm$/.exec(label);
	if (chart === null) return null;
	return {
		chart: chart[1] ?? "",
		version: chart[2] ?? "",
		release: annotations["meta.helm.sh/release-name"] ?? labels["app.kubernetes.io/instance"] ?? labels.release ?? name,
		name: labels["app.kubernetes.io/name"] ?? labels.app ?? "",
		component: labels["app.kubernetes.io/component"] ?? labels.component ?? "",
	};
}
