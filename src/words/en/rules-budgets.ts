import type { BoundParams, LintRuleId } from "../../model/rules-lint.ts";
import { formatBytes, percent } from "../format.ts";
import type { RuleWords } from "../rule-words.ts";

type BudgetRuleId = Extract<LintRuleId, `budget/${string}`>;

const regions: Readonly<Record<string, string>> = {
	heap: "heap",
	metaspace: "metaspace",
	codeCache: "code cache",
	direct: "direct buffers",
};

/** What every rule of this kind says: the setting, its share of the limit, what is left out, what to set. */
function bound(rest: string) {
	return (p: BoundParams) =>
		`${p.setting} is ${formatBytes(p.bound)}, ${percent(p.bound / p.limit)} of the memory limit ${formatBytes(p.limit)}: ${rest}. At most ${formatBytes(p.advised)} fits${p.limitNeeded === null ? "; a higher limit makes it higher, too" : `, or raise the limit to ${formatBytes(p.limitNeeded)}`}.`;
}

const HELD =
	"Told only where the manifests prove both: the setting on the command line, in the environment or in a config map that is mounted, and the limit.";

export const budgets: { [R in BudgetRuleId]: RuleWords<R> } = {
	"budget/redis-maxmemory-at-limit": {
		title: "Redis maxmemory at the memory limit",
		about: `\`maxmemory\` bounds the data set alone. Output buffers of clients and replicas, the replication backlog, the allocator's fragmentation and the pages that a forked child copies come on top; at the limit nothing is left for them and the kernel ends the server, most often during an import. ${HELD}`,
		message: bound(
			"nothing is left for replica and client buffers, fragmentation and the pages a fork copies, and the kernel ends the server under load",
		),
	},
	"budget/redis-no-maxmemory": {
		title: "Redis without maxmemory",
		about: `Without \`maxmemory\` (or with 0) the data set grows until the limit of the container ends the server; no policy ever evicts a key. Told only where the manifests hold every setting there is: the command line alone, or a configuration file that is among them and includes no other.`,
		message: (p) =>
			`Redis has no maxmemory: its data grows until the kernel ends it at ${formatBytes(p.limit)}. Set maxmemory to at most ${formatBytes(p.limit * 0.75)}, with a maxmemory-policy that suits the data.`,
	},
	"budget/redis-fork-does-not-fit": {
		title: "no room for Redis to fork",
		about: `With RDB or AOF, Redis forks a child that shares its memory; every page that is written while the child works is held twice. The share is how much of the data may be rewritten in that time before the limit is reached. How much really is follows from the write rate, which manifests do not tell: hence no more than a warning, and only below a quarter. Of a running server whose exporter or INFO is read (\`--live\`), what was rewritten during its last fork counts instead.`,
		message: (p) =>
			`With maxmemory ${formatBytes(p.maxmemory)} and ${p.persistence === "aof" ? "AOF rewrites" : "RDB snapshots"} there is room for only ${percent(p.share)} of the data to be rewritten while the child works, under a limit of ${formatBytes(p.limit)}${p.rewritten === undefined ? "" : `; during its last fork ${percent(p.rewritten)} was`}. Lower maxmemory, or raise the limit.`,
	},
	"budget/jvm-heap-at-limit": {
		title: "JVM heap at the memory limit",
		about: `The heap is one region of a JVM. Metaspace, the code cache, thread stacks, direct buffers and the collector's own tables come on top, commonly a quarter of the whole. ${HELD} The last of several \`-Xmx\` counts, in the order the JVM reads them.`,
		message: bound("metaspace, code cache, thread stacks and direct buffers do not fit beside it"),
	},
	"budget/jvm-regions-exceed-limit": {
		title: "the JVM's regions together exceed the memory limit",
		about: `The bounds that are set for heap, metaspace, code cache and direct buffers add up to more than the limit of the container. Regions without a bound of their own are left out, so the truth is larger still.`,
		message: (p) =>
			`${p.regions.map(({ name, bytes }) => `${regions[name] ?? name} ${formatBytes(bytes)}`).join(" + ")} = ${formatBytes(p.sum)}, above the memory limit ${formatBytes(p.limit)}, and thread stacks come on top.`,
	},
	"budget/jvm-ignores-limit": {
		title: "a JVM that does not look at its memory limit",
		about: `With \`-XX:-UseContainerSupport\` the JVM takes the node's memory for its own: its heap, a quarter of that by default, may grow far above the limit of the container, and \`MaxRAMPercentage\` is a share of the node. Told only where neither \`-Xmx\` nor \`MaxRAM\` bounds the heap.`,
		message: (p) =>
			`With ${p.setting} the heap may grow to ${percent(p.share)} of the node's memory, whatever the limit of ${formatBytes(p.limit)} says. Leave the flag out, or set -Xmx.`,
	},
	"budget/go-gomemlimit-at-limit": {
		title: "GOMEMLIMIT at the memory limit",
		about: `GOMEMLIMIT is a soft bound of what the Go runtime manages. Memory of C libraries and the binary's own pages are not counted, and the runtime may pass it for a while: leave 5 to 10 %. A reference to \`limits.memory\` is the limit itself. ${HELD}`,
		message: bound("the Go runtime counts neither C memory nor its binary, and passes the bound for moments"),
	},
	"budget/node-old-space-above-limit": {
		title: "Node.js old space at or above the memory limit",
		about: `\`--max-old-space-size\` bounds V8's old generation alone; the young generation, buffers, code and threads come on top. With a bound at the limit the collector sees no need to work, and the kernel ends the process before V8 does. ${HELD}`,
		message: bound(
			"the young generation, buffers and code do not fit beside it, and the collector never gets to work hard",
		),
	},
	"budget/memcached-items-at-limit": {
		title: "memcached's item memory at the memory limit",
		about: `\`-m\` bounds the items alone. The hash table, connections and threads come on top. ${HELD}`,
		message: bound("the hash table and connections do not fit beside it"),
	},
	"budget/mysql-buffer-pool-at-limit": {
		title: "InnoDB's buffer pool at the memory limit",
		about: `The buffer pool takes about a tenth more than its size for its control structures; each connection has buffers of its own, and the performance schema takes hundreds of megabytes. ${HELD}`,
		message: bound("its control structures, the connections' buffers and the performance schema do not fit beside it"),
	},
	"budget/mongodb-cache-at-limit": {
		title: "WiredTiger's cache at the memory limit",
		about: `The cache is one part of mongod; connections, aggregations and the allocator come on top, and MongoDB's own default is half of what is above 1 GB. ${HELD}`,
		message: bound("connections, aggregations and the allocator do not fit beside it"),
	},
	"budget/postgres-shared-buffers-at-limit": {
		title: "PostgreSQL's shared_buffers at the memory limit",
		about: `\`shared_buffers\` is allocated once; every connection, sort and maintenance job comes on top. A quarter of the memory is usual, more than 40 % seldom helps. ${HELD}`,
		message: bound("connections, sorts and maintenance do not fit beside it"),
	},
	"budget/postgres-connections-times-work-mem": {
		title: "max_connections × work_mem exceed the memory limit",
		about: `Each connection may use \`work_mem\` for every sort and hash, several a query. Even with one each, all connections at work would need more than the limit. Told only where one of the two is set in the manifests; what is not set counts with PostgreSQL's default.`,
		message: (p) =>
			`shared_buffers ${formatBytes(p.sharedBuffers)} + ${p.connections} connections × work_mem ${formatBytes(p.workMem)} = ${formatBytes(p.sum)}, above the memory limit ${formatBytes(p.limit)}, with one sort each. Lower one of them, or put a pooler in front.`,
	},
	"budget/dotnet-heap-at-limit": {
		title: ".NET heap limit at the memory limit",
		about: `\`GCHeapHardLimit\` (read as hexadecimal) bounds the managed heap alone; native memory, compiled code and stacks come on top. The default is 75 % of the limit. ${HELD}`,
		message: bound("native memory, compiled code and stacks do not fit beside it"),
	},
	"budget/rabbitmq-watermark-at-limit": {
		title: "RabbitMQ's memory watermark at the memory limit",
		about: `At the watermark RabbitMQ blocks publishers, and then needs memory to page messages out; the Erlang collector can need as much again for a moment. The default is 60 % of the limit (40 % before 4.0). ${HELD}`,
		message: bound("publishers are blocked too late, and paging out needs memory of its own"),
	},
	"budget/dragonfly-maxmemory-at-limit": {
		title: "Dragonfly's maxmemory at the memory limit",
		about: `\`--maxmemory\` bounds the data set. The allocator's fragmentation, buffers of clients and replicas and snapshots come on top; Dragonfly itself takes four fifths of the limit where nothing is set. ${HELD}`,
		message: bound("fragmentation and the buffers of clients, replicas and snapshots do not fit beside it"),
	},
	"budget/varnish-storage-at-limit": {
		title: "Varnish's storage at the memory limit",
		about: `\`-s malloc,SIZE\` bounds the stored objects alone. About 1 KiB an object, the allocator's fragmentation, threads with their workspaces and transient storage, which has no bound by default, come on top. ${HELD}`,
		message: bound("what Varnish keeps for each object, its threads and transient storage do not fit beside it"),
	},
	"budget/tikv-block-cache-at-limit": {
		title: "TiKV's block cache at the memory limit",
		about: `\`storage.block-cache.capacity\` bounds one part of TiKV; memtables, Raft logs and requests come on top. By default it is 45 % of the memory, and memory-usage-limit 5/3 of it. ${HELD}`,
		message: bound("memtables, Raft logs and requests do not fit beside it"),
	},
	"budget/clickhouse-memory-at-limit": {
		title: "ClickHouse may take the whole memory limit",
		about: `\`max_server_memory_usage_to_ram_ratio\` is a share of the container's limit, at which queries are refused. Not every allocation is tracked, and the allocator keeps freed pages: at or above 1 the kernel ends the server before it refuses a query. The default is 0.9. A \`max_server_memory_usage\` above that share counts for nothing. ${HELD}`,
		message: bound(
			"memory that is not tracked does not fit beside it, and the kernel ends the server before it refuses a query",
		),
	},
	"budget/envoy-heap-at-limit": {
		title: "the heap of Envoy's overload manager at the memory limit",
		about: `The overload manager acts at shares of \`max_heap_size_bytes\`: it gives memory back, then refuses requests. The binary, stacks and what is allocated between two of its looks are not counted, so with a heap at the limit the kernel ends Envoy before it sheds any load. ${HELD}`,
		message: bound("the kernel ends Envoy before the overload manager sheds load"),
	},
	"budget/workers-exceed-limit": {
		title: "the workers together exceed the memory limit",
		about: `The number of worker processes times what each may take before it is replaced (Celery's \`--max-memory-per-child\`, uWSGI's \`reload-on-rss\`) or refused more (PHP's \`memory_limit\`) is more than the container's limit: the kernel ends them before their own bound does. Told only where the number of workers or their bound is set in the manifests; PHP's \`memory_limit\` counts with its default of 128M. Where nothing bounds a worker (Gunicorn, Uvicorn, nginx), it counts with what an idle one of an empty application takes, and is told only where even that is too much. That all workers are at their bound at once is the worst case, which a burst of large requests brings about.`,
		message: (p) =>
			p.least
				? `${p.runtime}: ${p.workers} workers × ${formatBytes(p.each)}, which each takes before it has loaded anything, = ${formatBytes(p.sum)}, above the memory limit ${formatBytes(p.limit)}. Measure what one takes under load and divide the limit by it.`
				: `${p.runtime}: ${p.workers} workers × ${formatBytes(p.each)} = ${formatBytes(p.sum)}, above the memory limit ${formatBytes(p.limit)}. ${p.advised} of them fit.`,
	},
	"budget/elasticsearch-heap-above-half": {
		title: "Elasticsearch's heap leaves no room for its direct memory",
		about: `Elasticsearch and OpenSearch allow themselves direct memory of half the heap's size (\`MaxDirectMemorySize\`, set by their own start-up unless it is given), so a heap of more than two thirds of the limit can take more than all of it, before the code cache, threads and the page cache that searches live on. Elastic advises half of the memory at most. ${HELD}`,
		message: (p) =>
			`Heap ${formatBytes(p.heap)} + direct memory ${formatBytes(p.direct)} = ${formatBytes(p.sum)}, above the memory limit ${formatBytes(p.limit)}. A heap of at most ${formatBytes(p.advised)}, half of the limit, is advised.`,
	},
	"budget/prometheus-query-exceeds-limit": {
		title: "one Prometheus query may exceed the memory limit",
		about: `\`--query.max-samples\` bounds what a single query may hold, at 16 bytes a sample; the bound is meant to refuse a query before it ends the server. Here one query alone may take the limit, beside the series that are always in memory. Told only where the flag is set: its default of 50,000,000 comes to 763 MiB.`,
		message: (p) =>
			`One query may load ${p.samples} samples, ${formatBytes(p.sum)} at 16 bytes each, of a memory limit of ${formatBytes(p.limit)}. Set --query.max-samples to ${p.advised} at most, a quarter of it.`,
	},
};
