import { aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";

/** Far above the request, a limit says that the request says nothing about the need. */
export const ratioTooWide: LintRule<"lint/ratio-too-wide"> = {
	id: "lint/ratio-too-wide",
	judge: (manifests, { ratio }) =>
		containersOf(manifests).flatMap(({ pod, container }) => {
			const { memoryLimit: limit, memoryRequest: request } = container;
			if (limit?.bytes == null || request?.bytes == null || container.role === "init") return [];
			// A request of a few bytes is a slip of its own.
			if (request.bytes < 1024 * 1024 || limit.bytes <= ratio * request.bytes) return [];
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
