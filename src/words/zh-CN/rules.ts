import type { DeathParams } from "../../model/rules.ts";
import { exitText, formatBytes, percent, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { duration, report } from "./report.ts";
import { pressureRules } from "./rules-pressure.ts";

export const rules: RulesWords = {
	...pressureRules,
	"death/container-limit": {
		title: "触及内存限制而被杀",
		about: `容器内所有进程的内存合计达到了容器的内存限制，内核已无可回收，OOM killer 便杀掉了其中一个进程。

若能读到节点的内核日志，则以内核自己的报告为准：触发的正是该容器自己的 cgroup。读不到时，依据容器运行时上报的状态（原因 \`OOMKilled\`、SIGKILL、已设置限制）以及最后一次工作集采样来判断；此时置信度较低，因为运行时无法区分触发的是容器的限制还是上层的限制。

仅凭 \`OOMKilled\` 不下结论：退出码为 0 或 143 时，该原因是先前一次 OOM 遗留下来的；节点当时若报告了系统级 OOM，则原因也不是这个限制。`,
		message: (p) => {
			const victim = p.victim === null ? "" : `的进程 ${p.victim}`;
			const used = p.victimRss === null ? "" : `（常驻 ${formatBytes(p.victimRss)}）`;
			return `内核在内存限制 ${formatBytes(p.memoryLimit)} 处杀掉了该容器${victim}${used}，${ended(p)}。${lastSeen(p, p.memoryLimit)}${restarts(p)}`;
		},
	},
	"death/unknown": {
		title: "已终止，原因不明",
		about: `容器终止了，而已看到的一切都说明不了原因。结果中会列出哪些信息本可以给出答案：节点的内核日志、Pod 的事件（默认保留一小时）、当时前后的内存时间序列、容器最后输出的几行日志。`,
		message: (p) => {
			const wanted =
				p.missing.length === 0 ? "" : `下次要弄清原因，需要：${p.missing.map((m) => report.missing[m]).join("；")}。`;
			return `容器以原因 ${p.reason || "（无）"} 终止，${ended(p)}。原因不明。${wanted}${restarts(p)}`;
		},
	},
};

function ended(p: DeathParams): string {
	const at = p.at === null ? "" : `，时间 ${timeText(p.at)}`;
	const lived = p.livedSeconds === null ? "" : `，存活了 ${duration(p.livedSeconds)}`;
	return `退出码 ${exitText(p.exitCode, p.signal)}${at}${lived}`;
}

function lastSeen(p: DeathParams, limit: number): string {
	if (p.lastWorkingSet === null) return "";
	const age = p.lastWorkingSetAge === null ? "" : `（死亡前 ${duration(p.lastWorkingSetAge)}）`;
	return `最后一次采样${age}为 ${formatBytes(p.lastWorkingSet)}，是限制的 ${percent(p.lastWorkingSet / limit)}。`;
}

function restarts(p: DeathParams): string {
	const held = !p.backingOff
		? ""
		: p.backOffSeconds === null
			? "，下次启动被推迟"
			: `，下次启动被推迟 ${duration(p.backOffSeconds)}`;
	if (p.restartCount === 0) return held === "" ? "" : `尚未重启${held}。`;
	return `已重启 ${p.restartCount} 次${held}。`;
}
