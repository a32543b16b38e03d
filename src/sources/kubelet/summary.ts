import type { ContainerStats, MemoryStats, NodeStats, PodStats } from "../../model/node-stats.ts";
import { formatTime, parseTime } from "../../model/time.ts";
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

/** The same in the kubelet's own form, without what is not about memory: for a capture. */
export function summaryOf({ node, memory, systemContainers, pods }: NodeStats): object {
	return {
		node: { nodeName: node, ...memoryOf(memory), systemContainers: systemContainers.map(containerOf) },
		pods: pods.map(({ namespace, name, uid, memory: own, containers }) => ({
			podRef: { name, namespace, uid },
			...(own === null ? {} : memoryOf(own)),
			containers: containers.map(containerOf),
		})),
	};
}

function containerOf({ name, memory }: ContainerStats): object {
	return { name, ...memoryOf(memory) };
}

function memoryOf({ at, workingSet, usage, rss, available, swapUsed, swapAvailable }: MemoryStats): object {
	const time = at === null ? {} : { time: formatTime(at) };
	return {
		memory: {
			...time,
			...known({ workingSetBytes: workingSet, usageBytes: usage, rssBytes: rss, availableBytes: available }),
		},
		swap: known({ swapUsageBytes: swapUsed, swapAvailableBytes: swapAvailable }),
	};
}

function known(fields: Readonly<Record<string, number | null>>): object {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
