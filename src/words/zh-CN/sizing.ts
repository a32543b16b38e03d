import { formatBytes, percent } from "../format.ts";
import type { SizingWords } from "../sizing.ts";
import { duration } from "./report.ts";

export const sizing: SizingWords = {
	label: {
		now: "当前",
		limit: "限制",
		request: "请求",
		use: "用量",
		peaks: "峰值走势",
		needed: "所需峰值（八成把握）",
		replay: "回放",
		risk: "风险",
		why: "说明",
	},
	reason: {
		"short-history": "历史太短，余量放宽",
		"horizon-beyond-history": "预测期比历史还长",
		"restarts-at-limit": "曾在限制处重启，需要更多",
		"leak-suspected": "每次启动后都持续攀升，不予调高",
		rising: "呈上升趋势",
		"peak-not-covered": "未覆盖一次孤立的尖峰",
		"at-capacity": "用满全部容量",
		"above-capacity": "用量曾超出容量",
		"no-capacity": "目前没有限制",
		"no-use": "没有测到用量",
	},
	promise: (oomRisk, horizon, containers) =>
		`按此设置 ${containers} 个容器，${duration(horizon)}内超出限制的不多于 ${Number((oomRisk * 100).toPrecision(3))}%。`,
	replay: (exceeded, slack) => `超出 ${exceeded} 次，闲置 ${percent(slack)}`,
	fleet: (t) => [
		`限制合计 ${formatBytes(t.limits)}，请求合计 ${formatBytes(t.requests)}。按 KRR 的规则，限制合计为 ${formatBytes(t.krr)}；按 VPA 的规则为 ${formatBytes(t.vpa)}。`,
		...(t.withCapacity === 0
			? []
			: [
					`目前设有限制的 ${t.withCapacity} 个容器：${formatBytes(t.now)} → ${formatBytes(t.sized)}，${t.sized <= t.now ? "减少" : "增加"} ${formatBytes(Math.abs(t.now - t.sized))}。`,
				]),
	],
	nothing: "没有可供计算的时间序列。",
	leaks: (program, series) => `${series} 个容器疑似泄漏：加内存只会推迟结局。请用 ${program} leaks 查看。`,
	looked: (l) =>
		`在 ${l.source} 中查看了 ${l.series ?? 0} 条时间序列的 ${l.samples} 个采样${(l.skippedRows ?? 0) > 0 ? `；${l.skippedRows} 行没有有效测量值，已跳过` : ""}${(l.repeatedRows ?? 0) > 0 ? `；${l.repeatedRows} 行与同一序列的时间重复，只取最后一行，是否有多个容器共用一个名称？` : ""}。`,
};
