import type { NamedContainer, PressureRuleParams } from "../../model/rules-pressure.ts";
import { formatBytes, percent } from "../format.ts";
import type { RulesWords } from "../words.ts";

export const pressureRules: Pick<RulesWords, keyof PressureRuleParams> = {
	"pressure/no-reservation": {
		title: "没有为系统预留内存",
		about: `\`systemReserved\` 和 \`kubeReserved\` 都没有从 Pod 手中留出内存，调度器会把整个节点分配出去。系统守护进程、容器运行时和 kubelet 所需的内存只能从驱逐阈值里挤；一旦不够，就轮到内核的 OOM killer 做主，而在它的次序里，容器运行时和 SSH 守护进程排在所有 Guaranteed Pod 之前。

依据是 kubelet 的配置（configz）。无权读取时，由容量与可分配量推断：两者相差不超过默认驱逐阈值 100Mi，即视为没有预留。

小节点留出几百 MiB，大节点留出百分之几即可；多数托管服务会自行设置。`,
		message: (p) => {
			const rest =
				p.allocatable === null ? "" : `容量 ${formatBytes(p.capacity)} 中，Pod 可占用 ${formatBytes(p.allocatable)}。`;
			const how = p.confirmed ? "" : "此结论由容量与可分配量推断得出。";
			return `${onNodes(p.nodes)}没有为系统和 Kubernetes 自身的守护进程预留内存。${rest}${how}`;
		},
	},
	"pressure/threshold-too-low": {
		title: "驱逐阈值过低",
		about: `kubelet 每 10 秒检查一次节点内存，所用数据最多已有 10 秒之久。如果节点内存在这段时间内的增长可能超过 \`memory.available\` 的硬驱逐阈值，那么还没来得及驱逐任何 Pod，内存就已耗尽，内核会不顾优先级地杀进程。

两种情形：配置里根本没有内存阈值（只要写了其他任一阈值，默认的 100Mi 就不再生效）；或者节点时间序列中最陡的一次上升，若持续 21 秒，就会超过阈值。没有时间序列时，只能判断前一种。`,
		message: (p) => {
			if (p.threshold === null || p.growth === null) {
				return `${onNodes(p.nodes)} kubelet 没有内存的硬驱逐阈值：在内核动手之前不会驱逐任何 Pod。`;
			}
			const grown = formatBytes(p.growth * p.reactionSeconds);
			return `${onNodes(p.nodes)}可用内存低于 ${formatBytes(p.threshold)} 时才开始驱逐，而内存曾以每秒 ${formatBytes(p.growth)} 的速度增长：在 kubelet 作出反应所需的 ${p.reactionSeconds} 秒内会增长 ${grown}。`;
		},
	},
	"pressure/limits-overcommitted": {
		title: "限制之和超出节点所能承受",
		about: `节点上的内存限制之和超过节点内存的一倍半，或者单个限制就超过节点能分给 Pod 的内存。节点兑现不了的限制保护不了任何人：节点会先耗尽，被杀的可能是别的容器。

限制超售很常见，往往也是有意为之；节点使用量达到五分之四之前，这里只作提示。`,
		message: (p) => {
			const sum = `${onNodes(p.nodes)}内存限制合计 ${formatBytes(p.limits)}，是 ${formatBytes(p.capacity)} 的 ${percent(p.limits / p.capacity)}`;
			const open = p.unlimited === 0 ? "" : `，另有 ${p.unlimited} 个容器没有限制`;
			const one = p.beyondNode;
			const alone =
				one === null
					? ""
					: `${one.namespace}/${one.pod}（${one.container}）的限制 ${formatBytes(one.limit)} 超过了节点能分给 Pod 的内存，永远不可能触及。`;
			return `${sum}${open}。${alone}`;
		},
	},
	"pressure/best-effort-beside-database": {
		title: "数据库旁有 BestEffort Pod",
		about: `没有任何请求和限制的 Pod 与数据库运行在同一节点上。它们虽然最先被内核杀掉，但在此之前不受任何约束：会挤掉数据库读取所依赖的页缓存，也可能把节点推到开始驱逐的地步。

数据库由镜像名判断，属于推测。kube-system 中的 Pod 不计：kube-proxy 每个节点上都有。`,
		message: (p) => {
			const shown = p.bestEffort.join("、");
			const more = p.bestEffortPods > p.bestEffort.length ? ` 等` : "";
			return `${onNodes(p.nodes)}有 ${p.bestEffortPods} 个没有请求和限制的 Pod 与数据库 ${nameOf(p.database)} 同处一个节点：${shown}${more}。`;
		},
	},
	"pressure/swap": {
		title: "节点启用了交换空间",
		about: `节点有交换空间，且 kubelet 允许使用（\`failSwapOn: false\`）。其含义取决于 \`memorySwap.swapBehavior\`：\`UnlimitedSwap\`（1.30 之前）下容器可无限制地换出，内存限制不再能终止泄漏；\`LimitedSwap\` 下 Burstable 容器可按请求的比例换出，于是在被杀之前会先变慢；默认的 \`NoSwap\` 下容器留在内存中，而守护进程不受此限。

kubelet 的 \`memory.available\` 不计交换空间：交换空间尚有空余时，Pod 就会被驱逐。内核计算 badness 时则会计入已换出的部分。`,
		message: (p) => {
			const use =
				p.swapTotal === null || p.swapUsed === null
					? ""
					: `交换空间共 ${formatBytes(p.swapTotal)}，已用 ${formatBytes(p.swapUsed)}。`;
			const what = {
				unlimited: "容器可以无限制地使用交换空间",
				limited: "Burstable 容器可以按请求的比例使用交换空间",
				tolerated: "有交换空间，容器不使用，但守护进程会使用",
			}[p.setting];
			return `${onNodes(p.nodes)}${what}。${use}`;
		},
	},
	"pressure/all-replicas-on-one-node": {
		title: "所有副本都在同一节点",
		about: `工作负载的所有副本都运行在同一个节点上，尽管还有其他节点可以接收 Pod。该节点内存耗尽或被排空时，将一个副本也不剩。拓扑分布约束或 Pod 反亲和可以把副本分散开。`,
		message: (p) =>
			`${p.workload.kind} ${p.workload.namespace}/${p.workload.name} 的 ${p.replicas} 个副本全部运行在同一个节点上，而可接收 Pod 的节点有 ${p.nodes} 个。`,
	},
	"pressure/critical-before-unimportant": {
		title: "关键 Pod 排在不重要的 Pod 之前被杀",
		about: `节点内存骤然耗尽时，内核按 oom_score_adj 和用量挑选，两者都不认优先级。关键 Pod（静态 Pod，或优先级类为 system-cluster-critical）的容器如果请求很小，就会先于普通的 Guaranteed 容器被杀。自 1.22 起，只有 system-node-critical 的 Pod 得到保护。

增大内存请求，或让请求等于限制，可以使它往后排。若它在节点上排在第一位，则为警告。`,
		message: (p) => {
			const others = p.nodes.length === 1 ? "" : `等 ${p.nodes.length} 个节点`;
			return `在节点 ${p.nodes[0]} ${others}上，内核会先杀关键 Pod 的 ${nameOf(p.critical)}${adj(p.critical)}（排在第 ${p.kernelRank} 位），后杀优先级为 ${p.unimportant.priority} 的 ${nameOf(p.unimportant)}${adj(p.unimportant)}。`;
		},
	},
};

/** `node-1 上`、`3 个节点（a、b、c）上`。 */
function onNodes(nodes: readonly string[]): string {
	const [first = "", ...others] = nodes;
	if (others.length === 0) return `节点 ${first} 上`;
	const shown = nodes.slice(0, 3).join("、");
	return `${nodes.length} 个节点（${shown}${nodes.length > 3 ? " 等" : ""}）上`;
}

function nameOf({ namespace, pod, container }: NamedContainer): string {
	return `${namespace}/${pod}（${container}）`;
}

function adj({ oomScoreAdj }: NamedContainer): string {
	return oomScoreAdj === null ? "" : `［oom_score_adj ${oomScoreAdj}］`;
}
