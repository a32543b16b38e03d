import type { Container, ContainerRole, Pod } from "./pod.ts";

/**
 * What containers of a pod come to together, bytes, in the pod's order: main containers and sidecars run at once, an init container beside the
 * sidecars before it (k8s.io/component-helpers resource/helpers.go, AggregateContainerRequests; so do quotas and LimitRanges).
 */
export function together(containers: readonly { role: ContainerRole; bytes: number }[]): number {
	let [running, sidecars, starting] = [0, 0, 0];
	for (const { role, bytes } of containers) {
		if (role === "main" || role === "sidecar") running += bytes;
		if (role === "sidecar") sidecars += bytes;
		if (role === "init") starting = Math.max(starting, sidecars + bytes);
	}
	return Math.max(running, starting);
}

/** What a pod's containers request together, bytes. */
export function containerRequests({ containers }: Pod): number {
	return together(containers.map(({ role, memoryRequest }) => ({ role, bytes: memoryRequest ?? 0 })));
}

/**
 * What their limits come to in the same way, bytes: the limit of the pod's cgroup where the pod has none of its own (kubernetes pkg/kubelet/cm/helpers_linux.go,
 * ResourceConfigForPod). Null where one of them has no limit; ephemeral containers are not asked.
 */
export function containerLimits({ containers }: Pod): number | null {
	const bounded = containers.every(({ role, memoryLimit }) => role === "ephemeral" || memoryLimit !== null);
	return bounded ? together(containers.map(({ role, memoryLimit }) => ({ role, bytes: memoryLimit ?? 0 }))) : null;
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
