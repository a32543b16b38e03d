import type { Written } from "../../model/place.ts";
import type { Remedy } from "../../model/remedy.ts";
import { aboutObject, finding, type LintRule, seenSetting } from "./rule.ts";

/** Versions that Kubernetes no longer serves: since when, and what serves the kind now (kubernetes.io, Deprecated API Migration Guide). */
const REMOVED: readonly (readonly [
	apiVersion: string,
	kinds: RegExp,
	removedIn: string,
	replacement: string | null,
])[] = [
	["extensions/v1beta1", /^(?:Deployment|DaemonSet|ReplicaSet)$/, "1.16", "apps/v1"],
	["extensions/v1beta1", /^NetworkPolicy$/, "1.16", "networking.k8s.io/v1"],
	["extensions/v1beta1", /^PodSecurityPolicy$/, "1.16", null],
	["extensions/v1beta1", /^Ingress$/, "1.22", "networking.k8s.io/v1"],
	["apps/v1beta1", /./, "1.16", "apps/v1"],
	["apps/v1beta2", /./, "1.16", "apps/v1"],
	["batch/v2alpha1", /^CronJob$/, "1.21", "batch/v1"],
	["batch/v1beta1", /^CronJob$/, "1.25", "batch/v1"],
	["policy/v1beta1", /^PodDisruptionBudget$/, "1.25", "policy/v1"],
	["policy/v1beta1", /^PodSecurityPolicy$/, "1.25", null],
	["autoscaling/v2beta1", /^HorizontalPodAutoscaler$/, "1.25", "autoscaling/v2"],
	["autoscaling/v2beta2", /^HorizontalPodAutoscaler$/, "1.26", "autoscaling/v2"],
	["discovery.k8s.io/v1beta1", /./, "1.25", "discovery.k8s.io/v1"],
	["events.k8s.io/v1beta1", /./, "1.25", "events.k8s.io/v1"],
	["node.k8s.io/v1beta1", /./, "1.25", "node.k8s.io/v1"],
	["networking.k8s.io/v1beta1", /^Ingress(?:Class)?$/, "1.22", "networking.k8s.io/v1"],
	["rbac.authorization.k8s.io/v1alpha1", /./, "1.22", "rbac.authorization.k8s.io/v1"],
	["rbac.authorization.k8s.io/v1beta1", /./, "1.22", "rbac.authorization.k8s.io/v1"],
	[
		"admissionregistration.k8s.io/v1beta1",
		/^(?:Mutating|Validating)WebhookConfiguration$/,
		"1.22",
		"admissionregistration.k8s.io/v1",
	],
	["apiextensions.k8s.io/v1beta1", /./, "1.22", "apiextensions.k8s.io/v1"],
	["apiregistration.k8s.io/v1beta1", /./, "1.22", "apiregistration.k8s.io/v1"],
	["authentication.k8s.io/v1beta1", /^TokenReview$/, "1.22", "authentication.k8s.io/v1"],
	["certificates.k8s.io/v1beta1", /^CertificateSigningRequest$/, "1.22", "certificates.k8s.io/v1"],
	["coordination.k8s.io/v1beta1", /^Lease$/, "1.22", "coordination.k8s.io/v1"],
	["scheduling.k8s.io/v1alpha1", /^PriorityClass$/, "1.17", "scheduling.k8s.io/v1"],
	["scheduling.k8s.io/v1beta1", /^PriorityClass$/, "1.22", "scheduling.k8s.io/v1"],
	["storage.k8s.io/v1beta1", /^(?:CSIDriver|CSINode|StorageClass|VolumeAttachment)$/, "1.22", "storage.k8s.io/v1"],
	["storage.k8s.io/v1beta1", /^CSIStorageCapacity$/, "1.27", "storage.k8s.io/v1"],
	["flowcontrol.apiserver.k8s.io/v1beta1", /./, "1.26", "flowcontrol.apiserver.k8s.io/v1"],
	["flowcontrol.apiserver.k8s.io/v1beta2", /./, "1.29", "flowcontrol.apiserver.k8s.io/v1"],
	["flowcontrol.apiserver.k8s.io/v1beta3", /./, "1.32", "flowcontrol.apiserver.k8s.io/v1"],
];

/**
 * Of the versions above, those whose fields and meaning the replacement has unchanged (by the same guide, "no notable changes", and for
 * apps/v1beta2, batch/v1beta1 and autoscaling/v2beta2 by their types): a new word in `apiVersion` is all they need. A PodDisruptionBudget is not
 * among them, because an empty selector means something else; nor RBAC's alpha version, whose subjects have an apiVersion and no apiGroup.
 */
const SAME_FIELDS = new Set([
	"apps/v1beta2",
	"batch/v1beta1",
	"autoscaling/v2beta2",
	"node.k8s.io/v1beta1",
	"rbac.authorization.k8s.io/v1beta1",
	"coordination.k8s.io/v1beta1",
	"scheduling.k8s.io/v1beta1",
	"storage.k8s.io/v1beta1",
]);

/** When the API server stopped serving a version of a kind; null for what it serves, or never did. */
export function removal(apiVersion: string, kind: string): { removedIn: string; replacement: string | null } | null {
	const row = REMOVED.find(([version, kinds]) => version === apiVersion && kinds.test(kind));
	return row === undefined ? null : { removedIn: row[2], replacement: row[3] };
}

export const removedApi: LintRule<"lint/removed-api"> = {
	id: "lint/removed-api",
	judge: ({ objects }) =>
		objects.flatMap((object) => {
			const gone = removal(object.apiVersion.value, object.kind);
			if (gone === null) return [];
			return [
				finding("lint/removed-api", aboutObject(object), {
					severity: "error",
					place: object.apiVersion.place,
					params: { apiVersion: object.apiVersion.value, ...gone },
					evidence: [seenSetting(object.apiVersion)],
					remedies: rewrite(object.apiVersion, gone.replacement),
				}),
			];
		}),
};

function rewrite({ value: from, place }: Written, to: string | null): Remedy[] {
	if (to === null || !SAME_FIELDS.has(from)) return [];
	return [{ kind: "write-api-version", risk: "low", value: 1, change: { type: "file-edit", from, to, ...place } }];
}
