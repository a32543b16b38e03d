import type { Manifests, WrittenQuantity } from "../../model/manifest.ts";
import { givenElsewhere } from "./patched.ts";
import {
	aboutPod,
	type ContainerFacts,
	containersOf,
	defaultsIn,
	finding,
	isKubernetesOwn,
	type LintRule,
} from "./rule.ts";

/** Nought is none: the kubelet gives the runtime no limit then (pkg/kubelet/kuberuntime, calculateLinuxResources), and the scheduler no room. */
const none = (written: WrittenQuantity | null): boolean => written === null || written.bytes === 0;

/** A custom resource's operator may fill in what is absent. */
const CUSTOM_CONFIDENCE = 0.7;

/** A container that the kernel will not stop before the node is short of memory. */
export const noMemoryLimit: LintRule<"lint/no-memory-limit"> = {
	id: "lint/no-memory-limit",
	judge: (manifests) =>
		incomplete(manifests)
			.filter(
				({ pod, container }) =>
					none(container.memoryLimit) &&
					none(pod.memoryLimit) &&
					// A default is for what is absent; a nought stays one.
					(container.memoryLimit !== null || defaultsIn(manifests, pod.object.namespace).limit === null) &&
					!givenElsewhere(manifests, pod, container, "limit"),
			)
			.map(({ pod, container }) =>
				finding("lint/no-memory-limit", aboutPod(pod, container), {
					// An init container ends before the pod serves; the damage it can do is short.
					severity: container.role === "init" ? "info" : "warning",
					confidence: isKubernetesOwn(pod.object) ? 1 : CUSTOM_CONFIDENCE,
					place: container.memoryLimit?.place ?? container.limits,
					params: { role: container.role },
				}),
			),
};

/** A container that the scheduler places as if it needed nothing. A limit without a request is a request of the same size. */
export const noMemoryRequest: LintRule<"lint/no-memory-request"> = {
	id: "lint/no-memory-request",
	judge: (manifests) =>
		incomplete(manifests)
			.filter(({ pod, container }) => {
				const defaults = defaultsIn(manifests, pod.object.namespace);
				if (!none(pod.memoryRequest) || !none(pod.memoryLimit)) return false;
				if (container.memoryRequest !== null) return none(container.memoryRequest);
				if (container.memoryLimit !== null) return none(container.memoryLimit);
				const isDefault = defaults.request !== null || defaults.limit !== null;
				return !isDefault && !givenElsewhere(manifests, pod, container, "request");
			})
			.map(({ pod, container }) =>
				finding("lint/no-memory-request", aboutPod(pod, container), {
					severity: container.role === "init" ? "info" : "warning",
					confidence: isKubernetesOwn(pod.object) ? 1 : CUSTOM_CONFIDENCE,
					place: container.memoryRequest?.place ?? container.requests,
					params: { role: container.role },
				}),
			),
};

/** No request and no limit of anything in the whole pod: the first to go when the node is short. */
export const bestEffort: LintRule<"lint/best-effort"> = {
	id: "lint/best-effort",
	judge: (manifests) =>
		manifests.pods
			.filter(
				(pod) =>
					isKubernetesOwn(pod.object) &&
					pod.memoryRequest === null &&
					pod.memoryLimit === null &&
					pod.containers.every(({ anyResource, image }) => !anyResource && image !== "") &&
					!pod.containers.some((container) => givenElsewhere(manifests, pod, container, "request")) &&
					!manifests.limitRanges.some(({ object }) => object.namespace === pod.object.namespace),
			)
			.map((pod) =>
				finding("lint/best-effort", aboutPod(pod), {
					severity: "warning",
					place: pod.object.place,
					params: { containers: pod.containers.length },
				}),
			),
};

/** A container without an image is a patch or a fragment: what it lacks stands elsewhere. */
function incomplete(manifests: Manifests): ContainerFacts[] {
	return containersOf(manifests).filter(({ container }) => container.image !== "");
}
