import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LINES_MISSING } from "../kernel/reach.ts";
import type { SampleRequest } from "../source.ts";
import { type ClusterSource, openCluster } from "./cluster.ts";
import { Folder, kubeconfigFor, optionsIn } from "./testing/options.ts";
import { podNamed, sendJson, sendStatus, startServer, type TestServer } from "./testing/server.ts";

const EVERYWHERE = { namespace: null, labelSelector: "", fieldSelector: "" };

let server: TestServer;
let source: ClusterSource;
/** Answers by path; what is not here is 404. */
let answers: Record<string, (url: URL) => unknown>;

beforeEach(async () => {
	answers = {};
	server = await startServer((_, response, url) => {
		const answer = answers[url.pathname];
		if (answer === undefined) sendStatus(response, 404, `no ${url.pathname}`);
		else {
			const body = answer(url);
			if (typeof body === "number") sendStatus(response, body, "refused");
			else if (typeof body === "string") response.writeHead(200, { "content-type": "text/plain" }).end(body);
			else sendJson(response, body);
		}
	});
	source = await openAt(server.url);
});
afterEach(async () => {
	await source.close();
	await server.stop();
});

async function openAt(url: string, prometheusUrl?: string): Promise<ClusterSource> {
	using folder = new Folder();
	return await openCluster({
		...optionsIn(folder, { kubeconfig: folder.write("config", kubeconfigFor(url)) }),
		...(prometheusUrl === undefined ? {} : { prometheus: { url: prometheusUrl, environment: {} } }),
	});
}

const listOf =
	(...items: unknown[]) =>
	(): unknown => ({ metadata: {}, items });

describe("objects", () => {
	test("are narrowed; what is none is left out", async () => {
		answers["/api/v1/pods"] = listOf(podNamed("a"), null, { metadata: {} });
		answers["/api/v1/nodes"] = listOf({ metadata: { name: "n" } });
		expect((await Array.fromAsync(source.pods(EVERYWHERE))).map(({ name }) => name)).toEqual(["a"]);
		expect((await Array.fromAsync(source.nodes())).map(({ name }) => name)).toEqual(["n"]);
		expect(source.gaps).toEqual([]);
		expect(source).toMatchObject({ name: `here (${server.url})`, defaultNamespace: "web" });
	});

	test("for a capture say what they are", async () => {
		answers["/apis/apps/v1/namespaces/web/deployments"] = listOf({ metadata: { name: "d" } });
		const raw = await Array.fromAsync(source.raw("deployments", { ...EVERYWHERE, namespace: "web" }));
		expect(raw).toEqual([{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" } }]);
	});

	test("that are forbidden everywhere but allowed in one's own namespace: those, and a gap that says so", async () => {
		answers["/api/v1/pods"] = () => 403;
		answers["/api/v1/namespaces/web/pods"] = listOf(podNamed("mine"));
		expect((await Array.fromAsync(source.pods(EVERYWHERE))).map(({ name }) => name)).toEqual(["mine"]);
		expect(source.gaps).toEqual([
			{ source: "kubernetes", what: "pods outside namespace web", reason: "forbidden", detail: "refused" },
		]);
	});

	test("of a namespace that are forbidden name it, unless they are of none", async () => {
		answers["/api/v1/nodes"] = listOf({ metadata: { name: "n" } });
		await Array.fromAsync(source.nodes());
		answers["/api/v1/nodes"] = () => 403;
		answers["/api/v1/namespaces/shop/pods"] = () => 403;
		const ofShop = { ...EVERYWHERE, namespace: "shop" };
		await Array.fromAsync(source.raw("pods", ofShop));
		await Array.fromAsync(source.raw("nodes", ofShop));
		expect(source.gaps.map(({ what }) => what)).toEqual(["pods in namespace shop", "nodes"]);
	});

	test.each<[number, string]>([
		[403, "forbidden"],
		[404, "absent"],
		[400, "failed"],
	])("HTTP %i is a gap: %s", async (status, reason) => {
		answers["/api/v1/nodes"] = listOf();
		answers["/api/v1/pods"] = () => status;
		answers["/api/v1/namespaces/web/pods"] = () => status;
		await Array.fromAsync(source.nodes());
		await Array.fromAsync(source.pods(EVERYWHERE));
		expect(source.gaps).toMatchObject([{ source: "kubernetes", what: "pods", reason }]);
	});

	test("a server that cannot be reached is a failure, and so is one that does not know us", async () => {
		const away = await openAt("http://127.0.0.1:1");
		await expect(Array.fromAsync(away.pods(EVERYWHERE))).rejects.toMatchObject({ code: "cluster-unreachable" });
		answers["/api/v1/pods"] = () => 401;
		await expect(Array.fromAsync(source.pods(EVERYWHERE))).rejects.toMatchObject({ code: "cluster-unauthorized" });
		await away.close();
	});
});

describe("config maps", () => {
	const path = (name: string) => `/api/v1/namespaces/web/configmaps/${name}`;
	const refs = (...names: string[]) => names.map((name) => ({ namespace: "web", name }));

	test("are read by name; one that is not there sets nothing, and what may not be read is a gap", async () => {
		answers["/api/v1/nodes"] = listOf();
		await Array.fromAsync(source.nodes());
		answers[path("conf")] = () => ({
			metadata: { namespace: "web", name: "conf" },
			data: { "redis.conf": "maxmemory 1gb", "dashboard.json": "{}", number: 7, long: "x".repeat(70_000) },
		});
		answers[path("mine")] = () => 403;
		const found = await Array.fromAsync(source.configMaps?.(refs("conf", "gone", "mine")) ?? []);
		expect(found).toEqual([{ namespace: "web", name: "conf", data: { "redis.conf": "maxmemory 1gb" } }]);
		expect(source.gaps).toMatchObject([{ source: "kubernetes", what: "config maps", reason: "forbidden" }]);
	});
});

describe("kernel logs", () => {
	const KILL =
		"Jan  2 03:04:05 host kernel: [ 1.0] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=redis,pid=7,uid=0\n" +
		"Jan  2 03:04:05 host kernel: [ 1.0] Memory cgroup out of memory: Killed process 7 (redis) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0\n";
	const log = (node: string, file: string): string => `/api/v1/nodes/${node}/proxy/logs/${file}`;

	test("come from the first file there is, after the one it was rotated to", async () => {
		answers[log("n", "messages")] = () => "new\n";
		answers[log("n", "messages.1")] = () => "old\n";
		expect(await Array.fromAsync(source.kernelLines("n"))).toEqual(["old", "new"]);
	});

	test("are asked for from the end; the line that is cut is dropped", async () => {
		server.handler = (request, response, url) => {
			if (!url.pathname.endsWith("kern.log")) sendStatus(response, 404, "none");
			else if (request.headers.range === "bytes=0-0")
				response.writeHead(206, { "content-range": "bytes 0-0/99" }).end("x");
			else response.writeHead(206, { "content-range": "bytes 50-98/99" }).end("alf a line\nwhole\n");
		};
		expect(await Array.fromAsync(source.kernelLines("n"))).toEqual([LINES_MISSING, "whole"]);
		expect(server.requests.at(-1)?.headers.range).toMatch(/^bytes=-\d+$/);
	});

	// A log that broke off passed for one that was silent until now.
	test.each([
		["its end is known for as long as it was read", false],
		["a log that breaks off has no known end", true],
	])("reach as far as they were read: %s", async (_, broken) => {
		const line = "2026-01-02T03:04:05+00:00 n kernel: eth0: link up\n";
		server.handler = (request, response, url) => {
			if (url.pathname === "/api/v1/nodes") sendJson(response, { items: [], metadata: {} });
			else if (!url.pathname.endsWith("/kern.log")) sendStatus(response, 404, "none");
			else if (request.headers.range === "bytes=0-0")
				response.writeHead(206, { "content-range": "bytes 0-0/99" }).end("x");
			else if (broken) response.writeHead(200, { "content-length": 9999 }).write(line, () => response.destroy());
			else response.end(line);
		};
		expect(await Array.fromAsync(source.nodes())).toEqual([]);
		expect(await Array.fromAsync(source.oomKills(["n"]))).toEqual([]);
		const at = Date.parse("2026-01-02T03:04:05Z");
		const readAt = broken ? undefined : expect.any(Number);
		expect(source.kernelLogs).toEqual([{ host: "n", from: at, to: at, readAt }]);
		// What was kept of each look grew for as long as a cluster was watched.
		await Array.fromAsync(source.oomKills(["n"]));
		expect(source.kernelLogs).toHaveLength(1);
		expect(source.gaps.length).toBe(broken ? 1 : 0);
	});

	test("give kills of their node; nodes without one share a gap", async () => {
		answers["/api/v1/nodes"] = listOf(...["a", "b", "c", "d", "e"].map((name) => ({ metadata: { name } })));
		answers[log("a", "kern.log")] = () => KILL;
		const kills = await Array.fromAsync(source.oomKills(null));
		expect(kills).toMatchObject([{ host: "a", process: "redis", pid: 7 }]);
		expect(source.gaps).toMatchObject([
			{ source: "kernel", what: "kernel log of b, c, d and 1 more", reason: "absent" },
		]);
	});

	test("that are forbidden are not asked for again and again", async () => {
		server.handler = (_, response) => sendStatus(response, 403, "no proxy");
		const nodes = Array.from({ length: 50 }, (_, i) => `n${i}`);
		expect(await Array.fromAsync(source.oomKills(nodes))).toEqual([]);
		expect(server.requests.length).toBeLessThan(10);
		expect(source.gaps).toMatchObject([{ what: "kernel log of n0, n1, n10 and 47 more", reason: "forbidden" }]);
	});
});

describe("last samples", () => {
	const BEFORE = 1_700_000_000_000;
	const request: SampleRequest = { namespace: "web", pod: "p", container: "app", before: BEFORE, node: "n" };
	const matrix = (...result: unknown[]): unknown => ({ status: "success", data: { resultType: "matrix", result } });
	const series = (name: string, container: string, ...values: [number, string][]): unknown => ({
		metric: { __name__: name, container },
		values,
	});
	const WORKING_SET = "container_memory_working_set_bytes";

	test("from a Prometheus found in the cluster", async () => {
		answers["/api/v1/services"] = (url) =>
			url.searchParams.get("labelSelector") === "operated-prometheus=true"
				? {
						items: [
							{
								metadata: { namespace: "mon", name: "prometheus-operated" },
								spec: { ports: [{ name: "web", port: 9090 }] },
							},
						],
					}
				: { items: [] };
		const asked: (string | null)[] = [];
		answers["/api/v1/namespaces/mon/services/prometheus-operated:9090/proxy/api/v1/query"] = (url) => {
			asked.push(url.searchParams.get("query"), url.searchParams.get("time"));
			return matrix(
				series(WORKING_SET, "app", [1_699_999_970, "100"], [1_699_999_990, "200"]),
				series("container_memory_rss", "app", [1_699_999_990, "150"]),
			);
		};
		expect(await source.lastSamples([request])).toEqual([
			{
				namespace: "web",
				pod: "p",
				container: "app",
				at: BEFORE - 10_000,
				workingSet: 200,
				rss: 150,
				source: "prometheus",
			},
		]);
		expect(asked).toEqual([
			`{__name__=~"container_memory_working_set_bytes|container_memory_rss|container_pressure_memory_stalled_seconds_total|jvm_gc_collection_seconds_sum|jvm_gc_pause_seconds_sum",namespace="web",pod="p",container=~"app"}[300s]`,
			"1700000000.000",
		]);
		expect(source.gaps).toEqual([]);
	});

	test("from a Prometheus at an address, with a login; two deaths of one container are two questions", async () => {
		const prometheus = await startServer((_, response, url) => {
			const time = Number(url.searchParams.get("time"));
			sendJson(response, matrix(series(WORKING_SET, "app", [time - 10, String(time)])));
		});
		const direct = await openAt(server.url, `${prometheus.url.replace("//", "//me:pass@")}/base/`);
		const samples = await direct.lastSamples([request, { ...request, before: BEFORE - 600_000 }]);
		expect(samples.map(({ at }) => at)).toEqual([BEFORE - 10_000, BEFORE - 610_000]);
		expect(prometheus.requests[0]?.headers.authorization).toBe("Basic bWU6cGFzcw==");
		expect(prometheus.requests[0]?.url).toMatch(/^\/base\/api\/v1\/query\?/);
		await direct.close();
		await prometheus.stop();
	});

	test("are a gap when the engine refuses, and it is not asked on", async () => {
		const prometheus = await startServer((_, response) =>
			sendJson(response, { status: "error", error: "query timed out" }, 503),
		);
		const direct = await openAt(server.url, prometheus.url);
		const requests = Array.from({ length: 50 }, (_, i) => ({ ...request, pod: `p${i}` }));
		expect(await direct.lastSamples(requests)).toEqual([]);
		expect(prometheus.requests.length).toBe(1);
		expect(direct.gaps).toEqual([
			{ source: "prometheus", what: prometheus.url, reason: "failed", detail: "query timed out" },
		]);
		await direct.close();
		await prometheus.stop();
	});

	test("of running containers from their kubelet, when nothing keeps series", async () => {
		answers["/api/v1/services"] = listOf();
		const at = Date.now() - 5000;
		answers["/api/v1/nodes/n/proxy/stats/summary"] = () => ({
			pods: [
				{
					podRef: { namespace: "web", name: "p" },
					containers: [{ name: "app", memory: { time: new Date(at).toISOString(), workingSetBytes: 7, rssBytes: 5 } }],
				},
			],
		});
		const samples = await source.lastSamples([
			{ ...request, before: Date.now() },
			{ ...request, container: "gone" },
			{ ...request, node: null },
		]);
		expect(samples).toEqual([
			{ namespace: "web", pod: "p", container: "app", at, workingSet: 7, rss: 5, source: "kubelet" },
		]);
		expect(source.gaps).toMatchObject([{ source: "prometheus", reason: "absent" }]);
	});

	test("an address that is none is a usage error", async () => {
		await expect(openAt(server.url, "prometheus:9090")).rejects.toMatchObject({ code: "bad-value" });
	});
});
