import { isOwnConflict, type LintRuleId, type LintRuleParams } from "../../model/rules-lint.ts";
import { formatBytes } from "../format.ts";
import type { RuleWords } from "../rule-words.ts";
import { budgets } from "./rules-budgets.ts";
import { inChinese } from "./said.ts";

const roles: Record<LintRuleParams["lint/no-memory-limit"]["role"], string> = {
	main: "该容器",
	sidecar: "该 sidecar 容器",
	init: "该 init 容器",
	ephemeral: "该临时容器",
};

export const lint: { [R in LintRuleId]: RuleWords<R> } = {
	...budgets,
	"lint/malformed": {
		title: "文档无法按其本意读取",
		about: `YAML 或 JSON 文档有语法错误，或者同一个键出现了两次（只有最后一个生效，\`kubectl apply\` 会拒绝）。同一文件中的其他文档照常检查。具体说明取自解析器原文。`,
		message: (p) => {
			switch (p.problem) {
				case "duplicate-key":
					return `键“${p.detail}”出现了两次：API 服务器会拒绝，或只取最后一个。请删去其中之一。`;
				case "tab":
					return "YAML 在此处只允许空格，却出现了制表符。请改用空格缩进。";
				case "alias":
					return `别名或合并“${p.detail}”没有可用的指向。请在同一文档中先定义锚点。`;
				case "depth":
					return "文档的嵌套层数远超任何正常清单，未予读取。";
				case "size":
					return p.detail === ""
						? "该文档包含一百万个以上的值，正常的清单不会这么大，未予读取。请拆分它。"
						: `该文件包含超过 ${p.detail} 个文档：自此处起未予读取。请拆分它。`;
				case "not-an-object":
					return "该文档不是 Kubernetes 对象。";
				case "syntax":
					return `该文档不是合法的 YAML：${inChinese(p.detail)}。其中内容未作检查。`;
			}
		},
	},
	"lint/unrendered-template": {
		title: "尚未渲染的模板",
		about: `文档在 Kubernetes 需要名称、数字和对象的地方写着模板语句。只有经 helm 或其他引擎渲染后才知道内容，因此未作检查。判断依据是 Helm 自己的名称（\`.Values\`、\`.Release\`、\`include\`、控制块），而不仅仅是花括号：告警规则、仪表盘和工作流里也有花括号。每个 chart 只报告一次。`,
		message: (p) =>
			p.command === null
				? "这是其他引擎的模板，尚未渲染，未作检查。请检查渲染结果。"
				: `${p.files === 1 ? "这是 Helm 模板" : `${p.files} 个文件是 Helm 模板`}，尚未渲染，未作检查。请检查渲染结果：${p.command}`,
	},
	"lint/no-memory-limit": {
		title: "没有内存限制",
		about: `在节点自身内存不足之前，没有什么能拦住这个容器；到那时由内核或 kubelet 决定终止谁，被终止的可能是别的 Pod。若 Pod 整体设有限制，或同一批输入中的 LimitRange 给出了默认值，则不报告；没有镜像的容器（补丁）也不报告。init 容器只作提示：它在 Pod 提供服务之前就已结束。`,
		message: (p) => `${roles[p.role]}没有内存限制：一旦泄漏，会先耗尽节点内存。请设置 resources.limits.memory。`,
	},
	"lint/no-memory-request": {
		title: "没有内存请求",
		about: `调度器会把它当作不需要内存来安排；节点内存不足时，它的 Pod 会先于其他 Pod 被驱逐，因为用多少都超出了请求。只设了限制而没有请求时，请求等于限制，因此不报告；Pod 或 LimitRange 给出了请求时也不报告。`,
		message: (p) =>
			`${roles[p.role]}没有内存请求：调度器视其用量为零，节点紧张时会最先被驱逐。请把 resources.requests.memory 设为平时的用量。`,
	},
	"lint/best-effort": {
		title: "Pod 没有任何请求和限制（BestEffort）",
		about: `Pod 的所有容器都没有任何资源的请求或限制，服务质量类（QoS class）为 BestEffort。内核给其进程的 oom_score_adj 为 1000，节点内存耗尽时最先被杀；处于内存压力下的节点也不再接纳这类 Pod。`,
		message: (p) =>
			`它的 ${p.containers} 个容器都没有任何请求或限制：作为 BestEffort，节点内存不足时最先被杀（oom_score_adj 为 1000）。`,
	},
	"lint/limit-below-request": {
		title: "内存限制低于请求",
		about: `API 服务器会拒绝限制低于请求的容器。最常见的原因是单位写错：128M 小于 128Mi。`,
		message: (p) =>
			`内存限制 ${p.limitText}（${p.limit} 字节）低于请求 ${p.requestText}（${p.request} 字节）：API 服务器会拒绝。`,
	},
	"lint/suspicious-unit": {
		title: "内存数值显然写错了单位",
		about: `Kubernetes 的理解与本意不同，或者根本不接受：\`512m\` 只有半个字节（m 表示千分之一），\`64\` 是 64 字节，\`512MB\` 不是合法数值，\`128M\` 与 \`128Mi\` 并列时大小不同，超过 64Ti 的内存没有机器具备。\`GOMEMLIMIT\` 写成 \`512Mi\` 也是如此：Go 只认 \`512MiB\`；写成 \`512\` 则是字节（用带 divisor 的引用取限制值时也一样）。模板引擎的占位符不作判断。`,
		message: (p) => {
			const meant = p.meant === null ? "" : `是否想写 ${p.meant}？`;
			switch (p.slip) {
				case "milli":
					return `“${p.text}”中的 m 表示千分之一，结果只有 ${p.bytes} 字节。${meant}`;
				case "tiny":
					return `“${p.text}”只有 ${p.bytes} 字节，容不下任何进程。${meant}`;
				case "huge":
					return `“${p.text}”是 ${formatBytes(p.bytes ?? 0)}，没有节点有这么多内存。${meant}`;
				case "mixed":
					return `“${p.text}”与 ${p.meant ?? ""} 并列：数字相同，一个是十进制单位，一个是二进制单位，相差约 5 %。请统一单位。`;
				case "not-a-quantity":
					return `“${p.text}”不是 Kubernetes 的数值写法，API 服务器会拒绝。${meant}`;
				case "not-of-go":
					return `GOMEMLIMIT=${p.text} 不是 Go 认得的大小（只认 B、KiB、MiB、GiB、TiB），程序一启动就会退出。${meant}`;
				case "tiny-for-go":
					return `GOMEMLIMIT=${p.text} 只有 ${p.bytes} 字节：垃圾回收会不停运行，却腾不出更多内存。${p.meant === null ? "请去掉 divisor，或写明单位（MiB）。" : meant}`;
			}
		},
	},
	"lint/setting-not-taken": {
		title: "程序不接受的内存设置",
		about: `有些设置会让程序一启动就退出，有些根本不会被读取：把 \`-Xmx 512m\` 写成两个词、\`-Xmx512\`（单位是字节）、\`-Xmx512mb\`、\`-Xms\` 大于 \`-Xmx\`、\`--max-old-space-size=4g\`（单位是 MiB，不带后缀）或写成两个词、\`MaxRAMPercentage=75%\`、\`maxmemory 512Mi\`、\`--maxmemory=1gb\`、\`shared_buffers = 1gb\`（PostgreSQL 只认 \`MB\`、\`GB\`）、\`innodb_buffer_pool_size = 1.5G\`、NODE_OPTIONS 中 Node.js 不允许的参数、单引号或换行；还有写在 \`-jar app.jar\`、主类或脚本之后的参数，它们只会传给应用本身。已用 OpenJDK 17 和 25、Node.js 20 和 24、Redis 7、PostgreSQL 15、MariaDB 10.11、memcached 1.6、Varnish 7.1 逐一验证。由启动脚本读取的环境变量不作判断。`,
		message: (p) => {
			const meant = p.meant === null ? "" : `是否想写 ${p.meant}？`;
			switch (p.fault) {
				case "no-value":
					return `${p.program} 不认识“${p.setting}”的值，一启动就会退出。${meant}`;
				case "two-words":
					return `“${p.setting}”写成了两个词，${p.program} 不会把后一个词当作值，一启动就会退出。请写成 ${p.meant}。`;
				case "one-word":
					return `“${p.setting}”写成了一个词，${p.program} 会把它整个当作设置名，一启动就会退出。请写成两个词：${p.meant}。`;
				case "bytes":
					return `“${p.setting}”小到放不下任何堆（不带字母时单位是字节），${p.program} 一启动就会退出。${meant}`;
				case "initial-above-maximum":
					return `“${p.setting}”大于“${p.beside ?? ""}”，${p.program} 一启动就会退出。请调低前者，或调高后者。`;
				case "not-in-node-options":
					return `NODE_OPTIONS 中不允许“${p.setting}”，${p.program} 一启动就会退出。请写在命令行上。`;
				case "quotes":
					return `NODE_OPTIONS 中的单引号只是普通字符：${p.program} ${p.setting.startsWith("'") ? `不会读取 ${p.setting}` : `遇到 ${p.setting} 一启动就会退出`}。请写成 ${p.meant}。`;
				case "line-break":
					return `NODE_OPTIONS 中有换行，${p.program} 会把换行当作相邻选项（${p.setting}）的一部分，一启动就会退出。请写在一行内；在 YAML 中用“>-”代替“|”或“>”。`;
				case "behind-program":
					return `“${p.setting}”写在 ${p.program} 所运行的程序之后，只会作为参数传给它，起不到限制作用。请移到前面。`;
			}
		},
	},
	"lint/ratio-too-wide": {
		title: "内存限制远高于请求",
		about: `限制超过请求的八倍。调度器按请求填满节点；此后只要有几个容器向限制增长，就会占用已经许诺给别人的内存，即使人人都没有超过限制，内核也会杀掉其中一个。`,
		message: (p) =>
			`限制 ${formatBytes(p.limit)} 是请求 ${formatBytes(p.request)} 的 ${Math.floor(p.ratio)} 倍：节点按请求装满，重复许诺的内存终将以 OOM 或驱逐收场。请把请求提高到实际用量。`,
	},
	"lint/memory-volume-unbounded": {
		title: "内存卷没有大小上限",
		about: `\`medium: Memory\` 的 emptyDir 是 tmpfs：写入的内容计入写入者容器的内存，删除之前不会释放。没有 \`sizeLimit\` 时，它可以增长到 Pod 可用的全部内存，或节点内存的一半。`,
		message: (p) =>
			`卷 ${p.volume} 位于内存中且没有 sizeLimit：其中的文件会计入${p.limit === null ? "节点内存" : `内存限制 ${formatBytes(p.limit)}`}。请设置 emptyDir.sizeLimit。`,
	},
	"lint/memory-volume-above-limit": {
		title: "内存卷大于内存限制",
		about: `\`medium: Memory\` 的 emptyDir 中的文件计入写入者容器的内存限制。大小上限不低于该限制，就等于没有上限：卷还没写满，容器已经被杀。`,
		message: (p) =>
			`卷 ${p.volume} 可在内存中存放 ${formatBytes(p.size)}，而挂载它的容器限制为 ${formatBytes(p.limit)}：卷未写满，容器就会被杀。请降低 sizeLimit，或相应提高限制。`,
	},
	"lint/removed-api": {
		title: "Kubernetes 已不再提供的 API 版本",
		about: `API 服务器会回答“no matches for kind”，什么也不会创建。所示版本是将其移除的版本。`,
		message: (p) =>
			`${p.apiVersion} 自 Kubernetes ${p.removedIn} 起已移除${p.replacement === null ? "，且没有替代" : `：请改用 ${p.replacement}`}。`,
	},
	"lint/restart-cronjob": {
		title: "用 CronJob 重启 Pod",
		about: `定时重启会掩盖泄漏：每次都牺牲可用性，而泄漏可能比计划更快。流传最广的那个例子甚至无法运行：\`batch/v1beta1\` 自 1.25 起已移除，busybox 里没有 kubectl，没有服务账号也无权删除任何东西。`,
		message: (p) => {
			const problems: Record<(typeof p.problems)[number], string> = {
				"removed-api": "其 API 版本已不再提供",
				"no-kubectl": `镜像 ${p.image} 中没有 kubectl`,
				"no-service-account": "其服务账号无权这样做",
			};
			return p.problems.length === 0
				? "它定时重启 Pod，掩盖了内存增长的原因。plimsoll leaks 可以指出谁在增长、有多快。"
				: `它想重启 Pod，却做不到：${p.problems.map((problem) => problems[problem]).join("；")}。不如找出增长的原因：plimsoll leaks。`;
		},
	},
	"lint/hpa-on-memory": {
		title: "按内存扩缩的 HPA 起不了作用",
		about: `按内存扩容，只有在副本增多会让每个副本变小、且比例能够算出时才有用。按请求的百分比计算，要求 Pod 的每个容器都有请求。数据库、缓存和 JVM 无论有多少副本都不会归还已占用的内存：HPA 会一路扩到上限，再也不会缩回。`,
		message: (p) =>
			p.reason === "no-request"
				? `它按内存请求的百分比扩缩 ${p.target}，而那里并非每个容器都有请求：比例无法计算，不会发生任何扩缩。`
				: `它按内存扩缩 ${p.target}，但 ${p.runtime ?? ""} 不会因副本增多而归还内存：只会扩容，不会缩容。`,
	},
	"lint/vpa-with-hpa": {
		title: "VPA 与 HPA 同时依据内存调节",
		about: `同一目标上，VerticalPodAutoscaler 设置内存请求，HorizontalPodAutoscaler 又按内存扩缩。两者互相追逐：请求变大，HPA 看到的比例就变低；Pod 变少，VPA 看到的用量就变高。`,
		message: (p) =>
			`它设置 ${p.target} 的内存，而 HPA ${p.autoscaler} 也按内存扩缩同一目标：两者永远无法稳定。请只让其中之一管理内存（controlledResources: [cpu]，或 updateMode: "Off"）。`,
	},
	"lint/limitrange-unsatisfiable": {
		title: "无法满足的 LimitRange",
		about: `LimitRange 自相矛盾，API 服务器不会接受它；或者它会拒绝同一批输入中同一命名空间的容器或 Pod，这样的 Pod 不会被创建。`,
		message: (p) => {
			const [value, bound] =
				p.conflict === "ratio"
					? [String(Number(p.value.toPrecision(4))), String(p.bound)]
					: [formatBytes(p.value), formatBytes(p.bound)];
			const said: Record<typeof p.conflict, string> = {
				"min-above-max": `min ${value} 高于 max ${bound}`,
				"default-above-max": `默认限制 ${value} 高于 max ${bound}`,
				"default-below-min": `默认限制 ${value} 低于 min ${bound}`,
				"default-request-above-default": `默认请求 ${value} 高于默认限制 ${bound}`,
				"default-request-above-max": `默认请求 ${value} 高于 max ${bound}`,
				"default-request-below-min": `默认请求 ${value} 低于 min ${bound}`,
				"limit-above-max": `内存限制 ${value} 高于 max ${bound}`,
				"limit-below-min": `内存限制 ${value} 低于 min ${bound}`,
				"request-below-min": `内存请求 ${value} 低于 min ${bound}`,
				"request-above-default": `请求 ${value} 没有相应的限制，而默认限制 ${bound} 更低`,
				"no-limit": `没有设置内存限制，而它要求设置且不高于 ${bound}`,
				"no-request": `没有设置内存请求，而它要求设置且不低于 ${bound}`,
				"no-ratio": `它要求限制不超过请求的 ${p.bound} 倍，而两者没有都设置`,
				ratio: `限制是请求的 ${value} 倍，而它只允许 ${bound} 倍`,
			};
			const refused = isOwnConflict(p.conflict) ? "这个 LimitRange" : "这样的 Pod";
			return `LimitRange ${p.limitRange}：${said[p.conflict]}。API 服务器会拒绝${refused}。`;
		},
	},
	"lint/quota-unsatisfiable": {
		title: "无法满足的 ResourceQuota",
		about: `命名空间的内存配额会拒绝没有写明用量的 Pod，也会拒绝超出总额的 Pod。依据同一命名空间的清单计算：各容器与 sidecar 之和，或更大的 init 容器（加上在它之前启动的 sidecar）；再乘以 Deployment、StatefulSet 的副本数。带作用域的配额不作判断。`,
		message: (p) => {
			switch (p.reason) {
				case "missing":
					return `ResourceQuota ${p.quota} 统计 ${p.resource}，而该容器没有设置：它的 Pod 会被拒绝。`;
				case "pod":
					return `单个 Pod 就需要 ${formatBytes(p.needed)}，而 ResourceQuota ${p.quota} 的 ${p.resource} 总额只有 ${formatBytes(p.hard)}：会被拒绝。`;
				case "sum":
					return `该命名空间的工作负载连同全部副本需要 ${formatBytes(p.needed)} 的 ${p.resource}，配额为 ${formatBytes(p.hard)}：最后的 Pod 会被拒绝。`;
			}
		},
	},
	"lint/pdb-blocks": {
		title: "PodDisruptionBudget 不允许任何驱逐",
		about: `不允许任何中断时，就无法把 Pod 从内存不足或需要维护的节点上移走：\`kubectl drain\` 会一直等待。（kubelet 在内存压力下的驱逐并不征询它。）`,
		message: (p) =>
			`${p.setting}${p.replicas === null ? "" : `，而${p.target === null ? "" : ` ${p.target} `}只有 ${p.replicas} 个副本`}，不允许任何驱逐：节点无法排空。请至少允许一个（maxUnavailable: 1），或多运行一个副本。`,
	},
	"lint/pdb-missing": {
		title: "多副本数据库没有 PodDisruptionBudget",
		about: `数据库、消息队列或缓存设置多个副本，是为了防备丢失其中之一。没有 PodDisruptionBudget 时，排空节点（内存不足或升级时都会这么做）可能把它们同时赶走，之后每个副本都要从空内存开始重新载入数据。依据镜像名称判断；只作提示，因为 PDB 可能放在别的仓库里。`,
		message: (p) =>
			`${p.image} 有 ${p.replicas} 个副本，但这些清单中没有覆盖它们的 PodDisruptionBudget：一次排空可能把它们全部带走。请添加一个 maxUnavailable: 1 的 PDB。`,
	},
	"lint/init-request-dominates": {
		title: "init 容器的请求超出 Pod 所需",
		about: `调度器按“各容器之和”与“最大的 init 容器加上在它之前启动的 sidecar”中较大者来安置 Pod，并且一直保留到 Pod 结束。若某次迁移或下载所请求的内存超过之后所需的两倍，节点上就会一直空着这么多。Job 不报告。`,
		message: (p) =>
			`这个 init 容器请求 ${formatBytes(p.request)}，而长期运行的容器合计只要 ${formatBytes(p.others)}：只要 Pod 还在，节点就得一直为它留着 ${formatBytes(p.kept)}${p.kept > p.request ? "（在它之前启动的 sidecar 一并计入）" : ""}。请把这一步移到 Job 中，或降低其请求。`,
	},
	"lint/large-image": {
		title: "使用了用于构建的镜像",
		about: `仅凭名称和标签即可看出（官方镜像，不依赖摘要）：该镜像带有编译器和包管理器，体积约为其 slim 版本的十倍。体积不等于内存，但节点在处理第一个请求之前必须先读取它：页缓存会计入容器，每次 OOM 或驱逐之后启动更慢，磁盘占满也会引发驱逐。只针对提供服务的工作负载；Job 可以用来编译。`,
		message: (p) =>
			`${p.image} ${p.reason === "build-tools" ? "带有构建工具" : "是带编译器的完整发行版"}：每次 OOM 或驱逐之后重启，都要重新拉取和读取它。${p.slim === null ? "请用多阶段构建，把产物放进小镜像。" : `请改用 ${p.slim}。`}`,
	},
	"lint/leaky-image": {
		title: "看不到内存限制的 Java",
		about: `不认识 cgroup 的 JVM 会把节点内存的四分之一当作自己的堆，不论容器的限制是多少，并在增长途中被杀。容器支持从 8u191 和 10 起默认开启；cgroup v2 节点从 8u372、11.0.16 和 15 起才能识别。依据镜像标签判断；已停止更新的 \`java\` 和 \`openjdk\` 镜像按其最后版本判断。设置了 -Xmx 时不报告。`,
		message: (p) =>
			p.reason === "no-container-support"
				? `${p.image} 中的 Java ${p.version} 会把节点内存当作自己的：堆会超出容器的限制。请使用 ${p.fixedIn} 或更高版本，或设置 -Xmx。`
				: `${p.image} 中的 Java ${p.version} 在 cgroup v2 节点上看不到限制：堆按节点内存计算。请使用 ${p.fixedIn} 或更高版本，或设置 -Xmx。`,
	},
	"lint/probe-kills": {
		title: "存活探针在内存紧张时杀死容器",
		about: `内存不足的容器在死亡之前会先变慢：页面正被回收，垃圾回收器正在运行。只允许失败一次的存活探针，或每次检查都要在容器内启动一个完整运行时却只等一秒的探针，会在此时终止它，而重启又掩盖了原因。`,
		message: (p) =>
			p.reason === "heavy-exec"
				? `存活探针在容器自己的内存里启动 ${p.program ?? ""}，只等 ${p.timeoutSeconds} 秒：内存紧张时就会失败，容器随之重启。请把 timeoutSeconds 提高到 10 以上，或改用 HTTP、TCP 检查。`
				: `存活探针只要有一次超过 ${p.timeoutSeconds} 秒没有应答就会重启容器：内存压力下的一次停顿便足够了。请把 failureThreshold 设为 3 或以上。`,
	},
};
