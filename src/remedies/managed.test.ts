import { expect, test } from "vitest";
import type { FieldEdit } from "../model/fix.ts";
import { isFromManifest, managerOf } from "./managed.ts";

const EDITS: FieldEdit[] = [
	{
		path: ["spec", "template", "spec", "containers", { name: "app" }, "resources", "limits", "memory"],
		before: "96Mi",
		after: "196Mi",
	},
];
const field = (leaf: string) => ({
	"f:spec": {
		"f:template": {
			"f:spec": { "f:containers": { 'k:{"name":"app"}': { "f:resources": { "f:limits": { [leaf]: {} } } } } },
		},
	},
});
const fields = (manager: string, operation: string, leaf = "f:memory") => ({
	managedFields: [{ manager, operation, fieldsV1: field(leaf) }],
});

test.each<[string, object, string | null]>([
	["nobody's", {}, null],
	["a custom resource's", { ownerReferences: [{ kind: "Kafka", name: "k", controller: true }] }, "Kafka (kafka/k)"],
	["an owner that is no controller", { ownerReferences: [{ kind: "Kafka", name: "k" }] }, null],
	[
		"Argo CD",
		{ annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web" } },
		"Argo CD (shop:apps/Deployment:shop/web)",
	],
	[
		"Flux' HelmRelease above Helm",
		{
			labels: {
				"helm.toolkit.fluxcd.io/name": "web",
				"helm.toolkit.fluxcd.io/namespace": "flux",
				"app.kubernetes.io/managed-by": "Helm",
			},
			annotations: { "meta.helm.sh/release-name": "web" },
		},
		"Flux (flux/web)",
	],
	[
		"Flux",
		{ labels: { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux" } },
		"Flux (flux/apps)",
	],
	[
		"Helm",
		{ annotations: { "meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "shop" } },
		"Helm (shop/web)",
	],
	[
		"an operator's label",
		{ labels: { "app.kubernetes.io/managed-by": "strimzi-cluster-operator" } },
		"strimzi-cluster-operator ()",
	],
	["a person's label", { labels: { "app.kubernetes.io/managed-by": "kubectl" } }, null],
	["who applies the very field", fields("argocd-controller", "Apply"), "argocd-controller (managedFields)"],
	["who applies another field", fields("argocd-controller", "Apply", "f:cpu"), null],
	["who once wrote it", fields("some-script", "Update"), null],
	["a person who applies", fields("kubectl", "Apply"), null],
	["ourselves", fields("plimsoll", "Apply"), null],
	[
		"nonsense",
		{ labels: 7, annotations: [], ownerReferences: "x", managedFields: [null, { operation: "Apply", fieldsV1: 3 }] },
		null,
	],
])("%s", (_, metadata, wanted) => {
	const manager = managerOf({ metadata }, EDITS);
	expect(manager === null ? null : `${manager.by} (${manager.where})`).toBe(wanted);
});

test.each<[string, object, boolean]>([
	["kubectl apply", { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } }, true],
	["kubectl apply --server-side", fields("kubectl", "Apply"), true],
	["kubectl edit", fields("kubectl-edit", "Update"), false],
	["kubectl create", {}, false],
])("from a manifest: %s", (_, metadata, wanted) => {
	expect(isFromManifest({ metadata }, EDITS)).toBe(wanted);
});
