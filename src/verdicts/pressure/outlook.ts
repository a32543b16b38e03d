import { memoryThreshold } from "../../model/kubelet-config.ts";
import type { Estimate, NodeMemory, NodeOutlook } from "../../model/node-outlook.ts";
import type { Container, Pod } from "../../model/pod.ts";
import { enforcedLimit, podRequest } from "../../model/requests.ts";
import type { NodeFacts, NodeSeen } from "./facts.ts";
import { killOrders, swapTotal } from "./kill-orders.ts";
import { type Growth, secondsUntil } from "./trend.ts";

/** A node's memory now, what it has promised, where it is heading, and whom it kills first. */
export function outlookOf(seen: NodeSeen): NodeFacts {
	const outlook: NodeOutlook = { name: seen.node.name, ...killOrders(seen), memory: memoryOf(seen) };
	return { ...seen, outlook };
}

function memoryOf(seen: NodeSeen): NodeMemory {
	const { node, stats, config, growth } = seen;
	const { memoryCapacity: capacity, memoryAllocatable: allocatable } = node;
	const measured = stats?.memory ?? null;
	const workingSet = measured?.workingSet ?? growth?.last ?? null;
	const available = measured?.available ?? (capacity === null || workingSet === null ? null : capacity - workingSet);
	const threshold = (of: Readonly<Record<string, string>> | undefined, size = capacity) =>
		of === undefined || size === null ? null : memoryThreshold(of, size);
	const evictionHard = threshold(config?.evictionHard);
	const trend = growth?.trend ?? null;
	const pods = stats?.systemContainers.find(({ name }) => name === "pods")?.memory;
	const podsAvailable = pods?.available ?? null;
	// A share is one of the pods' cgroup there.
	const podsThreshold = threshold(config?.evictionHard, (podsAvailable ?? 0) + (pods?.workingSet ?? 0));
	const untilEviction = least(beyond(available, evictionHard), beyond(podsAvailable, podsThreshold));
	return {
		capacity,
		allocatable,
		reserved: capacity === null || allocatable === null ? null : capacity - allocatable,
		workingSet,
		available,
		podsAvailable,
		rss: measured?.rss ?? null,
		swapUsed: measured?.swapUsed ?? null,
		swapTotal: measured === null ? null : swapTotal(measured),
		evictionHard,
		evictionSoft: threshold(config?.evictionSoft),
		evictsAt: workingSet === null || untilEviction === null ? null : workingSet + untilEviction,
		...(config !== null && capacity !== null && evictionHard === null ? { neverEvicts: true } : {}),
		...promises(seen),
		trend: trend?.slope ?? null,
		trendSeconds: trend?.seconds ?? null,
		untilEviction: until(untilEviction, trend),
		untilOut: until(least(available, podsAvailable), trend),
	};
}

function until(room: number | null, trend: Growth["trend"]): Estimate | null {
	return room === null || trend === null ? null : secondsUntil(room, trend.slope, trend.swing);
}

function beyond(available: number | null, threshold: number | null): number | null {
	return available === null || threshold === null ? null : available - threshold;
}

/** Of the node's and the pods' room the smaller; null where the node's is not known. */
function least(node: number | null, pods: number | null): number | null {
	return node === null || pods === null ? node : Math.min(node, pods);
}

/**
 * What its pods were promised and how far they may go. One that waits for its next start counts, as the scheduler keeps its room (k8s.io/kubernetes
 * pkg/scheduler/framework, NodeInfo: all pods that have not ended).
 */
function promises({ pods }: NodeSeen): Pick<NodeMemory, "requests" | "limits" | "unlimited" | "bestEffortPods"> {
	const sums = { requests: 0, limits: 0, unlimited: 0, bestEffortPods: 0 };
	for (const pod of pods) {
		if (pod.phase === "Succeeded" || pod.phase === "Failed") continue;
		sums.requests += podRequest(pod);
		if (pod.qosClass === "BestEffort") sums.bestEffortPods++;
		if (pod.memoryLimit !== null) sums.limits += pod.memoryLimit;
		else {
			for (const container of pod.containers.filter((one) => mayRun(pod, one))) {
				const limit = enforcedLimit(pod, container);
				if (limit === null) sums.unlimited++;
				else sums.limits += limit;
			}
		}
	}
	return sums;
}

/** Whether a container takes memory now, or will once it starts. An init container that has ended is done. */
function mayRun({ restartPolicy }: Pod, { role, state }: Container): boolean {
	if (role !== "main" && role !== "sidecar") return state.kind === "running";
	return state.kind !== "terminated" || role === "sidecar" || restartPolicy !== "Never";
}
