import type { KernelReason, KubeletReason, NodeOutlook, StandingContainer } from "../../model/node-outlook.ts";
import { type PodStats, podWorkingSet } from "../../model/node-stats.ts";
import type { Container, Pod } from "../../model/pod.ts";
import { enforcedLimit, podRequest } from "../../model/requests.ts";
import { type NodeSeen, runningContainers } from "./facts.ts";
import { isCritical, oomScoreAdj, oomScorePolicy } from "./oom-score-adj.ts";
import { badness, compareDeclared, compareEviction, exceedsRequest, ranks, weighsBelowNothing } from "./ranking.ts";

/** Scores closer than this stand level: oom_score_adj is cut to whole thousandths, and the kubelet's figures are some seconds old. */
const LEVEL_POINTS = 1;
/** Excesses closer than this share of a working set stand level. */
const LEVEL_SHARE = 0.01;
/** Between BestEffort and Guaranteed, for a Burstable container on a node of unknown size. */
const UNKNOWN_BURSTABLE = 500;

interface PodStanding {
	pod: Pod;
	containers: Container[];
	stats: PodStats | null;
	critical: boolean;
	request: number;
	limit: number | null;
	priority: number;
	workingSet: number | null;
}

/** Windows has no OOM killer: allocations fail once what may be committed is used up. Its kubelet evicts as elsewhere. */
function isWindows({ node }: NodeSeen): boolean {
	return node.osImage.startsWith("Windows");
}

/** Whom the kernel and the kubelet would kill first on this node, for every container that runs. */
export function killOrders(seen: NodeSeen): Pick<NodeOutlook, "basis" | "containers" | "first"> {
	const basis = seen.stats === null ? "requests" : "usage";
	const pods = seen.pods.flatMap((pod) => {
		const containers = runningContainers(pod);
		return containers.length === 0 ? [] : [standingOf(pod, containers, seen)];
	});
	const compare = basis === "usage" ? compareEviction : compareDeclared;
	const podRanks = ranks(pods, compare);
	const weighed = pods.flatMap((standing, i) =>
		standing.containers.map((container) => weigh(standing, container, podRanks[i] ?? 0, seen)),
	);
	const kernelRanks = ranks(weighed, (a, b) => order(b) - order(a));
	const containers = weighed
		.map((container, i) => ({ ...container, kernelRank: kernelRanks[i] ?? 0 }))
		.sort((a, b) => a.kernelRank - b.kernelRank || a.kubeletRank - b.kubeletRank || byName(a, b));
	return {
		basis,
		containers,
		first: { kernel: isWindows(seen) ? [] : firstOfKernel(containers), kubelet: firstOfKubelet(pods, podRanks) },
	};
}

function standingOf(pod: Pod, containers: Container[], { stats }: NodeSeen): PodStanding {
	const own = stats?.pods.find(({ uid, namespace, name }) =>
		uid !== "" && pod.uid !== "" ? uid === pod.uid : namespace === pod.namespace && name === pod.name,
	);
	const limits = containers.map((container) => enforcedLimit(pod, container));
	return {
		pod,
		containers,
		stats: own ?? null,
		critical: isCritical(pod),
		request: podRequest(pod),
		limit: pod.memoryLimit ?? limits.reduce((sum, limit) => (sum === null || limit === null ? null : sum + limit), 0),
		priority: pod.priority,
		workingSet: own === undefined ? null : podWorkingSet(own),
	};
}

function weigh(standing: PodStanding, container: Container, kubeletRank: number, seen: NodeSeen): StandingContainer {
	const { pod, stats, critical } = standing;
	const { memoryCapacity, kubeletVersion } = seen.node;
	const policy = oomScorePolicy(kubeletVersion, seen.config?.featureGates);
	const adj = isWindows(seen) ? null : oomScoreAdj(pod, container, policy, memoryCapacity);
	const memory = stats?.containers.find(({ name }) => name === container.name)?.memory ?? null;
	return {
		namespace: pod.namespace,
		pod: pod.name,
		container: container.name,
		qosClass: pod.qosClass,
		priority: pod.priority,
		oomScoreAdj: adj,
		oomScore: adj === null ? null : score(adj, memory?.rss ?? 0, memory?.swapUsed ?? 0, seen),
		kernelRank: 0,
		kubeletRank,
		evictable: !critical,
		kernelReason: isWindows(seen) ? "windows" : kernelReason(pod, adj),
		kubeletReason: kubeletReason(standing, seen.stats === null),
		memoryRequest: container.memoryRequest,
		memoryLimit: enforcedLimit(pod, container),
		workingSet: memory?.workingSet ?? null,
		rss: memory?.rss ?? null,
	};
}

/** To a tenth of a thousandth: finer than that no figure of a kubelet is. */
function score(adj: number, resident: number, swap: number, { node, stats }: NodeSeen): number {
	if (node.memoryCapacity === null || stats === null) return adj;
	const allowed = node.memoryCapacity + (swapTotal(stats.memory) ?? 0);
	const points = badness({ resident, swap, pageTables: 0, oomScoreAdj: adj }, allowed) ?? adj;
	const weighed = weighsBelowNothing(node.kernelVersion) ? points : Math.max(0, points);
	return Math.round(weighed * 10) / 10;
}

/** All the swap of a node, used and free, bytes; null when its kubelet does not say. */
export function swapTotal({ swapUsed, swapAvailable }: { swapUsed: number | null; swapAvailable: number | null }) {
	return swapAvailable === null ? null : swapAvailable + (swapUsed ?? 0);
}

function order({ oomScore }: StandingContainer): number {
	return oomScore ?? UNKNOWN_BURSTABLE;
}

function byName(a: StandingContainer, b: StandingContainer): number {
	const [x, y] = [a, b].map((of) => `${of.namespace}/${of.pod}/${of.container}`);
	return (x ?? "") < (y ?? "") ? -1 : 1;
}

function kernelReason({ qosClass }: Pod, adj: number | null): KernelReason {
	if (qosClass === "Guaranteed") return "guaranteed";
	if (adj !== null && adj < 0) return "node-critical";
	return qosClass === "BestEffort" ? "best-effort" : "burstable";
}

function kubeletReason(standing: PodStanding, withoutFigures: boolean): KubeletReason {
	const { critical, request, limit, workingSet } = standing;
	if (critical) return "critical";
	if (withoutFigures) {
		if (request === 0) return "requests-nothing";
		return limit !== null && limit <= request ? "limited-to-request" : "may-outgrow-request";
	}
	if (workingSet === null) return "no-figures";
	return exceedsRequest(standing) ? "above-request" : "within-request";
}

function firstOfKernel(sorted: readonly StandingContainer[]): string[] {
	const [first] = sorted;
	if (first === undefined) return [];
	return sorted
		.filter((other) => other.kernelRank === 1 || order(first) - order(other) < LEVEL_POINTS)
		.map(({ namespace, pod, container }) => `${namespace}/${pod}/${container}`);
}

function firstOfKubelet(pods: readonly PodStanding[], places: readonly number[]): string[] {
	const first = pods[places.indexOf(1)];
	if (first === undefined || first.critical) return [];
	return pods
		.filter((other, i) => places[i] === 1 || standsLevel(first, other))
		.map(({ pod }) => `${pod.namespace}/${pod.name}`);
}

/** Whether figures that are a few seconds old leave it open which of the two goes first. */
function standsLevel(first: PodStanding, other: PodStanding): boolean {
	if (first.workingSet === null || other.workingSet === null || other.critical) return false;
	const margin = LEVEL_SHARE * Math.max(first.workingSet, other.workingSet);
	const higher = { ...other, workingSet: other.workingSet + margin };
	const lower = { ...first, workingSet: first.workingSet - margin };
	return compareEviction(higher, lower) < 0;
}
