import type { WorkloadObject } from "../model/policies.ts";
import type { HelmRelease } from "../model/recommendation.ts";
import { narrowWorkload } from "../sources/kubernetes/narrow-policies.ts";
import type { CaptureResource } from "../sources/kubernetes/resources.ts";
import { noManifests, readManifests } from "../sources/manifests/manifests.ts";
import type { Scope, Source } from "../sources/source.ts";
import { runtimeBound } from "../verdicts/sizing/runtime.ts";
import type { Fleet } from "./size-fleet.ts";

const WORKLOADS = [
	"deployments",
	"statefulsets",
	"daemonsets",
	"cronjobs",
] as const satisfies readonly CaptureResource[];

/** Reads the workloads' own objects for what pods do not tell: the Helm release, and the settings of their runtimes. */
export async function describeWorkloads(source: Source, scope: Scope, fleet: Fleet): Promise<void> {
	for (const resource of WORKLOADS) {
		for await (const object of source.raw?.(resource, scope) ?? []) {
			const workload = narrowWorkload(object);
			if (workload === null) continue;
			const release = releaseOf(workload);
			const manifests = noManifests();
			readManifests(`${workload.kind}/${workload.name}`, JSON.stringify(object), manifests);
			for (const pod of manifests.pods) {
				for (const container of pod.containers) {
					const runtime = runtimeBound(pod, container, manifests);
					fleet.describe(workload, container.name, { runtime, release });
				}
			}
		}
	}
}

/** `helm.sh/chart` is NAME-VERSION (helm.sh/docs, Labels and Annotations); names hold hyphens, versions begin with a digit. */
function releaseOf({ name, labels, annotations }: WorkloadObject): HelmRelease | null {
	const chart = /^(.+?)-v?(\d+(?:\.|$).*)$/.exec(labels["helm.sh/chart"] ?? labels.chart ?? "");
	if (chart === null) return null;
	return {
		chart: chart[1] ?? "",
		version: chart[2] ?? "",
		release: annotations["meta.helm.sh/release-name"] ?? labels["app.kubernetes.io/instance"] ?? labels.release ?? name,
		name: labels["app.kubernetes.io/name"] ?? labels.app ?? "",
		component: labels["app.kubernetes.io/component"] ?? "",
	};
}
