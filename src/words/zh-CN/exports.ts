import type { ExportsWords } from "../exports.ts";

const CONTAINER = "{{ $labels.namespace }}/{{ $labels.pod }}（{{ $labels.container }}）";
const WHY = "plimsoll why {{ $labels.pod }} -n {{ $labels.namespace }}";
const NODE = "{{ $labels.node }}{{ if not $labels.node }}{{ $labels.instance }}{{ end }}";

export const exportsWords: ExportsWords = {
	alert: {
		PlimsollContainerOOMKilled: {
			summary: `${CONTAINER} 被 OOM 杀掉`,
			description: `该容器十分钟内重启过，且上次终止原因为 OOMKilled。执行 ${WHY} 查看触发的是哪一级限制、哪些内存计入了限制。`,
			runbook: `容器已终止，运行时报告的原因是 \`OOMKilled\`。

1. \`plimsoll why POD -n NAMESPACE\`：触发的是容器、Pod、上级 cgroup 的限制还是整个节点，以及监控曲线为何没碰到限制。
2. 如果限制确实偏小：\`plimsoll size\` 会按可接受的风险给出所需大小。如果是泄漏，调大限制只是拖延：用 \`plimsoll leaks\`。
3. 如果应用自身有内存上限（maxmemory、堆），用 \`plimsoll lint\` 检查它与限制是否匹配。`,
		},
		PlimsollContainerOOMCrashLoop: {
			summary: `${CONTAINER} 反复被 OOM 杀掉`,
			description: `一小时内重启至少三次，且上次终止原因为 OOMKilled。以当前限制无法正常启动。${WHY}`,
			runbook: `一小时三次重启，最近一次因内存而起：要么启动阶段所需内存超过限制，要么应用自身的设置与限制相等。

1. \`plimsoll why POD -n NAMESPACE\`：启动后几秒内死亡，多为启动峰值或一次性载入全部数据。
2. 对数据存储，用 \`plimsoll lint\` 比较其自身设置与限制：\`maxmemory\` 等于限制是行不通的。
3. 一次性把限制调到明显高于最近用量的水平：被杀容器真正需要多少，任何曲线都看不到。`,
		},
		PlimsollProcessOOMKilledInside: {
			summary: `${CONTAINER} 中有进程被 OOM 杀掉，而容器仍在运行`,
			description: `cAdvisor 记录到一次 OOM 杀进程，但容器没有重启：被杀的是子进程。任何状态都不会显示，请求在无声中丢失。${WHY}`,
			runbook: `内核杀掉的是容器内的某个进程，而不是首进程：进程池的工作进程、shell 的子进程、编译器等。Kubernetes 不会报告。

1. \`plimsoll why POD -n NAMESPACE\`：根据内核日志指出是哪个进程、哪个限制。
2. 减少工作进程数，或调大限制。在 cgroup v2 与 Kubernetes 1.28 及以上版本中，默认整个容器一起被杀（\`memory.oom.group\`），除非设置了 \`singleProcessOOMKill\`。`,
		},
		PlimsollSystemServiceOOMKilled: {
			summary: `节点 ${NODE} 上有系统服务被 OOM 杀掉：{{ $labels.id }}`,
			description: `内核杀掉了 Pod 之外的进程，kubelet、容器运行时或某个代理可能已不在。plimsoll nodes ${NODE}`,
			runbook: `Pod 之外的某个 cgroup 发生了 OOM：要么触及其自身限制，要么节点内存耗尽而它恰是可杀进程中最大的。

1. \`plimsoll scan -A\`：根据内核日志指出是哪个服务、为什么。
2. \`plimsoll nodes NODE\`：是否设置了 \`systemReserved\` 与 \`kubeReserved\`，驱逐阈值是否高到能先于内核行动？
3. 若某个服务连续数周增长，就是泄漏：\`plimsoll leaks\` 与 \`plimsoll advisories\`。`,
		},
		PlimsollPodsEvictedForMemory: {
			summary: `节点 ${NODE} 因内存驱逐 Pod`,
			description: `节点可用内存低于阈值，kubelet 驱逐了 Pod。plimsoll nodes ${NODE} 可看下一个轮到谁。`,
			runbook: `kubelet 先驱逐用量超过请求的 Pod，再按优先级，最后按超出多少。

1. \`plimsoll nodes NODE\`：谁占满了节点，下一个是谁。
2. 把实际用得更多的工作负载的请求调高（\`plimsoll size\`），让调度器心里有数。
3. 留意与数据库同在一个节点的 BestEffort Pod，以及远高于请求的限制。`,
		},
		PlimsollMemoryReachesLimit: {
			summary: `${CONTAINER} 将在 {{ $value | humanizeDuration }} 内触及内存限制`,
			description: `按过去六小时的斜率，四小时内将触及限制，且当前已过半。plimsoll leaks 可区分泄漏、缓存填充与负载增长。`,
			runbook: `对六小时的 RSS 拟合直线，四小时内与限制相交。可能是泄漏、缓存填到上限，也可能是负载。

1. \`plimsoll leaks\` 会加以区分，并以区间形式给出达到限制的时间。
2. 泄漏：先在低峰期重启止损，再查是否为已知缺陷（\`plimsoll advisories\`）。
3. 缓存：给它设一个低于限制的上限。负载：\`plimsoll size\`。`,
		},
		PlimsollRestartMaskedLeak: {
			summary: `${CONTAINER} 存在被重启掩盖的泄漏`,
			description: `两天内重启至少三次，而两次重启之间内存每天增长超过限制的五分之一。单次运行都太短，其他告警看不出来。`,
			runbook: `锯齿形：每次运行都在爬升，每次重启回到底部。发布、定时重启或 OOM 让跨天趋势看不出泄漏。

1. \`plimsoll leaks\` 给出每次运行的斜率（leak/restart-masked）。
2. \`plimsoll why\` 说明这些重启是否为 OOM。`,
		},
		PlimsollContainerStalledOnMemory: {
			summary: `${CONTAINER} 有 {{ $value | humanizePercentage }} 的时间在等内存`,
			description: `最近几分钟里，容器内全部任务因内存停顿的时间超过十分之一（PSI）。应答变慢，接下来会被探针杀掉。`,
			runbook: `压力阻塞信息（cgroup v2，带 PSI 的 cAdvisor）：回收或重新读入内存期间，全部任务都在等待。页缓存被反复丢弃又读回。

1. 限制小于其工作集：\`plimsoll size\`。
2. 超时很短的存活探针会杀掉这种其实还活着的容器。`,
		},
		PlimsollNodeMemoryExhaustion: {
			summary: `节点 ${NODE} 将在 {{ $value | humanizeDuration }} 内耗尽内存`,
			description: `按过去一小时的斜率，节点两小时内将没有可用内存，且当前可用不足 30 %。plimsoll nodes ${NODE} 可看谁先被杀。`,
			runbook: `节点工作集正逼近容量。低于 kubelet 阈值时 Pod 被驱逐；若增长快过 kubelet 的检查，就由内核来杀。

1. \`plimsoll nodes NODE\`：预测，以及 OOM 与驱逐的先后顺序。
2. 迁走或限制增长者；若是系统服务泄漏，先封锁节点（cordon）。`,
		},
		PlimsollSystemServicesHeadroom: {
			summary: "节点 {{ $labels.node }} 上的系统服务几乎用完了为其预留的内存",
			description: `Pod 之外的用量超过预留（容量减可分配）的九成。再涨就会占用已分配给 Pod 的内存。`,
			runbook: `容量减去可分配，就是 \`systemReserved\`、\`kubeReserved\` 与驱逐阈值留出的部分。kubelet、运行时和各种代理超出它时，连没有超过请求的 Pod 也会被驱逐。

1. \`plimsoll nodes NODE\` 显示预留了多少。
2. \`plimsoll leaks\` 判断是否有服务泄漏（leak/daemon）；否则调高预留。`,
		},
	},
	datadog: {
		PlimsollMemoryReachesLimit: {
			summary: `${CONTAINER} 将在 12 小时内触及内存限制`,
			description: "按预测，其内存将在十二小时内触及限制。plimsoll leaks 可区分泄漏、缓存填充与负载增长。",
		},
		PlimsollNodeMemoryExhaustion: {
			summary: `节点 ${NODE} 将在 12 小时内耗尽内存`,
			description: `按预测，节点在十二小时内将没有可用内存。plimsoll nodes ${NODE} 可看谁先被杀。`,
		},
	},
	dashboardTitle: "Plimsoll：内存与载重线",
	panel: {
		closest: { title: "最接近限制的容器", description: "工作集占限制的比例，最高的二十个。" },
		kills: {
			title: "OOM 杀进程",
			description: "内核在仍存活的容器内杀掉的进程数。随之终止的容器，其计数器也一并消失，见下一面板。",
		},
		restarts: { title: "OOMKilled 后的重启", description: "上次终止原因为 OOMKilled 的容器的重启数。" },
		growth: { title: "增长最快", description: "RSS 六小时斜率，最陡的二十个。" },
		stalled: { title: "因内存停顿", description: "全部任务等待内存的时间占比（PSI，cgroup v2）。" },
		"node-available": { title: "节点可用内存", description: "容量减去节点工作集，驱逐阈值以此为准。" },
		evictions: { title: "因内存驱逐", description: "kubelet 驱逐的 Pod 数，按节点。" },
		"system-services": { title: "系统服务与其预留", description: "Pod 之外的用量，以及为其预留的内存。" },
	},
};
