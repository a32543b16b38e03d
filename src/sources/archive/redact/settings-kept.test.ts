import { describe, expect, it } from "vitest";
import { RUNTIMES } from "../../../verdicts/budgets/runtime.ts";
import { redactArguments } from "./arguments.ts";
import { redactConfig } from "./config.ts";
import { redactVariable } from "./redact.ts";

/** A capture says of an application's own settings what its cluster does: what a budget reads must be in it. */
const settings = RUNTIMES.flatMap((runtime) =>
	Object.values(runtime.settings).flatMap((spec) => [spec, ...(spec.instead === undefined ? [] : [spec.instead])]),
);
const variables = settings.flatMap(({ unit, variables = [], fallbacks = [] }) =>
	[...variables, ...fallbacks].map((name): [string, string] => [name, unit === "text" ? "threads" : "512"]),
);
const flags = new Map(
	settings.flatMap(({ options = [], prefixes = [] }) => options.map((name) => [name, prefixes[0]])),
);

describe("variables that budgets read", () => {
	it.each([...new Map(variables)])("%s=%s", (name, value) => {
		expect(redactVariable(name, value)).toBe(value);
	});
	it.each([...flags].filter(([, prefix]) => prefix?.startsWith("-X")))("flags in %s", (name, prefix) => {
		expect(redactVariable(name, `${prefix}512m -Dkey=hunter2`)).toBe(`${prefix}512m`);
	});
	it.each([
		["REDIS_ARGS", "--maxmemory 512mb --requirepass hunter2", "--maxmemory 512mb"],
		["MEMCACHED_EXTRA_FLAGS", "-m 1024 -vv", "-m 1024"],
		["POSTGRESQL_EXTRA_FLAGS", "-c shared_buffers=1GB -c password=hunter2", "shared_buffers=1GB"],
		["NODE_OPTIONS", "--max-old-space-size=$(MB)", "--max-old-space-size=$(MB)"],
		["NODE_OPTIONS", "'--max-old-space-size=1024'", "<removed>"],
		["JAVA_OPTS", "-Xmx\u0024{HEAP}m $MORE -Dkey=hunter2", "-Xmx\u0024{HEAP}m $MORE"],
		["JAVA_OPTS", "-Dkey=hunter2", ""],
		["JAVA_OPTS", "@/opt/flags", "<removed>"],
		["JAVA_OPTS", "-Xmx512MB", "<removed>"],
		["DOTNET_GCHeapHardLimitPercent", "0x5F", "0x5F"],
		["DOTNET_GCHeapHardLimit", "hunter2", "<removed>"],
	])("%s=%s stays as %s", (name, value, kept) => {
		expect(redactVariable(name, value)).toBe(kept);
	});
});

it.each([...new Set(RUNTIMES.flatMap(({ programs, unless }) => [...programs, ...unless]))])(
	"the program %s is known by its name",
	(program) => {
		expect(redactArguments([program], []).command).toEqual([program]);
	},
);

it.each<[string[], string[]]>([
	[
		["redis-server", "--save", "", "--maxmemory", "$(MAX)"],
		["redis-server", "--save", "", "--maxmemory", "$(MAX)"],
	],
	[
		["mongod", "--wiredTigerCacheSizeGB", "1.5"],
		["mongod", "--wiredTigerCacheSizeGB", "1.5"],
	],
	[
		["java", "-Xmx$(HEAP)m", "@/opt/flags", "-jar", "hunter2"],
		["java", "-Xmx$(HEAP)m", "@/opt/flags", "-jar", "<removed>"],
	],
	[
		["postgres", "-c", "config_file=/etc/postgresql.conf", "-c", "shared_buffers=1GB"],
		["postgres", "-c", "config_file=/etc/postgresql.conf", "-c", "shared_buffers=1GB"],
	],
	[
		["celery", "worker", "--pool=threads", "--concurrency=8"],
		["celery", "worker", "--pool=threads", "--concurrency=8"],
	],
	[
		["sh", "-c", "export P=hunter2 Q=1234; memcached -m 64 -u hunter2 && exec java $JAVA_OPTS -jar app.jar -Xmx9g"],
		["sh", "-c", "<removed> ; memcached -m 64 -u <removed> && exec java $JAVA_OPTS -jar app.jar -Xmx9g"],
	],
	[
		["sh", "-c", "exec redis-server --maxmemory $((1024 * 3 / 4))mb --masterauth 'hunter2'"],
		["sh", "-c", "exec redis-server --maxmemory <removed> --masterauth <removed>"],
	],
	[
		["sh", "-c", "java -Dkey=hunter2 -Xmx1g -psecret --pin=4321 com.shop.Main"],
		["sh", "-c", "java -D<removed> -Xmx1g -p<removed> --pin=<removed> <removed>"],
	],
	[
		["sh", "-c", 'export BOOKIE_MEM="-Xms64m -Xmx128M" GOGC="50"; bin/bookkeeper'],
		["sh", "-c", "<removed> BOOKIE_MEM=-Xms64m -Xmx128M GOGC=50 ; <removed>"],
	],
	[
		["sh", "-c", 'node --max-old-space-size="1024" a.js; /opt/start.sh \'$ecret\' "hunter2"'],
		["sh", "-c", "node --max-old-space-size=1024 a.js ; /opt/start.sh <removed>"],
	],
])("%j", (words, kept) => {
	expect(redactArguments(words, []).command).toEqual(kept);
});

it.each(["-", "'", "a:", "$(", ";", " "])("a script of nothing but %j takes no time", (text) => {
	const started = performance.now();
	redactArguments(["sh", "-c", text.repeat(200_000)], []);
	expect(performance.now() - started).toBeLessThan(5000);
});

it.each([
	["postgresql.conf", "shared_buffers = 1GB   # min 128kB", "shared_buffers = 1GB"],
	["redis.conf", 'save ""', 'save ""'],
	["redis.conf", "include /etc/redis/more.conf", "include /etc/redis/more.conf"],
	["redis.conf", "include /run/pa$$word", "include <removed>"],
	["my.cnf", "[mysqlhotcopy]\ninnodb_buffer_pool_size=1G", "[<removed>]\ninnodb_buffer_pool_size=1G"],
	["www.conf", "php_admin_value[memory_limit] = 64M", "php_admin_value[memory_limit] = 64M"],
	["c.xml", "<!-- <max_server_memory_usage>1</max_server_memory_usage> -->", "# <removed>: 1"],
	["mongod.yaml", "storage: {wiredTiger: {engineConfig: {cacheSizeGB: 1}}}", "cacheSizeGB 1"],
	["advanced.config", "[{rabbit, [{vm_memory_high_watermark, 0.95}]}].", "vm_memory_high_watermark 0.95"],
])("of %s: %s", (file, text, kept) => {
	expect(redactConfig(file, text)).toBe(kept);
	expect(redactConfig(file, kept)).toBe(kept);
});
