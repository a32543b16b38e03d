/** LimitRanges, quotas, autoscalers and workloads, as far as they are about memory. As defensive as narrow.ts. */
import { defaultsOf } from "../../model/limit-range.ts";
import type {
	LimitRangeItem,
	MemoryAutoscaler,
	MemoryQuota,
	VerticalAutoscaler,
	WorkloadObject,
} from "../../model/policies.ts";
import { parseBytes } from "../../model/quantity.ts";
import { integer, list, type Shape, shape, text, texts } from "./shape.ts";

export function narrowLimitRange(object: unknown): LimitRangeItem[] {
	const { metadata, spec } = shape(object);
	return list(shape(spec).limits)
		.map(shape)
		.map((item) => ({
			...named(metadata),
			type: text(item.type),
			...boundsOf(item),
			// A plain number, though its type is a quantity.
			ratio: memoryOf(item.maxLimitRequestRatio),
		}));
}

function boundsOf(item: Shape) {
	const [min, max] = [memoryOf(item.min), memoryOf(item.max)];
	if (text(item.type) !== "Container") return { min, max, defaultLimit: null, defaultRequest: null };
	const bounds = { min, max, default: memoryOf(item.default), defaultRequest: memoryOf(item.defaultRequest) };
	const { limit, request } = defaultsOf(bounds);
	return { min, max, defaultLimit: limit, defaultRequest: request };
}

export function narrowQuota(object: unknown): MemoryQuota[] {
	const { metadata, spec, status } = shape(object);
	const { hard: asked, scopes, scopeSelector } = shape(spec);
	const hard = shape(asked);
	const used = shape(shape(status).used);
	const scoped = list(scopes).length > 0 || scopeSelector !== undefined;
	const keys = ["requests.memory", "memory", "limits.memory"] as const;
	return keys.flatMap((key) => {
		const bytes = parseBytes(hard[key]);
		if (bytes === null) return [];
		const resource = key === "limits.memory" ? key : ("requests.memory" as const);
		return [{ ...named(metadata), resource, hard: bytes, used: parseBytes(used[key]), scoped }];
	});
}

/** Null for one that does not scale on memory. */
export function narrowAutoscaler(object: unknown): MemoryAutoscaler | null {
	const { metadata, spec } = shape(object);
	const { metrics, scaleTargetRef } = shape(spec);
	for (const metric of list(metrics).map(shape)) {
		const resource = shape(metric.resource ?? metric.containerResource);
		if (text(resource.name) !== "memory") continue;
		return {
			...named(metadata),
			target: targetOf(scaleTargetRef),
			container: text(resource.container),
			utilization: integer(shape(resource.target).averageUtilization),
		};
	}
	return null;
}

export function narrowVerticalAutoscaler(object: unknown): VerticalAutoscaler | null {
	const { metadata, spec } = shape(object);
	const { targetRef, updatePolicy, resourcePolicy } = shape(spec);
	const target = targetOf(targetRef);
	if (target.name === "") return null;
	const policies = list(shape(resourcePolicy).containerPolicies).map(shape);
	const leaves = ({ mode, controlledResources }: Shape) =>
		text(mode) === "Off" || (Array.isArray(controlledResources) && !controlledResources.includes("memory"));
	const names = (of: readonly Shape[]) => of.map(({ containerName }) => text(containerName));
	return {
		...named(metadata),
		target,
		// The API server fills in Recreate, formerly Auto (autoscaling.k8s.io/v1 types.go, PodUpdatePolicy).
		mode: text(shape(updatePolicy).updateMode) || "Recreate",
		off: names(policies.filter(leaves)),
		on: names(policies.filter((policy) => !leaves(policy))),
		allowed: policies
			.map(({ containerName, minAllowed, maxAllowed }) => ({
				container: text(containerName),
				min: memoryOf(minAllowed),
				max: memoryOf(maxAllowed),
			}))
			.filter(({ min, max }) => min !== null || max !== null),
	};
}

export function narrowWorkload(object: unknown): WorkloadObject | null {
	const { kind, metadata, spec } = shape(object);
	const meta = shape(metadata);
	const { name } = named(meta);
	if (name === "") return null;
	// Some charts write their name on the pods alone.
	const ofPods = texts(shape(shape(shape(spec).template).metadata).labels);
	const labels = { ...ofPods, ...texts(meta.labels) };
	return { kind: text(kind), ...named(meta), labels, annotations: texts(meta.annotations) };
}

function named(metadata: unknown): { namespace: string; name: string } {
	const { namespace, name } = shape(metadata);
	return { namespace: text(namespace), name: text(name) };
}

function targetOf(reference: unknown): { kind: string; name: string } {
	const { kind, name } = shape(reference);
	return { kind: text(kind), name: text(name) };
}

function memoryOf(quantities: unknown): number | null {
	return parseBytes(shape(quantities).memory);
}
