import { looksRandom } from "./scrub.ts";

/**
 * What counts as a memory setting: the one table behind all redaction. Everything that is not in it is taken for a possible secret.
 * A setting is kept only with a value that is plain (numbers with units, switches, the words below), so that even a password typed into the
 * wrong place does not pass.
 */

/** Flags that carry their value in one word. */
const WHOLE_FLAGS: readonly RegExp[] = [
	// JVM: HotSpot, OpenJ9, GraalVM.
	/^-X(?:m[xsnc]|ss|mns|mnx|mos|mox|softmx|mso|gcthreads|scmx|gc)(?:\d{1,15}(?:\.\d+)?|0x[\da-f]{1,13})[kmgt]?$/i,
	/^-XX:[+-][A-Za-z0-9]{3,60}$/,
	/^-XX:(?:(?:Max|Initial|Min)RAM(?:Percentage|Fraction)?|(?:Max|Initial|Min|SoftMax)HeapSize|(?:Max)?NewSize|(?:Max)?MetaspaceSize|MaxDirectMemorySize|ReservedCodeCacheSize|InitialCodeCacheSize|CompressedClassSpaceSize|(?:VM|Compiler)?ThreadStackSize|(?:Min|Max)HeapFreeRatio|G1HeapRegionSize|G1PeriodicGCInterval|MaxGCPauseMillis|NewRatio|SurvivorRatio|ActiveProcessorCount|ParallelGCThreads|ConcGCThreads|GCHeapFreeLimit|GCTimeLimit|GCTimeRatio|ZUncommitDelay|InitiatingHeapOccupancyPercent|MaxTenuringThreshold|StringTableSize|MallocTrimInterval|TrimNativeHeapInterval)=\d{1,15}(?:\.\d{1,9})?[kmgt]?$/i,
	/^-XX:NativeMemoryTracking=(?:off|summary|detail)$/,
	/^-Dio\.netty\.(?:maxDirectMemory|allocator\.[A-Za-z]{3,40}|noPreferDirect)=(?:\d{1,15}|true|false)$/,
	/^-Djdk\.nio\.maxCachedBufferSize=\d{1,15}$/,
	/^-Xcodecachetotal\d{1,15}[kmgt]?$/i,
	// V8 and Node.js, with dashes or underscores.
	/^--(?:max[-_](?:old|semi|new)[-_]space[-_]size(?:[-_]percentage)?|initial[-_](?:heap|old[-_]space|semi[-_]space)[-_]size|max[-_]heap[-_]size|min[-_]semi[-_]space[-_]size|stack[-_]size|heapsnapshot[-_]near[-_]heap[-_]limit|v8[-_]pool[-_]size)=\d{1,12}(?:\.\d{1,3})?$/,
	/^--(?:expose[-_]gc|optimize[-_]for[-_]size|abort[-_]on[-_]uncaught[-_]exception|lite[-_]mode)$/,
];

/** Settings written as a name and a value, `-` for `_`, without leading dashes, in lower case. */
const NAMES: ReadonlySet<string> = new Set(
	`
	maxmemory maxmemory-policy maxmemory-samples maxmemory-clients maxmemory-eviction-tenacity client-output-buffer-limit
	client-query-buffer-limit repl-backlog-size repl-backlog-ttl maxclients activedefrag active-defrag-ignore-bytes
	active-defrag-threshold-lower active-defrag-threshold-upper jemalloc-bg-thread lazyfree-lazy-eviction save appendonly
	auto-aof-rewrite-percentage auto-aof-rewrite-min-size aof-rewrite-incremental-fsync no-appendfsync-on-rewrite repl-diskless-sync
	io-threads proto-max-bulk-len replica-ignore-maxmemory
	shared-buffers work-mem maintenance-work-mem autovacuum-work-mem logical-decoding-work-mem hash-mem-multiplier temp-buffers wal-buffers
	effective-cache-size max-connections superuser-reserved-connections max-worker-processes max-parallel-workers
	max-parallel-workers-per-gather max-parallel-maintenance-workers autovacuum-max-workers huge-pages dynamic-shared-memory-type
	shared-memory-type min-dynamic-shared-memory max-wal-size min-wal-size max-locks-per-transaction
	default-pool-size max-client-conn
	innodb-buffer-pool-size innodb-buffer-pool-instances innodb-buffer-pool-chunk-size innodb-log-buffer-size innodb-dedicated-server
	innodb-log-file-size innodb-redo-log-capacity innodb-sort-buffer-size key-buffer-size sort-buffer-size join-buffer-size read-buffer-size
	read-rnd-buffer-size bulk-insert-buffer-size binlog-cache-size thread-stack thread-cache-size tmp-table-size max-heap-table-size
	query-cache-size query-cache-type table-open-cache table-definition-cache max-allowed-packet net-buffer-length temptable-max-ram
	temptable-max-mmap performance-schema aria-pagecache-buffer-size myisam-sort-buffer-size wsrep-slave-threads gcache.size
	storage.wiredtiger.engineconfig.cachesizegb wiredtigercachesizegb wiredtigercachesizepct cachesizegb net.maxincomingconnections
	vm-memory-high-watermark vm-memory-high-watermark.relative vm-memory-high-watermark.absolute vm-memory-high-watermark-paging-ratio
	vm-memory-calculation-strategy total-memory-available-override-value disk-free-limit.absolute
	memory-limit max-item-size item-size-max conn-limit
	indices.memory.index-buffer-size indices.fielddata.cache.size indices.queries.cache.size indices.breaker.total.limit
	indices.breaker.fielddata.limit indices.breaker.request.limit bootstrap.memory-lock
	max-server-memory-usage max-server-memory-usage-to-ram-ratio max-memory-usage max-memory-usage-for-user mark-cache-size
	uncompressed-cache-size max-bytes-before-external-group-by max-bytes-before-external-sort max-concurrent-queries
	file-cache-size-in-mb memtable-heap-space-in-mb memtable-offheap-space-in-mb key-cache-size-in-mb row-cache-size-in-mb max-heap-size
	heap-newsize chunk-cache-size
	pm pm.max-children pm.start-servers pm.min-spare-servers pm.max-spare-servers pm.max-requests opcache.memory-consumption
	opcache.interned-strings-buffer opcache.jit-buffer-size apc.shm-size
	workers worker-processes worker-connections worker-rlimit-nofile threads processes cheaper max-requests max-requests-jitter reload-on-rss
	evil-reload-on-rss limit-as worker-class-threads concurrency autoscale max-tasks-per-child max-memory-per-child worker-max-memory-per-child
	worker-max-tasks-per-child preload-app client-body-buffer-size client-max-body-size proxy-buffers proxy-buffer-size
	proxy-busy-buffers-size large-client-header-buffers keys-zone-size
	gogc gomemlimit memory-limiter limit-mib spike-limit-mib limit-percentage spike-limit-percentage check-interval ballast-size-mib
	query.max-samples query.max-concurrency storage.tsdb.retention.time storage.tsdb.retention.size storage.tsdb.head-chunks-write-queue-size
	memory.allowedpercent memory.allowedbytes cache-size max-cache-size cache-max-size
	heap-size heap-min-size heap-max-size jvm.heap.max jvm.heap.min taskmanager.memory.process.size taskmanager.memory.flink.size
	taskmanager.memory.task.heap.size taskmanager.memory.task.off-heap.size taskmanager.memory.managed.size
	taskmanager.memory.managed.fraction taskmanager.memory.jvm-overhead.fraction jobmanager.memory.process.size jobmanager.memory.heap.size
	spark.executor.memory spark.executor.memoryoverhead spark.driver.memory spark.driver.memoryoverhead spark.memory.fraction
	spark.memory.offheap.size spark.memory.offheap.enabled
	memory.available nodefs.available imagefs.available allocatablememory.available failswapon failcgroupv1 memoryswap swapbehavior
	singleprocessoomkill memorythrottlingfactor systemreservedcgroup maxpods evictionpressuretransitionperiod evictionmaxpodgraceperiod
	kube-reserved system-reserved eviction-hard eviction-soft eviction-minimum-reclaim memory maxparallelimagepulls
	dotnet-gcheaphardlimit dotnet-gcheaphardlimitpercent dotnet-gcconservememory dotnet-gcserver system.gc.heaphardlimit
	system.gc.heaphardlimitpercent system.gc.server system.gc.concurrent system.gc.conservememory
	quota-backend-bytes snapshot-count max-heap-size-bytes storage.block-cache.capacity capacity memory-usage-limit
	vm-bytes vm-keep vm vm-hang
	`
		.trim()
		.split(/\s+/),
);

/** Environment variables that are memory settings: a plain value, a number in .NET's notation, options of which the memory flags are kept, or jemalloc's own list. */
const ENVIRONMENT: ReadonlyMap<string, "value" | "hexadecimal" | "options" | "jemalloc"> = new Map([
	...[
		"JAVA_TOOL_OPTIONS",
		"JAVA_OPTS",
		"JDK_JAVA_OPTIONS",
		"_JAVA_OPTIONS",
		"CATALINA_OPTS",
		"JVM_OPTS",
		"JAVA_ARGS",
		"JAVA_OPTIONS",
		"JVMFLAGS",
		"JVM_ARGS",
		"ACTIVEMQ_OPTS_MEMORY",
		"INSTALL4J_ADD_VM_PARAMS",
		"JAVA_OPTS_KC_HEAP",
		"CONTROL_CENTER_HEAP_OPTS",
		"KAFKAREST_HEAP_OPTS",
		"KAFKA_JVM_PERFORMANCE_OPTS",
		"KSQL_HEAP_OPTS",
		"SCHEMA_REGISTRY_HEAP_OPTS",
		"GRAYLOG_SERVER_JAVA_OPTS",
		"PULSAR_GC",
		"BOOKIE_MEM",
	].map(options),
	...[
		"GUNICORN_CMD_ARGS",
		"MARIADB_EXTRA_FLAGS",
		"MEMCACHED_EXTRA_FLAGS",
		"MONGODB_EXTRA_FLAGS",
		"MYSQL_EXTRA_FLAGS",
		"POSTGRESQL_EXTRA_FLAGS",
		"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
		"REDIS_ARGS",
		"REDIS_EXTRA_FLAGS",
		"VALKEY_EXTRA_FLAGS",
	].map(options),
	...[
		"ES_JAVA_OPTS",
		"OPENSEARCH_JAVA_OPTS",
		"LS_JAVA_OPTS",
		"KAFKA_HEAP_OPTS",
		"KAFKA_OPTS",
		"SOLR_JAVA_MEM",
		"JAVA_MEM",
	].map(options),
	...[
		"MAVEN_OPTS",
		"GRADLE_OPTS",
		"SBT_OPTS",
		"SERVER_JVMFLAGS",
		"HADOOP_HEAPSIZE_OPTS",
		"JENKINS_JAVA_OPTS",
		"NODE_OPTIONS",
	].map(options),
	...[
		"IBM_JAVA_OPTIONS",
		"OPENJ9_JAVA_OPTIONS",
		"PULSAR_MEM",
		"HEAP_OPTS",
		"STRIMZI_JAVA_OPTS",
		"JAVA_OPTS_APPEND",
	].map(options),
	...["GOMEMLIMIT", "GOGC", "GOMAXPROCS", "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"].map(
		value,
	),
	...[
		"MALLOC_TOP_PAD_",
		"PYTHONMALLOC",
		"WEB_CONCURRENCY",
		"MAX_HEAP_SIZE",
		"HEAP_NEWSIZE",
		"SOLR_HEAP",
		"ZK_SERVER_HEAP",
		"ZOO_HEAP_SIZE",
		"NIFI_JVM_HEAP_MAX",
		"DRUID_XMX",
		"JVM_MAXIMUM_MEMORY",
		"ELASTICSEARCH_HEAP_SIZE",
		"OPENSEARCH_HEAP_SIZE",
		"NEO4J_server_memory_heap_max__size",
		"NEO4J_dbms_memory_heap_max__size",
		"AUTOMEMLIMIT",
	].map(value),
	...[
		"MARIADB_INNODB_BUFFER_POOL_SIZE",
		"MYSQL_INNODB_BUFFER_POOL_SIZE",
		"MYSQL_MAX_CONNECTIONS",
		"POSTGRESQL_MAX_CONNECTIONS",
		"POSTGRESQL_SHARED_BUFFERS",
		"MEMCACHED_CACHE_SIZE",
		"REDIS_MAXMEMORY_BYTES",
		"RABBITMQ_VM_MEMORY_HIGH_WATERMARK",
		"PHP_FPM_MAX_CHILDREN",
		"PHP_FPM_PM_MAX_CHILDREN",
		"PM_MAX_CHILDREN",
		"PHP_INI_MEMORY_LIMIT",
		"PHP_OPCACHE_MEMORY_CONSUMPTION",
		"UWSGI_WORKERS",
		"UWSGI_RELOAD_ON_RSS",
		"UWSGI_EVIL_RELOAD_ON_RSS",
		"CELERY_WORKER_POOL",
	].map(value),
	...[
		"JVMFLAGS_HEAP",
		"BPL_JVM_THREAD_COUNT",
		"BPL_JVM_HEAD_ROOM",
		"BPL_JVM_LOADED_CLASS_COUNT",
		"UWSGI_PROCESSES",
	].map(value),
	...[
		"UV_THREADPOOL_SIZE",
		"PHP_MEMORY_LIMIT",
		"MEMORY_LIMIT",
		"MAXMEMORY",
		"REDIS_MAXMEMORY",
		"REDIS_MAXMEMORY_POLICY",
	].map(value),
	...["DOTNET_GCHeapHardLimit", "DOTNET_GCHeapHardLimitPercent", "COMPlus_GCHeapHardLimit"].map(hexadecimal),
	...["COMPlus_GCHeapHardLimitPercent"].map(hexadecimal),
	...["DOTNET_gcServer", "DOTNET_GCConserveMemory", "COMPlus_gcServer", "GCHeapAffinitizeMask"].map(value),
	...["CELERY_WORKER_CONCURRENCY", "CELERY_WORKER_AUTOSCALE", "CELERY_WORKER_MAX_MEMORY_PER_CHILD"].map(value),
	...["VARNISH_SIZE", "DFLY_maxmemory", "ETCD_QUOTA_BACKEND_BYTES"].map(value),
	...["RUBY_GC_HEAP_GROWTH_FACTOR", "RUBY_GC_MALLOC_LIMIT", "RUBY_GC_MALLOC_LIMIT_MAX", "RUBY_GC_OLDMALLOC_LIMIT"].map(
		value,
	),
	["MALLOC_CONF", "jemalloc"],
	["_RJEM_MALLOC_CONF", "jemalloc"],
]);

function options(name: string): [string, "options"] {
	return [name, "options"];
}
function value(name: string): [string, "value"] {
	return [name, "value"];
}
function hexadecimal(name: string): [string, "hexadecimal"] {
	return [name, "hexadecimal"];
}

/** Words that stand for a choice. None could be a secret without being a very poor one. */
const WORDS =
	"on|off|yes|no|true|false|auto|none|null|normal|slave|replica|pubsub|noeviction|(?:allkeys|volatile)-(?:lru|lfu|lrm|random|ttl)|dynamic|static|ondemand|try|posix|sysv|mmap|malloc|pymalloc|malloc_debug|pymalloc_debug|rss|allocated|legacy|unlimited|max|prefork|threads|solo|gevent|eventlet|processes|LimitedSwap|NoSwap";
const NUMBER = "[+-]?\\d{1,15}(?:\\.\\d{1,6})?(?:e\\d{1,2})?(?:[kmgtpe]i?b?|b|ms|us|s|h|d|min|%)?";
const PLAIN_WORD = new RegExp(`^(?:${NUMBER}|${WORDS})$`, "i");

/** `$(NAME)`, `${NAME}`, `$NAME`: what is there is somebody else's to tell. A password may begin with a dollar, so the last is one in capitals alone. */
const REFERENCE = /\$\(([A-Za-z_]\w{0,60})\)|\$\{([A-Za-z_]\w{0,60})\}|\$([A-Z_][A-Z0-9_]{0,60})(?!\w)/g;

/** With a number in the place of each reference, so that what holds one is judged by the rest. */
function referred(word: string): string {
	if (!word.includes("$")) return word;
	return word.replace(REFERENCE, (whole, ...names: (string | undefined)[]) =>
		names.slice(0, 3).some((name) => name !== undefined && looksRandom(name)) ? whole : "1",
	);
}

/** Whether a word is a reference and nothing else. */
export function isReference(word: string): boolean {
	return word !== "1" && referred(word) === "1";
}

export function isMemoryFlag(word: string): boolean {
	const text = referred(word);
	return text.length <= 200 && WHOLE_FLAGS.some((flag) => flag.test(text));
}

function isPlainWord(word: string): boolean {
	return word === '""' || word === "''" || PLAIN_WORD.test(referred(word));
}

export function isMemoryName(name: string): boolean {
	return (
		name.length <= 80 &&
		NAMES.has(
			name
				.replace(/^-{1,2}/, "")
				.replaceAll("_", "-")
				.toLowerCase(),
		)
	);
}

/** Numbers with units, switches and closed words, up to eight of them, in one pair of quotes or none. */
export function isPlainValue(text: string): boolean {
	if (text.length > 120) return false;
	if (/^(?:""|'')?$/.test(text.trim())) return true;
	const words = text
		.trim()
		.replace(/^(["'])(.*)\1$/, "$2")
		.trim()
		.split(/[\s,]+/);
	return words.length <= 8 && words.every(isPlainWord);
}

/** References and empty quotes are words; other quotes, brackets and separators end one. */
const WORD = new RegExp(`(?:${REFERENCE.source}|[^\\s"'\`;|&(){}<>$\\\\])+|(?<=^|\\s)(?:""|'')(?=\\s|$)`, "g");

/** The memory settings in a list of flags or a line of configuration, as words in their order. */
export function memoryWords(text: string, withReferences = false): string[] {
	const words = text.match(WORD) ?? [];
	const kept: string[] = [];
	for (let i = 0; i < words.length; i++) {
		// `{cacheSizeGB: 1}` in YAML, `{vm_memory_high_watermark, 0.9}` in Erlang.
		const word = (words[i] ?? "").replace(/(?<=\w)[:,]$/, "");
		const equals = word.indexOf("=");
		const [name, given] = equals < 0 ? [word, null] : [word.slice(0, equals), word.slice(equals + 1)];
		if (isMemoryFlag(word) || (withReferences && isReference(word))) kept.push(word);
		else if (given !== null && isMemoryFlag(given)) kept.push(given);
		else if (given !== null && isSetting(name) && given !== "" && isPlainValue(given)) kept.push(word);
		else if (given === null && (isMemoryName(name) || NUMBERED.test(name)) && isPlainWord(words[i + 1] ?? "")) {
			kept.push(word);
			while (kept.length < 1000 && isPlainWord(words[i + 1] ?? "")) kept.push(words[++i] ?? "");
		} else if (NUMBERED.test(word.slice(0, 2)) && /^\d{1,6}$/.test(word.slice(2))) kept.push(word);
	}
	return kept;
}

/** memcached's items and connections, Celery's and Gunicorn's workers: of all flags of one letter those whose number is a memory setting. */
export const NUMBERED = /^-[mcw]$/;

export function isSetting(name: string): boolean {
	return isMemoryName(name) || ENVIRONMENT.get(name) === "value";
}

/** What of an environment variable's value is a memory setting; null for nothing. */
export function memoryPartOfVariable(name: string, text: string): string | null {
	const kind = ENVIRONMENT.get(name);
	if (kind === "value") return isPlainValue(text) ? text : null;
	if (kind === "hexadecimal") return isPlainValue(text) || /^(?:0x)?[0-9a-f]{1,10}$/i.test(text) ? text : null;
	// Node.js takes quotes for letters, so that what they are around is no flag.
	if (name === "NODE_OPTIONS" && /["']/.test(text)) return null;
	// Where nothing of it is about memory, not even badly written, and nothing stands elsewhere, that is known.
	if (kind === "options")
		return memoryWords(text, true).join(" ") || (/[$@]|-X|space|ram|heap|file/i.test(text) ? null : "");
	if (kind === "jemalloc")
		return /^(?:[a-z_]{3,30}:(?:true|false|-?\d{1,12}[kmg]?)(?:,|$)){1,20}$/i.test(text) ? text : null;
	return null;
}
