import type { FieldEdit, FixObstacle, Step } from "../model/fix.ts";
import { isShape, list, type Shape, shape, text, texts } from "../sources/kubernetes/shape.ts";
import { controllerOf } from "./targets.ts";

/** What Plimsoll's own changes are recorded under in managedFields. */
export const FIELD_MANAGER = "plimsoll";

interface Mark {
	by: string;
	/** A label or annotation that only objects of its own bear. */
	key: string;
	/** Another that completes the name. */
	space?: string;
}

/**
 * How tools mark what they keep: their own documents on tracking and labels. The first that fits is named, so what stands above another (Flux' HelmRelease
 * above Helm) comes first.
 */
const MARKS: readonly Mark[] = [
	{ by: "Argo CD", key: "argocd.argoproj.io/tracking-id" },
	{ by: "Argo CD", key: "argocd.argoproj.io/instance" },
	{ by: "Flux", key: "helm.toolkit.fluxcd.io/name", space: "helm.toolkit.fluxcd.io/namespace" },
	{ by: "Flux", key: "kustomize.toolkit.fluxcd.io/name", space: "kustomize.toolkit.fluxcd.io/namespace" },
	{ by: "Rancher Fleet", key: "objectset.rio.cattle.io/id" },
	{ by: "Config Sync", key: "configmanagement.gke.io/managed" },
	{ by: "kapp", key: "kapp.k14s.io/app" },
	{ by: "Operator Lifecycle Manager", key: "olm.owner", space: "olm.owner.namespace" },
	{ by: "the add-on manager", key: "addonmanager.kubernetes.io/mode" },
	{ by: "Helm", key: "meta.helm.sh/release-name", space: "meta.helm.sh/release-namespace" },
	{ by: "Pulumi", key: "pulumi.com/autonamed" },
];

/** People's own tools: what they wrote, they may write again. */
const PEOPLE = /^(?:kubectl|k9s|Mozilla|headlamp|lens|node-fetch|plimsoll|before-first-apply|openshift-console)/i;

/** What would write the object back after a change of these fields: its owner, a tool that marks its objects, or who applies the very fields. */
export function managerOf(object: Shape, edits: readonly FieldEdit[]): (FixObstacle & { kind: "managed" }) | null {
	const owner = controllerOf(object);
	if (owner !== null) return managed(owner.kind, `${owner.kind.toLowerCase()}/${owner.name}`);
	const metadata = shape(object.metadata);
	const marks = { ...texts(metadata.labels), ...texts(metadata.annotations) };
	for (const { by, key, space = "" } of MARKS) {
		const name = marks[key];
		if (name !== undefined) return managed(by, [marks[space], name].filter((part) => part !== undefined).join("/"));
	}
	const keeper = marks["app.kubernetes.io/managed-by"] ?? "";
	if (keeper !== "" && !PEOPLE.test(keeper)) return managed(keeper, marks["app.kubernetes.io/instance"] ?? "");
	const applier = appliersOf(object, edits).find((name) => !PEOPLE.test(name));
	return applier === undefined ? null : managed(applier, "managedFields");
}

/** Whether kubectl apply wrote the object, or these fields, from a manifest. */
export function isFromManifest(object: Shape, edits: readonly FieldEdit[]): boolean {
	const { annotations } = shape(object.metadata);
	if (texts(annotations)["kubectl.kubernetes.io/last-applied-configuration"] !== undefined) return true;
	return appliersOf(object, edits).some((name) => name !== FIELD_MANAGER && PEOPLE.test(name));
}

function managed(by: string, where: string): FixObstacle & { kind: "managed" } {
	return { kind: "managed", by, where };
}

/** Who declares these fields by server-side apply (kubernetes docs, Server-Side Apply, field management). */
function appliersOf(object: Shape, edits: readonly FieldEdit[]): string[] {
	return list(shape(object.metadata).managedFields)
		.map(shape)
		.filter(({ operation, fieldsV1 }) => operation === "Apply" && edits.some(({ path }) => owns(fieldsV1, path)))
		.map(({ manager }) => text(manager));
}

function owns(fields: unknown, path: readonly Step[]): boolean {
	let at: unknown = fields;
	for (const step of path) {
		if (!isShape(at)) return false;
		at = at[typeof step === "string" ? `f:${step}` : `k:${JSON.stringify({ name: step.name })}`];
	}
	return isShape(at);
}
