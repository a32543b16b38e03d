import type { QosClass } from "../../model/pod.ts";

/** Quantities in nano-units (parseQuantity); null where not set. */
export interface Resources {
	cpuRequest: bigint | null;
	cpuLimit: bigint | null;
	memoryRequest: bigint | null;
	memoryLimit: bigint | null;
}

/**
 * The QoS class as the kubelet computes it (kubernetes pkg/apis/core/v1/helper/qos/qos.go, ComputePodQOS): pod-level resources
 * decide where they are set; else all init and main containers must agree. An absent request counts as the limit, which is what the API
 * server's defaulting writes into the object (pkg/apis/core/v1/defaults.go), so that a manifest and the pod made from it agree.
 * @param pod pod-level resources; null where the pod has none
 * @param containers init containers and main containers, not ephemeral ones
 */
export function qosClassOf(pod: Resources | null, containers: readonly Resources[]): QosClass {
	const [first, ...rest] = pod === null ? containers.map(classOf) : [classOf(pod)];
	if (first === undefined) return "BestEffort";
	return rest.every((other) => other === first) ? first : "Burstable";
}

function classOf({ cpuRequest, cpuLimit, memoryRequest, memoryLimit }: Resources): QosClass {
	const cpu = resourceClass(cpuRequest, cpuLimit);
	return cpu === resourceClass(memoryRequest, memoryLimit) ? cpu : "Burstable";
}

function resourceClass(request: bigint | null, limit: bigint | null): QosClass {
	const wanted = request ?? limit ?? 0n;
	if (wanted !== (limit ?? 0n)) return "Burstable";
	return wanted === 0n ? "BestEffort" : "Guaranteed";
}
