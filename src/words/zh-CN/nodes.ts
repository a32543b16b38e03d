import type { Estimate, NodeMemory } from "../../model/node-outlook.ts";
import { bytesText, formatBytes, percent } from "../format.ts";
import type { NodesWords } from "../nodes.ts";
import { duration } from "./report.ts";

const UNKNOWN = "未知";

export const nodes: NodesWords = {
	label: {
		memory: "内存",
		reserve: "预留",
		promised: "分配",
		forecast: "走势",
		used: "已用",
		available: "可用",
		requests: "请求",
		limits: "限制",
		evictionIn: "距驱逐",
		kernel: "内核序",
		kubelet: "驱逐序",
		firstByKernel: "内核先杀",
		pod: "Pod",
		adj: "ADJ",
		score: "得分",
		request: "请求",
		limit: "限制",
		workingSet: "用量",
		why: "缘由",
	},
	memory: ({ capacity, workingSet, available, podsAvailable }) => {
		if (capacity === null) return UNKNOWN;
		if (workingSet === null) return `共 ${formatBytes(capacity)}，用量${UNKNOWN}`;
		const free = available === null ? "" : `，可用 ${formatBytes(available)}`;
		const pods =
			available === null || podsAvailable === null || podsAvailable >= available
				? ""
				: `，其中 Pod 还能用 ${formatBytes(podsAvailable)}`;
		return `共 ${formatBytes(capacity)}，已用 ${formatBytes(workingSet)}（${percent(workingSet / capacity)}）${free}${pods}`;
	},
	reserve: ({ reserved, evictionHard, evictionSoft, neverEvicts }) => {
		const kept = reserved === null ? UNKNOWN : `不分给 Pod 的有 ${formatBytes(reserved)}`;
		const soft = evictionSoft === null ? "" : `，低于 ${formatBytes(evictionSoft)} 且超过宽限期时也驱逐`;
		const none = neverEvicts ? "没有硬驱逐阈值" : `驱逐阈值${UNKNOWN}`;
		return `${kept}；${evictionHard === null ? none : `可用低于 ${formatBytes(evictionHard)} 时驱逐`}${soft}`;
	},
	promised: ({ requests, limits, capacity, unlimited, bestEffortPods }) => {
		const share = (bytes: number) =>
			capacity ? `${formatBytes(bytes)}（${percent(bytes / capacity)}）` : formatBytes(bytes);
		return `请求合计 ${share(requests)}，限制合计 ${share(limits)}；${unlimited} 个容器没有限制，${bestEffortPods} 个 BestEffort Pod`;
	},
	forecast: (memory) => {
		const { trend, trendSeconds, untilEviction, untilOut } = memory;
		if (trend === null || trendSeconds === null) return `${UNKNOWN}：没有该节点一小时以上的时间序列`;
		const hourly = (slope: number | null) => bytesText(Math.round((slope ?? 0) * 3600), " 字节");
		const speed = `过去 ${duration(trendSeconds)}内每小时 ${hourly(trend.value)}（${hourly(trend.low)} 至 ${hourly(trend.high)}）`;
		if (isFlat(memory)) return `没有增长：${speed}`;
		const eviction = untilEviction === null ? "" : `；距驱逐 ${span(untilEviction)}`;
		return `持续增长：${speed}${eviction}${untilOut === null ? "" : `；距耗尽 ${span(untilOut)}`}`;
	},
	forecastCell: (memory) => {
		if (memory.trend === null) return UNKNOWN;
		if (isFlat(memory)) return "没有增长";
		// A column is no wider than it must be.
		const short = (estimate: Estimate) => span(estimate, "").replaceAll(" ", "");
		if (memory.neverEvicts && memory.untilOut !== null) return `距耗尽 ${short(memory.untilOut)}`;
		return memory.untilEviction === null ? UNKNOWN : short(memory.untilEviction);
	},
	first: (kernel, kubelet) => [goesFirst("内核", "杀", kernel), goesFirst("kubelet ", "驱逐", kubelet)],
	byRequests: "容器的用量未知：两种次序都只依据请求和限制。",
	kernelReason: {
		"best-effort": "BestEffort",
		burstable: "Burstable",
		guaranteed: "Guaranteed",
		"node-critical": "节点关键",
		windows: "Windows 不会因内存不足杀进程",
	},
	kubeletReason: {
		"no-figures": "kubelet 没有它的数据",
		"above-request": "超过请求",
		"within-request": "未超过请求",
		critical: "关键 Pod，不驱逐",
		"requests-nothing": "没有请求",
		"may-outgrow-request": "可能超过请求",
		"limited-to-request": "限制等于请求",
	},
	more: (containers) => `……另有 ${containers} 个容器（-o wide）`,
	hint: "plimsoll nodes 节点名 可查看单个节点的详情和它杀容器的次序。",
	noNodes: "没有看到节点。",
	noContainers: "没有看到正在此处运行的容器。",
};

function isFlat({ untilOut }: NodeMemory): boolean {
	return untilOut === null || (untilOut.value === null && untilOut.low === null);
}

function span({ value, low, high }: Estimate, orNever = "，也可能不会"): string {
	const from = low === null ? UNKNOWN : duration(low);
	const range = high === null ? `最早 ${from}${orNever}` : `${from} 至 ${duration(high)}`;
	return `${value === null ? UNKNOWN : duration(value)}（${range}）`;
}

function goesFirst(who: string, verb: string, names: readonly string[]): string {
	const [first, ...others] = names;
	if (first === undefined) return `${who}在这里不会${verb}任何容器。`;
	if (others.length === 0) return `${who}会先${verb} ${first}。`;
	const shown = names.slice(0, 3).join("、");
	return `${who.trimEnd()}：${names.length} 个不分先后，都可能最先被${verb}：${shown}${names.length > 3 ? " 等" : ""}。`;
}
