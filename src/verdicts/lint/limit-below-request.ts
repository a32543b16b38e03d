import { aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";

/** The API server refuses such a container (k8s.io/kubernetes pkg/apis/core/validation, ValidateContainerResourceRequirements). */
export const limitBelowRequest: LintRule<"lint/limit-below-request"> = {
	id: "lint/limit-below-request",
	judge: (manifests) => [
		...containersOf(manifests).flatMap(({ pod, container }) =>
			judge(container.memoryLimit, container.memoryRequest, aboutPod(pod, container)),
		),
		...manifests.pods.flatMap((pod) => judge(pod.memoryLimit, pod.memoryRequest, aboutPod(pod))),
	],
};

function judge(
	limit: ReturnType<typeof containersOf>[number]["container"]["memoryLimit"],
	request: typeof limit,
	about: ReturnType<typeof aboutPod>,
) {
	if (limit === null || request === null || limit.bytes === null || request.bytes === null) return [];
	if (limit.bytes >= request.bytes) return [];
	return [
		finding("lint/limit-below-request", about, {
			severity: "error",
			place: limit.place,
			params: { limit: limit.bytes, request: request.bytes, limitText: limit.value, requestText: request.value },
			evidence: [seen("memory-limit", limit.bytes, limit.place), seen("memory-request", request.bytes, request.place)],
		}),
	];
}
