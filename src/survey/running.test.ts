import { expect, test } from "vitest";
import type { ExecRequest, FiguresRequest } from "../model/figures.ts";
import type { Pod } from "../model/pod.ts";
import { narrowPod } from "../sources/kubernetes/narrow.ts";
import type { Source } from "../sources/source.ts";
import { surveyBudgets } from "./budgets.ts";

const MI = 1024 ** 2;

function pod(image: string, container: object, limit = "64Mi", state: object = { running: {} }): Pod {
	const narrowed = narrowPod({
		metadata: {
			namespace: "n",
			name: "db-0",
			uid: "u",
			ownerReferences: [{ kind: "StatefulSet", name: "db", controller: true }],
		},
		spec: { containers: [{ name: "c", image, resources: { limits: { memory: limit } }, ...container }] },
		status: { phase: "Running", containerStatuses: [{ name: "c", state }] },
	});
	if (narrowed === null) throw new Error("no pod");
	return narrowed;
}

/** A source whose exporters and servers answer so. */
function source(figures: Record<string, number>, answers: string[] = []) {
	const asked: { figures: FiguresRequest[]; exec: ExecRequest[] } = { figures: [], exec: [] };
	const made = {
		async figures(requests: readonly FiguresRequest[]) {
			asked.figures.push(...requests);
			return requests.map(() => figures);
		},
		async exec(requests: readonly ExecRequest[]) {
			asked.exec.push(...requests);
			return requests.map((_, i) => answers[i] ?? null);
		},
	} as unknown as Source;
	return { made, asked };
}

const redis = pod("redis:7", { args: ["--maxmemory", "16mb"] });

test.each<[string, Pod, Record<string, number>, string | null]>([
	["redis, set since", redis, { redis_memory_max_bytes: 64 * MI }, "budget/redis-maxmemory-at-limit"],
	["redis, without a bound since", redis, { redis_memory_max_bytes: 0 }, "budget/redis-no-maxmemory"],
	[
		"Node.js, by a variable of the limit with any name",
		pod("node:22", {
			command: ["node", "a.js"],
			env: [
				{ name: "MB", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
				{ name: "NODE_OPTIONS", value: "--max-old-space-size=$(MB)" },
			],
		}),
		{},
		"budget/node-old-space-above-limit",
	],
	[
		"redis, by a file that it writes itself",
		pod("redis:7", { command: ["sh", "-c", "echo maxmemory 64mb > /run/r.conf; exec redis-server /run/r.conf"] }),
		{ redis_memory_max_bytes: 64 * MI },
		"budget/redis-maxmemory-at-limit",
	],
	["redis, as written", redis, { redis_memory_max_bytes: 16 * MI }, null],
	[
		"a JVM",
		pod("a", { env: [{ name: "JAVA_OPTS", value: "-Xss1m" }] }),
		{ 'jvm_memory_max_bytes{area="heap"}': 63 * MI },
		"budget/jvm-heap-at-limit",
	],
	[
		"PostgreSQL",
		pod("postgres:16", {}, "256Mi"),
		{ pg_settings_shared_buffers_bytes: 256 * MI },
		"budget/postgres-shared-buffers-at-limit",
	],
	[
		"memcached",
		pod("memcached:1.6", {}, "1Gi"),
		{ memcached_limit_bytes: 1024 * MI },
		"budget/memcached-items-at-limit",
	],
	[
		"what runs no more",
		pod("redis", { args: ["--maxmemory", "16mb"] }, "64Mi", { waiting: {} }),
		{ redis_memory_max_bytes: 64 * MI },
		null,
	],
])("%s is judged by what its exporter says", async (_, one, figures, rule) => {
	const { made, asked } = source(figures);
	const { findings } = await surveyBudgets(made, [one]);
	expect(findings.map((found) => found.rule)).toEqual(rule === null ? [] : [rule]);
	expect(asked.exec).toEqual([]);
});

test("what was copied during the last fork is the share that is reckoned with", async () => {
	const { made } = source({
		redis_memory_used_bytes: 16 * MI,
		redis_rdb_last_cow_size_bytes: 4 * MI,
		redis_connected_slaves: 1,
	});
	const { budgets } = await surveyBudgets(made, [redis]);
	const copied = budgets[0]?.parts.find(({ part }) => part === "fork-copy");
	expect(copied).toMatchObject({ bytes: Math.round(0.25 * 1.1 * 16 * MI), basis: "live" });
	expect(budgets[0]?.parts.some(({ part }) => part === "replica-buffers")).toBe(true);
});

test("Redis is asked itself only when that is wanted, and what it says can be undone", async () => {
	const { made, asked } = source({}, [
		"maxmemory:67108864\r\n",
		"client-output-buffer-limit\nnormal 0 0 0 slave 1048576 0 0",
	]);
	const { findings } = await surveyBudgets(made, [redis], true);
	expect(asked.exec.map(({ command }) => command.join(" "))).toEqual([
		"redis-cli INFO",
		"redis-cli CONFIG GET client-output-buffer-limit",
	]);
	expect(findings[0]?.evidence.find(({ what }) => what === "setting")).toMatchObject({
		source: "pod n/db-0 container c, as it runs",
		value: "--maxmemory 67108864",
	});
	expect(findings[0]?.remedies[0]?.change).toEqual({
		type: "command",
		command: "kubectl exec db-0 -n n -c c -- redis-cli CONFIG SET maxmemory 50331648",
	});
});

test("a server that wants a password is asked by a shell in its own container, which has it", async () => {
	const { made, asked } = source({}, ["NOAUTH Authentication required.\n", "NOAUTH Authentication required.\n"]);
	const both = { ...made, exec: made.exec?.bind(made) };
	both.exec = async (requests) => {
		const plain = await made.exec?.(requests);
		return requests.map(({ command }, i) => (command[0] === "sh" ? "maxmemory:67108864\n" : (plain?.[i] ?? null)));
	};
	const { findings } = await surveyBudgets(both as Source, [redis], true);
	expect(findings.map(({ rule }) => rule)).toEqual(["budget/redis-maxmemory-at-limit"]);
	const [script = ""] = asked.exec.filter(({ command }) => command[0] === "sh").map(({ command }) => command[2]);
	expect(script).toContain("REDIS_PASSWORD");
	// Not as an argument, which everybody on the node could read.
	expect(script).not.toMatch(/ -a |--pass/);
});

test("a server that does not answer is judged by its manifest", async () => {
	const { made } = source({}, []);
	expect((await surveyBudgets(made, [redis], true)).findings).toEqual([]);
});
