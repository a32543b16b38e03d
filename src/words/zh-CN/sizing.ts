import { formatBytes, percent } from "../format.ts";
import type { SizingWords } from "../sizing.ts";
import { within } from "./place.ts";
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
		pods: "Pod 数",
	},
	reason: {
		"short-history": "历史太短，余量放宽",
		"horizon-beyond-history": "预测期比历史还长",
		"day-seen-once": "历史不足两天，不知道每天会发生什么",
		"week-seen-once": "历史不足两周，不知道每周会发生什么",
		"month-seen-once": "历史不足两个月，不知道每月会发生什么",
		"day-peak": "每天都有这样的峰值",
		"week-peak": "每周都有这样的峰值：已覆盖",
		"month-peak": "每月都有这样的峰值：已覆盖",
		"restarts-at-limit": "曾在限制处重启，需要更多",
		"leak-suspected": "每次启动后都持续攀升，调高限制只会推迟被杀",
		rising: "呈上升趋势",
		"peak-not-covered": "未覆盖历史最高峰",
		"at-capacity": "保留全部限制：按此风险，历史不足以支持更低的值",
		"limit-lowered": "限制曾经更高：按此风险，历史不足以支持调低后的值",
		"above-capacity": "用量曾超出现有限制",
		"no-capacity": "目前没有限制",
		"risk-not-kept": "没有哪个限制能把风险压到所要求的水平：用量没有上界，所知又太少",
		"no-use": "没有测到用量",
		"use-now-only": "尚无历史：仅凭当前用量，参考价值有限",
		"nothing-measured": "没有任何测量：仅凭现有限制、被杀记录和运行时设置，参考价值有限",
		"oom-killed": "曾在限制处被 OOM 杀死，需要更多",
		"start-up-peak": "启动时就要这么多",
		"held-down": "受其他上限约束，达不到该风险所需的大小",
	},
	note: (n) => {
		switch (n.kind) {
			case "oom-kills":
				return `在 ${formatBytes(n.limit)} 处被杀 ${n.kills} 次：至少放大到 ${Number(n.factor.toPrecision(3))} 倍（起步 1.2 倍，次数每翻一番加 0.2：反复死在同一限制上，看不出实际需要超出多少）。`;
			case "start-up-peak":
				return `启动时最高用到 ${formatBytes(n.bytes)}；应用新的大小就会重新启动。`;
			case "page-cache":
				return `最高工作集中有 ${formatBytes(n.bytes)} 是页缓存，内核会先丢弃它再杀进程：未计入。`;
			case "memory-volume":
				return `写入内存卷 ${n.object} 的内容计入容器限制${n.bytes === null ? "；该卷没有大小上限" : `（大小上限 ${formatBytes(n.bytes)}）`}。`;
			case "runtime-room":
				return `${n.object}：${n.setting}${n.from} 加上其余所需共 ${formatBytes(n.bytes)}；没有历史数据时按全额计算。如果实际用不到这么多，请将 ${n.setting.replace(/[\s=]+$/, "")} 与限制一并调低。`;
			case "runtime":
				return `${n.object}：请与限制一起设置 ${n.setting}${n.to}${n.from === "" ? "（目前未设置，用的是默认值）" : `（目前为 ${n.from}）`}${n.initial ? "，初始堆（-Xms）也不能高于它，否则 JVM 无法启动" : ""}。${n.edit?.type === "config-map" ? `该设置在 ConfigMap ${n.edit.name} 的 ${n.edit.key} 中，给工作负载打补丁改不到它。` : ""}`;
			case "replicas-differ":
				return `${n.object} 的需要远高于其他副本：${formatBytes(n.bytes)}，一般为 ${formatBytes(n.typical)}。`;
			case "node-groups":
				return `各节点组的需要不同：${n.groups.map((g) => `${g.group === "" ? "其他" : g.group} ${formatBytes(g.limit)}（${g.nodes} 个节点）`).join("，")}。每组各用一个 DaemonSet 可省 ${formatBytes(n.saved)}。`;
			case "limit-range-max":
				return `已压到 LimitRange ${n.object} 的上限 ${formatBytes(n.bytes)}：请先调高该上限。`;
			case "limit-range-refuses": {
				const most = `LimitRange ${n.object} 不允许限制超过 ${formatBytes(n.bytes)}`;
				const made = n.now === null ? "" : `现有 Pod 的限制为 ${formatBytes(n.now)}，一旦重建就会被拒绝。`;
				return n.size === null
					? `${most}。${made}改为此大小后即可创建。`
					: `${most}，而此大小高于它：请先调高该上限，否则 Pod 会被拒绝。${made}`;
			}
			case "limit-range-min":
				return `请求已提高到 LimitRange ${n.object} 的下限 ${formatBytes(n.bytes)}。`;
			case "limit-range-ratio":
				return `请求已提高：LimitRange ${n.object} 规定限制最多为请求的 ${n.ratio} 倍。`;
			case "limit-range-default":
				return `自身没有设置${[n.limit === null ? "" : "限制", n.request === null ? "" : "请求"].filter((text) => text !== "").join("和")}：每次创建 Pod 时由 LimitRange ${n.object} 补上${[n.limit === null ? "" : `限制 ${formatBytes(n.limit)}`, n.request === null ? "" : `请求 ${formatBytes(n.request)}`].filter((text) => text !== "").join("、")}。`;
			case "vpa-allowed":
				return `请求已调整为 VerticalPodAutoscaler ${n.object} 的 ${n.bound}：${formatBytes(n.bytes)}。`;
			case "limit-range-pod":
				return `该 Pod 的限制合计 ${formatBytes(n.sum)}，而 LimitRange ${n.object} 只允许每个 Pod ${formatBytes(n.bytes)}。`;
			case "quota":
				return `按这些大小，${n.resource} 合计 ${formatBytes(n.sum)}，而 ResourceQuota ${n.object} 只允许 ${formatBytes(n.hard)}：Pod 会被拒绝。`;
			case "node":
				return `已压到最大节点（${n.object}）所能给的 ${formatBytes(n.bytes)}。`;
			case "hpa":
				return `HorizontalPodAutoscaler ${n.object} 按内存占请求的比例扩缩：请把目标从 ${n.from} % 改为 ${n.to} %，否则 Pod 数量会随之变化。`;
			case "vpa":
				return n.sets
					? `VerticalPodAutoscaler ${n.object}（${n.mode}）自己设置该容器的内存，会把这里的改动改回去：请对内存关闭它，或用 -o vpa 给它这些上下限。`
					: `VerticalPodAutoscaler ${n.object}（${n.mode}）只观察，不改动它的内存。`;
			case "injected":
				return "工作负载自身的模板中没有它：它由其他组件（服务网格、代理的 webhook）注入 Pod，内存也由对方设置，通常通过注解。";
			case "pod-level":
				return `该 Pod 设有 Pod 级内存：与这些大小相配的是${[n.request === null ? "" : `请求 ${formatBytes(n.request)}`, n.limit === null ? "" : `限制 ${formatBytes(n.limit)}`].filter((text) => text !== "").join("、")}。`;
		}
	},
	patch: {
		"not-patched": (subject) => `${subject}：不生成补丁，请在创建它的地方修改。`,
		injected: (subject) => `${subject}：已略去，工作负载自身的模板中没有它；请在注入它的组件中设置内存。`,
		"vpa-sets-it": (subject, vpa) => `${subject}：已略去，内存由 VerticalPodAutoscaler ${vpa} 设置。`,
		"no-release": (subject) => `${subject}：标签中没有 Helm 发布名；请用 -o patch 或 -o kustomize。`,
		"unknown-chart": (subject, chart) =>
			`${subject}：这里不认识 chart ${chart} 的 values，以下按组件名推测。请用 helm show values 核对。`,
		"not-resizable": (subject) => `${subject}：所在节点不支持原地调整（kubelet 1.33 及以上才支持）；请用 -o patch。`,
		"own-not-resizable": (subject) =>
			`${subject}：其 Pod 设有 Pod 级内存，只有 Kubernetes 1.36 及以上的节点才能原地调整；请用 -o patch。`,
		"restart-for-decrease": (subject) =>
			`${subject}：内存限制将调低：1.34 之前须设 resizePolicy RestartContainer，且 kubelet 会等到用量低于新限制才生效；否则需要重启。`,
		"class-would-change": (subject) => `${subject}：QoS 类会改变，原地调整不允许；请用 -o patch。`,
		"leak-not-sized": (subject) =>
			`${subject}：疑似泄漏，限制保持不变：加内存只会推迟结局，减内存则会提前。请看 plimsoll leaks。`,
		"runtime-changed": (subject, setting) => `${subject}：运行时设置已一并修改。${setting}`,
		"runtime-setting": (subject, setting) => `${subject}：与此同时，${setting}`,
		"limit-range-refuses": (subject, note) => `${subject}：请先修改 LimitRange。${note}`,
		nothing: () => "没有需要修改的内容。",
	},
	promise: (oomRisk, horizon, containers) =>
		`按此设置 ${containers} 个容器，${duration(horizon)}内超出限制的不多于 ${Number((oomRisk * 100).toPrecision(3))} %。`,
	replay: (exceeded, slack) => `超出 ${exceeded} 次，闲置 ${percent(slack)}`,
	replayed: ({ replay: { recommended, krr, vpa }, basis }) => {
		const of = ({ exceeded, slack }: typeof krr) =>
			`${basis.samples} 个样本中有 ${exceeded} 个超出，平均闲置 ${percent(slack)}`;
		return `回放 ${duration(basis.seconds)}的历史：按 ${formatBytes(recommended.limit)}，${of(recommended)}；按 KRR 的规则（${formatBytes(krr.limit)}），${of(krr)}；按 VPA 的规则（${formatBytes(vpa.limit)}），${of(vpa)}。`;
	},
	fleet: (t) => [
		...(t.freed + t.needed + t.requestsFreed + t.requestsNeeded === 0
			? []
			: [
					`${t.replicas ? "按全部副本计，" : ""}限制可省 ${formatBytes(t.freed)}、需增加 ${formatBytes(t.needed)}${t.requestsFreed + t.requestsNeeded === 0 ? "" : `；请求可省 ${formatBytes(t.requestsFreed)}、需增加 ${formatBytes(t.requestsNeeded)}`}。`,
				]),
		`限制合计 ${formatBytes(t.limits)}，请求合计 ${formatBytes(t.requests)}。按 KRR 的规则，限制合计为 ${formatBytes(t.krr)}；按 VPA 的规则为 ${formatBytes(t.vpa)}。`,
		...(t.withCapacity === 0
			? []
			: [
					`目前设有限制的 ${t.withCapacity} 个容器：${formatBytes(t.now)} → ${formatBytes(t.sized)}，${t.sized === t.now ? "不变" : `${t.sized < t.now ? "减少" : "增加"} ${formatBytes(Math.abs(t.now - t.sized))}`}。`,
				]),
	],
	nothing: "没有可供计算的对象。",
	leaks: (program, series) => `${series} 个容器疑似泄漏：加内存只会推迟结局。请用 ${program} leaks 查看。`,
	looked: (l) =>
		`${within(l.source)}查看了 ${l.series ?? 0} 条时间序列${l.pods > 0 ? `、${l.pods} 个 Pod ` : ""}的 ${l.samples} 个样本${(l.skippedRows ?? 0) > 0 ? `；${l.skippedRows} 行没有有效测量值，已跳过` : ""}${(l.strayRows ?? 0) > 0 ? `；${l.strayRows} 行的时间远离同一序列的其他行，已舍去` : ""}${(l.repeatedRows ?? 0) > 0 ? `；${l.repeatedRows} 行与同一序列的时间重复，只取用量最大的一行，是否有多个容器共用一个名称？` : ""}。`,
};
