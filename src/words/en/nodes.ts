import type { Estimate, NodeMemory } from "../../model/node-outlook.ts";
import { bytesText, formatBytes, percent, shortDuration } from "../format.ts";
import type { NodesWords } from "../nodes.ts";

const UNKNOWN = "not known";

export const nodes: NodesWords = {
	label: {
		memory: "memory",
		reserve: "kept back",
		promised: "promised",
		forecast: "ahead",
		used: "USED",
		available: "AVAILABLE",
		requests: "REQUESTS",
		limits: "LIMITS",
		evictionIn: "EVICTION IN",
		kernel: "KERNEL",
		kubelet: "KUBELET",
		firstByKernel: "FIRST BY KERNEL",
		pod: "POD",
		adj: "ADJ",
		score: "SCORE",
		request: "REQUEST",
		limit: "LIMIT",
		workingSet: "USE",
		why: "WHY",
	},
	memory: ({ capacity, workingSet, available, podsAvailable }) => {
		if (capacity === null) return UNKNOWN;
		if (workingSet === null) return `${formatBytes(capacity)}; use ${UNKNOWN}`;
		const free = available === null ? "" : `, ${formatBytes(available)} available`;
		const pods =
			available === null || podsAvailable === null || podsAvailable >= available
				? ""
				: `, ${formatBytes(podsAvailable)} of it to pods`;
		return `${formatBytes(workingSet)} of ${formatBytes(capacity)} in use (${percent(workingSet / capacity)})${free}${pods}`;
	},
	reserve: ({ reserved, evictionHard, evictionSoft, neverEvicts }) => {
		const kept = reserved === null ? UNKNOWN : `${formatBytes(reserved)} from pods`;
		const soft = evictionSoft === null ? "" : `, below ${formatBytes(evictionSoft)} after a grace period`;
		const none = neverEvicts ? "without a hard threshold" : `threshold ${UNKNOWN}`;
		return `${kept}; eviction ${evictionHard === null ? none : `below ${formatBytes(evictionHard)} available`}${soft}`;
	},
	promised: ({ requests, limits, capacity, unlimited, bestEffortPods }) => {
		const share = (bytes: number) =>
			capacity ? `${formatBytes(bytes)} (${percent(bytes / capacity)})` : formatBytes(bytes);
		return `requests ${share(requests)}, limits ${share(limits)}; ${count(unlimited, "container")} without a limit, ${count(bestEffortPods, "best-effort pod")}`;
	},
	forecast: (memory) => {
		const { trend, trendSeconds, untilEviction, untilOut } = memory;
		if (trend === null || trendSeconds === null) return `${UNKNOWN}: no series of the node over an hour or more`;
		const hourly = (slope: number | null) => bytesText(Math.round((slope ?? 0) * 3600), " bytes");
		const speed = `${hourly(trend.value)} an hour over ${shortDuration(trendSeconds)} (${hourly(trend.low)} to ${hourly(trend.high)})`;
		if (isFlat(memory)) return `not growing: ${speed}`;
		const eviction = untilEviction === null ? "" : `; eviction in ${span(untilEviction)}`;
		return `growing ${speed}${eviction}${untilOut === null ? "" : `; out of memory in ${span(untilOut)}`}`;
	},
	forecastCell: (memory) => {
		if (memory.trend === null) return UNKNOWN;
		if (isFlat(memory)) return "not growing";
		if (memory.neverEvicts && memory.untilOut !== null) return `out of memory in ${span(memory.untilOut)}`;
		return memory.untilEviction === null ? UNKNOWN : span(memory.untilEviction);
	},
	first: (kernel, kubelet) => [goesFirst("The kernel", kernel), goesFirst("The kubelet", kubelet)],
	byRequests: "The use of the containers is not known: both orders rest on requests and limits alone.",
	kernelReason: {
		"best-effort": "BestEffort",
		burstable: "Burstable",
		guaranteed: "Guaranteed",
		"node-critical": "node-critical",
		windows: "Windows kills nothing for memory",
	},
	kubeletReason: {
		"no-figures": "the kubelet has no figures of it",
		"above-request": "above its request",
		"within-request": "within its request",
		critical: "critical: not evicted",
		"requests-nothing": "requests nothing",
		"may-outgrow-request": "may outgrow its request",
		"limited-to-request": "limited to its request",
	},
	more: (containers) => `… and ${count(containers, "more container")} (-o wide)`,
	hint: "plimsoll nodes NODE tells more of a node and the order in which it kills.",
	noNodes: "No nodes seen.",
	noContainers: "No container seen to run here.",
};

function isFlat({ untilOut }: NodeMemory): boolean {
	return untilOut === null || (untilOut.value === null && untilOut.low === null);
}

function span({ value, low, high }: Estimate): string {
	const from = low === null ? UNKNOWN : shortDuration(low);
	const to = high === null ? "never" : shortDuration(high);
	return `${value === null ? UNKNOWN : shortDuration(value)} (${from} to ${to})`;
}

function goesFirst(who: string, names: readonly string[]): string {
	const [first, ...others] = names;
	if (first === undefined) return `${who} would kill nothing here.`;
	if (others.length === 0) return `${who} would kill ${first} first.`;
	const shown = names.slice(0, 3).join(", ");
	const rest = names.length > 3 ? ` and ${names.length - 3} more` : "";
	return `${who}: ${names.length} stand level, any of them may go first: ${shown}${rest}.`;
}

function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
