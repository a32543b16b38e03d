import type {
	ManifestContainer,
	ManifestQuota,
	Manifests,
	PodTemplate,
	WrittenQuantity,
} from "../../model/manifest.ts";
import { together } from "../../model/requests.ts";
import { aboutObject, aboutPod, defaultsIn, finding, type LintRule, seen } from "./rule.ts";
import { governs, nameOf } from "./together.ts";

type Resource = "requests.memory" | "limits.memory";

/** Kinds whose pods all run at once and for long: their sum is what the namespace must hold. */
const LASTING = new Set(["Deployment", "StatefulSet", "ReplicaSet", "Pod"]);

/** A quota that refuses a pod of the same namespace: for a value that is missing, for one pod alone, or for all of them together. */
export const quotaUnsatisfiable: LintRule<"lint/quota-unsatisfiable"> = {
	id: "lint/quota-unsatisfiable",
	judge: (manifests) =>
		manifests.quotas.flatMap((quota) =>
			quota.scoped
				? []
				: [
						...judge(quota, "requests.memory", quota.request, manifests),
						...judge(quota, "limits.memory", quota.limit, manifests),
					],
		),
};

function judge(quota: ManifestQuota, resource: Resource, hard: WrittenQuantity | null, manifests: Manifests) {
	if (hard?.bytes == null) return [];
	const { bytes } = hard;
	const pods = manifests.pods.filter(
		(pod) => pod.containers.every(({ image }) => image !== "") && governs(quota, manifests.quotas, pod, manifests.pods),
	);
	const evidence = [seen("setting", `${resource}: ${hard.value}`, hard.place)];
	const params = { quota: quota.object.name, resource, hard: bytes };
	const needs = pods.map((pod) => ({ pod, need: needOf(pod, resource, manifests) }));

	const missing = needs.flatMap(({ pod, need }) =>
		need.missing === null
			? []
			: [
					finding("lint/quota-unsatisfiable", aboutPod(pod, need.missing), {
						severity: "error",
						place: resource === "limits.memory" ? need.missing.limits : need.missing.requests,
						params: { ...params, reason: "missing", needed: 0 },
						evidence,
					}),
				],
	);
	const single = needs.flatMap(({ pod, need }) =>
		need.bytes <= bytes
			? []
			: [
					finding("lint/quota-unsatisfiable", aboutPod(pod), {
						severity: "error",
						place: pod.object.place,
						params: { ...params, reason: "pod", needed: need.bytes },
						evidence,
					}),
				],
	);
	const lasting = needs.filter(({ pod }) => LASTING.has(pod.object.kind));
	// Of variants of one workload only one is applied.
	const sum = [...Map.groupBy(lasting, ({ pod }) => nameOf(pod.object)).values()].reduce(
		(total, variants) => total + Math.min(...variants.map(({ pod, need }) => need.bytes * (pod.replicas ?? 1))),
		0,
	);
	if (missing.length > 0 || single.length > 0 || sum <= bytes) return [...missing, ...single];
	return [
		finding("lint/quota-unsatisfiable", aboutObject(quota.object), {
			severity: "error",
			confidence: 0.9,
			place: hard.place,
			params: { ...params, reason: "sum", needed: sum },
			evidence,
		}),
	];
}

/** What one pod counts for (kubernetes pkg/quota/v1/evaluator/core). */
function needOf(pod: PodTemplate, resource: Resource, manifests: Manifests) {
	const defaults = defaultsIn(manifests, pod.object.namespace);
	const own = ({ memoryRequest, memoryLimit }: Pick<ManifestContainer, "memoryRequest" | "memoryLimit">) =>
		resource === "limits.memory"
			? (memoryLimit ?? defaults.limit)?.bytes
			: (memoryRequest ?? memoryLimit ?? defaults.request)?.bytes;
	const ofPod = resource === "limits.memory" ? pod.memoryLimit?.bytes : pod.memoryRequest?.bytes;
	if (ofPod != null) return { bytes: ofPod, missing: null };
	// Where a pod has resources of its own, its containers need none (core.podEvaluator.Constraints).
	const ofItsOwn = pod.memoryRequest !== null || pod.memoryLimit !== null;
	const missing = ofItsOwn
		? null
		: (pod.containers.find(({ memoryLimit, memoryRequest }) =>
				resource === "limits.memory"
					? (memoryLimit ?? defaults.limit) === null
					: (memoryRequest ?? memoryLimit ?? defaults.request) === null,
			) ?? null);
	const bytes = together(pod.containers.map((one) => ({ role: one.role, bytes: own(one) ?? 0 })));
	// A limit of the pod's own, without a request: what its containers ask for, else all of it (kubernetes pkg/apis/core/v1/defaults.go, defaultPodRequests).
	const asked = resource === "requests.memory" ? bytes || (pod.memoryLimit?.bytes ?? 0) : bytes;
	return { bytes: asked, missing };
}
