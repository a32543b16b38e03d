import type { FieldEdit, FixEffect, Step } from "../model/fix.ts";
import { parseBytes } from "../model/quantity.ts";
import type { Workload } from "../model/workload.ts";
import { integer, list, type Shape, shape, text } from "../sources/kubernetes/shape.ts";
import { valueAt } from "./edits.ts";
import { isFromManifest } from "./managed.ts";

/** What making these edits sets in motion. */
export function effectsOf(
	{ kind }: Workload,
	object: Shape,
	subresource: string,
	edits: readonly FieldEdit[],
): FixEffect[] {
	const effects: FixEffect[] = [];
	if (kind === "ConfigMap") effects.push({ kind: "config-map" });
	else if (subresource === "resize") effects.push({ kind: "resized", restarts: restartsOnResize(object, edits) });
	else effects.push(rolloutOf(kind, object));
	const bytes = reservedBy(edits, object) * podsOf(kind, object);
	if (bytes !== 0) effects.push({ kind: "reserves", bytes });
	if (isFromManifest(object, edits)) effects.push({ kind: "applied-from-manifest" });
	return effects;
}

function rolloutOf(kind: string, object: Shape): FixEffect {
	const spec = shape(object.spec);
	const pods = podsOf(kind, object);
	const type = text(shape(kind === "Deployment" ? spec.strategy : spec.updateStrategy).type);
	if (kind === "ReplicaSet") return { kind: "new-pods-only" };
	if (kind === "CronJob") return { kind: "next-job" };
	if (spec.paused === true) return { kind: "paused", pods };
	if (type === "OnDelete") return { kind: "on-delete", pods };
	return { kind: type === "Recreate" ? "recreates" : "rolls-out", pods };
}

/** How many pods the object stands for. */
export function podsOf(kind: string, { spec, status }: Shape): number {
	if (kind === "Pod") return 1;
	if (kind === "DaemonSet") return integer(shape(status).desiredNumberScheduled) ?? 0;
	return integer(shape(spec).replicas) ?? 1;
}

/** Bytes more that a pod requests; a limit without a request is the request too. A pod's own limit stands for those of its containers. */
function reservedBy(edits: readonly FieldEdit[], object: Shape): number {
	return edits.reduce((sum, { path, before, after }) => {
		const resources = path.slice(0, -2);
		const [what, key] = [path.at(-2), path.at(-1)];
		if (key !== "memory" || path.at(-3) !== "resources") return sum;
		const requested = valueAt(object, [...resources, "requests", "memory"]) !== undefined;
		if (what !== "requests" && (requested || edits.some((other) => isRequest(other.path, resources)))) return sum;
		if (what !== "requests" && !isOfPod(path) && edits.some((other) => isOfPod(other.path))) return sum;
		if (what !== "requests" && isOfPod(path) && containersRequest(valueAt(object, resources.slice(0, -1)))) return sum;
		const [now, then] = [parseBytes(before), parseBytes(after)];
		return then === null ? sum : sum + then - (now ?? 0);
	}, 0);
}

/** Whether a field of resources is the pod's own and none of a container's. */
function isOfPod(path: readonly Step[]): boolean {
	return path.at(-3) === "resources" && typeof path.at(-4) === "string";
}

/** What the containers request is then what their pod does (kubernetes pkg/apis/core/v1/defaults.go, setDefaultPodResources). */
function containersRequest(spec: unknown): boolean {
	return list(shape(spec).containers).some((one) => shape(shape(shape(one).resources).requests).memory !== undefined);
}

function isRequest(path: readonly Step[], resources: readonly Step[]): boolean {
	return JSON.stringify(path) === JSON.stringify([...resources, "requests", "memory"]);
}

/** A container says by its resizePolicy whether it can live through a resize (kubernetes 1.33, in-place pod resize). */
function restartsOnResize(object: Shape, edits: readonly FieldEdit[]): boolean {
	return edits.some(({ path }) => {
		const i = path.findIndex((step) => typeof step !== "string");
		const policies = list(valueAt(object, [...path.slice(0, i + 1), "resizePolicy"])).map(shape);
		return policies.some((one) => one.resourceName === "memory" && one.restartPolicy === "RestartContainer");
	});
}
