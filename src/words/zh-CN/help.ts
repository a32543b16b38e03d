import type { HelpWords } from "../help.ts";

export const help: HelpWords = {
	tagline: "⦵ plimsoll：Kubernetes 内存的载重线",
	usage: "用法",
	commands: "命令",
	flags: "参数",
	examples: "示例",
	exitCodes:
		"退出码：0 无问题，1 发现达到 --fail-on 级别的问题，2 用法错误，3 集群或数据源失败。集群中只会写 serve 按要求使用的 Lease 和 Event，其余一概不动。",
	more: (program) => `用 ${program} COMMAND --help 查看某个命令的说明。`,
	command: {
		scan: {
			summary: "列出发现的一切，最严重的在前",
			about: "查看所有有权读取的 Pod，逐行列出发现的问题，最严重的在前。",
			examples: (p) => [
				`${p} scan -A`,
				`${p} scan -n shop -o wide`,
				`${p} scan --from ./cluster-dump -o json=report.json -o table`,
				`${p} scan -A --outage 2d`,
				`${p} scan -A --watch`,
			],
		},
		why: {
			summary: "容器为何死亡，附证据",
			about:
				"说明 Pod 中各容器的每次死亡：被什么杀死、何时、触及哪个限制、在哪里看到了什么，以及该怎么办。给出工作负载时，包括它的所有 Pod。",
			examples: (p) => [
				`${p} why web-5d9c7-x2x1v`,
				`${p} why deploy/web -n shop`,
				`${p} why sts/redis --from capture.tar.gz`,
			],
		},
		nodes: {
			summary: "各节点的内存状况，以及先杀谁",
			about:
				"显示各节点当前的内存、已承诺的份额、距驱逐和耗尽还有多久，以及内核和 kubelet 会按什么次序动手。给出节点名则显示该节点的全部内容。拿不到 kubelet 的数据时，次序只依据请求，并会注明。",
			examples: (p) => [
				`${p} nodes`,
				`${p} nodes node-1`,
				`kubectl get nodes,pods -A -o json > all.json; ${p} nodes --from all.json -o json`,
			],
		},
		lint: {
			summary: "检查清单中的内存缺陷，给出行与列",
			about:
				"无需集群即可检查清单：请求与限制、单位、API 服务器会拒绝的写法，以及应用自身的内存设置是否放得进它的限制。可读取 YAML 和 JSON 文件、目录，或 helm template、kustomize build 的输出。可用注解 plimsoll.dev/ignore 写明理由来忽略某项结果。",
			examples: (p) => [
				`${p} lint deploy.yaml`,
				`${p} lint ./manifests -o wide`,
				`${p} lint --helm-chart ./chart --values prod.yaml`,
				`kustomize build . | ${p} lint -`,
				`${p} lint . --fix --dry-run`,
				`${p} lint . --write-baseline known.json; ${p} lint . --baseline known.json`,
				`${p} lint . --fail-on warning -o sarif=plimsoll.sarif -o github`,
			],
		},
		leaks: {
			summary: "谁在泄漏、从何时起、有多快、何时到达限制",
			about:
				"判断每个容器的内存历史，列出泄漏者，最严重的在前：从何时起、有多快、已泄漏多少、何时到达限制及其 90% 区间。预热、填到上限的缓存、日节律、台阶、负载和垃圾回收的锯齿都会区分开来。容器会跨重启、Pod 名和发布追踪到所属的工作负载。历史来自集群中的 Prometheus（或 Thanos、Mimir、VictoriaMetrics），或由 --prometheus-url 指定的引擎（此时不访问集群）、--from 中的序列文件，或来自单个文件：CSV，可以是 gzip，表头为 series,t,bytes,capacity，已知时还有 start；- 表示标准输入。按名称查询时，还会说明为什么不算泄漏。",
			examples: (p) => [
				`${p} leaks -A`,
				`${p} leaks deploy/web -n shop --since 7d`,
				`${p} leaks --prometheus-url http://localhost:9090`,
				`${p} leaks -A --watch`,
				`${p} leaks --from ./objects-and-series`,
				`${p} leaks memory.csv.gz -o wide`,
			],
		},
		size: {
			summary: "按给定风险计算请求与限制",
			about:
				"对工作负载的容器或序列文件中的全部序列统一计算请求与限制：按此设置后，预测期内超出限制的容器不多于给定的比例，而内存用得最少。针对集群（或 --from）时，同一工作负载的副本一并考虑；被内核杀死的记录、运行时自身的内存设置、LimitRange、配额、自动扩缩器和节点都会计入并写明；历史取自 Prometheus、--history 或 --from 中的序列，没有历史时以当前用量为准。-o patch、kustomize、helm、vpa、resize 输出可直接应用的内容，本命令不改动任何东西。同时回放历史，并与 KRR、VPA 的规则对照。文件为 CSV（可用 gzip 压缩），表头为 series,t,bytes,capacity，已知时还可有 start；- 表示标准输入。",
			examples: (p) => [
				`${p} size -A`,
				`${p} size deploy/web -n shop --oom-risk 0.001`,
				`${p} size -n shop -o patch > sizes.sh`,
				`${p} size memory.csv.gz`,
				`${p} size memory.csv --oom-risk 0.01 --horizon 14d -o json`,
				`${p} size memory.csv --oom-risk 0.10,0.05,0.01 -o wide`,
			],
		},
		record: {
			summary: "把所有容器和节点的内存记录到文件",
			about:
				"通过 API 服务器读取每个节点的 kubelet，把各容器、节点和系统服务的工作集、RSS、缓存、交换、限制、重启和压力存入一个 SQLite 文件，直到按 Ctrl-C 或收到 SIGTERM。API 服务器无法访问时记录继续：在允许的情况下直接询问 kubelet，否则把这段时间记为缺口。其他命令可用 --history 读取该文件，写入期间也可以。",
			examples: (p) => [
				`${p} record`,
				`${p} record --history shop.db --interval 30s --retention 30d`,
				`${p} record --context production > /dev/null 2> record.log &`,
			],
		},
		capture: {
			summary: "把判断所需的一切存入一个文件",
			about:
				"写出一个文件（tar.gz），以后无需集群也能得到同样的结论。Secret、令牌和环境变量的值绝不会进入其中；命令行参数和 ConfigMap 只保留与内存有关的设置。给出 --since 时，还会从 Prometheus 或 --history 收入此后每个容器的内存序列，供 leaks、size 和 verify 使用。",
			examples: (p) => [
				`${p} capture -A -o cluster.tar.gz`,
				`${p} why deploy/web --from cluster.tar.gz`,
				`${p} capture -A --since 14d -o cluster.tar.gz; ${p} leaks --from cluster.tar.gz`,
			],
		},
		advisories: {
			summary: "已知的内存缺陷：目录、单条详情或更新数据集",
			about:
				"列出 scan 用来比对镜像、节点与 API server 的已知内存缺陷、与某个词（如 keda）相关的缺陷，或显示其中一条的全文。update 从文件或地址取得更新的签名数据集，保存到 $XDG_DATA_HOME 之下；除非要求，绝不联网获取。reset 恢复内置数据集。",
			examples: (p) => [
				`${p} advisories`,
				`${p} advisories k3s-agent-oom-servers-down`,
				`${p} advisories keda -o wide`,
				`${p} advisories update advisories.json`,
			],
		},
		export: {
			summary: "导出告警、仪表盘与监控项，供其他系统使用",
			about:
				"输出其他系统可直接读取的内容：alerts（Prometheus 规则，补足 kubernetes-mixin 所缺：各类 OOM、到达限制的时间、被重启掩盖的泄漏、节点内存耗尽；-o yaml 为 PrometheusRule，-o rules 为普通规则文件），dashboard（Grafana），datadog（监控项，格式同其 API），policies（CEL 能表达的规则，ValidatingAdmissionPolicy 对象），policyreport（把 scan 的结果输出为可直接 apply 的 PolicyReport 对象）。",
			examples: (p) => [
				`${p} export alerts -n monitoring | kubectl apply -f -`,
				`${p} export alerts -o rules > plimsoll.rules.yaml`,
				`${p} export dashboard > plimsoll.json`,
				`${p} export policies | kubectl apply -f -`,
				`${p} export policyreport -A | kubectl apply -f -`,
			],
		},
		review: {
			summary: "一段时间的内存回顾：死亡、泄漏、复发与浪费",
			about:
				"输出周期性报告：有什么死亡、什么在泄漏、有哪些已知缺陷；与上次回顾相比，哪些新出现、仍存在、再次出现或已消失；哪些内存请求了却用不到，哪些用得到却没请求。对集群会记住上一次回顾；-o json 的输出可交给 --against。",
			examples: (p) => [
				`${p} review --since 30d -o markdown=review.md`,
				`${p} review -A --since 7d -o html=review.html -o json=review.json`,
				`${p} review --from capture.tar.gz --against last.json`,
			],
		},
		mcp: {
			summary: "供 AI 助手使用的同样问答",
			about:
				"通过标准输入输出，以 Model Context Protocol 回答助手的提问：scan、why、nodes、leaks、size、lint、advisories、rules 均作为工具提供。只读，不做任何更改。选择集群或归档的参数对所有回答生效。",
			examples: (p) => [`${p} mcp --context prod`, `${p} mcp --from capture.tar.gz`],
		},
		serve: {
			summary: "网页及其 API，持续运行",
			about:
				"提供一个网页，展示其他命令所能说明的内容，并随集群变化而更新：全部容器与其内存限制的对照、实时的死亡、各节点及其击杀顺序。启动时打印一个地址，供一个浏览器登录；只有本机可以访问。配合 --from 可展示采集文件，无需集群。在集群中用 --login kubernetes 让各人以自己的令牌登录，并只看到自己有权查看的内容。",
			examples: (p) => [
				`${p} serve`,
				`${p} serve --from cluster.tar.gz`,
				`${p} serve --webhook --listen :8443 --tls-cert tls.crt --tls-key tls.key`,
				`${p} serve --listen :8443 --login kubernetes --tls-cert tls.crt --tls-key tls.key --lease monitoring/plimsoll`,
			],
		},
		verify: {
			summary: "修复是否有效：比较滚动更新或某一时刻的前后",
			about:
				"将某一时刻之前与之后的测量相比较：增长及其区间、峰值、重启，并在有计数时按两段的负载折算。结论为已修复、有所改善、没有变化、更糟，或为时尚早及何时可以判断。--since 接受 rollout（最近一次）、Deployment 的修订号、时间或多久以前。证实修复的会记录在 $XDG_STATE_HOME 之下，若重现，scan 会提示。",
			examples: (p) => [
				`${p} verify deploy/rook-ceph-operator -n rook-ceph --since rollout`,
				`${p} verify deploy/web -n shop --since 2026-11-20T12:00:00Z`,
				`${p} verify memory.csv.gz --since 3d`,
			],
		},
		rules: {
			summary: "规则目录",
			about: "列出全部规则，或解释其中一条。",
			examples: (p) => [`${p} rules`, `${p} rules death/container-limit`],
		},
	},
	flag: {
		help: "显示本帮助",
		version: "显示版本",
		namespace: "要查看的命名空间（默认：上下文中的命名空间）",
		"all-namespaces": "查看所有命名空间",
		selector: "只看带有这些标签的对象，写法同 kubectl",
		"field-selector": "只看符合这些字段的对象，写法同 kubectl",
		output:
			"table、wide、json、yaml、sarif、junit、github、gitlab、markdown 或 html；FORMAT=FILE 写入文件；可重复（capture：要写的文件）",
		lang: "语句所用的语言（默认：取自区域设置）",
		at: "以此时刻为准作判断：RFC 3339 或 unix 秒（默认：现在，或采集的时间）",
		from: "读取采集文件、目录或文件以代替集群；- 表示标准输入",
		since:
			"回看多久，例如 14d 或 36h（默认：14d；capture：不给出则不收入序列）；verify：变更的时刻，可为 rollout、修订号、时间或多久以前",
		history: "不读 Prometheus，改从此处读取内存序列：record 写下的存储，或序列文件",
		"prometheus-url": "内存时间序列的地址（默认：在集群中查找）",
		"prometheus-header": "发给监控引擎的 HTTP 头，可重复给出",
		"prometheus-token-file": "存放监控引擎 bearer 令牌的文件",
		"prometheus-ca-file": "监控引擎的 CA 证书（PEM）",
		"prometheus-cert-file": "访问监控引擎的客户端证书（PEM，可同时含私钥）",
		"prometheus-key-file": "该证书的私钥（PEM）",
		"prometheus-insecure": "不校验监控引擎的证书",
		"prometheus-tenant": "要查询的租户（X-Scope-OrgID：Mimir、Cortex）",
		webhook: "改为应答 API 服务器的准入审查：给出 lint 警告，在要求拒绝的命名空间中拒绝",
		"webhook-listen": "与页面同在一个进程：在此地址应答 API 服务器的准入审查",
		"webhook-tls-cert": "webhook 的证书（默认：--tls-cert 的证书）",
		"webhook-tls-key": "webhook 证书的私钥（默认：--tls-key 的私钥）",
		deny: "与 --webhook 或 --webhook-listen 同用：在所有命名空间中拒绝错误",
		fix: "直接改好确定无疑的地方（单位、API 版本），再检查其余部分",
		"dry-run": "只以 diff 显示 --fix 的改动，不写入",
		config: "规则设置文件（默认：从被检查处向上找到的第一个 .plimsoll.yaml）",
		baseline: "不报告该基线文件中已有的结果",
		"write-baseline": "把现有结果写入该文件，供 --baseline 使用",
		"helm-chart": "用 helm 渲染并检查的 chart 目录；可重复",
		values: "供 --helm-chart 使用的 values 文件；可重复",
		"fail-on": "达到此级别时退出码为 1（默认：error）",
		"exit-zero": "无论发现什么都以 0 退出",
		color: "标准输出是否使用颜色（默认：auto）",
		"oom-risk": "可接受的、预测期内超出限制的容器比例，介于 0 与 1 之间；多个值用逗号分隔（默认 0.01）",
		horizon: "设置须在多长时间内成立，例如 14d 或 36h（默认 14d）",
		qos: "请求与限制的关系：目前相等的保持相等（keep）、一律相等（guaranteed）、请求低于限制（burstable）（默认 keep）",
		outage: "节点在没有控制面时应能撑过多久，例如 12h 或 2d（默认 12h）",
		"no-memory": "不记录已修复的问题，也不检查是否重现",
		key: "数据集必须由此公钥（PEM）签名，代替内置公钥",
		interval: "每个节点多久读取一次（默认：30s）",
		retention: "样本保留多久（默认：30d）",
		listen: "监听地址（默认：127.0.0.1 的任一空闲端口）",
		record: "在提供服务的同时，像 plimsoll record 那样把每个容器的内存记录到 --history 的文件中",
		login: "登录方式：用打印出的地址，或用各人自己的 Kubernetes 令牌（默认：link）",
		"allow-remote": "在 --login 为 link 时也监听本机以外的地址",
		host: "访问本服务所用的主机名；可重复",
		"tls-cert": "服务所用的证书",
		"tls-key": "证书的私钥",
		"trust-proxy": "可信代理的地址，采信它所说的访问者身份；可重复",
		"trust-proxy-ca": "用于辨认可信代理的客户端证书的颁发机构",
		"trust-proxy-headers": "代理自己设置或清除的请求头，即 -user 和 -group(s)（默认：x-remote）；其余一律不读",
		"session-key-file": "各副本共用的密钥，使一次登录对所有副本有效",
		lease: "各副本选举领导者所用的 Lease",
		watch: "持续运行，每有新的死亡或泄漏就报告",
		live: "还通过容器内的 redis-cli 询问运行中的 Redis 的实际设置（需要 exec 权限）",
		kubeconfig: "kubeconfig 文件（默认：$KUBECONFIG，其次 ~/.kube/config）",
		context: "kubeconfig 中的上下文",
		cluster: "kubeconfig 中的集群",
		user: "kubeconfig 中的用户",
		server: "API 服务器的地址",
		token: "访问 API 服务器的令牌",
		as: "以该用户的身份操作",
		"as-group": "以该组的身份操作；可重复",
		"as-uid": "以该 UID 的身份操作",
		"certificate-authority": "签发服务器证书的 CA 文件",
		"client-certificate": "登录用的客户端证书文件",
		"client-key": "客户端证书的私钥文件",
		"tls-server-name": "服务器证书上应有的名称",
		kmsg: "本机对应的节点名：直接从 /dev/kmsg 读取该节点的内核消息，适用于内核日志只进 journal 的节点",
		against: "用来对照的上一次回顾（-o json 的输出）",
		runbooks: "手册（docs/alerts）所在的网址",
		"notify-slack-file": "存放 Slack webhook 地址的文件，有新情况时通知",
		"notify-webhook-file": "存放接收地址的文件，有新情况时以 JSON 提交",
		"cluster-name": "消息中对该集群的称呼",
		alertmanager: "把当前情况发送给该 Alertmanager",
		events: "同时在工作负载上写入 Event",
		"insecure-skip-tls-verify": "不检查 API 服务器的证书",
		"request-timeout": "单个请求的时限，例如 30s（0 表示不限）",
	},
};
