import type { CgroupMemory } from "../../model/kernel.ts";
import { isSameLimit } from "../../model/kernel.ts";
import type {
	DeathParams,
	DeathRuleParams,
	Disagreement,
	Graph,
	GraphReason,
	HolderParams,
	OomParams,
	OwnBound,
	PodDeathParams,
	StopCause,
} from "../../model/rules.ts";
import { exitText, formatBytes, percent, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { duration, report } from "./report.ts";

export const deathRules: Pick<RulesWords, keyof DeathRuleParams> = {
	"death/container-limit": {
		title: "触及内存限制而被杀",
		about: `容器内所有进程的内存合计达到了容器的内存限制，内核已无可回收，OOM killer 便杀掉了其中一个进程。

若能读到节点的内核日志，则以内核自己的报告为准：触发的是该容器自己的 cgroup；或者是 Pod 的 cgroup，但它的上限就是这一个容器的限制。读不到时，依据容器运行时上报的状态（原因 \`OOMKilled\`、已设置限制）以及最后一次工作集采样来判断；此时置信度较低，因为运行时无法区分触发的是容器的限制还是上层的限制。各来源互相矛盾时置信度还会再降：内核日志覆盖了那段时间却没有这样的记录，或者某个时钟不准。

仅凭 \`OOMKilled\` 不下结论：退出码为 0 或 143 时，该原因是先前一次 OOM 遗留下来的（death/stale-oomkilled）；kubelet 正在停止容器时也可能如此；节点当时自己报告了 OOM，或者节点内存不足而容器远低于限制时，原因也不是这个限制（death/node-out-of-memory）。`,
		message: (p) => `${killedAt(p)}${graphText(p.graph)}${ownSetting(p)}${tail(p)}`,
	},
	"death/child-killed": {
		title: "容器内的进程被杀，容器仍在运行",
		about: `内核的 OOM killer 杀掉了容器里的一个进程，而容器继续运行：在 cgroup v1、1.28 之前的 Kubernetes，或 kubelet 开启 \`singleProcessOOMKill\` 时，只有被选中的进程会死；如果它不是容器的首个进程，就不会有任何重启，Pod 的状态里也看不出来。

只依据内核的报告：其中的 cgroup 属于仍在运行的容器实例，或者属于后来因别的原因结束的实例。该进程手上的工作下落如何，只有应用自己知道。`,
		message: (p) => {
			const rss = p.victimRss === null ? "" : `（常驻 ${formatBytes(p.victimRss)}）`;
			const times = p.kernelKills === 1 ? "" : `，这样的情况共有 ${p.kernelKills} 次`;
			const fired = p.graph.limit ?? p.memoryLimit;
			const own = p.memoryLimit === null ? "容器自身没有限制" : `容器自身的限制现为 ${formatBytes(p.memoryLimit)}`;
			const limit =
				p.level !== "container" || fired === null
					? AT_LEVEL[p.level]
					: isSameLimit(fired, p.memoryLimit)
						? `在容器的内存限制 ${formatBytes(fired)} 处`
						: `在内存限制 ${formatBytes(fired)}（${own}）处`;
			return `内核${limit}杀掉了容器里的进程 ${p.victim}${rss}${when(p.at)}${times}。容器继续运行，因此状态里看不出任何痕迹。${graphText(p.graph)}${ownSetting(p)}`;
		},
	},
	"death/parent-limit": {
		title: "触及上层限制而被杀",
		about: `触发的是容器之上的限制：Pod 的限制（Pod 级资源，或各容器限制之和）、某个 QoS 类的限制、全部 Pod 的限制（节点可分配内存，由 kubelet 设在 cgroup \`kubepods\` 上），或者更上层的 slice。容器自己可能远未达到自身的限制。

依据内核的报告，其中写明了触发限制的 cgroup，而容器运行时并不知道这一点。没有内核日志时，只有在 Pod 有限制而容器没有（例如由 \`kubectl debug\` 加入的调试容器）时才会下此结论，且置信度较低。如果 Pod 的限制就是某一个容器的限制，则视为容器自己的限制：pause 进程也计入 Pod，所以会比容器的限制早一点触发。`,
		message: (p) => {
			const limit = p.limit === null ? "" : ` ${formatBytes(p.limit)}`;
			return `${OWNER[p.owner]}${limit} 被用满，内核杀掉了${victim(p)}，${ended(p)}。${graphText(p.graph)}${tail(p)}`;
		},
	},
	"death/node-out-of-memory": {
		title: "节点内存耗尽而被杀",
		about: `整个节点已没有可用内存，内核选中了这个容器的进程：按占用节点内存的比例加上由 QoS 类决定的 oom_score_adj，得分最高者先死。容器本身低于自己的限制，或者根本没有限制。

依据内核的报告（\`global_oom\`，或 cpuset、内存策略的约束）。5.0 之前的内核不写明进程属于谁，更新的内核在报告过多时也会省略：这时依据同一秒的这类击杀，若写有 oom_score_adj，还须与该容器的一致。没有内核日志时，依据节点当时的事件（\`SystemOOM\`、node-problem-detector 的 \`OOMKilling\`）；或者没有任何限制的容器被报告为 \`OOMKilled\`；或者节点内存不足，而被报告为 \`OOMKilled\` 的容器几秒前还远低于限制。后几种情况把握较小。

内核的报告列出了节点上的全部进程：其中常驻内存最大的几个会被列出，因为被杀的未必是占用最多的。若日志的其他行写明了它们所在的 Pod，也一并给出。进程表不完整时，不指认任何进程。

与 kubelet 的驱逐不同：容器会在原地重启，Pod 不会被标记为 Evicted。`,
		message: (p) => {
			const score = p.oomScoreAdj === null ? "" : `（oom_score_adj ${p.oomScoreAdj}）`;
			return `${ranOut(p)}，内核杀掉了${victim(p)}${score}，${ended(p)}。${ownLimit(p)}${holdersText(p)}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/evicted": {
		title: "被 kubelet 驱逐",
		about: `kubelet 发现节点的内存（或磁盘、inode、进程号）不足，于是终止 Pod 以收回资源：先选用量超过请求的，再按优先级，再按超出请求的多少。本地存储用量超过自身上限的 Pod 也会被驱逐。

依据 Pod 的状态（阶段 Failed，原因 Evicted）；若 Pod 已不在，则依据事件。消息里写明了是哪种资源，较新的 kubelet 还会写明阈值与当时的可用量，以及用量超过请求的容器。是否为软阈值，则由容器获得了多少收尾时间来判断。

消息中若为 \`The node had condition\`，那是准入时被拒绝，而不是驱逐（death/refused）。`,
		message: (p) => {
			const short =
				p.overran !== null
					? `${OVERRAN[p.overran.of](p.overran.name)}${p.overran.limit === null ? "" : ` ${formatBytes(p.overran.limit)}`}，kubelet 因此驱逐了该 Pod；节点资源并不紧张`
					: p.resource === ""
						? "kubelet 驱逐了该 Pod"
						: `节点的${RESOURCE[p.resource] ?? ` ${p.resource} `}不足，kubelet 驱逐了该 Pod`;
			const memory = p.resource === "memory";
			const available =
				memory && p.available !== null && p.threshold !== null
					? `当时可用 ${formatBytes(p.available)}，阈值为 ${formatBytes(p.threshold)}。`
					: "";
			const used =
				memory && p.offender !== null && p.usage !== null && p.request !== null
					? `${p.offender} 用了 ${formatBytes(p.usage)}，${p.request === 0 ? "却没有设置请求" : `而请求仅为 ${formatBytes(p.request)}`}。`
					: "";
			const soft = p.soft === null ? "" : p.soft ? "它获得了收尾的时间（软阈值）。" : "它被立即终止（硬阈值）。";
			return `${short}${when(p.at)}。${available}${used}${soft}${ofPod(p)}`;
		},
	},
	"death/refused": {
		title: "被 kubelet 拒绝",
		about: `调度器已把 Pod 放到节点上，但 kubelet 不让它启动：节点正处于压力之下（若只有内存压力，则只拒绝不容忍该污点的 BestEffort Pod），或者节点没有它所要的资源，或者因别的缘故不能准入。该 Pod 从未运行过；除非 kubelet 自己重启过：它会对已在运行的 Pod 重新做准入检查，并终止被拒绝的 Pod。

依据 Pod 的状态：阶段 Failed，原因 Evicted 且消息为 \`The node had condition\`，或者原因为 \`OutOfmemory\` 之类。`,
		message: (p) => {
			const why =
				p.cause === "condition"
					? `节点处于 ${p.of.join("、")} 状况`
					: p.cause === "resource"
						? `节点的${p.of.map((name) => RESOURCE[name] ?? ` ${name} `).join("、")}不够`
						: `原因是 ${p.reason}`;
			const bytes = p.of[0] === "memory" ? formatBytes : String;
			const numbers =
				p.requested === null || p.used === null || p.capacity === null
					? ""
					: `它请求 ${bytes(p.requested)}，而 ${bytes(p.capacity)} 中已有 ${bytes(p.used)} 被占用。`;
			return `kubelet 拒绝了该 Pod${when(p.at)}：${why}。${numbers}${ofPod(p)}`;
		},
	},
	"death/probe": {
		title: "探针失败而被停止",
		about: `存活探针或启动探针的失败次数达到了阈值，kubelet 便停止了容器：先发 SIGTERM，宽限期一过再发 SIGKILL（退出码 137）。它看上去像 OOM，其实不是。

依据 kubelet 的 \`Killing\` 事件，其中写明了是哪个探针。事件默认只保留一小时，没有事件就无从得知。一个 Pod 的事件多了以后，kubelet 会不再上报；此前已因同一探针而终止、这次又是 SIGKILL 或 SIGTERM 的，仍算作探针所致，但置信度较低。结果还会说明探针没有应答是否与内存有关：容器当时已触及限制、内核先前杀掉过其中的进程、最近两分钟里有十分之一以上的时间所有任务都在等待内存（压力阻塞信息，cgroup v2 上由 cAdvisor 的指标给出），或者最后几行日志、JVM 自己的指标显示垃圾回收耗时很长。`,
		message: (p) => {
			const how = p.failures === null ? "失败" : `至今失败了 ${p.failures} 次`;
			const output = p.output === "" ? "" : `（“${p.output.replace(/[.\s]+$/, "")}”）`;
			const kill = p.killed
				? `它没有在${p.graceSeconds === null ? "" : ` ${p.graceSeconds} 秒的`}宽限期内停下，于是被杀。`
				: "";
			const memory = p.memory === null ? "是否与内存有关尚不清楚。" : PROBE_MEMORY[p.memory];
			return `${p.probe === "liveness" ? "存活" : "启动"}探针${how}${output}，kubelet 停止了容器，${ended(p)}。${kill}${memory}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/outside-kill": {
		title: "被外部杀掉，与内存无关",
		about: `容器收到了 SIGKILL，而发出信号的既不是内核的 OOM killer，也不是 kubelet，而是节点上的某个人、容器运行时，或某个有权限的进程。自行因内存而杀进程的守护程序，若没有读到它的日志行（death/oom-daemon），也是如此，例如只写在节点 journal 里的。程序自行以 137 退出（例如子进程被杀掉的 shell）看上去也一样。

只有在内核日志确实覆盖了那一刻却没有相应记录时（时间不带时区的日志，须在任何时区下都覆盖那一刻，或者其中某次 OOM 与另一个容器的终止时间吻合；日志丢失的行算作缺失），或者事件覆盖了那一刻、且刚刚的采样远低于限制时，才会下此结论。否则漏报的 OOM 看上去也是一样，只能算作原因不明。`,
		message: (p) =>
			`容器被外部杀掉，${ended(p)}。既不是内核也不是 kubelet 因内存所为；程序自行以 137 退出时看上去也一样。${lastSeen(p, p.memoryLimit)}${tail(p)}`,
	},
	"death/oom-daemon": {
		title: "被节点上的 OOM 守护程序杀掉",
		about: `动手的既不是内核，也不是 kubelet，而是节点上一个监视内存的程序：它抢在内核之前，把 Pod 的 cgroup 里的所有进程一次全部杀掉。这样的程序有 Talos 的 OOM 控制器（1.12 起，除非在 OOMConfig 中关闭），以及被配置为监视 Pod 的 systemd-oomd。它们看的是任务等待内存的时间（PSI），因此内存尚有空闲时也会动手，例如文件读写繁重的时候。在容器运行时看来这不算 OOM：状态只写 \`Error\` 和 137。

依据该守护程序自己的日志行，其中写明了 Pod 的 cgroup：Talos 把它写入内核日志（\`talosctl dmesg\`），systemd-oomd 写入 journal，进而进入 syslog。读不到这一行时，只能判为被外部杀掉或原因不明。

earlyoom 只写明进程名和 pid，不写 cgroup。若该节点上的容器在随后几秒内因 SIGKILL 或 SIGTERM 结束，且并非他人所为，则以较低的置信度判定：被杀的也可能是别的容器的进程。要确认，请把 pid 与当时运行的进程对照（\`ps\`、\`crictl inspect\`），或把进程名与镜像中的程序对照。

Talos 默认只在 cgroup 上没有内存限制的 Pod 中挑选：先 BestEffort，后 Burstable，占用大的先杀；所有容器都设了内存限制的 Pod 无论优先级如何都不会被选中。真正造成节点内存吃紧的可能是别的 Pod，也可能根本不是 Pod。`,
		message: (p) => {
			const who = { talos: "Talos 的 OOM 控制器", "systemd-oomd": "systemd-oomd ", earlyoom: "earlyoom " }[p.daemon];
			if (p.victim !== null)
				return `这个容器结束时，${who}杀掉了该节点上的进程${p.victim.process === "" ? "" : `“${p.victim.process}”`}（pid ${p.victim.pid}），${ended(p)}。它的日志行没有写明容器：已读到的内容中没有别人终止它的迹象，因此该进程很可能属于这个容器，但不能确定。节点的内存与交换空间将要用尽时它就会动手。${lastSeen(p, p.memoryLimit)}${tail(p)}`;
			const times = p.daemonKills > 1 ? `它在这个 Pod 中共杀了 ${p.daemonKills} 次。` : "";
			const why =
				p.daemon === "talos"
					? "节点上的任务等待内存过久时它就会动手，即使内存尚有空闲；默认放过所有容器都设了内存限制的 Pod。"
					: "任务等待内存过久，或者内存与交换空间将要用尽时，它就会动手。";
			return `${who}把它连同整个 Pod 一起杀掉，${ended(p)}。${times}${why}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/own-heap-limit": {
		title: "触及程序自身的内存上限",
		about: `程序触及的是它自己的上限：JVM 的堆或元空间、V8 的老生代、.NET 的堆上限、PHP 的 memory_limit、GPU 显存、写满的 /dev/shm，或者一次失败的内存分配（PostgreSQL 的 shared_buffers、InnoDB 的缓冲池、nginx 的共享区）。容器的限制并没有用满；若程序的上限不随之变化，单单提高容器限制毫无作用。

依据容器最后输出的几行（终止消息；若 \`terminationMessagePolicy\` 为 \`FallbackToLogsOnError\`，则是日志的末尾；或上一个实例的日志）并结合退出码：3 对应 JVM 的 ExitOnOutOfMemoryError，134 对应 V8、.NET 或 C++ 的中止，255 对应 PHP，1 对应未捕获的异常，137 对应启动时就拿不到内存的 .NET 运行时：这是它自己的退出码，并非 SIGKILL。没有这样的日志行就不下此结论，但 Windows 例外：退出码本身就说明了（0xC0000017，即 STATUS_NO_MEMORY，以及同类代码）。客户端打印的服务端内存错误不算客户端自己的：PostgreSQL 的错误只有带服务端日志前缀时才算数。`,
		message: (p) => {
			const bound = p.bound === null ? "" : ` ${formatBytes(p.bound)}`;
			const settings =
				p.runtime === "gpu"
					? "用满的是 GPU：显存不计入容器的任何限制。"
					: p.runtime === "shm"
						? "用满的是 /dev/shm，而不是容器的某个限制：默认只有 64Mi，挂载了卷时则以该卷为准。在 /dev/shm 挂载一个 medium 为 Memory 的 emptyDir 即可扩大（由 sizeLimit 限定上限；其中的内容计入内存限制）。"
						: p.runtime === "windows"
							? "Windows 不会因内存而杀进程：超出容器限制或节点可提交量的分配会直接被拒绝。"
							: p.settings.length === 0
								? "它自身没有对应的设置：是操作系统拒绝了分配，或是容器的进程数、地址空间限制所致。"
								: `决定这个上限的设置：${p.settings.join("、")}。`;
			const limit = p.memoryLimit === null ? "" : `容器的限制为 ${formatBytes(p.memoryLimit)}。`;
			return `程序触及了自身的上限${bound}：${p.problem}（${RUNTIME[p.runtime]}），${ended(p)}。${settings}${limit}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/stale-oomkilled": {
		title: "OOMKilled 是遗留的，另有终止原因",
		about: `状态写的是 \`OOMKilled\`，但容器的退出码是 0，或是被 SIGTERM 结束的，OOM 不会造成这样的结果；或者它以自己的其他退出码结束，而覆盖该时刻的内核日志中当时没有杀掉其中的任何进程。运行时的这个原因取自容器 cgroup 的计数器，而计数器只增不减：说明更早的时候其中有进程被杀过。如果内核日志覆盖了它的整个生命周期而其中一次也没有，就是运行时弄错了：containerd 曾把 cgroup 的消失当作 OOM。

如果能读到内核日志，那次更早的事件会以 death/child-killed 列出。`,
		message: (p) => {
			const earlier = p.neverKilled
				? "内核日志覆盖了它的整个生命周期，其中没有杀掉过它的任何进程。"
				: p.kernelKills === 0
					? "更早的时候内核杀掉过其中的进程。"
					: `内核在此之前杀掉过其中的 ${p.kernelKills} 个进程。`;
			return `原因 OOMKilled ${p.neverKilled ? "不属实" : "是遗留下来的"}：容器的结局是${ended(p)}，这不是 OOM。${earlier}${tail(p)}`;
		},
	},
	"death/unreported-oom": {
		title: "触及内存限制而被杀，却只报告为 Error",
		about: `内核在容器自己的内存限制处杀掉了它，而状态里只写着 \`Error\`、退出码 137：运行时读取 cgroup 计数器太晚，或根本没有读。只盯着 \`OOMKilled\` 的仪表盘和告警都看不到这次死亡。

依据内核对该容器的报告；或依据同一节点同一秒、没有写明 cgroup 的击杀（见于内核日志或 node-problem-detector 的 \`OOMKilling\` 事件），后者置信度较低。如果被杀的是 Pod 的沙箱，其中的容器会随之结束，退出码不定：5.9 之前的内核在 Guaranteed Pod 中会选中 pause 进程；gVisor 和 Kata 的沙箱则占有整个 Pod 的内存。`,
		message: (p) =>
			`${killedAt(p)}状态却只写着 ${p.reason || "（无）"}。${graphText(p.graph)}${ownSetting(p)}${tail(p)}`,
	},
	"death/preempted": {
		title: "被更高优先级的 Pod 抢占",
		about: `更高优先级的 Pod 需要它的位置：或是调度器删除了它（状况 DisruptionTarget，原因 PreemptionByScheduler，事件 Preempted），或是 kubelet 为了让关键 Pod 启动而终止了它（事件 Preempting）。与它自己的内存用量无关，只是资源请求决定了谁放得下。`,
		message: (p) => {
			const other = p.preemptor === "" ? "更高优先级的 Pod" : `优先级更高的 ${p.preemptor} `;
			const by = p.by === "kubelet" ? "kubelet 为了让关键 Pod 启动而终止了它" : `调度器为${other}腾出位置而删除了它`;
			return `${by}${when(p.at)}。它的优先级是 ${p.priority}。${ofPod(p)}`;
		},
	},
	"death/grace-period": {
		title: "宽限期结束时被杀",
		about: `容器被要求停止（SIGTERM），宽限期结束时仍未退出，于是收到 SIGKILL：退出码 137，看上去像 OOM，其实不是。常见于滚动更新、排空节点、缩容和节点关机，发生在忽略 SIGTERM 或需要更长时间的程序身上。

依据 Pod 的删除时间，或依据终止前一个宽限期时 kubelet 的 \`Killing\` 事件。`,
		message: (p) => {
			const grace = p.graceSeconds === null ? "宽限期" : ` ${p.graceSeconds} 秒的宽限期`;
			return `容器被要求停止（${STOP[p.cause]}），没有在${grace}内退出而被杀，${ended(p)}。${tail(p)}`;
		},
	},
	"death/system-service": {
		title: "节点的系统服务被杀",
		about: `内核的 OOM killer 杀掉了 kubelet、容器运行时、k3s 或节点上的其他服务。此后该节点上的 Pod 可能无人照管，甚至随之死亡。

依据内核的报告：被杀进程的 cgroup 不属于任何 Pod。若服务是触及自己的限制而被杀，会写明该限制；否则就是节点内存耗尽，而没有为系统预留内存（\`systemReserved\`、\`kubeReserved\`）。`,
		message: (p) => {
			const process = p.service === p.process ? "" : `（进程 ${p.process}）`;
			const rss = p.victimRss === null ? "" : `，常驻 ${formatBytes(p.victimRss)}`;
			const why =
				p.level === "node"
					? "节点内存耗尽，"
					: p.limit === null
						? "触及自身的限制，"
						: `触及自身的限制 ${formatBytes(p.limit)}，`;
			const times = p.kernelKills === 1 ? "" : `它共被杀 ${p.kernelKills} 次。`;
			return `${why}内核杀掉了 ${p.service}${process}${rss}${when(p.at)}。${times}${holdersText(p)}`;
		},
	},
	"death/memory-volume": {
		title: "内存卷占满了限制",
		about: `\`medium: Memory\` 的 emptyDir 里的文件，算作写入它们的容器的内存。它们占满了限制，内核因此杀掉了进程，尽管进程本身用得不多。容器重启后文件仍在：下一个实例一启动，限制就已被占去大半。

依据内核的报告：其中写明了共享内存占了多少，且容器挂载了这样的卷；或依据触及限制的采样，其中进程自身的内存（RSS）不到一半，此时置信度较低。`,
		message: (p) => {
			const held = p.shmem === null ? "" : `（${formatBytes(p.memoryLimit)} 中占 ${formatBytes(p.shmem)}）`;
			const bound = p.sizeLimit === null ? "该卷没有设置大小限制。" : `该卷最多可容纳 ${formatBytes(p.sizeLimit)}。`;
			return `挂载于 ${p.mountPath} 的内存卷 ${p.volume} 占满了限制${held}，内核杀掉了${victim(p)}，${ended(p)}。${bound}${graphText(p.graph)}${tail(p)}`;
		},
	},
	"death/crashed": {
		title: "因自身错误而终止",
		about: `程序以自己的错误码或信号结束，所看到的一切都与内存无关。列出它是为了让每次重启都有原因；这与限制无关。

若内存可能有份则不下此结论：最后一次采样触及限制、最后几行提到内存，或者程序没有留下任何说明就因 SIGABRT、JVM 的退出码 3 或 SIGBUS 结束（\`/dev/shm\` 写满时也会收到 SIGBUS）。`,
		message: (p) => {
			const line = p.line === "" ? "" : `最后一行输出：“${p.line}”。`;
			const what = p.neverStarted ? "运行时未能启动该容器" : "程序因自身错误而终止";
			return `${what}，${ended(p)}。就所见而言与内存无关。${line}${tail(p)}`;
		},
	},
	"death/unknown": {
		title: "已终止，原因不明",
		about: `容器终止了，而已看到的一切都说明不了原因。结果中会列出哪些信息本可以给出答案：节点的内核日志、Pod 的事件（默认保留一小时）、当时前后的内存时间序列、容器最后输出的几行日志。其中提到内存、或提到有进程被杀的那一行会被引用：它可能就是原因，但单凭它不足以断定。`,
		message: (p) => {
			const wanted =
				p.missing.length === 0 ? "" : `下次要弄清原因，需要：${p.missing.map((m) => report.missing[m]).join("；")}。`;
			const line = p.line === "" ? "" : `临近终止时它输出了：“${p.line}”。`;
			return `容器以原因 ${p.reason || "（无）"} 终止，${ended(p)}。原因不明。${line}${wanted}${tail(p)}`;
		},
	},
};

const RESOURCE: Readonly<Record<string, string>> = {
	memory: "内存",
	cpu: " CPU ",
	"ephemeral-storage": "临时存储",
	inodes: " inode ",
	pids: "进程号",
	pods: " Pod 名额",
};

const OVERRAN: Record<OwnBound["of"], (name: string) => string> = {
	volume: (name) => `emptyDir 卷 ${name} 超出了自身的 sizeLimit`,
	container: (name) => `容器 ${name} 写入的本地存储超出了自身的限制`,
	pod: () => "各容器写入的本地存储合计超出了其限制",
};

const AT_LEVEL = {
	container: "在容器的限制处",
	pod: "在 Pod 的限制处",
	parent: "在 Pod 之上的限制处",
	node: "因节点内存耗尽",
} as const;

const OWNER = {
	pod: "Pod 的内存限制",
	qos: "所属 QoS 类的内存限制",
	"all-pods": "节点上全部 Pod 的内存限制（可分配内存）",
	other: "Pod 之上的内存限制",
} as const;

const PROBE_MEMORY = {
	"at-limit": "容器当时已触及内存限制：忙于回收内存，无暇应答。",
	"killed-inside": "内核此前因内存杀掉过其中的进程。",
	stalled: "当时其任务都卡在等待内存回收上，无暇应答。",
	collecting: "当时堆已占满：忙于垃圾回收，无暇应答。",
	none: "与内存无关。",
} as const;

const RUNTIME = {
	jvm: "JVM",
	node: "Node.js",
	go: "Go",
	python: "Python",
	dotnet: ".NET",
	php: "PHP",
	ruby: "Ruby",
	native: "C 或 C++",
	rust: "Rust",
	erlang: "Erlang",
	haskell: "Haskell",
	postgres: "PostgreSQL",
	innodb: "InnoDB",
	nginx: "nginx",
	windows: "Windows",
	shm: "共享内存",
	gpu: "GPU 显存",
} as const;

const STOP: Record<StopCause, string> = {
	deleted: "Pod 被删除或替换",
	drained: "通过驱逐 API，如排空节点",
	tainted: "节点的污点",
	"scaled-down": "被其控制器移除",
	"node-shutdown": "节点关机",
	deadline: "超过了期限",
	changed: "规格有变",
	"hook-failed": "postStart 钩子失败",
};

const DISAGREEMENT: Record<Disagreement, string> = {
	"kernel-silent": "内核日志覆盖了那段时间，却没有相应的记录",
	"stopped-by-kubelet": "状态写着 OOMKilled，而 kubelet 当时正在停止它",
	"events-held-back": "说明此事的事件属于更早的一次终止：一个 Pod 的事件多了以后，kubelet 会不再上报",
	"node-out-of-memory-too": "节点当时也报告了自己的 OOM",
	"sample-after-death": "最后一次内存采样的时间晚于其终止，可见某个时钟不准",
	"runtime-silent": "",
};

/** 从大到小。 */
function kernelParts({ sockets, slab, kernelStack, pageTables }: CgroupMemory): string {
	const parts: [number | null, string][] = [
		[sockets, "套接字缓冲区"],
		[slab, "内核对象"],
		[kernelStack, "线程内核栈"],
		[pageTables, "页表"],
	];
	const large = parts.filter(([bytes]) => bytes !== null && bytes > 0).sort(([a], [b]) => (b ?? 0) - (a ?? 0));
	return large.map(([bytes, what]) => `${what} ${formatBytes(bytes ?? 0)}`).join("，");
}

const GRAPH: Record<GraphReason, (graph: Graph) => string> = {
	reached: () => "图表上看得到。",
	"spike-between-scrapes": ({ growth }) =>
		growth === null
			? "此后内存又增长了。"
			: `此后内存以每秒 ${formatBytes(Math.round(growth))} 或更快的速度增长，图表显示不出来。`,
	unscraped: () => "它在首次采样之前就已死亡，图上没有它的数据。",
	"page-cache-left-out": ({ counted }) =>
		`图表不含不活跃的页缓存${counted?.inactiveFile == null ? "" : `（${formatBytes(counted.inactiveFile)}）`}，限制却把它计算在内。`,
	"shared-memory-left-out": ({ counted }) =>
		`共享内存${counted?.shmem == null ? "" : `（${formatBytes(counted.shmem)}）`}也计算在内，而 RSS 图表不含它。`,
	"kernel-memory-left-out": ({ counted }) =>
		counted === null ? "" : `内核为它占用的内存（${kernelParts(counted)}）也计算在内，而 RSS 图表不含它。`,
	"node-level": () => "",
	"parent-limit": () => "该容器的图表显示不出来，因为触发的不是它自己的限制。",
	"group-kill": () => "内核同时结束了它的所有进程（memory.oom.group）。",
	"child-invisible": () => "",
	sticky: () => "",
	missed: () => "",
};

function killedAt(p: DeathRuleParams["death/container-limit"]): string {
	const changed = p.limitChangedAt === undefined ? "" : `${timeText(p.limitChangedAt)} 被原地修改过，`;
	const at =
		p.memoryLimit === null ? `内存限制（${changed}当时的数值未知）` : `内存限制 ${formatBytes(p.memoryLimit)} `;
	return `内核在${at}处杀掉了${victim(p)}，${ended(p)}。`;
}

/** cpuset 或内存策略只允许使用节点的部分内存：其余部分可能仍有空闲。 */
function ranOut({
	constraint,
	nodeMemory,
}: Pick<DeathRuleParams["death/node-out-of-memory"], "constraint" | "nodeMemory">): string {
	const node = `节点${nodeMemory === null ? "" : `（${formatBytes(nodeMemory)}）`}`;
	if (constraint === "cpuset") return `${node}上 cpuset 所允许的 NUMA 节点内存耗尽`;
	if (constraint === "memory-policy") return `${node}上内存策略所允许的 NUMA 节点内存耗尽`;
	return `${node}内存耗尽`;
}

/** Pod 已不在（因此也没有退出码）时，无从得知它的限制。 */
function ownLimit({ memoryLimit, exitCode }: Pick<DeathParams, "memoryLimit" | "exitCode">): string {
	if (memoryLimit !== null) return `容器自身的限制为 ${formatBytes(memoryLimit)}。`;
	return exitCode === null ? "" : "容器自身没有设置限制。";
}

/** 已知时，指出节点内存被谁占用。 */
function holdersText({ holders, reported }: HolderParams): string {
	if (!reported) return "";
	if (holders === null) return "内存被谁占用不得而知：没有看到完整的内核进程表。";
	const named = holders.map(({ process, pid, rss, oomScoreAdj, pod }) => {
		const whose = pod === null ? "" : `，Pod ${pod}`;
		return `${process}（常驻 ${formatBytes(rss)}，pid ${pid}，oom_score_adj ${oomScoreAdj}${whose}）`;
	});
	return `当时节点上最大的进程：${named.join("、")}。`;
}

function victim({ victim, ofSandbox, reason, exitCode, signal }: OomParams): string {
	if (victim !== null) return ofSandbox ? `所在 Pod 沙箱的进程 ${victim}` : `该容器的进程 ${victim}`;
	// 以自身退出码结束的容器，被杀的不是它的主进程。
	return reason === "OOMKilled" && exitCode !== null && signal !== 9 ? "容器里的一个进程" : "该容器";
}

function graphText(graph: Graph): string {
	const age = graph.age === null ? "" : `（死亡前 ${duration(graph.age)}）`;
	const share = graph.share === null ? "" : `，是限制的 ${percent(graph.share)}`;
	const sample = graph.workingSet === null ? "" : `最后一次采样${age}为 ${formatBytes(graph.workingSet)}${share}。`;
	return [sample, ...graph.reasons.map((reason) => GRAPH[reason](graph))].join("");
}

function ended(p: DeathParams): string {
	const lived = p.livedSeconds === null ? "" : `，存活了 ${duration(p.livedSeconds)}`;
	const code = p.exitCode === null ? "退出码不详" : `退出码 ${exitText(p.exitCode, p.signal)}`;
	return `${code}${when(p.at)}${lived}`;
}

function when(at: number | null): string {
	return at === null ? "" : `，时间 ${timeText(at)}`;
}

function lastSeen(p: DeathParams, limit: number | null): string {
	if (p.lastWorkingSet === null) return "";
	const age = p.lastWorkingSetAge === null ? "" : `（死亡前 ${duration(p.lastWorkingSetAge)}）`;
	const share = limit === null ? "" : `，是限制的 ${percent(p.lastWorkingSet / limit)}`;
	return `最后一次采样${age}为 ${formatBytes(p.lastWorkingSet)}${share}。`;
}

function ownSetting({ setting, memoryLimit }: Pick<OomParams, "setting" | "memoryLimit">): string {
	if (setting === undefined || memoryLimit === null || memoryLimit === 0) return "";
	return `应用自身的设置 ${setting.written} 允许用到 ${formatBytes(setting.bound)}，占该限制的 ${percent(setting.bound / memoryLimit)}，留给其余部分的太少。`;
}

function tail(p: DeathParams): string {
	const against = p.disagreements.map((d) => DISAGREEMENT[d]).filter(Boolean);
	const but = against.length === 0 ? "" : `与此相矛盾的是：${against.join("；")}。`;
	return `${but}${restarts(p)}${p.jobGaveUp ? JOB : ""}`;
}

function ofPod(p: PodDeathParams): string {
	return p.jobGaveUp ? JOB : "";
}

const JOB = "所属的 Job 已达到重试上限而放弃。";

function restarts(p: DeathParams): string {
	const held = !p.backingOff
		? ""
		: p.backOffSeconds === null
			? "，下次启动被推迟"
			: `，下次启动被推迟 ${duration(p.backOffSeconds)}`;
	if (p.restartCount === 0) return held === "" ? "" : `尚未重启${held}。`;
	return `已重启 ${p.restartCount} 次${held}。`;
}
