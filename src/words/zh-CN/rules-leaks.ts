import type { LeakParams, LeakRuleParams } from "../../model/rules-leaks.ts";
import { formatBytes, percent, shortDuration, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";

export const leakRules: Pick<RulesWords, keyof LeakRuleParams> = {
	"leak/steady": {
		title: "内存泄漏",
		about: `容器内存的底线在上升，涨上去的部分没有归还。底线取每一小段的第 10 百分位，因此瞬时高峰和垃圾回收的锯齿都落在底线之上，不计在内。

与看似泄漏的情形区分开来：预热和有上限的缓存会放缓并停下；台阶是一次跳变，前后各有一个水平；负载带来的内存会归还；日节律在同一时刻不高于前一天。这些都会逐项度量，再由一组简短的问卷对度量打分得出置信度，并用已知标签的序列校准。做法和出错率见 docs/leaks.md。

当底线加上平常落在其上的部分，按目前的速度碰到限制时，即为到达限制的时间；区间来自各段速度之间的差异。已知重启时，只看最近一次重启之后的样本。与内存平常的波动相比很小的泄漏，或者刚刚开始的泄漏，看不出来。`,
		message: (p) =>
			`自 ${timeText(p.since)} 以来内存增长了 ${formatBytes(p.leakedBytes)}，每小时 ${formatBytes(p.bytesPerHour)}，其中 ${percent(p.keptBytes / Math.max(1, p.leakedBytes))} 从未归还。${limit(p)}`,
	},
	"leak/restart-masked": {
		title: "重启掩盖了泄漏",
		about: `从一次重启到下一次重启，内存沿直线增长，无论重启来自内核的 OOM killer 还是定时任务。跨越数周的图表看起来是没有越界的锯齿，而每个齿都是泄漏。

重启取自容器的启动时间。序列中没有启动时间时，由骤降推断：内存一下子降去其波动范围的相当一部分，并停留在低位。垃圾回收的锯齿也是这种形状；区分的依据是齿有多高、落得多深、是否均匀。启动时间表明没有重启过的，绝不会判为泄漏。每次启动后的最初一段是预热，不计在内。`,
		message: (p) =>
			`每两次重启之间内存增长 ${formatBytes(p.leakedBytes)}，每小时 ${formatBytes(p.bytesPerHour)}：重启 ${p.restarts} 次${p.recorded ? "" : "（由骤降推断）"}，间隔 ${shortDuration(p.lifeSeconds)}，重启前达到 ${formatBytes(p.peakBytes)}。${limit(p)}`,
	},
};

function limit(p: LeakParams): string {
	if (p.limit === null) return "没有限制能让它停下。";
	if (p.limitAt === null || p.limitFrom === null) return "";
	return `约在 ${timeText(p.limitAt)} 达到限制 ${formatBytes(p.limit)}（九成把握：${timeText(p.limitFrom)} ${p.limitTo === null ? "或更晚" : `至 ${timeText(p.limitTo)}`}）。`;
}
