import { describe, expect, test } from "vitest";
import { noManifests, readManifests } from "../../sources/manifests/manifests.ts";
import { deployment } from "../../survey/lint.fixture.ts";
import { budgetOf, type Given, pictured } from "./picture.ts";

const MI = 1024 ** 2;

function budgets(text: string, given: Given = {}) {
	const manifests = noManifests();
	readManifests("test.yaml", text, manifests);
	return pictured(manifests).map((one) => budgetOf(one, given));
}

function only(image: string, limit: string, more: string, given: Given = {}) {
	const resources = limit === "" ? "" : `resources: {limits: {memory: ${limit}}}\n`;
	const [first, ...rest] = budgets(deployment(`name: app\nimage: ${image}\n${resources}${more}`), given);
	if (first === undefined || rest.length > 0) throw new Error("not one budget");
	return first;
}

const part = (of: ReturnType<typeof only>, name: string) => of.parts.find((one) => one.part === name);

describe("a heap as a share of the limit", () => {
	test.each([
		["Kafka", "apache/kafka:3.9.0", 'env: [{name: KAFKA_HEAP_OPTS, value: "-XX:MaxRAMPercentage=75"}]', 768, "set"],
		["Kafka's default", "apache/kafka:3.9.0", "", 1024, "default"],
		["Node.js", "node:24", "command: [node, --max-old-space-size-percentage=75, a.js]", 768, "set"],
		["Node.js's default", "node:24", "command: [node, a.js]", 512, "default"],
		["a JVM", "eclipse-temurin:21", "command: [java, -XX:MaxRAMPercentage=75, A]", 768, "set"],
		[".NET", "a", "env: [{name: DOTNET_GCHeapHardLimitPercent, value: '32'}]", 512, "set"],
	])("%s", (_, image, more, mebi, basis) => {
		const budget = only(image, "1Gi", more);
		expect(part(budget, "heap")).toMatchObject({ bytes: mebi * MI, basis });
		expect(part(budget, "heap")?.settings).toHaveLength(basis === "set" ? 1 : 0);
	});
	test("a share of no limit is no default either", () => {
		const share = 'env: [{name: KAFKA_HEAP_OPTS, value: "-XX:MaxRAMPercentage=75"}]';
		expect(part(only("apache/kafka:3.9.0", "", share), "heap")?.bytes).toBeNull();
	});
	// As process.constrainedMemory() and v8.getHeapStatistics() say in a cgroup with that limit, without the young generation.
	test.each([
		["128Mi", 256],
		["512Mi", 256],
		["768Mi", 384],
		["4Gi", 2048],
		["8Gi", 2048],
		["15000Mi", 2048],
		["15Gi", 4096],
		["64Gi", 4096],
	])("Node.js's own heap in %s", (limit, mebi) => {
		expect(part(only("node:24", limit, "command: [node, a.js]"), "heap")?.bytes).toBe(mebi * MI);
	});
	test("Kafka's default needs no limit", () => {
		expect(part(only("apache/kafka:3.9.0", "", ""), "heap")?.bytes).toBe(1024 * MI);
	});
});

test("a node of the cluster is no Node.js", () => {
	const script = "command: [sh, -c, 'kubectl --kubeconfig=/k label --overwrite node $HOSTNAME a=b; sleep infinity']";
	expect(budgets(deployment(`name: a\nimage: b\nresources: {limits: {memory: 1Gi}}\n${script}`))).toEqual([]);
	expect(only("b", "1Gi", "command: [sh, -c, 'exec node $FLAGS a.js']").runtime).toBe("nodejs");
});

describe("redis", () => {
	const args = "args: [--maxmemory, 64mb, --client-output-buffer-limit, replica 16mb 16mb 0]";
	test("parts, their settings and the sum", () => {
		const budget = only("redis:7", "256Mi", args, { replicas: 2 });
		expect(part(budget, "data-set")).toMatchObject({ bytes: 64 * MI, basis: "set", settings: ["--maxmemory 64mb"] });
		expect(part(budget, "replica-buffers")).toMatchObject({ bytes: 16 * MI, high: 32 * MI });
		expect(budget.worst.bytes).toBe(budget.parts.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
		expect(budget.margin).toBe(256 * MI - budget.worst.bytes);
		expect(budget.worst.low).toBeLessThan(budget.worst.bytes);
		expect(budget.worst.high).toBeGreaterThan(budget.worst.bytes);
	});
	test("nothing is copied where nothing is saved", () => {
		expect(part(only("redis", "1Gi", 'args: [--maxmemory, 64mb, --save, ""]'), "fork-copy")).toBeUndefined();
		expect(
			part(only("redis", "1Gi", 'args: [--maxmemory, 64mb, --save, "", --appendonly, "yes"]'), "fork-copy"),
		).toBeDefined();
	});
	test("snapshots by the word", () => {
		expect(part(only("redis", "1Gi", 'args: [--maxmemory, 64mb, --save, "3600 1"]'), "fork-copy")).toBeDefined();
	});
	test("the share that is rewritten may be known", () => {
		const copied = part(only("redis", "1Gi", args, { rewritten: 0.1 }), "fork-copy");
		expect(copied?.bytes).toBe(Math.round(0.11 * 64 * MI));
	});
	test("a limit in a file", () => {
		const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  redis.conf: |
    maxmemory 100mb
    client-output-buffer-limit normal 0 0 0
    client-output-buffer-limit replica 32mb 16mb 60
---
${deployment("name: app\nimage: redis\nvolumeMounts: [{name: c, mountPath: /c}]\nargs: [/c/redis.conf]").replace(/\s*$/, "\n      volumes: [{name: c, configMap: {name: c}}]\n")}`;
		const [budget] = budgets(text, { replicas: 1 });
		expect(budget && part(budget, "replica-buffers")).toMatchObject({
			bytes: 32 * MI,
			settings: ["client-output-buffer-limit replica 32mb 16mb 60"],
		});
	});
	test.each(["", "args: [--maxmemory, '0']"])("without a bound there is no margin: %j", (more) => {
		const budget = only("redis", "1Gi", more);
		expect(part(budget, "data-set")?.bytes).toBeNull();
		expect(budget.margin).toBeNull();
	});
});

test("defaults may follow from the limit", () => {
	expect(part(only("mongo:7", "4Gi", ""), "cache")).toMatchObject({ bytes: 1.5 * 1024 * MI, basis: "default" });
	expect(part(only("openjdk:17", "1Gi", ""), "heap")).toMatchObject({ bytes: 256 * MI, basis: "default" });
	expect(part(only("openjdk:17", "", ""), "heap")).toMatchObject({ bytes: null });
});

test("without a limit there is a sum and no margin", () => {
	const budget = only("postgres:16", "", "args: [-c, shared_buffers=1GB]");
	expect(budget.limit).toBeNull();
	expect(budget.margin).toBeNull();
	expect(budget.worst.bytes).toBeGreaterThan(1024 * MI);
});

test("init containers and what is not known have none", () => {
	expect(budgets(deployment("name: a\nimage: team/app:1"))).toEqual([]);
	expect(budgets(deployment("name: a\nimage: team/app:1\nenvFrom: [{configMapRef: {name: x}}]"))).toEqual([]);
});
