import { describe, expect, test } from "vitest";
import { deployment, indent, lintText, ruleTable, workload } from "../../survey/lint.fixture.ts";

/** A container with a limit, and what follows. */
const pod = (image: string, limit: string, more: string, name = "app") =>
	`name: ${name}\nimage: ${image}\nresources: {requests: {memory: ${limit}}, limits: {memory: ${limit}}}\n${more}`;
const run = (image: string, limit: string, more: string) => deployment(pod(image, limit, more));
const env = (name: string, value: string) => `env: [{name: ${name}, value: ${value}}]`;

/** A server that mounts a config map with one file. */
const configured = (
	image: string,
	limit: string,
	file: string,
	text: string,
	more = "",
	mount = "{name: conf, mountPath: /conf}",
) =>
	`apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  ${file}: |
${indent(text, 4)}
---
${workload("apps/v1", "StatefulSet", pod(image, limit, `volumeMounts: [${mount}]\n${more}`), "volumes: [{name: conf, configMap: {name: settings}}]")}`;

ruleTable("budget/redis-maxmemory-at-limit", {
	"case 1: the limit itself, in redis.conf": configured(
		"redis:7",
		"32Gi",
		"redis.conf",
		"appendonly yes\nmaxmemory «34359738368»",
		"args: [/conf/redis.conf]",
	),
	"as a flag": run("redis:7", "1Gi", "args: [--maxmemory, «1gb»]"),
	"as one word": run("redis:7", "1Gi", "args: [--maxmemory=«1gb»]"),
	quoted: run("redis:7", "1Gi", 'args: ["--maxmemory", "«1000mb»"]'),
	"in a shell": run(
		"valkey/valkey:8",
		"1Gi",
		'command: [sh, -c, "exec valkey-server --maxmemory «1024mb» --save 60 1"]',
	),
	"in a variable": run("redis", "1Gi", `args: [--maxmemory, $(MAX)]\n${env("MAX", "«1gb»")}`),
	"the command line wins over the file": configured(
		"redis",
		"1Gi",
		"redis.conf",
		"maxmemory 100mb",
		"args: [/conf/redis.conf, --maxmemory, «1gb»]",
	),
	"the last line of a file wins": configured(
		"redis",
		"1Gi",
		"redis.conf",
		"maxmemory 100mb\nmaxmemory «1gb»",
		"args: [/conf/redis.conf]",
	),
	"by subPath": configured(
		"redis",
		"1Gi",
		"r.conf",
		"maxmemory «1gb»",
		"args: [/etc/redis.conf]",
		"{name: conf, mountPath: /etc/redis.conf, subPath: r.conf}",
	),
	"mounted, and named by a script": configured(
		"bitnami/redis:7",
		"1Gi",
		"redis.conf",
		"maxmemory «1gb»",
		"command: [/scripts/start.sh]",
	),
	"by program in an image of one's own": run("team/cache:1", "1Gi", "command: [redis-server, --maxmemory, «1gb»]"),
	"three quarters": run("redis", "1Gi", "args: [--maxmemory, 768mb]"),
	"redis counts gb in 1024 and g in 1000": run("redis", "1Gi", "args: [--maxmemory, 900m]"),
	"no limit to be at": deployment("name: r\nimage: redis\nargs: [--maxmemory, 1gb]"),
	"a comment": configured("redis", "1Gi", "redis.conf", "# maxmemory 1gb\nmaxmemory 100mb", "args: [/conf/redis.conf]"),
	"another namespace's file": configured(
		"redis",
		"1Gi",
		"redis.conf",
		"maxmemory 1gb",
		"args: [/conf/redis.conf]",
	).replace("{name: settings}\ndata", "{name: settings, namespace: other}\ndata"),
	"a sentinel": run("redis", "64Mi", "args: [redis-sentinel, /conf, --maxmemory, 64mb]"),
	"an exporter": run("oliver006/redis_exporter", "64Mi", env("REDIS_MAXMEMORY", "64mb")),
	"an unknown value": run("redis", "1Gi", "args: [--maxmemory, $MAX]"),
	"an init container": workload(
		"apps/v1",
		"Deployment",
		pod("a", "1Gi", ""),
		"initContainers: [{name: i, image: redis, resources: {limits: {memory: 1Gi}}, args: [--maxmemory, 1gb]}]",
	),
});

ruleTable("budget/redis-no-maxmemory", {
	"the image alone": run("redis:7", "1Gi", "").replace("limits: {memory: 1Gi}", "limits: {memory: «1Gi»}"),
	"the server alone": run("redis:7", "1Gi", "command: [redis-server, --appendonly, 'yes']").replace(
		"limits: {memory: 1Gi}",
		"limits: {memory: «1Gi»}",
	),
	"zero is none": run("redis:7", "1Gi", 'command: [redis-server, --maxmemory, "«0»"]'),
	"a file without": configured(
		"redis",
		"1Gi",
		"redis.conf",
		"appendonly yes",
		"args: [redis-server, /conf/redis.conf]",
	).replace("limits: {memory: 1Gi}", "limits: {memory: «1Gi»}"),
	"with one": run("redis:7", "1Gi", "args: [redis-server, --maxmemory, 700mb]"),
	"a file that is not here": run("redis:7", "1Gi", "args: [redis-server, /etc/redis/redis.conf]"),
	"a file that includes another": configured(
		"redis",
		"1Gi",
		"redis.conf",
		"include /other.conf",
		"args: [redis-server, /conf/redis.conf]",
	),
	"a script decides": run("redis:7", "1Gi", "command: [/scripts/start.sh]"),
	"a shell decides": run("redis:7", "1Gi", 'command: [sh, -c, "redis-server $(cat /args); echo"]'),
	"an image with a start-up of its own": run("bitnami/redis:7", "1Gi", ""),
	"a sentinel": run("redis:7", "64Mi", "command: [redis-server, /x, --sentinel]"),
	"no limit": deployment("name: r\nimage: redis"),
});

ruleTable("budget/redis-fork-does-not-fit", {
	AOF: run("redis", "1Gi", "args: [redis-server, --maxmemory, «880mb», --appendonly, 'yes']"),
	"snapshots by default": run("redis", "1Gi", "args: [redis-server, --maxmemory, «880mb»]"),
	"in a file": configured(
		"redis",
		"10Gi",
		"redis.conf",
		"save 900 1\nmaxmemory «8600mb»",
		"args: [redis-server, /conf/redis.conf]",
	),
	"room for a quarter": run("redis", "1Gi", "args: [redis-server, --maxmemory, 768mb, --appendonly, 'yes']"),
	"a cache that saves nothing": run("redis", "1Gi", "args: [redis-server, --maxmemory, 880mb, --save, '']"),
	"a command line that takes the file's word back": configured(
		"redis",
		"1Gi",
		"redis.conf",
		"save 60 1\nmaxmemory 880mb",
		'args: [redis-server, /conf/redis.conf, --save, ""]',
	),
	"a file that saves nothing": configured(
		"redis",
		"1Gi",
		"redis.conf",
		'save ""\nmaxmemory 880mb',
		"args: [redis-server, /conf/redis.conf]",
	),
	"persistence not known": configured("bitnami/redis", "1Gi", "redis.conf", "maxmemory 880mb"),
	"the limit itself is told otherwise": run(
		"redis",
		"1Gi",
		"args: [redis-server, --maxmemory, 1gb, --appendonly, 'yes']",
	),
});

ruleTable("budget/jvm-heap-at-limit", {
	"on the command line": run("a", "1Gi", "command: [java, -Xmx«1g», -jar, a.jar]"),
	"in JAVA_TOOL_OPTIONS": run("a", "1Gi", env("JAVA_TOOL_OPTIONS", '"-Xms1g -Xmx«1024m»"')),
	"as arguments of an entrypoint": run("a", "1Gi", "args: [-Xmx«1g», -jar, a.jar]"),
	above: run("a", "512Mi", env("JAVA_OPTS", "-Xmx«2G»")),
	"by percentage": run("a", "1Gi", env("JDK_JAVA_OPTIONS", "-XX:MaxRAMPercentage=«95.0»")),
	"the last wins": run("a", "1Gi", "command: [java, -Xmx256m, -Xmx«1g», A]"),
	"the command line wins over the environment": run(
		"a",
		"1Gi",
		`command: [java, -Xmx«1g», A]\n${env("JAVA_TOOL_OPTIONS", "-Xmx100m")}`,
	),
	"in Kafka's own": run("apache/kafka", "1Gi", env("KAFKA_HEAP_OPTS", '"-Xmx«1G» -Xms1G"')),
	"in Elasticsearch's own": run("elasticsearch:8", "2Gi", env("ES_JAVA_OPTS", '"-Xms2g -Xmx«2g»"')),
	"from a config map": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\ndata: {JAVA_OPTS: -Xmx«1g»}\n---\n${run("a", "1Gi", "envFrom: [{configMapRef: {name: e}}]")}`,
	"three quarters": run("a", "1Gi", env("JAVA_OPTS", "-Xmx768m")),
	"three quarters by percentage": run("a", "1Gi", env("JAVA_OPTS", "-XX:MaxRAMPercentage=75")),
	"_JAVA_OPTIONS wins": run("a", "1Gi", `command: [java, -Xmx1g, A]\n${env("_JAVA_OPTIONS", "-Xmx100m")}`),
	"-Xmx wins over the percentage": run("a", "1Gi", env("JAVA_OPTS", '"-XX:MaxRAMPercentage=100 -Xmx100m"')),
	"initial heap alone, which takes the bound with it": run("a", "1Gi", env("JAVA_OPTS", "-Xms«1g»")),
	"initial heap above a percentage": run("a", "1Gi", env("JAVA_TOOL_OPTIONS", '"-XX:MaxRAMPercentage=50 -Xms«1g»"')),
	"initial heap below the default": run("a", "1Gi", env("JAVA_OPTS", "-Xms128m")),
	"initial heap beside a bound in the image": run("logstash:8.13.0", "1Gi", env("LS_JAVA_OPTS", "-Xms1g")),
	"a variable that java does not read": run("a", "1Gi", `command: [java, -jar, a.jar]\n${env("JAVA_OPTS", "-Xmx1g")}`),
	"a variable that a shell's line does not name": run(
		"a",
		"1Gi",
		`command: [sh, -c, exec java -jar a.jar]\n${env("JAVA_OPTS", "-Xmx1g")}`,
	),
	"a variable that a shell's line names": run(
		"a",
		"1Gi",
		`command: [sh, -c, exec java $JAVA_OPTS -jar a.jar]\n${env("JAVA_OPTS", "-Xmx«1g»")}`,
	),
	"a variable that a script reads": run(
		"a",
		"1Gi",
		`command: [sh, -c, /opt/start.sh java]\n${env("JAVA_OPTS", "-Xmx«1g»")}`,
	),
	"a file with more flags behind it": run("a", "1Gi", "command: [java, -Xmx1g, '@/opt/flags', -jar, a.jar]"),
	"a file with more flags before it": run("a", "1Gi", "command: [java, '@/opt/flags', -Xmx«1g», -jar, a.jar]"),
	"a file with more flags beats the environment": run(
		"a",
		"1Gi",
		`command: [java, '@/opt/flags', -jar, a.jar]\n${env("JAVA_TOOL_OPTIONS", "-Xmx1g")}`,
	),
	"a shell's variable": run("a", "1Gi", "command: [sh, -c, 'java -Xmx$HEAP A']"),
	"OpenJ9's own variable": run("a", "1Gi", env("OPENJ9_JAVA_OPTIONS", '"-Xms1g -Xmx«1g»"')),
	"Semeru's image": run("ibm-semeru-runtimes:open-21-jre", "1Gi", "command: [java, -Xmx«1000m», -jar, a.jar]"),
	"jvm.options in a config map": configured(
		"elasticsearch:8.13.0",
		"2Gi",
		"heap.options",
		"# heap\n-Xms2g\n-Xmx«2g»",
		"",
		"{name: conf, mountPath: /usr/share/elasticsearch/config/jvm.options.d}",
	),
	"Trino's jvm.config": configured("trinodb/trino:450", "2Gi", "jvm.config", "-server\n-Xmx«2G»", "command: [java]"),
	"Kafka's default of 1 GiB": run("«apache/kafka:3.9.0»", "1Gi", ""),
	"OpenSearch's default of 1 GiB": run("«opensearchproject/opensearch:2.19.0»", "1Gi", ""),
	"Elasticsearch's default before 7.11": run("«elasticsearch:7.10.2»", "1Gi", ""),
	"Elasticsearch's heap since goes by the limit": run("elasticsearch:7.17.0", "1Gi", ""),
	"Kafka's default fits": run("apache/kafka:3.9.0", "2Gi", ""),
	"another of Kafka's programs": run("apache/kafka:3.9.0", "512Mi", "command: [kafka-topics.sh, --list]"),
	"Strimzi's image goes by the limit": run("quay.io/strimzi/strimzi-kafka:0.45", "1Gi", ""),
	"options that are out of sight": run("apache/kafka:3.9.0", "1Gi", "envFrom: [{secretRef: {name: s}}]").replace(
		"secretRef",
		"configMapRef",
	),
	"a heap of its own": run("apache/kafka:3.9.0", "1Gi", env("KAFKA_HEAP_OPTS", "-Xmx512m")),
	"the limit of another container": deployment(
		pod("a", "4Gi", env("JAVA_OPTS", "-Xmx2g")),
		pod("b", "1Gi", "", "other"),
	),
});

ruleTable("budget/jvm-regions-exceed-limit", {
	"heap and metaspace": run("a", "1Gi", env("JAVA_OPTS", '"-Xmx«900m» -XX:MaxMetaspaceSize=256m"')),
	"three regions": run(
		"a",
		"2Gi",
		env(
			"JAVA_OPTS",
			'"-Xmx«1500m» -XX:MaxMetaspaceSize=256m -XX:ReservedCodeCacheSize=240m -XX:MaxDirectMemorySize=128m"',
		),
	),
	"OpenJ9's heap and code cache": run("a", "1Gi", env("OPENJ9_JAVA_OPTIONS", '"-Xmx«900m» -Xcodecachetotal256m"')),
	"Kafka's heap and direct memory": run(
		"apache/kafka:3.9.0",
		"2Gi",
		'env: [{name: KAFKA_HEAP_OPTS, value: -Xmx«1500m»}, {name: KAFKA_OPTS, value: "-XX:MaxDirectMemorySize=1g"}]',
	),
	"they fit": run("a", "2Gi", env("JAVA_OPTS", '"-Xmx1g -XX:MaxMetaspaceSize=256m -XX:ReservedCodeCacheSize=240m"')),
	"unset regions do not count": run("a", "1Gi", env("JAVA_OPTS", "-Xmx900m")),
	"the heap alone is told otherwise": run("a", "1Gi", env("JAVA_OPTS", '"-Xmx1g -XX:MaxMetaspaceSize=256m"')),
});

// Held to OpenJDK 17 and 25 in a cgroup of 1 GiB: their heaps are a share of the machine's memory.
ruleTable("budget/jvm-ignores-limit", {
	"on the command line": run("a", "1Gi", "command: [java, «-XX:-UseContainerSupport», -jar, a.jar]"),
	"in a variable": run("a", "1Gi", env("JAVA_TOOL_OPTIONS", '"-Xms100m «-XX:-UseContainerSupport»"')),
	"a share of the node": run("a", "1Gi", env("JAVA_OPTS", '"«-XX:-UseContainerSupport» -XX:MaxRAMPercentage=75"')),
	"switched on again": run("a", "1Gi", "command: [java, -XX:-UseContainerSupport, -XX:+UseContainerSupport, A]"),
	"with a heap": run("a", "1Gi", "command: [java, -XX:-UseContainerSupport, -Xmx512m, -jar, a.jar]"),
	"with a memory of its own": run("a", "1Gi", "command: [java, -XX:-UseContainerSupport, -XX:MaxRAM=1g, A]"),
	"behind the program": run("a", "1Gi", "command: [java, -jar, a.jar, -XX:-UseContainerSupport]"),
	"Kafka has a heap of its own": run("apache/kafka:3.9.0", "2Gi", env("KAFKA_OPTS", "-XX:-UseContainerSupport")),
	OpenJ9: run("a", "1Gi", env("OPENJ9_JAVA_OPTIONS", "-XX:-UseContainerSupport")),
	"without a limit": deployment("name: a\nimage: a\ncommand: [java, -XX:-UseContainerSupport, A]"),
});

ruleTable("budget/go-gomemlimit-at-limit", {
	"the limit itself": run("a", "1Gi", env("GOMEMLIMIT", "«1GiB»")),
	"by reference": run(
		"a",
		"1Gi",
		"env: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: «limits.memory»}}}]",
	),
	nearly: run("a", "1000Mi", env("GOMEMLIMIT", "«960MiB»")),
	bytes: run("a", "512Mi", env("GOMEMLIMIT", '«"536870912"»')),
	"nine tenths": run("a", "1000Mi", env("GOMEMLIMIT", "900MiB")),
	"units Go does not know": run("a", "1Gi", env("GOMEMLIMIT", "1Gi")),
	off: run("a", "1Gi", env("GOMEMLIMIT", '"off"')),
	"a reference to another container's limit": run(
		"a",
		"1Gi",
		"env: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {containerName: other, resource: limits.memory}}}]",
	),
	"a reference to the request": deployment(
		"name: a\nimage: a\nresources: {requests: {memory: 512Mi}, limits: {memory: 1Gi}}\nenv: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: requests.memory}}}]",
	),
});

ruleTable("budget/node-old-space-above-limit", {
	"on the command line": run("node:22", "512Mi", "command: [node, --max-old-space-size=«512», a.js]"),
	underscores: run("node:22", "512Mi", "command: [node, --max_old_space_size=«4096», a.js]"),
	"two words, with which Node.js does not start": run(
		"node:22",
		"512Mi",
		'command: [node, --max-old-space-size, "512", a.js]',
	),
	"a percentage in two words": run("node:24", "1Gi", 'command: [node, --max-old-space-size-percentage, "«95»", a.js]'),
	"in NODE_OPTIONS": run("a", "1Gi", env("NODE_OPTIONS", "--max-old-space-size=«1024»")),
	"three quarters": run("a", "1Gi", env("NODE_OPTIONS", "--max-old-space-size=768")),
	"by percentage": run("node:24", "1Gi", env("NODE_OPTIONS", "--max-old-space-size-percentage=«95»")),
	"three quarters by percentage": run("node:24", "1Gi", env("NODE_OPTIONS", "--max-old-space-size-percentage=75")),
	"the percentage wins over bytes": run(
		"node:24",
		"1Gi",
		env("NODE_OPTIONS", '"--max-old-space-size-percentage=«95» --max-old-space-size=512"'),
	),
	"the percentage wins on the command line, too": run(
		"node:24",
		"1Gi",
		`command: [node, --max-old-space-size=2048, a.js]\n${env("NODE_OPTIONS", "--max-old-space-size-percentage=50")}`,
	),
	"behind the script it is the application's own": run(
		"node:24",
		"1Gi",
		"command: [node, a.js, --max-old-space-size=2048]",
	),
	"behind a module that is loaded first": run(
		"node:24",
		"1Gi",
		"command: [node, -r, ./trace.js, --max-old-space-size=«2048», a.js]",
	),
	"another option": run("a", "1Gi", env("NODE_OPTIONS", "--max-semi-space-size=1024")),
});

ruleTable("budget/memcached-items-at-limit", {
	"the limit": run("memcached:1.6", "512Mi", 'args: [-m, "«512»"]'),
	"by its long name": run("memcached", "64Mi", "args: [--memory-limit=«64»]"),
	"in a shell": run("memcached", "64Mi", 'command: [sh, -c, "memcached -m «64» -c 1024"]'),
	"four fifths": run("memcached", "512Mi", 'args: [-m, "400"]'),
	"the default is smaller": run("memcached", "512Mi", ""),
	"its exporter": run("prom/memcached-exporter", "32Mi", 'args: [-m, "512"]'),
});

ruleTable("budget/dragonfly-maxmemory-at-limit", {
	"the limit": run(
		"docker.dragonflydb.io/dragonflydb/dragonfly:v1.25",
		"4Gi",
		"args: [--maxmemory=«4gb», --proactor_threads=2]",
	),
	"in two words": run("dragonflydb/dragonfly", "4Gi", "args: [--maxmemory, «4GiB»]"),
	"in a variable": run("dragonflydb/dragonfly", "4Gi", env("DFLY_maxmemory", "«4G»")),
	"four fifths": run("dragonflydb/dragonfly", "5Gi", "args: [--maxmemory=4gb]"),
	"what it takes by itself": run("dragonflydb/dragonfly", "5Gi", "args: [--maxmemory=0]"),
});

// Held to Varnish 7.1: units, names of stores.
ruleTable("budget/varnish-storage-at-limit", {
	"the limit": run("varnish:7.5", "1Gi", "args: [-s, 'malloc,«1G»']"),
	"by its name, beside Transient": run(
		"a",
		"1Gi",
		"command: [varnishd, -F, -s, 's0=malloc,«1000M»', -s, 'Transient=malloc,100M']",
	),
	"the image's variable": run("varnish:7.5", "1Gi", env("VARNISH_SIZE", "«1G»")),
	"three quarters": run("varnish:7.5", "1Gi", "args: [-s, 'malloc,768M']"),
	"without a bound": run("varnish:7.5", "1Gi", "args: [-s, malloc]"),
	"in a file": run("varnish:7.5", "1Gi", "args: [-s, 'file,/cache,10G']"),
});

ruleTable("budget/tikv-block-cache-at-limit", {
	"two thirds": configured(
		"pingcap/tikv:v8.5.0",
		"9Gi",
		"tikv.toml",
		'[server]\ngrpc-concurrency = 4\n[storage.block-cache]\ncapacity = «"6GB"»\n[storage.io-rate-limit]\ncapacity = "1GB"',
		"command: [/tikv-server, --config=/conf/tikv.toml]",
	),
	"by its whole name": configured("pingcap/tikv:v8.5.0", "8Gi", "tikv.toml", 'storage.block-cache.capacity = «"8GiB"»'),
	"the default": configured("pingcap/tikv:v8.5.0", "8Gi", "tikv.toml", "[server]"),
	"another section's": configured("pingcap/tikv:v8.5.0", "8Gi", "tikv.toml", '[in-memory-engine]\ncapacity = "8GiB"'),
});

ruleTable("budget/clickhouse-memory-at-limit", {
	"all of it, in XML": configured(
		"clickhouse/clickhouse-server:25.8",
		"8Gi",
		"memory.xml",
		"<clickhouse>\n  <max_server_memory_usage_to_ram_ratio>«1»</max_server_memory_usage_to_ram_ratio>\n</clickhouse>",
	),
	"more, in YAML": configured(
		"clickhouse/clickhouse-server:25.8",
		"8Gi",
		"memory.yaml",
		"max_server_memory_usage_to_ram_ratio: «1.5»",
	),
	"the default": configured("clickhouse/clickhouse-server:25.8", "8Gi", "m.xml", "<clickhouse></clickhouse>"),
	"bytes, which the share bounds": configured(
		"clickhouse/clickhouse-server:25.8",
		"8Gi",
		"m.xml",
		"<max_server_memory_usage>8589934592</max_server_memory_usage>",
	),
	"a comment": configured(
		"clickhouse/clickhouse-server:25.8",
		"8Gi",
		"m.xml",
		"<!-- <max_server_memory_usage_to_ram_ratio>1</max_server_memory_usage_to_ram_ratio> -->",
	),
});

ruleTable("budget/envoy-heap-at-limit", {
	"the limit": configured(
		"envoyproxy/envoy:v1.34.0",
		"2Gi",
		"envoy.yaml",
		"overload_manager:\n  resource_monitors:\n  - name: envoy.resource_monitors.fixed_heap\n    typed_config:\n      max_heap_size_bytes: «2147483648»",
		"args: [-c, /conf/envoy.yaml]",
	),
	"in braces": configured(
		"envoyproxy/envoy:v1.34.0",
		"2Gi",
		"e.yaml",
		"typed_config: {max_heap_size_bytes: «2147483648»}",
	),
	"on the command line": run(
		"envoyproxy/envoy:v1.34.0",
		"2Gi",
		'args: [--config-yaml, "monitors: [{typed_config: {max_heap_size_bytes: «2147483648»}}]"]',
	),
	"four fifths": configured("envoyproxy/envoy:v1.34.0", "2Gi", "envoy.yaml", "max_heap_size_bytes: 1717986918"),
	"none at all": run("envoyproxy/envoy:v1.34.0", "2Gi", ""),
});

ruleTable("budget/mysql-buffer-pool-at-limit", {
	"as a flag": run("mysql:8", "2Gi", "args: [--innodb-buffer-pool-size=«2G»]"),
	underscores: run("mariadb:11", "2Gi", "args: [--innodb_buffer_pool_size=«2147483648»]"),
	"in my.cnf": configured("mysql:8", "4Gi", "my.cnf", "[mysqld]\ninnodb_buffer_pool_size = «4G»"),
	"with dashes in my.cnf": configured("mysql:8", "4Gi", "my.cnf", "[mysqld]\ninnodb-buffer-pool-size=«4G»"),
	half: run("mysql:8", "2Gi", "args: [--innodb-buffer-pool-size=1G]"),
	"a backup job": run("mysql:8", "64Mi", "command: [mysqldump, --innodb-buffer-pool-size=1G]"),
});

ruleTable("budget/mongodb-cache-at-limit", {
	"as a flag": run("mongo:7", "2Gi", 'args: [--wiredTigerCacheSizeGB, "«2»"]'),
	"a fraction": run("mongo:7", "512Mi", 'args: [--wiredTigerCacheSizeGB, "«0.5»"]'),
	"in mongod.conf": configured(
		"mongo:7",
		"2Gi",
		"mongod.conf",
		"storage:\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: «2»",
		"args: [--config, /conf/mongod.conf]",
	),
	"a quarter": run("mongo:7", "2Gi", 'args: [--wiredTigerCacheSizeGB, "0.5"]'),
});

ruleTable("budget/postgres-shared-buffers-at-limit", {
	"as an assignment": run("postgres:16", "1Gi", "args: [-c, shared_buffers=«1GB»]"),
	"in blocks": run("postgres:16", "1Gi", "args: [-c, shared_buffers=«131072»]"),
	"in postgresql.conf": configured(
		"postgres:16",
		"1Gi",
		"postgresql.conf",
		"shared_buffers = «1GB» # much",
		"args: [-c, config_file=/conf/postgresql.conf]",
	),
	"a quarter": run("postgres:16", "1Gi", "args: [-c, shared_buffers=256MB]"),
	"a dump": run("postgres:16", "64Mi", "command: [pg_dump, -c, shared_buffers=1GB]"),
});

ruleTable("budget/postgres-connections-times-work-mem", {
	"much for each": run("postgres:16", "1Gi", "args: [-c, work_mem=«64MB»]"),
	many: run("postgres:16", "1Gi", "args: [-c, max_connections=«500»]"),
	both: run("postgres:16", "4Gi", "args: [-c, max_connections=500, -c, work_mem=«16MB»]"),
	"kilobytes by default": run("postgres:16", "1Gi", "args: [-c, work_mem=«65536»]"),
	"the defaults are not told": run("postgres:16", "256Mi", ""),
	"they fit": run("postgres:16", "4Gi", "args: [-c, max_connections=100, -c, work_mem=16MB]"),
});

ruleTable("budget/dotnet-heap-at-limit", {
	hexadecimal: run("a", "512Mi", env("DOTNET_GCHeapHardLimit", '«"0x20000000"»')),
	"without a prefix": run("a", "512Mi", env("DOTNET_GCHeapHardLimit", '«"20000000"»')),
	"hexadecimal percentage": run("a", "512Mi", env("DOTNET_GCHeapHardLimitPercent", '«"0x5F"»')),
	"75 in hexadecimal": run("a", "512Mi", env("DOTNET_GCHeapHardLimitPercent", '"4B"')),
	half: run("a", "512Mi", env("DOTNET_GCHeapHardLimit", '"0x10000000"')),
});

ruleTable("budget/rabbitmq-watermark-at-limit", {
	"the limit": configured("rabbitmq:4", "2Gi", "rabbitmq.conf", "vm_memory_high_watermark.absolute = «2GiB»"),
	nearly: configured("rabbitmq:4", "1Gi", "rabbitmq.conf", "vm_memory_high_watermark.absolute = «900MiB»"),
	half: configured("rabbitmq:4", "2Gi", "rabbitmq.conf", "vm_memory_high_watermark.absolute = 1GiB"),
	"nearly all of it as a share": configured(
		"rabbitmq:4",
		"2Gi",
		"rabbitmq.conf",
		"vm_memory_high_watermark.relative = «0.95»",
	),
	"a share": configured("rabbitmq:4", "2Gi", "rabbitmq.conf", "vm_memory_high_watermark.relative = 0.6"),
});

test("case 1 says what to set, with its evidence at file and line", () => {
	const found = lintText(
		configured("redis:7", "32Gi", "redis.conf", "maxmemory 34359738368", "args: [/conf/redis.conf]"),
	).find(({ rule }) => rule === "budget/redis-maxmemory-at-limit");
	const GI = 1024 ** 3;
	expect(found).toMatchObject({
		severity: "error",
		confidence: 1,
		params: {
			limit: 32 * GI,
			bound: 32 * GI,
			advised: 24 * GI,
			limitNeeded: 43691 * 1024 ** 2,
			setting: "maxmemory 34359738368",
		},
		evidence: [
			{ source: "test.yaml:6", what: "setting", value: "maxmemory 34359738368" },
			{ source: "test.yaml:20", what: "memory-limit", value: 32 * GI },
		],
		remedies: [
			{ kind: "lower-setting", value: 24 * GI, change: { type: "file-edit", to: "24576mb", line: 6, column: 15 } },
			{ kind: "raise-limit-for-setting", change: { type: "file-edit", to: "43691Mi", line: 20, column: 66 } },
			{
				kind: "bound-redis-buffers",
				change: {
					command:
						"kubectl exec statefulset/web -c app -- redis-cli CONFIG SET client-output-buffer-limit 'replica 2048mb 1024mb 60' maxmemory-clients 5% repl-backlog-size 512mb",
				},
			},
			{
				kind: "choose-eviction-policy",
				change: {
					command: "kubectl exec statefulset/web -c app -- redis-cli CONFIG SET maxmemory-policy volatile-lru",
				},
			},
		],
	});
});

test.each([
	["1Gi", "1gb", "error"],
	["1Gi", "950mb", "warning"],
])("a limit of %s and maxmemory %s is of severity %s", (limit, maxmemory, severity) => {
	const found = lintText(run("redis", limit, `args: [--maxmemory, ${maxmemory}]`)).find(
		({ rule }) => rule === "budget/redis-maxmemory-at-limit",
	);
	expect(found?.severity).toBe(severity);
});

const cluster = (spec: string, apiVersion = "apps.kubeblocks.io/v1") =>
	`apiVersion: ${apiVersion}
kind: Cluster
metadata: {name: redis-cluster, namespace: data}
spec:
${indent(spec, 2)}
---
`;
const COMPONENT =
	"componentSpecs:\n- name: redis\n  componentDef: redis-7\n  replicas: 2\n  resources: {requests: {memory: 16Gi}, limits: {memory: 32Gi}}";
const parameter = (value: string, name = "redis-cluster") =>
	`apiVersion: parameters.kubeblocks.io/v1alpha1\nkind: Parameter\nmetadata: {name: p, namespace: data}\nspec:\n  clusterName: ${name}\n  componentParameters:\n  - name: redis\n    parameters:\n      maxmemory: ${value}\n`;
const ops = (body: string) =>
	`apiVersion: operations.kubeblocks.io/v1alpha1\nkind: OpsRequest\nmetadata: {name: o, namespace: data}\nspec:\n  clusterName: redis-cluster\n  type: Reconfiguring\n${indent(body, 2)}\n`;
const rendered = (text: string) =>
	`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: redis-cluster-redis-redis-replication-config, namespace: data}\ndata:\n  redis.conf: |\n${indent(text, 4)}\n`;

describe("KubeBlocks", () => {
	ruleTable("budget/redis-maxmemory-at-limit", {
		"a Parameter": cluster(COMPONENT) + parameter('«"34359738368"»'),
		"an OpsRequest":
			cluster(COMPONENT) +
			ops('reconfigures:\n- componentName: redis\n  parameters: [{key: maxmemory, value: «"34359738368"»}]'),
		"an older OpsRequest":
			cluster(COMPONENT, "apps.kubeblocks.io/v1alpha1") +
			ops(
				'reconfigure:\n  componentName: redis\n  configurations: [{name: c, keys: [{key: redis.conf, parameters: [{key: maxmemory, value: «"34359738368"»}]}]}]',
			),
		"the rendered file": cluster(COMPONENT) + rendered("appendonly yes\nmaxmemory «34359738368»"),
		"a component definition of old":
			cluster(COMPONENT.replace("componentDef: redis-7", "componentDefRef: redis")) + parameter("«32gb»"),
		"half of it": cluster(COMPONENT) + parameter("16gb"),
		"another cluster's": cluster(COMPONENT) + parameter("32gb", "other"),
		"its sentinel": cluster(COMPONENT.replace("redis-7", "redis-sentinel-7")) + parameter("32gb"),
		"another operator's Cluster": cluster(COMPONENT, "postgresql.cnpg.io/v1") + parameter("32gb"),
	});
	ruleTable("budget/redis-no-maxmemory", { "the add-on sets one by itself": cluster(COMPONENT) });
	test("MongoDB is reconfigured by the path of its setting, which is read the same way", () => {
		const key = "storage.wiredTiger.engineConfig.cacheSizeGB";
		const [found] = lintText(
			`${cluster(COMPONENT.replace("redis-7", "mongodb"))}${parameter("x").replace("maxmemory: x", `${key}: "32"`)}`,
		);
		expect(found?.rule).toBe("budget/mongodb-cache-at-limit");
		const [first] = found?.remedies ?? [];
		expect(first?.change.type === "command" ? first.change.command : "").toContain(
			`"generateName":"redis-cluster-cachesizegb-","namespace":"data"},"spec":{"clusterName":"redis-cluster","type":"Reconfiguring","reconfigures":[{"componentName":"redis","parameters":[{"key":"${key}","value":"16"}]}]}`,
		);
	});
	ruleTable("budget/mysql-buffer-pool-at-limit", {
		"ApeCloud's MySQL": `${cluster(COMPONENT.replace("redis-7", "apecloud-mysql-8.0"))}${parameter("x").replace("maxmemory: x", "innodb_buffer_pool_size: «32G»")}`,
	});
	ruleTable("lint/limit-below-request", {
		"resources of a component": cluster(COMPONENT.replace("memory: 32Gi", "memory: «8Gi»")),
	});
	ruleTable("lint/no-memory-limit", {
		"a component without": cluster("componentSpecs:\n- {name: «redis», componentDef: redis-7}"),
		"a sharding": cluster(
			"shardings:\n- name: «shard»\n  shards: 3\n  template: {name: redis, componentDef: redis-cluster-7}",
		),
	});
	test("the cure is a command of its own", () => {
		const found = lintText(cluster(COMPONENT) + parameter("34359738368"))[0];
		expect(found?.remedies[0]?.change).toEqual({
			type: "command",
			command:
				"kbcli cluster configure redis-cluster -n data --set maxmemory=25769803776 --components redis --config-spec redis-replication-config --config-file redis.conf",
		});
		expect(found?.subject).toMatchObject({
			kind: "Cluster",
			namespace: "data",
			name: "redis-cluster",
			container: "redis",
		});
	});
	test("the rest of the cure goes by OpsRequests, and the limit by an edit of the Cluster", () => {
		const found = lintText(cluster(COMPONENT) + parameter("34359738368"))[0];
		const parameters = (found?.remedies ?? []).flatMap(({ kind, change }) => {
			const [, json] =
				change.type === "command" ? (/^echo '(.*)' \| kubectl create -f -$/.exec(change.command) ?? []) : [];
			const request =
				json === undefined ? null : (JSON.parse(json) as { spec: { reconfigures: { parameters: object }[] } });
			return request === null ? [] : [[kind, request.spec.reconfigures[0]?.parameters]];
		});
		expect(parameters).toEqual([
			["lower-setting", [{ key: "maxmemory", value: "25769803776" }]],
			[
				"bound-redis-buffers",
				[
					{ key: "client-output-buffer-limit replica", value: "2048mb 1024mb 60" },
					{ key: "maxmemory-clients", value: "5%" },
					{ key: "repl-backlog-size", value: "536870912" },
				],
			],
			["choose-eviction-policy", [{ key: "maxmemory-policy", value: "volatile-lru" }]],
		]);
		expect(found?.remedies.find(({ kind }) => kind === "raise-limit-for-setting")?.change).toMatchObject({
			to: "43691Mi",
			line: 9,
		});
	});
	test.each<[string, string, string, string]>([
		["mysql", "innodb_buffer_pool_size", "512M", "358M"],
		["postgresql", "shared_buffers", "512MB", "128MB"],
	])("the cure of %s is an OpsRequest of its own setting", (name, key, value, to) => {
		const component = `componentSpecs:\n- name: ${name}\n  componentDef: ${name}-8\n  resources: {limits: {memory: 512Mi}}`;
		const set = ops(`reconfigures:\n- componentName: ${name}\n  parameters: [{key: ${key}, value: "${value}"}]`);
		const [found] = lintText(cluster(component) + set).filter(({ rule }) => rule.startsWith("budget/"));
		expect(JSON.stringify(found?.remedies[0]?.change)).toContain(
			JSON.stringify(JSON.stringify([{ key, value: to }])).slice(1, -1),
		);
	});
});

ruleTable("budget/workers-exceed-limit", {
	"celery's children": run(
		"a",
		"1Gi",
		'args: [celery, -A, app, worker, --concurrency, "«8»", --max-memory-per-child, "200000"]',
	),
	"celery by flags with equals": run(
		"a",
		"1Gi",
		"args: [celery, worker, --concurrency=«8», --max-memory-per-child=200000]",
	),
	"uwsgi by variables": run(
		"uwsgi:2",
		"512Mi",
		'env: [{name: UWSGI_PROCESSES, value: «"8"»}, {name: UWSGI_RELOAD_ON_RSS, value: "100"}]',
	),
	"uwsgi.ini": configured(
		"a",
		"512Mi",
		"uwsgi.ini",
		"[uwsgi]\nprocesses = «8»\nreload-on-rss = 100",
		"command: [uwsgi, --ini, /conf/uwsgi.ini]",
	),
	"php's pool with the default of its memory_limit": configured(
		"team/php-fpm:8",
		"1Gi",
		"www.conf",
		"[www]\npm = dynamic\npm.max_children = «20»",
	),
	"php's pool with a bound of its own": configured(
		"team/php-fpm:8",
		"1Gi",
		"www.conf",
		"pm.max_children = «20»\nphp_admin_value[memory_limit] = 64M",
	),
	"children without a bound": run("a", "1Gi", "args: [celery, worker, --concurrency=8]"),
	"gunicorn's workers, even idle": run("a", "128Mi", 'args: [gunicorn, -w, "«64»", app:app]'),
	"by its variable": run("a", "64Mi", 'command: [gunicorn, app:app]\nenv: [{name: WEB_CONCURRENCY, value: «"32"»}]'),
	"uvicorn's, which share nothing": run("a", "128Mi", "args: [uvicorn, app:app, --workers=«16»]"),
	"nginx's worker processes": configured("nginx:1.27", "64Mi", "nginx.conf", "worker_processes «256»;\nevents {}"),
	"nginx's connections are not all at work": configured(
		"nginx:1.27",
		"64Mi",
		"nginx.conf",
		"worker_processes auto;\nevents { worker_connections 65535; }",
	),
	"gunicorn's workers have no bound": run("a", "256Mi", 'args: [gunicorn, -w, "16"]'),
	"gunicorn starts uvicorn's workers": run(
		"a",
		"128Mi",
		'args: [gunicorn, -k, uvicorn.workers.UvicornWorker, -w, "8", app:app]',
	),
	"they fit": run("a", "2Gi", "args: [celery, worker, --concurrency=8, --max-memory-per-child=200000]"),
	"php's pool fits": configured(
		"team/php-fpm:8",
		"1Gi",
		"www.conf",
		"pm.max_children = 20\nphp_admin_value[memory_limit] = 32M",
	),
	"no bound at all": configured(
		"team/php-fpm:8",
		"1Gi",
		"www.conf",
		"pm.max_children = 20\nphp_admin_value[memory_limit] = -1",
	),
	"nothing set": run("team/php-fpm:8", "128Mi", ""),
	"the scheduler": run("a", "64Mi", "args: [celery, beat, --concurrency=8, --max-memory-per-child=200000]"),
});

ruleTable("budget/elasticsearch-heap-above-half", {
	"three quarters": run("elasticsearch:8.13.0", "4Gi", env("ES_JAVA_OPTS", '"-Xms3g -Xmx«3g»"')),
	opensearch: run("opensearchproject/opensearch:2", "2Gi", env("OPENSEARCH_JAVA_OPTS", "-Xmx«1500m»")),
	half: run("elasticsearch:8.13.0", "4Gi", env("ES_JAVA_OPTS", "-Xmx2g")),
	"with a bound for direct memory": run(
		"elasticsearch:8",
		"4Gi",
		env("ES_JAVA_OPTS", '"-Xmx3g -XX:MaxDirectMemorySize=256m"'),
	),
	"all of it is the JVM's rule": run("elasticsearch:8", "4Gi", env("ES_JAVA_OPTS", "-Xmx4g")),
	"another JVM": run("openjdk:21", "4Gi", env("JAVA_OPTS", "-Xmx3g")),
});

ruleTable("budget/prometheus-query-exceeds-limit", {
	"above the limit": run("prom/prometheus:v3", "512Mi", 'args: ["--query.max-samples=«50000000»"]'),
	"it fits": run("prom/prometheus:v3", "512Mi", 'args: ["--query.max-samples=5000000"]'),
	"the default is not told": run("prom/prometheus:v3", "512Mi", ""),
	"its adapter": run("k8s/prometheus-adapter:v1", "64Mi", 'args: ["--query.max-samples=50000000"]'),
});

test.each([
	["workers", run("a", "1Gi", "args: [celery, worker, --concurrency=8, --max-memory-per-child=200000]"), "4"],
	["quoted", run("a", "1Gi", 'args: [celery, worker, --concurrency, "8", --max-memory-per-child, "200000"]'), "4"],
	["samples", run("prom/prometheus", "512Mi", 'args: ["--query.max-samples=50000000"]'), "8388000"],
	["a heap", run("elasticsearch:8", "4Gi", env("ES_JAVA_OPTS", "-Xmx3g")), "2048m"],
])("the cure of %s is an edit", (_, text, to) => {
	const [found] = lintText(text).filter(({ rule }) => rule.startsWith("budget/"));
	expect(found?.remedies[0]?.change).toMatchObject({ type: "file-edit", to });
});
