import { describe, expect, test } from "vitest";
import { noManifests, readManifests } from "../../sources/manifests/manifests.ts";
import { deployment, indent, lintText, ruleTable } from "../../survey/lint.fixture.ts";
import { budgetOf, pictured } from "./picture.ts";

/** A container with a limit of 1Gi, and what follows. */
const run = (image: string, more: string, limit = "1Gi") =>
	deployment(
		`name: app\nimage: ${image}\nresources: {requests: {memory: ${limit}}, limits: {memory: ${limit}}}\n${more}`,
	);
const env = (...variables: string[]) => `env: [${variables.map((one) => `{name: ${one}}`).join(", ")}]`;

/** The same with a config map's file in /conf. */
const configured = (image: string, file: string, text: string, more = "", limit = "1Gi") =>
	`apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  ${file}: |
${indent(text, 4)}
---
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  volumes: [{name: conf, configMap: {name: settings}}]
  containers:
    - name: app
      image: ${image}
      resources: {requests: {memory: ${limit}}, limits: {memory: ${limit}}}
      volumeMounts: [{name: conf, mountPath: /conf}]
${indent(more, 6)}
`;

/** Redis with two files in /conf, the first of which it is given. */
const files = (first: string, second: string) =>
	configured("redis:7", "a.conf", `${first}\n»b`, "args: [redis-server, /conf/a.conf]").replace(
		/ +»b/,
		`  b.conf: |\n    ${second}`,
	);

const picturesOf = (text: string) => {
	const manifests = noManifests();
	readManifests("test.yaml", text, manifests);
	return pictured(manifests).map((one) => budgetOf(one));
};

describe("what a capture left out is set, and nobody knows to what", () => {
	ruleTable("budget/redis-no-maxmemory", {
		"in a script": run("redis:7", 'command: [sh, -c, "exec redis-server --maxmemory <removed> --save <removed>"]'),
		"as an argument": run("redis:7", "args: [redis-server, --maxmemory, <removed>]"),
	});
	ruleTable("budget/jvm-heap-at-limit", {
		"a main class": run("a", "command: [java, -cp, /app, <removed>, -Xmx2g]"),
		"a flag": run("a", "command: [java, -D<removed>, -Xmx«2g», -jar, a.jar]"),
	});
});

describe("variables of a config map that many share", () => {
	const shared = (image: string, from: string, more = "") =>
		`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\ndata: {NODE_OPTIONS: «--max-old-space-size=1024»}\n---\n${run(image, `envFrom: [${from}]\n${more}`)}`;
	const without = (text: string) => text.replace(/[«»]/g, "");
	ruleTable("budget/node-old-space-above-limit", {
		"as they are": shared("team/app:1", "{configMapRef: {name: e}}").replace(
			"«--max-old-space-size=1024»",
			"--max-old-space-size=«1024»",
		),
		"with a prefix, under another name": without(shared("team/app:1", "{prefix: OLD_, configMapRef: {name: e}}")),
		"with a prefix that makes the name": shared("team/app:1", "{prefix: NODE_, configMapRef: {name: e}}").replace(
			"NODE_OPTIONS: «--max-old-space-size=1024»",
			"OPTIONS: --max-old-space-size=«1024»",
		),
		"where java runs": without(shared("team/app:1", "{configMapRef: {name: e}}", "command: [java, -jar, a.jar]")),
		"in an image of Java": without(shared("eclipse-temurin:21", "{configMapRef: {name: e}}")),
	});
});

describe("variables inside of a word", () => {
	ruleTable("budget/node-old-space-above-limit", {
		"of the limit, in another variable": run(
			"node:22",
			`env:
  - {name: MB, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
  - {name: NODE_OPTIONS, value: «--max-old-space-size=$(MB)»}`,
		),
		"set before": run("node:22", env("MB, value: '1024'", "NODE_OPTIONS, value: «--max-old-space-size=$(MB)»")),
		"set only after": run("node:22", env("NODE_OPTIONS, value: --max-old-space-size=$(MB)", "MB, value: '1024'")),
		"known to nobody here": run("node:22", env("NODE_OPTIONS, value: --max-old-space-size=$(MB)")),
		"taken literally": run("node:22", env("MB, value: '1024'", "NODE_OPTIONS, value: --max-old-space-size=$$(MB)")),
	});
	ruleTable("budget/jvm-heap-at-limit", {
		"of a shell": run("a", `command: [sh, -c, "exec java «-Xmx\${HEAP}m» -jar a.jar"]\n${env("HEAP, value: '1024'")}`),
		"of the kubelet": run("a", `command: [java, «-Xmx$(HEAP)», -jar, a.jar]\n${env("HEAP, value: 1g")}`),
		"in quotes": run("a", `command: [sh, -c, 'exec java -Xmx"«1g»" -jar a.jar']`),
		"in quotes of the JVM's own": run("a", env(`JAVA_TOOL_OPTIONS, value: "-Dname='a b' -Xmx'«1g»'"`)),
		"several words in one": run(
			"a",
			`command: [sh, -c, "exec java $MORE -jar a.jar"]\n${env('MORE, value: "-server «-Xmx1g»"')}`.replace(
				'"-server «-Xmx1g»"',
				"-server -Xmx«1g»",
			),
		),
	});
	ruleTable("budget/jvm-heap-at-limit", {
		"what a shell takes where a variable is not set": run(
			"a",
			`command: [sh, -c, 'java «\${OPTS:--Xms1g -Xmx1g}» -jar a.jar']`,
		),
		"and does not where it is": run(
			"a",
			`command: [sh, -c, 'java \${OPTS:--Xmx1g} -jar a.jar']\n${env("OPTS, value: -Xmx512m")}`,
		),
		"nor where somebody else knows it": run(
			"a",
			`command: [sh, -c, 'java \${OPTS:--Xmx1g} -jar a.jar']\nenv: [{name: OPTS, valueFrom: {secretKeyRef: {name: s, key: k}}}]`,
		),
	});
	ruleTable("budget/node-old-space-above-limit", {
		"that a shell sets for the program": run(
			"a",
			"command: [sh, -c, NODE_OPTIONS=--max-old-space-size=«1024» npm start]",
		),
		"that it exports": run("a", "command: [sh, -c, 'export NODE_OPTIONS=--max-old-space-size=«1024»; npm start']"),
		"in quotes of a shell": run("a", `command: [sh, -c, 'node --max-old-space-size="«1024»" a.js']`),
		"in quotes of its own": run("a", env(`NODE_OPTIONS, value: '--title="a b" --max-old-space-size="«1024»"'`)),
		"all of it in quotes": run("a", env(`NODE_OPTIONS, value: '"--max-old-space-size=«1024»"'`)),
		"in single quotes it is not read": run("a", env(`NODE_OPTIONS, value: "'--max-old-space-size=1024'"`)),
		"in a text": run("a", env(`NODE_OPTIONS, value: '--title="--max-old-space-size=1024 a"'`)),
		"behind a script of any name": run("a", "command: [node, dist/main, --max-old-space-size=4096]"),
	});
	ruleTable("budget/go-gomemlimit-at-limit", {
		"of a program in a shell": run("a", "command: [sh, -c, 'GOMEMLIMIT=«1GiB» exec /app']"),
		"that a shell reckons": run("a", "command: [sh, -c, 'GOMEMLIMIT=$((M * 1024)) exec /app']"),
		"automemlimit's share": run("a", env("AUTOMEMLIMIT, value: «'1.0'»")),
	});
	test("no edit is named where the value stands in parts", () => {
		const [found] = lintText(run("a", `command: [java, -Xmx$(HEAP)m, -jar, a.jar]\n${env("HEAP, value: '1024'")}`));
		expect(found?.remedies.map(({ kind }) => kind)).toEqual(["raise-limit-for-setting"]);
	});
	test.each([
		[
			"in a variable",
			run("node:22", `command: [node, a.js]\n${env("NODE_OPTIONS, value: --max-old-space-size=$(MB)")}`),
		],
		["of a shell's arithmetic", run("a", 'command: [sh, -c, "node --max-old-space-size=$((1000)) a.js"]')],
		["in a flag", run("redis", "args: [--maxmemory, $(MAX)]")],
		["in a file that is not here", run("redis", "args: [/etc/redis.conf]")],
		["by the node's memory", run("mysql:8.4", "args: [--innodb-dedicated-server=ON]")],
		["by a start-up script", run("cassandra:5", "")],
		["by the node's memory, as a JVM", run("a", "command: [java, -XX:-UseContainerSupport, A]")],
		[
			"by what another file may say",
			configured("redis:7", "r.conf", "maxmemory 1gb\ninclude /x.conf", "args: [/conf/r.conf]"),
		],
		["by nothing, as it does not start", run("redis:7", "args: [--maxmemory, 512Mi]")],
		["by what tunes it", run("timescale/timescaledb:2.14-pg16", "")],
		[
			"in a Secret",
			run(
				"a",
				"command: [java, -jar, a.jar]\nenv: [{name: JAVA_TOOL_OPTIONS, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
			),
		],
	])("what is still to be decided has no picture: %s", (_, text) => {
		expect(picturesOf(text)).toEqual([]);
	});
	test("a setting that is found makes up for a file that is not here", () => {
		expect(picturesOf(run("redis", "args: [/etc/redis.conf, --maxmemory, 1gb]"))).toHaveLength(1);
	});
});

describe("spellings", () => {
	ruleTable("budget/redis-maxmemory-at-limit", {
		"Redis reads names in any case": configured("redis", "r.conf", "MaxMemory «1GB»", "args: [/conf/r.conf]"),
		"a file that includes another": files("include /conf/b.conf", "maxmemory «1gb»"),
		"and says more behind it": files("include /conf/b.conf\nmaxmemory 100mb", "maxmemory 1gb"),
		"and says less before it": files('maxmemory 100mb\nInclude "/conf/b.conf"', "maxmemory «1gb»"),
		"one file and itself": files("include /conf/a.conf\nmaxmemory «1gb»", ""),
		"those of a pattern": files("maxmemory 100mb\ninclude /conf/b*.con?", "maxmemory «1gb»"),
		"those of a pattern that is not read": files("maxmemory 1gb\ninclude /conf/[b].conf", ""),
		"none of a pattern": files("maxmemory «1gb»\ninclude /conf/more-*.conf", ""),
		"one that is not here": files("maxmemory 1gb\ninclude /etc/more.conf", "maxmemory 1gb"),
		"one that is not here, and more behind it": files("include /etc/more.conf\nmaxmemory «1gb»", ""),
		"Redis Stack's arguments": run(
			"redis/redis-stack-server",
			env('REDIS_ARGS, value: "--maxmemory «1gb»"').replace(/"/g, ""),
		),
		"Bitnami's flags": run("bitnami/redis", env("REDIS_EXTRA_FLAGS, value: --maxmemory «1gb»")),
	});
	ruleTable("budget/redis-no-maxmemory", {
		"flags alone, for the entrypoint": run("redis:7", 'args: [--maxmemory, "«0»"]'),
		"a name in capitals is one": configured("redis", "r.conf", "MAXMEMORY 100mb", "args: [/conf/r.conf]"),
		"another program": run("redis:7", "args: [redis-benchmark, -n, '1']"),
	});
	ruleTable("budget/memcached-items-at-limit", {
		"with its number": run("memcached", "args: [-m«1024»]"),
		"with a letter, which atoi leaves out": run("memcached", "args: [-m, «1024m»]"),
		"more of Bitnami's flags": run("bitnami/memcached", env("MEMCACHED_EXTRA_FLAGS, value: '-m «1024»'")),
		"a variable that the official image does not read": run(
			"memcached:1.6",
			env("MEMCACHED_CACHE_SIZE, value: '1024'"),
		),
		"Bitnami's variable": run("bitnami/memcached", env("MEMCACHED_CACHE_SIZE, value: «'1024'»")),
		"another flag of the letter": run("memcached", "args: [-modern]"),
		"another program's flag, beside variables that nobody sees": run(
			"a",
			"command: [sh, -c, 'server -m 1024']\nenvFrom: [{configMapRef: {name: s}}]",
		),
	});
	ruleTable("budget/workers-exceed-limit", {
		"Celery's, with their number": run("a", "command: [celery, -A, p, worker, -c«8», --max-memory-per-child=300000]"),
		"Gunicorn's file": configured("a", "gunicorn.conf.py", "workers = «500»", "command: [gunicorn, a:app]"),
		"Gunicorn's file, reckoned": configured(
			"a",
			"gunicorn.conf.py",
			"workers = multiprocessing.cpu_count() * 200",
			"command: [gunicorn, a:app]",
		),
		"Gunicorn's file overrides WEB_CONCURRENCY": configured(
			"a",
			"gunicorn.conf.py",
			"workers = 2",
			`command: [gunicorn, a:app]\n${env("WEB_CONCURRENCY, value: '500'")}`,
		),
		"WEB_CONCURRENCY alone": run("a", `command: [gunicorn, a:app]\n${env("WEB_CONCURRENCY, value: «'500'»")}`),
		"Celery's autoscaler, whichever number is the larger": run(
			"a",
			"command: [celery, -A, p, worker, --autoscale, '«3,8»', --max-memory-per-child=300000]",
		),
		"and wins over a number": run(
			"a",
			"command: [celery, -A, p, worker, --autoscale=«10», -c, '2', --max-memory-per-child=300000]",
		),
		"in a variable": run(
			"a",
			`command: [celery, -A, p, worker, -c2, --max-memory-per-child=300000]\n${env("CELERY_WORKER_AUTOSCALE, value: «'10,3'»")}`,
		),
		"Celery's default, the CPUs": run("a", "command: [celery, -A, p, worker, -c0, --max-memory-per-child=300000]"),
		"Celery's greenlets share a process": run(
			"a",
			"command: [celery, -A, p, worker, -P, gevent, -c500, --max-memory-per-child=300000]",
		),
		"PHP-FPM by its tag": configured("php:8.3-fpm-alpine", "www.conf", "pm.max_children = «50»"),
		"PHP-FPM without a memory_limit": configured("php:8.3-fpm", "php.ini", "pm.max_children = 50\nmemory_limit = -1"),
		"Apache's PHP": configured("php:8.3-apache", "www.conf", "pm.max_children = 50"),
		"a job of the same image": configured("php:8.3-fpm", "www.conf", "pm.max_children = 50", "command: [php, job.php]"),
	});
	ruleTable("budget/postgres-shared-buffers-at-limit", {
		"the old flag": run("postgres:17", "args: [postgres, -B, '«131072»']"),
		"Bitnami's flags": run("bitnami/postgresql:17", env("POSTGRESQL_EXTRA_FLAGS, value: -c shared_buffers=«1GB»")),
		"PostgreSQL reads names in any case": configured("postgres:17", "postgresql.conf", "Shared_Buffers «1GB»"),
	});
	ruleTable("budget/postgres-connections-times-work-mem", {
		"the old flag": run("postgres:17", "args: [postgres, -N, '500', -c, work_mem=«32MB»]"),
		"one of them is not known": run("postgres:17", "args: [-c, work_mem=64MB, -c, max_connections=$(N)]"),
	});
	ruleTable("budget/mysql-buffer-pool-at-limit", {
		"in two words": run("mysql", "args: [--innodb_buffer_pool_size, «1G»]"),
		"with more letters, which are not read": run("mysql", "args: [--innodb-buffer-pool-size=«1GB»]"),
		"in a server's section": configured(
			"mysql",
			"my.cnf",
			"[mysqld]\ninnodb_buffer_pool_size=«1G»\n[mysqldump]\nquick",
		),
		"in another program's section": configured(
			"mysql",
			"my.cnf",
			"[mysqld]\nport=1\n[mysqlhotcopy]\ninnodb_buffer_pool_size=1G",
		),
		loose: run("mysql", "args: [--loose-innodb-buffer-pool-size=«1G»]"),
		"Bitnami's flags": run("bitnami/mysql", env("MYSQL_EXTRA_FLAGS, value: --innodb-buffer-pool-size=«1G»")),
	});
	ruleTable("budget/mongodb-cache-at-limit", {
		"in braces": configured("mongo", "m.yaml", "storage: {wiredTiger: {engineConfig: {cacheSizeGB: «1»}}}"),
		"a share": run("mongo:8", "args: [--wiredTigerCacheSizePct, '«95»']"),
		"Bitnami's flags": run("bitnami/mongodb", env("MONGODB_EXTRA_FLAGS, value: --wiredTigerCacheSizeGB=«1»")),
	});
	ruleTable("budget/rabbitmq-watermark-at-limit", {
		"Erlang's terms": configured("rabbitmq:4", "advanced.config", "[{rabbit, [{vm_memory_high_watermark, «0.95»}]}]."),
		"of a memory that it was told": configured(
			"rabbitmq:4",
			"rabbitmq.conf",
			"total_memory_available_override_value = 4GB\nvm_memory_high_watermark.relative = «0.6»",
		),
		"of a smaller one": configured(
			"rabbitmq:4",
			"rabbitmq.conf",
			"total_memory_available_override_value = 512MB\nvm_memory_high_watermark.relative = 0.95",
		),
		"more of Erlang's flags": run(
			"rabbitmq:3.13",
			env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS, value: -rabbit vm_memory_high_watermark «0.95»"),
		),
		"Erlang's terms, absolute": configured(
			"rabbitmq:4",
			"rabbitmq.config",
			'[{rabbit, [{vm_memory_high_watermark, {absolute, "«1GiB»"}}]}].',
		),
	});
	ruleTable("budget/dotnet-heap-at-limit", {
		"95 of 100, in hexadecimal": run("a", env("DOTNET_GCHeapHardLimitPercent, value: «0x5F»")),
		"100 in decimal is 256, and not heeded": run("a", env("DOTNET_GCHeapHardLimitPercent, value: '100'")),
		"nor is all of it": run("a", env("DOTNET_GCHeapHardLimitPercent, value: '0x64'")),
	});
});

describe("what is no server", () => {
	const thanos =
		"command: [thanos, sidecar, --tsdb.path=/prometheus, '--prometheus.url=http://localhost:9090/prometheus']";
	const block =
		"apiVersion: apps.kubeblocks.io/v1\nkind: Cluster\nmetadata: {name: c}\nspec:\n  componentSpecs:\n  - {name: redis, componentDef: redis-7, resources: {limits: {memory: 1Gi}}}\n";
	test.each([
		["a folder and an address", run("a", thanos)],
		["a folder as a word of its own", run("a", "args: [--path, /var/lib/prometheus]")],
		["a user", run("a", 'command: [sh, -c, "until pg_isready -U postgres; do sleep 1; done"]')],
		["an object", run("a", "command: [kubectl, drain, node, one]")],
		["a component whose add-on sets the rest", block],
	])("%s", (_, text) => {
		expect(picturesOf(text)).toEqual([]);
	});
	test.each([
		["first", run("a", "command: [node, server]"), "nodejs"],
		["in a shell", run("a", 'command: [sh, -c, "cd /a && exec node dist/main"]'), "nodejs"],
		["in its folder", run("a", "command: [tini, --, /usr/lib/postgresql/17/bin/postgres]"), "postgresql"],
		["of an environment", run("a", "command: [sh, -c, ./venv/bin/gunicorn a]"), "gunicorn"],
	])("a program %s", (_, text, runtime) => {
		expect(picturesOf(text).map((budget) => budget.runtime)).toEqual([runtime]);
	});
	const helper = (command: string) =>
		configured("redis:7", "redis.conf", "maxmemory 1gb", command).replace(
			"  containers:\n",
			"  containers:\n    - name: server\n      image: redis:7\n      command: [redis-server, /data/redis.conf]\n",
		);
	ruleTable("budget/redis-maxmemory-at-limit", {
		"a helper with the same image and file": helper("command: [sh, -c, /conf/fix-split-brain.sh]"),
		"a server of its own": helper("command: [redis-server, /conf/redis.conf]").replace("1gb", "«1gb»"),
	});
});

describe("a JVM's heap, as HotSpot reckons it", () => {
	ruleTable("budget/jvm-heap-at-limit", {
		"a share of MaxRAM": run("a", "command: [java, -XX:MaxRAM=2g, -XX:MaxRAMPercentage=«50», A]"),
		"a quarter of MaxRAM": run("a", "command: [java, -XX:MaxRAM=«4g», A]"),
		"all of it, as a fraction": run("a", "command: [java, -XX:MaxRAMFraction=«1», A]"),
		"a half, as a fraction": run("a", "command: [java, -XX:MaxRAMFraction=2, A]"),
		"of little memory MinRAMPercentage counts": run("a", "command: [java, -XX:MaxRAMPercentage=95, A]", "200Mi"),
		"and can be too much": run("a", "command: [java, -XX:MaxRAMPercentage=«95», -XX:MinRAMPercentage=95, A]", "100Mi"),
		"what an application is told is no flag": run("a", "command: [java, -jar, a.jar, -Xmx2g]"),
		"nor what a class is told": run("a", "command: [java, -cp, /app, com.shop.Main, -Xmx2g]"),
		"a flag behind a class path": run("a", "command: [java, -cp, /app, -Xmx«2g», com.shop.Main]"),
		"Elasticsearch's start-up ignores other variables": run(
			"elasticsearch:8.13.0",
			env("JAVA_TOOL_OPTIONS, value: -Xmx1g", "JAVA_OPTS, value: -Xmx1g"),
		),
		"Neo4j's": run("neo4j:5", env("NEO4J_server_memory_heap_max__size, value: «1g»")),
		"Solr's": run("solr:9", env("SOLR_HEAP, value: «1g»")),
		"until the next one starts": run("a", 'command: [sh, -c, "java -jar a.jar -Xmx9g; java -Xmx«1g» -jar b.jar"]'),
		"Cassandra's": run("cassandra:5", env("MAX_HEAP_SIZE, value: «1G»")),
		"ZooKeeper's": run("zookeeper:3.9", env("JVMFLAGS, value: -Xmx«1g»")),
		"ZooKeeper's, in megabytes": run("zookeeper:3.9", env("ZK_SERVER_HEAP, value: «'1024'»")),
		"ZooKeeper's of Bitnami": run(
			"docker.io/bitnami/zookeeper:3.9.3-debian-12-r21",
			env("ZOO_HEAP_SIZE, value: «'1024'»"),
		),
		"which the official image does not read": run("zookeeper:3.9", env("ZOO_HEAP_SIZE, value: '2048'"), "2Gi"),
		"and which gives way to flags": run(
			"bitnami/zookeeper",
			env("ZOO_HEAP_SIZE, value: '1024'", "JVMFLAGS, value: -Xms9m -Xmx512m"),
		),
		"Logstash's own": run("«docker.elastic.co/logstash/logstash:8.15.0»", ""),
		"Logstash's, lowered": run(
			"docker.elastic.co/logstash/logstash:8.15.0",
			env("LS_JAVA_OPTS, value: -Xms512m -Xmx512m"),
		),
		"Logstash's, perhaps in a file": run(
			"logstash:8.15.0",
			"volumeMounts: [{name: c, mountPath: /usr/share/logstash/config}]",
		),
		"Nexus' own": run("«sonatype/nexus3:3.70.0»", "", "2Gi"),
		"ZooKeeper's own": run("«zookeeper:3.9»", "", "1000Mi"),
		"ZooKeeper's own, with room": run("zookeeper:3.9", "", "2Gi"),
		"Solr's own": run("«solr:9»", "", "512Mi"),
		"Keycloak's share": run("keycloak/keycloak:26.0", "", "1Gi"),
		"Cassandra's formula": run("cassandra:5", "", "1Gi"),
		"Pulsar's": run("apachepulsar/pulsar:4.0.1", env('PULSAR_MEM, value: "-Xms128m -Xmx«1g»"')),
		"Graylog's": run("graylog/graylog:6.0", env('GRAYLOG_SERVER_JAVA_OPTS, value: "-Xms512m -Xmx«1g»"')),
		"NiFi's": run("apache/nifi:2.0.0", env("NIFI_JVM_HEAP_MAX, value: «1g»")),
		"Druid's": run("apache/druid:31.0.0", env("DRUID_XMX, value: «1g»")),
		"Jira's": run("atlassian/jira-software:10", env("JVM_MAXIMUM_MEMORY, value: «1024m»")),
	});
	test.each([
		["eclipse-temurin:21", "200Mi", "command: [java, A]", 100],
		["eclipse-temurin:21", "300Mi", "command: [java, A]", 124.8],
		["eclipse-temurin:21", "1Gi", "command: [java, A]", 256],
		["eclipse-temurin:21", "200Mi", "command: [java, -XX:MaxRAMPercentage=95, A]", 100],
		["eclipse-temurin:21", "1Gi", "command: [java, -XX:MaxRAM=2g, A]", 512],
		["keycloak/keycloak:26.0", "1Gi", "", 716.8],
		["keycloak/keycloak:21.1", "2Gi", "", 512],
		["logstash:8.15.0", "2Gi", "", 1024],
		["zookeeper:3.9", "2Gi", "env: [{name: ZK_SERVER_HEAP, value: '512'}]", 512],
	])("%s in %s, %s: %d MiB", (image, limit, more, mebi) => {
		const heap = picturesOf(run(image, more, limit))[0]?.parts.find(({ part }) => part === "heap");
		expect(heap?.bytes).toBe(Math.round(mebi * 1024 ** 2));
	});
});
