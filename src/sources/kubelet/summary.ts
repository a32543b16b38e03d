import type { ContainerStats, MemoryStats, NodeStats, PodStats } from "../../model/node-stats.ts";
import { parseTime } from "../../model/time.ts";
import { integer, isShape, list, shape, text } from "../kubernetes/shape.ts";

/** What a kubelet answers at /stats/summary (kubelet stats/v1alpha1, Summary); null for any other object. */
export function narrowSummary(object: unknown): NodeStats | null {
	const summary = shape(object);
	const node = shape(summary.node);
	const name = text(node.nodeName);
	if (name === "" || !Array.isArray(summary.pods)) return null;
	return {
		node: name,
		memory: narrowMemory(node),
		systemContainers: narrowContainers(node.systemContainers),
		pods: list(summary.pods).filter(isShape).map(narrowPodStats),
	};
}

function narrowPodStats(value: unknown): PodStats {
	const pod = shape(value);
	const { namespace, name, uid } = shape(pod.podRef);
	return {
		namespace: text(namespace),
		name: text(name),
		uid: text(uid),
		memory: isShape(pod.memory) ? narrowMemory(pod) : null,
		containers: narrowContainers(pod.containers),
	};
}

function narrowContainers(value: unknown): ContainerStats[] {
	return list(value)
		.filter(isShape)
		.map((container) => ({ name: text(container.name), memory: narrowMemory(container) }));
}

function narrowMemory(of: Readonly<Record<string, unknown>>): MemoryStats {
	const [memory, swap] = [shape(of.memory), shape(of.swap)];
	return {
		at: parseTime(memory.time),
		workingSet: bytes(memory.workingSetBytes),
		usage: bytes(memory.usageBytes),
		rss: bytes(memory.rssBytes),
		available: bytes(memory.availableBytes),
		swapUsed: bytes(swap.swapUsageBytes),
		swapAvailable: bytes(swap.swapAvailableBytes),
	};
}

function bytes(value: unknown): number | null {
	const whole = integer(value);
	return whole === null || whole < 0 ? null : whole;
}
