import type { Container, Pod } from "./pod.ts";

/**
 * What a pod's containers request together, bytes: main containers and sidecars run at once, an init container beside the sidecars before
 * it (k8s.io/component-helpers resource/helpers.go, AggregateContainerRequests).
 */
export function containerRequests({ containers }: Pod): number {
	return most(containers, "memoryRequest");
}

/**
 * What their limits come to in the same way, bytes: the limit of the pod's cgroup where the pod has none of its own (kubernetes pkg/kubelet/cm/helpers_linux.go,
 * ResourceConfigForPod). Null where one of them has no limit; ephemeral containers are not asked.
 */
export function containerLimits({ containers }: Pod): number | null {
	const bounded = containers.every(({ role, memoryLimit }) => role === "ephemeral" || memoryLimit !== null);
	return bounded ? most(containers, "memoryLimit") : null;
}

function most(containers: readonly Container[], what: "memoryRequest" | "memoryLimit"): number {
	let together = 0;
	let sidecars = 0;
	let starting = 0;
	for (const container of containers) {
		const bytes = container[what] ?? 0;
		if (container.role === "main" || container.role === "sidecar") together += bytes;
		if (container.role === "sidecar") sidecars += bytes;
		if (container.role === "init") starting = Math.max(starting, sidecars + bytes);
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
