import { aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";

/**
 * Above this the request says nothing about the need: of ten pods that the scheduler puts on a node, one that grows to its limit takes the
 * memory of the others. Sidecars of service meshes ship with 8 (128Mi and 1Gi), and the redis case advises up to 3.
 */
const WIDE = 8;

export const ratioTooWide: LintRule<"lint/ratio-too-wide"> = {
	id: "lint/ratio-too-wide",
	judge: (manifests) =>
		containersOf(manifests).flatMap(({ pod, container }) => {
			const { memoryLimit: limit, memoryRequest: request } = container;
			if (limit?.bytes == null || request?.bytes == null || container.role === "init") return [];
			// A request of a few bytes is a slip of its own.
			if (request.bytes < 1024 * 1024 || limit.bytes <= WIDE * request.bytes) return [];
			return [
				finding("lint/ratio-too-wide", aboutPod(pod, container), {
					severity: "warning",
					place: request.place,
					params: { limit: limit.bytes, request: request.bytes, ratio: limit.bytes / request.bytes },
					evidence: [
						seen("memory-request", request.bytes, request.place),
						seen("memory-limit", limit.bytes, limit.place),
					],
				}),
			];
		}),
};
