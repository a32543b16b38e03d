import type { Container, Pod } from "./pod.ts";

/**
 * What a pod's containers request together, bytes: main containers and sidecars run at once, an init container beside the sidecars before
 * it (k8s.io/component-helpers resource/helpers.go, AggregateContainerRequests).
 */
export function containerRequests({ containers }: Pod): number {
	let together = 0;
	let sidecars = 0;
	let starting = 0;
	for (const { role, memoryRequest } of containers) {
		const request = memoryRequest ?? 0;
		if (role === "main" || role === "sidecar") together += request;
		if (role === "sidecar") sidecars += request;
		if (role === "init") starting = Math.max(starting, sidecars + request);
	}
	return Math.max(together, sidecars, starting);
}

/** What the scheduler and the eviction manager hold a pod to, bytes: pod-level request first, overhead on top of any (pkg/api/v1/resource/helpers.go, GetResourceRequestQuantity). */
export function podRequest(pod: Pod): number {
	const request = pod.memoryRequest ?? containerRequests(pod);
	return request === 0 ? 0 : request + (pod.overhead ?? 0);
}

/** The memory a container may reach before a limit of its own or of its pod stops it, bytes; null for none. */
export function enforcedLimit(pod: Pod, { memoryLimit }: Container): number | null {
	return memoryLimit || pod.memoryLimit || null;
}
