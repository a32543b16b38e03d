import { Failure } from "../model/failure.ts";
import type { FieldEdit, FixEffect, FixObstacle, PlannedChange } from "../model/fix.ts";
import { formatBytes, parseBytes } from "../model/quantity.ts";
import { said } from "../model/said.ts";
import type { KubeClient } from "../sources/kubernetes/client.ts";
import { reasonOf } from "../sources/kubernetes/gaps.ts";
import { listObjects } from "../sources/kubernetes/list.ts";
import { narrowQuota } from "../sources/kubernetes/narrow-policies.ts";
import { isShape, type Shape, shape, text } from "../sources/kubernetes/shape.ts";
import { podsOf } from "./effects.ts";
import { FIELD_MANAGER } from "./managed.ts";
import { isLackOfRights, type Sent } from "./send.ts";

/**
 * Whether the pods of a changed template would be let in. The API server takes a template that no quota, LimitRange or webhook lets a pod be made of,
 * and the roll-out then stands still; so a pod is created as a dry run. Null where it is taken, or there is no template.
 */
export async function podsAccepted(
	client: KubeClient,
	{ target, edits }: PlannedChange,
	{ after }: Sent,
): Promise<FixObstacle | (FixEffect & { kind: "pods-unchecked" }) | null> {
	const { jobTemplate, template: own } = shape(after.spec);
	const template = shape(target.kind === "CronJob" ? shape(shape(jobTemplate).spec).template : own);
	if (!isShape(template.spec)) return null;
	const { labels, annotations } = shape(template.metadata);
	const pod = {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { generateName: `${target.name.slice(0, 200)}-`, namespace: target.namespace, labels, annotations },
		spec: template.spec,
	};
	const path = `/api/v1/namespaces/${encodeURIComponent(target.namespace)}/pods?dryRun=All&fieldManager=${FIELD_MANAGER}`;
	try {
		await client.write("POST", path, pod);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		const {
			detail = "",
			status = 403,
			seconds = 0,
		} = error.params as { detail?: string; status?: number; seconds?: number };
		const unchecked = { kind: "pods-unchecked" as const, detail: detail || `${seconds} s` };
		if (error.code !== "cluster-forbidden" && error.code !== "cluster-failed") return unchecked;
		if (isLackOfRights(detail) || status >= 500 || /does not support dry run/.test(detail)) return unchecked;
		const refused: FixObstacle = { kind: "pods-refused", detail };
		if (!detail.includes("exceeded quota") || startsBeforeItEnds(target.kind, shape(after.spec))) return refused;
	}
	return await roomInQuotas(
		client,
		target.namespace,
		{ edits, spec: shape(template.spec) },
		podsOf(target.kind, after),
	);
}

/** Whether the new pod has to fit beside the old one (Deployment's and DaemonSet's rolling update: maxUnavailable of none, maxSurge). */
function startsBeforeItEnds(kind: string, spec: Shape): boolean {
	if (kind === "DaemonSet") return /[1-9]/.test(String(shape(shape(spec.updateStrategy).rollingUpdate).maxSurge ?? 0));
	if (kind !== "Deployment") return false;
	const { type, rollingUpdate } = shape(spec.strategy);
	if (text(type) === "Recreate") return false;
	const unavailable = String(shape(rollingUpdate).maxUnavailable ?? "25%");
	const replicas = typeof spec.replicas === "number" ? spec.replicas : 1;
	// A share is rounded down (deployment/util, ResolveFenceposts).
	const pods = unavailable.endsWith("%")
		? Math.floor((replicas * Number.parseInt(unavailable, 10)) / 100)
		: Number(unavailable);
	return pods === 0;
}

/** Whether all pods fit the quotas once the roll-out is through: a dry run says it of the first only, and where old pods end first it counts them still. */
async function roomInQuotas(
	client: KubeClient,
	namespace: string,
	changed: Changed,
	pods: number,
): Promise<FixObstacle | (FixEffect & { kind: "pods-unchecked" }) | null> {
	const selection = { resource: "resourcequotas", namespace, labelSelector: "", fieldSelector: "" } as const;
	try {
		for await (const object of listObjects(client, selection, {})) {
			for (const { name, resource, hard, used, scoped } of narrowQuota(object)) {
				const each = addedTo(resource, changed);
				if (each === 0) continue;
				if (each === null || used === null || scoped)
					return { kind: "pods-unchecked", detail: said("quota {quota}: {amount}", { quota: name, amount: resource }) };
				const more = each * pods;
				if (more <= 0 || used + more <= hard) continue;
				const detail = `exceeded quota: ${name}, requested: ${resource}=+${formatBytes(more)}, used: ${formatBytes(used)}, limited: ${formatBytes(hard)}`;
				return { kind: "pods-refused", detail };
			}
		}
		return null;
	} catch (error) {
		const why = reasonOf(error);
		if (why === null) throw error;
		return { kind: "pods-unchecked", detail: why.detail };
	}
}

interface Changed {
	edits: readonly FieldEdit[];
	/** Of the new pods. */
	spec: Shape;
}

/**
 * Bytes a pod has more of a quota's resource; null where what it has now is not in the template. Where the pod has a figure of its own, that counts and its
 * containers' do not (k8s.io/component-helpers resource/helpers.go, PodRequests and PodLimits).
 */
function addedTo(resource: "requests.memory" | "limits.memory", { edits, spec }: Changed): number | null {
	const [what = ""] = resource.split(".");
	const whole = shape(shape(spec.resources)[what]).memory !== undefined;
	const own = edits.filter(
		({ path }) => path.at(-1) === "memory" && path.at(-2) === what && (typeof path.at(-4) === "string") === whole,
	);
	if (own.some(({ before }) => before === null)) return null;
	return own.reduce((sum, { before, after }) => sum + (parseBytes(after) ?? 0) - (parseBytes(before) ?? 0), 0);
}
