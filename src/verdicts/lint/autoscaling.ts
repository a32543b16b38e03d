import type { ManifestObject, Manifests, PodTemplate, TargetRef } from "../../model/manifest.ts";
import { keepsMemory } from "../budgets/recognise.ts";
import { aboutObject, defaultsIn, finding, type LintRule } from "./rule.ts";
import { governs, nearest } from "./together.ts";

/**
 * Scaling out on memory helps only where more pods make each one smaller. A share of the request cannot be computed without a request
 * (the controller then reports FailedGetResourceMetric and does nothing).
 */
export const hpaOnMemory: LintRule<"lint/hpa-on-memory"> = {
	id: "lint/hpa-on-memory",
	judge: (manifests) =>
		manifests.autoscalers.flatMap(({ object, target, memory }) => {
			const pod = targetPod(manifests, object, target);
			if (memory === null || pod === null) return [];
			const runtime = keepsMemory(pod);
			const reason =
				memory.utilization && !hasRequests(pod, memory.container, manifests) ? "no-request" : "keeps-memory";
			if (reason === "keeps-memory" && runtime === null) return [];
			return [
				finding("lint/hpa-on-memory", aboutObject(object), {
					severity: reason === "no-request" ? "error" : "warning",
					confidence: reason === "no-request" ? 1 : 0.8,
					place: memory.place,
					params: { target: `${target.kind}/${target.name}`, reason, runtime },
				}),
			];
		}),
};

/** Two controllers that answer to the same metric: one adds pods, the other makes them larger, and neither settles. */
export const vpaWithHpa: LintRule<"lint/vpa-with-hpa"> = {
	id: "lint/vpa-with-hpa",
	judge: (manifests) =>
		manifests.verticalAutoscalers.flatMap((vertical) => {
			if (!vertical.setsMemory || vertical.target.name === "") return [];
			const horizontal = manifests.autoscalers.find(
				(one) =>
					one.memory !== null &&
					one.target.kind === vertical.target.kind &&
					one.target.name === vertical.target.name &&
					(governs(vertical, manifests.verticalAutoscalers, one, manifests.autoscalers) ||
						governs(one, manifests.autoscalers, vertical, manifests.verticalAutoscalers)),
			);
			if (horizontal === undefined) return [];
			return [
				finding("lint/vpa-with-hpa", aboutObject(vertical.object), {
					severity: "warning",
					place: vertical.place,
					params: { target: `${vertical.target.kind}/${vertical.target.name}`, autoscaler: horizontal.object.name },
				}),
			];
		}),
};

function targetPod({ pods }: Manifests, of: ManifestObject, target: TargetRef): PodTemplate | null {
	return nearest(
		of,
		pods.filter(
			({ object }) => object.namespace === of.namespace && object.kind === target.kind && object.name === target.name,
		),
	);
}

function hasRequests(pod: PodTemplate, only: string, manifests: Manifests): boolean {
	const defaults = defaultsIn(manifests, pod.object.namespace);
	if (pod.memoryRequest !== null || pod.memoryLimit !== null || defaults.request !== null || defaults.limit !== null)
		return true;
	return pod.containers
		.filter(({ role, name }) => role !== "init" && (only === "" || name === only))
		.every(({ memoryRequest, memoryLimit, image }) => memoryRequest !== null || memoryLimit !== null || image === "");
}
