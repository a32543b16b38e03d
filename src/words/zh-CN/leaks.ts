import { bytesText, timeText } from "../format.ts";
import type { LeaksWords } from "../leaks.ts";
import { within } from "./place.ts";
import { duration } from "./report.ts";
import { inChinese } from "./said.ts";

export const leaks: LeaksWords = {
	label: {
		now: "当前",
		limit: "限制",
		memory: "内存",
		rate: "速度",
		leaked: "已泄漏",
		since: "始于",
		reached: "达到限制（九成把握）",
	},
	nothing: "没有发现泄漏。",
	unknown: "无法判断：没有观察时间足够长的内存序列。",
	progress: (containers, samples) => `正在读取内存数据：${containers} 个容器，${Math.round(samples / 1e4)} 万个样本……`,
	watching: (source, minutes) => `正在监视 ${source}，每 ${minutes} 分钟重新判断一次，按 Ctrl-C 结束。`,
	watchFailed: (detail) => `本次查看失败，稍后重试：${inChinese(detail)}`,
	notLeaking: {
		"too-short": "观察时间太短，无法判断",
		"no-growth": "没有增长",
		"restarts-without-growth": "有重启，但两次重启之间没有增长",
		stopped: "此前每次重启之间都在泄漏，但当前进程已运行得更久，不再增长",
		run: "运行期间增长，此前各次运行都已正常结束",
		"no-longer-measured": "已不再有测量数据：可能已缩容、删除，或不再被监控采集",
		"collector-saw-tooth": "垃圾回收的锯齿",
		step: "一次台阶，前后水平不变",
		"warm-up": "已结束的预热",
		"bounded-cache": "已填满的缓存",
		"page-cache": "页缓存，内存紧张时内核会收回",
		load: "随负载涨落",
		rhythm: "日节律或周节律",
		unclear: "没有明确的增长",
	},
	perHour: (bytes) => `${bytesText(bytes, "B")}/小时`,
	reached: (seconds, from, to) =>
		`${duration(seconds)}后（${duration(from)}${to === null ? "或更晚" : ` 至 ${duration(to)}`}）`,
	gone: (at) => `自 ${timeText(at)} 起已不在`,
	looked: (l) =>
		`${within(l.source)}查看了 ${l.series ?? 0} 条时间序列的 ${l.samples} 个样本${(l.skippedRows ?? 0) > 0 ? `；${l.skippedRows} 行没有有效测量值，已跳过` : ""}${(l.strayRows ?? 0) > 0 ? `；${l.strayRows} 行的时间远离同一序列的其他行，已舍去` : ""}。`,
};
