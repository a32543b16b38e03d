import type { ReviewWords } from "../review.ts";

export const review: ReviewWords = {
	title: (source) => `内存回顾：${source}`,
	period: (from, to) => `${from} 至 ${to}`,
	first: "没有更早的回顾可供对照。",
	against: (date) => `与 ${date} 的回顾对照。`,
	sum: {
		deaths: "死亡",
		leaks: "泄漏",
		advisories: "已知缺陷",
		pressure: "节点问题",
		waste: "请求过多",
		missing: "请求不足",
	},
	now: "本次",
	before: "上次",
	change: "变化",
	standings: (count) =>
		`新出现 ${count.new} 项，再次出现 ${count.back} 项，仍然存在 ${count.still} 项，不再出现 ${count.gone} 项。`,
	section: {
		deaths: "死亡",
		leaks: "泄漏",
		advisories: "已知缺陷",
		settings: "与限制不符的应用设置",
		pressure: "节点",
		verify: "修复",
		gone: "不再出现",
		gaps: "未知",
		next: "优先处理",
	},
	standing: { new: "新出现", still: "仍然存在", back: "再次出现" },
	times: (count) => `${count} 次`,
	firstSeen: (date) => `自 ${date}`,
	goneBy: (date, first) => `${first} 首次出现，${date} 已不见`,
	nothing: "无。",
	unknown: "未知。",
	unknownSum: "未知",
};
