import { expect, test } from "vitest";
import { deployment, indent, lintText, ruleTable } from "../../survey/lint.fixture.ts";

const run = (image: string, more: string) =>
	deployment(`name: app\nimage: ${image}\nresources: {limits: {memory: 4Gi}}\n${more}`);
const env = (name: string, value: string) => `env: [{name: ${name}, value: ${value}}]`;
const configured = (image: string, file: string, text: string) =>
	`apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  ${file}: |
${indent(text, 4)}
---
${run(image, "volumeMounts: [{name: c, mountPath: /conf}]")}      volumes: [{name: c, configMap: {name: c}}]
`;

ruleTable("lint/setting-not-taken", {
	"Java: in two words": run("a", 'command: [java, «-Xmx», 512m, "-jar", a.jar]'),
	"Java: in two words of a variable": run("a", env("JAVA_TOOL_OPTIONS", "«-Xms» 512m")),
	"Java: bytes": run("a", "command: [java, -Xmx«512», -jar, a.jar]"),
	"Java: a unit of its own making": run("a", "command: [sh, -c, exec java -Xmx«512mb» -jar a.jar]"),
	"Java: of metaspace": run("a", env("JAVA_OPTS", "-XX:MaxMetaspaceSize=«256Mi»")),
	"Java: a share with its sign": run("a", env("JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=«75%»")),
	"Java: begins above its bound": run("a", env("JAVA_TOOL_OPTIONS", '"-Xms«2g» -Xmx1g"')),
	"Java: in two places": run("a", `command: [java, -Xmx1g, -jar, a.jar]\n${env("JAVA_TOOL_OPTIONS", "-Xms«2g»")}`),
	"Java: behind its application": run("a", "command: [java, -jar, a.jar, «-Xmx1g»]"),
	"Java: behind its class": run("a", "command: [java, -cp, /app, com.shop.Main, «-XX:MaxRAMPercentage=75.0»]"),
	"Java: as it should be": run("a", env("JAVA_TOOL_OPTIONS", '"-Xms1g -Xmx1g -Xss512k -XX:MaxRAMPercentage=75"')),
	"Java: in hexadecimal": run("a", "command: [java, -Xmx0x20000000, -jar, a.jar]"),
	"Java: an application's own arguments": run("a", "command: [java, -jar, a.jar, --memory, 4g]"),
	"Java: to be filled in": run("a", env("JAVA_TOOL_OPTIONS", "-Xmx$(HEAP)")),
	"OpenJ9 has options of its own": run("ibm-semeru-runtimes:open-21-jre", "command: [java, -Xmx, 512m]"),
	"Elasticsearch does not read it": run("elasticsearch:8.13.0", env("JAVA_OPTS", "-Xms9g")),
	"Node.js: in two words": run("node:22", "command: [node, «--max-old-space-size», '4096', a.js]"),
	"Node.js: with a unit": run("node:22", env("NODE_OPTIONS", "--max_old_space_size=«4g»")),
	"Node.js: a share with its sign": run("node:24", env("NODE_OPTIONS", "--max-old-space-size-percentage=«50%»")),
	"Node.js: not in NODE_OPTIONS": run("node:22", env("NODE_OPTIONS", "«--optimize-for-size»")),
	"Node.js: single quotes are letters": run("node:22", env("NODE_OPTIONS", `"«'--max-old-space-size=4096'»"`)),
	"Node.js: also around the value": run(
		"node:22",
		env("NODE_OPTIONS", `"«--max-old-space-size='4096'» --no-warnings"`),
	),
	"Node.js: double quotes are none": run("node:22", env("NODE_OPTIONS", `'"--max-old-space-size=4096"'`)),
	"Node.js: two options in one pair of quotes": run(
		"node:22",
		env("NODE_OPTIONS", `'"--max-old-space-size=«4096 --no-warnings»"'`),
	),
	"Node.js: with a line break": run("node:22", env("NODE_OPTIONS", '«"--max-old-space-size=4096\\n"»')),
	"Node.js: on several lines, joined": run(
		"node:22",
		"env:\n  - name: NODE_OPTIONS\n    value: >-\n      --max-old-space-size=4096\n      --no-warnings",
	),
	"Java: two options in one pair of quotes": run("a", env("JAVA_TOOL_OPTIONS", `'"-Xmx«1g -Xms1g»"'`)),
	"Java: on several lines": run("a", "env:\n  - name: JAVA_TOOL_OPTIONS\n    value: |\n      -Xmx1g\n"),
	"Node.js: on the command line it may stand": run("node:22", "command: [node, --optimize-for-size, a.js]"),
	"Node.js: behind its script": run("node:22", "command: [node, a.js, «--max-old-space-size=4096»]"),
	"Node.js: as it should be": run("node:22", env("NODE_OPTIONS", '"--max-old-space-size=3000 --expose-gc"')),
	"Redis: a unit of Kubernetes": configured("redis:7", "redis.conf", "maxmemory «512Mi»"),
	"Redis: a fraction": run("redis:7", "args: [--maxmemory, «1.5gb»]"),
	"Redis: in one word": run("redis:7", "args: [«--maxmemory=1gb»]"),
	"Redis: as it should be": run("redis:7", "args: [--maxmemory, 1gb]"),
	"PostgreSQL: small letters": run("postgres:17", "args: [-c, shared_buffers=«256mb», -c, work_mem=4MB]"),
	"PostgreSQL: in its file": configured("postgres:17", "postgresql.conf", "work_mem = «64kb»"),
	"PostgreSQL: as it should be": configured(
		"postgres:17",
		"postgresql.conf",
		"work_mem = 64kB\nshared_buffers = '1 GB'",
	),
	"MySQL: a fraction": run("mysql:8", "args: [--innodb-buffer-pool-size=«1.5G»]"),
	"MySQL: letters that it leaves out": run("mysql:8", "args: [--innodb-buffer-pool-size=1GB]"),
	"memcached: gigabytes": run("memcached:1.6", "args: [-m, «1g»]"),
	"memcached: a flag of the shell beside it": run(
		"memcached:1.6",
		"command: [sh, -c, 'memcached -m 64 & su -c /probe']",
	),
	"Varnish: a share": run("varnish:7", "args: [-s, 'malloc,«80%»']"),
	"Varnish: as it should be": run("varnish:7", "args: [-s, 'malloc,1.5g']"),
	"a variable that a script reads": run("bitnami/memcached", env("MEMCACHED_CACHE_SIZE", "1g")),
});

test.each([
	["command: [java, -Xmx512MB, -jar, a.jar]", "512m", 512],
	["command: [node, --max-old-space-size=4g, a.js]", "4096", 4096],
	["command: [redis-server, --maxmemory, 1.5g]", "1536mb", 1536],
	["command: [java, -Xmx512Megs, -jar, a.jar]", null, 0],
])("%s was meant as %s", (command, meant, mebi) => {
	const [found] = lintText(run("a", command)).filter(({ rule }) => rule === "lint/setting-not-taken");
	expect(found?.params).toMatchObject({ fault: "no-value", meant });
	expect(found?.remedies.map(({ value, change }) => [value, change.type === "file-edit" && change.to])).toEqual(
		meant === null ? [] : [[mebi * 1024 ** 2, meant]],
	);
});
