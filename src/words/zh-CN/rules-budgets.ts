import type { BoundParams, LintRuleId } from "../../model/rules-lint.ts";
import { formatBytes, percent } from "../format.ts";
import type { RuleWords } from "../rule-words.ts";

type BudgetRuleId = Extract<LintRuleId, `budget/${string}`>;

const regions: Readonly<Record<string, string>> = {
	heap: "堆",
	metaspace: "元空间",
	codeCache: "代码缓存",
	direct: "直接缓冲区",
};

/** 同类规则的共同句式：设置、占限制的比例、还有什么未计入、应设为多少。 */
function bound(rest: string) {
	return (p: BoundParams) =>
		`${p.setting} 即 ${formatBytes(p.bound)}，占内存限制 ${formatBytes(p.limit)} 的 ${percent(p.bound / p.limit)}：${rest}。最多设为 ${formatBytes(p.advised)}，${p.limitNeeded === null ? "提高限制时它也会随之变大" : `或把限制提高到 ${formatBytes(p.limitNeeded)}`}。`;
}

const HELD = "仅当清单足以证明时才报告：设置写在命令行、环境变量或所挂载的 ConfigMap 中，且限制已知。";

export const budgets: { [R in BudgetRuleId]: RuleWords<R> } = {
	"budget/redis-maxmemory-at-limit": {
		title: "Redis 的 maxmemory 逼近或超过内存限制",
		about: `\`maxmemory\` 只约束数据集。客户端与副本的输出缓冲区、复制积压缓冲区、分配器碎片，以及 fork 出的子进程所复制的页面，都在此之外；若与限制持平，这些便没有余地，内核会终止服务进程，最常见于批量导入期间。${HELD}`,
		message: bound("副本与客户端缓冲区、内存碎片和 fork 复制的页面都没有余地，负载一高内核就会终止它"),
	},
	"budget/redis-no-maxmemory": {
		title: "Redis 没有设置 maxmemory",
		about: `没有 \`maxmemory\`（或为 0）时，数据集会一直增长到容器的限制而被杀；任何淘汰策略都不会生效。仅当清单包含全部设置时才报告：只有命令行，或配置文件也在其中且没有引用其他文件。`,
		message: (p) =>
			`Redis 没有设置 maxmemory：数据会一直增长，直到在 ${formatBytes(p.limit)} 处被内核终止。请把 maxmemory 设为最多 ${formatBytes(p.limit * 0.75)}，并选择适合数据的 maxmemory-policy。`,
	},
	"budget/redis-fork-does-not-fit": {
		title: "Redis 没有 fork 的余地",
		about: `启用 RDB 或 AOF 时，Redis 会 fork 出共享内存的子进程；子进程工作期间被改写的页面都要占两份。所示比例是在达到限制之前，数据最多可以被改写多少。实际改写多少取决于写入速率，清单无从得知：因此最多是警告，且只在低于四分之一时报告。若能读到运行中服务器的 exporter 或 INFO（\`--live\`），则以上一次 fork 期间实际改写的比例为准。`,
		message: (p) =>
			`maxmemory 为 ${formatBytes(p.maxmemory)} 且启用了${p.persistence === "aof" ? " AOF 重写" : " RDB 快照"}，在限制 ${formatBytes(p.limit)} 之下，子进程工作期间只容许改写 ${percent(p.share)} 的数据${p.rewritten === undefined ? "" : `；上一次 fork 期间改写了 ${percent(p.rewritten)}`}。请降低 maxmemory，或提高限制。`,
	},
	"budget/jvm-heap-at-limit": {
		title: "JVM 堆逼近或超过内存限制",
		about: `堆只是 JVM 的一个区域。元空间、代码缓存、线程栈、直接缓冲区和垃圾回收器自身的数据都在此之外，通常占总量的四分之一。${HELD}有多个 \`-Xmx\` 时，以 JVM 读取顺序中的最后一个为准。`,
		message: bound("元空间、代码缓存、线程栈和直接缓冲区都放不下"),
	},
	"budget/jvm-regions-exceed-limit": {
		title: "JVM 各区域之和超过内存限制",
		about: `为堆、元空间、代码缓存和直接缓冲区设置的上限加起来超过了容器的限制。没有设置上限的区域未计入，实际只会更多。`,
		message: (p) =>
			`${p.regions.map(({ name, bytes }) => `${regions[name] ?? name} ${formatBytes(bytes)}`).join(" + ")} = ${formatBytes(p.sum)}，超过内存限制 ${formatBytes(p.limit)}，此外还有线程栈。`,
	},
	"budget/jvm-ignores-limit": {
		title: "JVM 不看自己的内存限制",
		about: `设置 \`-XX:-UseContainerSupport\` 后，JVM 会把节点的内存当作自己的：堆默认可达节点内存的四分之一，可能远超容器的限制，\`MaxRAMPercentage\` 也按节点计算。仅当 \`-Xmx\` 和 \`MaxRAM\` 都没有约束堆时才报告。`,
		message: (p) =>
			`设置了 ${p.setting}，堆可增长到节点内存的 ${percent(p.share)}，而不管限制是 ${formatBytes(p.limit)}。请去掉该参数，或设置 -Xmx。`,
	},
	"budget/go-gomemlimit-at-limit": {
		title: "GOMEMLIMIT 逼近或超过内存限制",
		about: `GOMEMLIMIT 是 Go 运行时所管理内存的软上限。C 库的内存和二进制自身的页面不计在内，运行时也可能短暂超出：应留出 5 到 10 %。引用 \`limits.memory\` 就等于限制本身。${HELD}`,
		message: bound("Go 运行时不计 C 内存和自身的二进制，也会短暂超出上限"),
	},
	"budget/node-old-space-above-limit": {
		title: "Node.js 老生代逼近或超过内存限制",
		about: `\`--max-old-space-size\` 只约束 V8 的老生代；新生代、缓冲区、代码和线程都在此之外。上限与限制持平时，回收器觉得无需努力，内核会在 V8 之前终止进程。${HELD}`,
		message: bound("新生代、缓冲区和代码放不下，回收器也没有机会尽力回收"),
	},
	"budget/memcached-items-at-limit": {
		title: "memcached 的数据内存逼近或超过内存限制",
		about: `\`-m\` 只约束数据项。哈希表、连接和线程都在此之外。${HELD}`,
		message: bound("哈希表和连接放不下"),
	},
	"budget/mysql-buffer-pool-at-limit": {
		title: "InnoDB 缓冲池逼近或超过内存限制",
		about: `缓冲池的控制结构还要占其大小的约十分之一；每个连接有自己的缓冲区，performance schema 也要占几百兆字节。${HELD}`,
		message: bound("控制结构、连接缓冲区和 performance schema 放不下"),
	},
	"budget/mongodb-cache-at-limit": {
		title: "WiredTiger 缓存逼近或超过内存限制",
		about: `缓存只是 mongod 的一部分；连接、聚合和分配器都在此之外，MongoDB 自己的默认值是超出 1 GB 部分的一半。${HELD}`,
		message: bound("连接、聚合和分配器放不下"),
	},
	"budget/postgres-shared-buffers-at-limit": {
		title: "PostgreSQL 的 shared_buffers 逼近或超过内存限制",
		about: `\`shared_buffers\` 一次性分配；每个连接、排序和维护任务都在此之外。通常取内存的四分之一，超过 40 % 很少有益。${HELD}`,
		message: bound("连接、排序和维护任务放不下"),
	},
	"budget/postgres-connections-times-work-mem": {
		title: "max_connections × work_mem 超过内存限制",
		about: `每个连接的每次排序和哈希都可以使用 \`work_mem\`，一个查询可能有好几次。即使每个连接只有一次，全部连接同时工作也会超过限制。仅当清单中设置了其中之一时才报告；未设置的按 PostgreSQL 的默认值计算。`,
		message: (p) =>
			`shared_buffers ${formatBytes(p.sharedBuffers)} + ${p.connections} 个连接 × work_mem ${formatBytes(p.workMem)} = ${formatBytes(p.sum)}，超过内存限制 ${formatBytes(p.limit)}，这还只是每个连接一次排序。请降低其中之一，或在前面加连接池。`,
	},
	"budget/dotnet-heap-at-limit": {
		title: ".NET 堆上限逼近或超过内存限制",
		about: `\`GCHeapHardLimit\`（按十六进制读取）只约束托管堆；本机内存、编译后的代码和栈都在此之外。默认值是限制的 75 %。${HELD}`,
		message: bound("本机内存、编译后的代码和栈放不下"),
	},
	"budget/rabbitmq-watermark-at-limit": {
		title: "RabbitMQ 的内存水位逼近或超过内存限制",
		about: `到达水位时 RabbitMQ 才阻塞发布者，随后换出消息还需要内存；Erlang 的垃圾回收也可能短暂再占同样多。默认值是限制的 60 %（4.0 之前为 40 %）。${HELD}`,
		message: bound("阻塞发布者为时已晚，而换出消息本身也需要内存"),
	},
	"budget/dragonfly-maxmemory-at-limit": {
		title: "Dragonfly 的 maxmemory 逼近或超过内存限制",
		about: `\`--maxmemory\` 只约束数据集。分配器碎片、客户端与副本的缓冲区以及快照都在此之外；未设置时 Dragonfly 自己取限制的五分之四。${HELD}`,
		message: bound("内存碎片以及客户端、副本和快照的缓冲区放不下"),
	},
	"budget/varnish-storage-at-limit": {
		title: "Varnish 的缓存存储逼近或超过内存限制",
		about: `\`-s malloc,SIZE\` 只约束缓存的对象本身。每个对象约 1 KiB 的额外开销、分配器碎片、线程及其工作区，以及默认没有上限的 Transient 存储，都在此之外。${HELD}`,
		message: bound("每个对象的额外开销、线程和 Transient 存储放不下"),
	},
	"budget/tikv-block-cache-at-limit": {
		title: "TiKV 的 block cache 逼近或超过内存限制",
		about: `\`storage.block-cache.capacity\` 只约束 TiKV 的一部分内存；memtable、Raft 日志和请求都在此之外。默认值是内存的 45 %，memory-usage-limit 默认是它的 5/3。${HELD}`,
		message: bound("memtable、Raft 日志和请求放不下"),
	},
	"budget/clickhouse-memory-at-limit": {
		title: "ClickHouse 可能占满内存限制",
		about: `\`max_server_memory_usage_to_ram_ratio\` 是容器限制的一个比例，到达后查询会被拒绝。并非所有分配都被统计，分配器还会保留已释放的页面：比例达到 1 时，内核会在它拒绝查询之前终止服务进程。默认值是 0.9。大于该比例的 \`max_server_memory_usage\` 不起作用。${HELD}`,
		message: bound("未被统计的内存放不下，内核会在它拒绝查询之前终止服务进程"),
	},
	"budget/envoy-heap-at-limit": {
		title: "Envoy 过载管理器的堆上限逼近或超过内存限制",
		about: `过载管理器在 \`max_heap_size_bytes\` 的若干比例处动作：先归还内存，再拒绝请求。二进制自身、线程栈以及两次检查之间分配的内存不计在内，因此堆上限与限制持平时，内核会在它卸除任何负载之前终止 Envoy。${HELD}`,
		message: bound("内核会在过载管理器卸除负载之前终止 Envoy"),
	},
	"budget/workers-exceed-limit": {
		title: "工作进程合计超过内存限制",
		about: `工作进程数乘以每个进程在被替换之前（Celery 的 \`--max-memory-per-child\`、uWSGI 的 \`reload-on-rss\`）或被拒绝之前（PHP 的 \`memory_limit\`）可以占用的内存，超过了容器的限制：内核会先于它们自己的上限把进程杀掉。仅当清单中设置了进程数或其上限时才报告；PHP 的 \`memory_limit\` 未设置时按默认的 128M 计算。对单个进程没有上限的（Gunicorn、Uvicorn、nginx），按空应用的空闲进程所占内存计算，仅当连这也放不下时才报告。所有进程同时到达上限是最坏情况，一阵大请求就会造成。`,
		message: (p) =>
			p.least
				? `${p.runtime}：${p.workers} 个工作进程 × ${formatBytes(p.each)}（每个进程尚未加载应用时就要占用）= ${formatBytes(p.sum)}，超过内存限制 ${formatBytes(p.limit)}。请测出单个进程在负载下的用量，再用限制除以它。`
				: `${p.runtime}：${p.workers} 个工作进程 × ${formatBytes(p.each)} = ${formatBytes(p.sum)}，超过内存限制 ${formatBytes(p.limit)}。最多放得下 ${p.advised} 个。`,
	},
	"budget/elasticsearch-heap-above-half": {
		title: "Elasticsearch 的堆没有给直接内存留出空间",
		about: `Elasticsearch 与 OpenSearch 允许自己使用相当于堆一半的直接内存（\`MaxDirectMemorySize\`，未指定时由启动过程自行设置），因此堆超过限制的三分之二时，两者相加就可能用尽全部内存，还不算代码缓存、线程以及搜索所依赖的页缓存。Elastic 建议堆最多占内存的一半。${HELD}`,
		message: (p) =>
			`堆 ${formatBytes(p.heap)} + 直接内存 ${formatBytes(p.direct)} = ${formatBytes(p.sum)}，超过内存限制 ${formatBytes(p.limit)}。建议堆不超过限制的一半，即 ${formatBytes(p.advised)}。`,
	},
	"budget/prometheus-query-exceeds-limit": {
		title: "单个 Prometheus 查询就可能超过内存限制",
		about: `\`--query.max-samples\` 限制单个查询可以载入的样本数，每个样本 16 字节；这个上限的用意是在服务器被杀之前拒绝查询。此处单个查询就可能占满限制，还不算始终驻留内存的时间序列。仅在设置了该参数时报告：其默认值 50,000,000 相当于 763 MiB。`,
		message: (p) =>
			`单个查询可载入 ${p.samples} 个样本，按每个 16 字节计为 ${formatBytes(p.sum)}，而内存限制是 ${formatBytes(p.limit)}。请把 --query.max-samples 设为最多 ${p.advised}，即限制的四分之一。`,
	},
};
