import type { NamedContainer, PressureRuleParams } from "../../model/rules-pressure.ts";
import { formatBytes, percent } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { duration } from "./report.ts";

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
	"pressure/control-plane-single": {
		title: "控制平面只有一份",
		about: `控制平面只在一个节点上，或 etcd 成员少于三个。它失联期间 Pod 仍会运行，但无法调度，节点得不到任何变更，每个 agent 都在尝试重连；存在已知缺陷的 agent 内存会不断增长直至被杀（\`advisory/k3s-agent-oom-servers-down\`）。

依据节点角色与 etcd 静态 Pod 判断。托管控制平面不在任何节点上，不作判断；单节点集群亦然。三个 server、各有一个 etcd 成员，可承受其中一个失效。`,
		message: (p) => {
			const etcd = p.etcdMembers === null ? "" : `etcd 有 ${p.etcdMembers} 个成员。`;
			return `${p.workers} 个工作节点的控制平面只在 ${p.nodes.length} 个节点上：${p.nodes.join("、")}。${etcd}${p.etcdMembers === 2 ? "两个成员缺一不可：失去任何一个，etcd 便停摆。" : "一旦失联，没有替补。"}`;
		},
	},
	"pressure/node-disconnected": {
		title: "节点失去联系",
		about: `节点已有一分钟没有续租 Lease，或被节点控制器标为 Unknown。它可能已经宕机，也可能只是断开：此时其上的 Pod 仍在运行，agent 不断重连，而内存不再上报。

依据 \`kube-node-lease\` 中的 Lease 与 \`Ready\` 状况。节点在此期间的情形，只有直接抓取它的历史才能看到（\`leak/while-disconnected\`）。`,
		message: (p) => {
			const long = p.silentSeconds === null ? "" : `，已有 ${duration(p.silentSeconds)}`;
			return `${p.of} 个节点中有 ${p.nodes.length} 个失去联系${long}：${p.nodes.slice(0, 5).join("、")}${p.nodes.length > 5 ? " 等" : ""}。`;
		},
	},
	"pressure/outage-headroom": {
		title: "应对控制平面故障的内存不足",
		about: `节点自身的进程（kubelet、k3s、容器运行时）在增长，控制平面失联时尤甚。节点在驱逐阈值之上的可用内存除以这一增长速度，就是它能撑过故障的时间；不足十二小时即提示。

增长取断开期间所见（\`leak/while-disconnected\`），否则取当前值（\`leak/daemon\`）。Pod 会先被驱逐，但增长的并不是 Pod。`,
		message: (p) =>
			`按此斜率，agent 在没有控制平面时可撑 ${duration(p.seconds)}：${p.nodes[0]} 上的 ${p.daemon === "" ? "节点进程" : p.daemon} 每小时增长 ${formatBytes(p.bytesPerHour)}，可用内存为 ${formatBytes(p.available)}，而应能撑过 ${duration(p.wantedSeconds)}${p.nodes.length > 1 ? `；共 ${p.nodes.length} 个节点不足` : ""}。`,
	},
	"pressure/no-disruption-budget": {
		title: "关键工作负载没有干扰预算",
		about: `具有集群关键优先级的多副本工作负载或数据库没有 PodDisruptionBudget。排空节点时（故障之后修复节点往往如此），它的所有 Pod 可能同时被驱走。

数据库由镜像名判断，属于推测。选择器使用表达式的预算无法识别；若存在这样的预算，则不作结论。`,
		message: (p) =>
			`${p.count} 个关键工作负载没有 PodDisruptionBudget：${p.workloads.join("、")}${p.count > p.workloads.length ? " 等" : ""}。`,
	},
	"pressure/churn": {
		title: "对象频繁增减",
		about: `过去一小时内创建或删除了这么多命名空间、PVC、Pod 或节点。Operator 与 agent 会监视它们，若忘记释放，就会随之增长：如果同时有 Operator、agent 或节点进程在泄漏，会一并列出，此时为警告。

根据现存对象的年龄与事件计数：一小时内来去而没有事件的对象看不到，因此是下限。带计数的历史（kube-state-metrics、recorder）可以指出泄漏由什么驱动：\`leak/driven\`。`,
		message: (p) => {
			const rates = p.rates.map(
				({ kind, perHour, complete }) => `${complete ? "" : "至少 "}${perHour} 个${CHURNED[kind]}`,
			);
			const growing = p.growing.length === 0 ? "" : `同时在增长：${p.growing.join("、")}。`;
			return `过去一小时内有${rates.join("、")}增减。${growing}`;
		},
	},
};

const CHURNED = {
	namespaces: "命名空间",
	persistentvolumeclaims: " PVC",
	pods: " Pod",
	nodes: "节点",
} as const;

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
