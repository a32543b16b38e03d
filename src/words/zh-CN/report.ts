import type { Gap, GapReason } from "../../model/gap.ts";
import type { Looked } from "../../model/report.ts";
import { formatBytes, shortDuration } from "../format.ts";
import type { ReportWords } from "../words.ts";
import { within } from "./place.ts";
import { inChinese, resourceInChinese } from "./said.ts";

const GAP: Record<GapReason, string> = {
	forbidden: "无权限",
	"timed-out": "超时",
	absent: "不存在",
	failed: "失败",
	malformed: "无法解析",
	truncated: "不完整",
	"too-short": "样本太少，无法判断",
};

const UNITS: Readonly<Record<string, string>> = { d: " 天", h: " 小时", m: " 分钟", s: " 秒" };

export function duration(seconds: number): string {
	return shortDuration(seconds).replace(/[dhms]/g, (unit) => UNITS[unit] ?? unit);
}

/** 缺失中各来源的名称；未列出的本身就是产品名。 */
const SOURCES: Readonly<Record<string, string>> = {
	...{ kernel: "内核", archive: "归档", series: "时间序列", history: "历史数据", state: "本机状态" },
	...{ manifests: "清单", advisories: "缺陷数据" },
};

export const report: ReportWords = {
	severity: { error: "错误", warning: "警告", info: "提示" },
	evidence: {
		started: "容器启动",
		termination: "容器终止",
		"last-termination": "上次终止",
		"waiting-state": "等待中",
		"restart-count": "重启次数",
		"pod-status": "Pod 状态",
		"pod-condition": "Pod 状况",
		"node-condition": "节点状况",
		"deletion-requested": "请求删除",
		"log-line": "日志行",
		"clock-skew": "时钟校正",
		"rendered-line": "渲染结果中的行",
		version: "版本",
		setting: "设置",
		"memory-limit": "内存限制",
		"pod-memory-limit": "Pod 内存限制",
		"volume-size-limit": "卷大小限制",
		"memory-request": "内存请求",
		"working-set": "工作集",
		rss: "RSS",
		"memory-stall": "因内存停顿的时间占比",
		"collection-pause": "垃圾回收停顿的时间占比",
		"kernel-task": "节点上的进程",
		"kernel-oom-kill": "内核",
		event: "事件",
		"cgroup-usage": "cgroup 用量",
		"cgroup-limit": "cgroup 限制",
		"counted-anon": "其中匿名内存",
		"counted-file": "其中页缓存",
		"counted-shmem": "其中共享内存",
		"counted-slab": "其中内核对象",
		"counted-page-tables": "其中页表",
		"counted-kernel-stacks": "其中线程内核栈",
		"counted-sockets": "其中套接字缓冲区",
		"node-capacity": "节点容量",
		"node-allocatable": "节点可分配",
		"node-available": "节点可用",
		"eviction-threshold": "驱逐阈值",
	},
	missing: {
		"kernel-log": "节点的内核日志（用 --from 给出文件，或授予 nodes/proxy 的读权限）",
		events: "Pod 的事件（默认只保留一小时）",
		series: "当时前后的内存时间序列（--prometheus-url）",
		"last-log-lines": "容器最后输出的几行日志（kubectl logs --previous）",
	},
	remedy: {
		"lower-setting": ({ value }) => `把该设置降到 ${formatBytes(value)}，或提高容器的限制。`,
		"raise-limit-for-setting": ({ value }) => `或者把限制提高到 ${formatBytes(value)}，为现有设置之外的部分留出余地。`,
		"bound-redis-buffers": ({ value }) =>
			`数据之外的部分也要设上限：副本输出缓冲区（${formatBytes(value)}）、客户端缓冲区，以及与写入速率相称的复制积压缓冲区。同时写入配置文件：命令只在下次启动前有效。`,
		"choose-eviction-policy": ({ value }) =>
			`并选定数据达到 ${formatBytes(value)} 时的行为：volatile-lru 淘汰设有过期时间的键，allkeys-lru 淘汰任意键（用于缓存），noeviction 拒绝写入（数据不可丢失时）。`,
		"lower-count": ({ value }) => `最多设为 ${value}。`,
		"write-quantity": ({ value }) => `按最可能的本意书写：${formatBytes(value)}。`,
		"write-api-version": ({ change }) =>
			`改写为 ${change.type === "file-edit" ? change.to : "仍在提供的版本"}：字段相同。`,
		"render-chart": () => "先渲染 chart，再检查渲染结果。",
		"raise-memory-limit": ({ value }) =>
			`先试用 ${formatBytes(value)} 的限制（已达到用量的 1.2 倍，且至少增加 100Mi）。如果内存持续增长不止，这只会推迟下一次被杀。`,
		"make-pod-anew": ({ value }) =>
			`先试用 ${formatBytes(value)} 的限制。Kubernetes 1.36 之前，设有 Pod 级内存的 Pod 不能在运行中调整，只能重建：它会被终止，emptyDir 卷中的内容也会丢失。如果内存持续增长不止，这只会推迟下一次被杀。`,
		"raise-pod-memory-limit": ({ value }) =>
			`先把整个 Pod 的限制试设为 ${formatBytes(value)}。如果内存持续增长不止，这只会推迟下一次被杀。`,
		"raise-memory-request": ({ value }) =>
			`将请求设为当时的实际用量 ${formatBytes(value)}：调度器会为它预留这么多内存，kubelet 和内核也都会先选别的对象。`,
		"raise-pod-memory-request": ({ value }) =>
			`将整个 Pod 的请求设为当时的实际用量 ${formatBytes(value)}：衡量它的是 Pod 自己的请求，与各容器的请求无关。`,
		"bound-memory-volume": ({ value }) =>
			`将该卷的大小限制在 ${formatBytes(value)}，给进程留出所用的内存：超出时写入会报“空间不足”，而不会有进程被杀。`,
		"raise-probe-timeout": ({ value }) => `把探针的超时时间设为 ${value} 秒。`,
		"raise-startup-threshold": ({ value }) => `把启动探针的失败阈值设为 ${value} 次。`,
		"upgrade-image": () => "运行包含修复的版本；若由 chart 或 Operator 管理，请升级它们。",
		"apply-stopgap": () => "升级之前，用此设置避免触发缺陷。",
		"restart-workload": () => "重启可暂时释放内存，但不能修复缺陷。",
		"restart-service": () =>
			"重启该服务可暂时释放内存，但不能修复缺陷。重启 kubelet 和 containerd 时容器会继续运行；重启其他服务前，请先确认有什么依赖它。",
		"roll-back": () => "回退到此前没有泄漏的版本；若由 chart 或 Operator 管理，请在那里回退。",
		"raise-grace-period": ({ value }) =>
			`如果程序确实需要这么久，可将宽限期设为 ${value} 秒；如果程序没有处理 SIGTERM，则应先修正程序。`,
	},
	risk: { low: "低风险", medium: "中风险", high: "高风险" },
	label: {
		severity: "级别",
		rule: "规则",
		namespace: "命名空间",
		subject: "对象",
		container: "容器",
		node: "节点",
		when: "时间",
		what: "结论",
		confidence: "置信度",
		restarts: "重启",
		limit: "限制",
		evidence: "证据",
		remedy: "处置",
		gaps: "未能看到",
		timeline: "时间线",
		or: "或者",
		file: "文件",
	},
	looked: (l) =>
		l.files !== undefined
			? `${within(l.source)}检查了 ${l.files} 个文件、${l.documents ?? 0} 个文档、${l.templates ?? 0} 个 Pod 模板、${l.containers} 个容器。${leftOut(l)}`
			: l.pods === 0 && l.series !== undefined
				? `${within(l.source)}查看了 ${l.series} 条时间序列的 ${l.samples} 个内存样本。`
				: `${within(l.source)}查看了 ${l.pods} 个 Pod、${l.containers} 个容器、${l.nodes} 个节点、${l.events} 个事件、${l.kernelKills} 次内核 OOM、${l.samples} 个内存样本。`,
	suppressed: (reason) => `已忽略：${reason}`,
	sourceOf: (source) => inChinese(source),
	heading: (text) => `${text}：`,
	told: (head, text) => `${head}：${text}`,
	aside: (text, note) => `${text}（${note}）`,
	gapLine: (g: Gap) =>
		`${SOURCES[g.source] ?? g.source}：${inChinese(resourceInChinese(g.what))}：${GAP[g.reason]}${g.detail === "" ? "" : `（${inChinese(g.detail)}）`}`,
	noDeaths: (l) =>
		l.pods > 0
			? `${l.pods} 个 Pod 的 ${l.containers} 个容器中没有发现死亡。`
			: l.series === undefined
				? "不得而知：没有看到所问的 Pod。"
				: "不得而知：没有可供比较的测量值。",
	noFindings: (l) =>
		l.pods === 0 && l.files === undefined && l.series === undefined
			? "不得而知：那里没有看到任何 Pod。"
			: "没有发现问题。",
	bytes: formatBytes,
	duration,
	ago: (seconds) => `${duration(seconds)}前`,
	reading: (what) => `正在读取 ${what} …`,
	captured: (path, bytes, l, gaps) =>
		`已写入 ${path}（${formatBytes(bytes)}）：${l.pods} 个 Pod、${l.nodes} 个节点、${l.events} 个事件、${l.kernelKills} 次内核 OOM、${l.samples} 个内存样本；${gaps} 处缺失。其中不含 Secret；环境变量只保留与内存有关的设置。`,
	webhookReady: (address, deny) =>
		`正在 ${address} 应答准入审查：${deny ? "错误将被拒绝" : "/validate 只警告，/validate/deny 拒绝错误"}。按 Ctrl-C 结束。`,
	notJudged: "plimsoll 未能检查该对象，已放行；原因见其日志",
	fixed: (edits, files, dryRun) =>
		edits === 0 ? "没有可以放心自动修正的地方。" : `${dryRun ? "将修正" : "已修正"} ${files} 个文件中的 ${edits} 处。`,
	baselineWritten: (path, findings) => `已写入 ${path}：${findings} 项结果，今后用 --baseline ${path} 即不再报告。`,
	watching: (source) => `正在监视 ${source}；按 Ctrl-C 结束。`,
	watchLost: (detail) => `API 服务器不可用（${inChinese(detail)}），正在重试。`,
	watchBack: "API 服务器已恢复。",
	serving: (url) => `⦵ ${url}`,
};

/** 因设置或基线而略去的，也要说明。 */
function leftOut({ ignored = 0, known = 0 }: Looked): string {
	return [
		ignored === 0 ? "" : `按设置略过 ${ignored} 个文件。`,
		known === 0 ? "" : `基线中已有 ${known} 项结果。`,
	].join("");
}
