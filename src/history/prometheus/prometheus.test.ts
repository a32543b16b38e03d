import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ContainerTrack } from "../../model/track.ts";
import { sendJson, type TestServer } from "../../sources/kubernetes/testing/server.ts";
import { openEngine } from "../../sources/prometheus/direct.ts";
import { matchersOf } from "../../sources/prometheus/narrowed.ts";
import { HELD, historyContract, SEEN_TWICE, T0 } from "../history.contract.ts";
import type { History, HistoryRequest } from "../history.ts";
import { PrometheusHistory } from "./prometheus.ts";
import { type RemoteRead, startStandIn } from "./testing/stand-in.ts";
import { type Scraping, strangers, USUAL, writtenOf } from "./testing/written.ts";

const ALL = { from: T0, to: T0 + 3600, namespaces: null, wanted: null };

function held(scraping: Scraping) {
	const twice = writtenOf(SEEN_TWICE, { ...scraping, stateMetrics: "absent", more: { replica: "b" } });
	return [...HELD.flatMap((one) => writtenOf(one, scraping)), ...twice, ...strangers(HELD[0]?.t ?? [])];
}

async function open(server: TestServer): Promise<PrometheusHistory> {
	return new PrometheusHistory([await openEngine({ url: server.url, environment: {} })], true);
}

/** The history, and with it its server, is closed by the suite. */
async function opened(remote: RemoteRead, scraping: Scraping): Promise<History> {
	const server = await startStandIn(held(scraping), remote);
	const history = await open(server);
	const close = history.close.bind(history);
	history.close = async () => {
		await close();
		await server.stop();
	};
	return history;
}

const SCRAPINGS: Readonly<Record<string, Scraping>> = {
	"usual labels": USUAL,
	"no kube-state-metrics": { ...USUAL, stateMetrics: "absent" },
	"exported labels": { names: ["exported_namespace", "exported_pod", "exported_container"], stateMetrics: "exported" },
	"old labels": { names: ["namespace", "pod_name", "container_name"], stateMetrics: "plain" },
};
const ABLE = { duplicates: true, stretches: true };
for (const remote of ["chunks", "samples", "absent"] as const) {
	historyContract(`an engine with remote read: ${remote}`, ABLE, () => opened(remote, USUAL));
}
for (const [name, scraping] of Object.entries(SCRAPINGS).slice(1)) {
	historyContract(`an engine with ${name}`, ABLE, () => opened("chunks", scraping));
}

describe("an engine in trouble", () => {
	let server: TestServer;
	let history: PrometheusHistory;
	let refuse: (
		path: string,
		count: number,
	) => { status: number; body?: string; headers?: Record<string, string> } | null;
	beforeEach(async () => {
		refuse = () => null;
		const counts = new Map<string, number>();
		server = await startStandIn(held(USUAL), "chunks", (request, response) => {
			const path = (request.url ?? "").replace(/\?.*/s, "");
			const count = (counts.get(path) ?? 0) + 1;
			counts.set(path, count);
			const refusal = refuse(path, count);
			if (refusal === null) return false;
			const body = { status: "error", error: refusal.body ?? "busy" };
			sendJson(response, body, refusal.status, refusal.headers);
			return true;
		});
		history = await open(server);
	});
	afterEach(async () => {
		await history.close();
		await server.stop();
	});
	const names = async () => (await Array.fromAsync(history.containers(ALL))).map(({ pod }) => pod).sort();
	const everyone = HELD.map(({ pod }) => pod).sort();

	test("that is busy is asked again, when it says", async () => {
		refuse = (path, count) =>
			path.endsWith("/read") && count === 1 ? { status: 429, headers: { "retry-after": "0" } } : null;
		expect(await names()).toEqual(everyone);
		expect(history.gaps).toEqual([]);
	});

	test("that stays so leaves a gap, and is not asked for ever", async () => {
		refuse = (path) => (path.endsWith("/read") ? { status: 503, headers: { "retry-after": "0" } } : null);
		expect(await names()).toEqual([]);
		expect(history.gaps).toMatchObject([{ source: "prometheus", reason: "failed", detail: "busy" }]);
		expect(server.requests.length).toBeLessThan(30);
	});

	test("that finds a question too large gets smaller ones", async () => {
		refuse = (path, count) =>
			path.endsWith("/read") && count < 3 ? { status: 400, body: "exceeded sample limit (50)" } : null;
		expect(await names()).toEqual(everyone);
		expect(history.gaps).toEqual([]);
	});

	test.each([
		["in words of its own", { status: 400, body: "remote read is not allowed here" }],
		["by a page to log in at", { status: 200, body: "<html>", headers: { "content-type": "text/html" } }],
	])("that refuses remote read %s is asked by range queries", async (_, refusal) => {
		refuse = (path) => (path.endsWith("/read") ? refusal : null);
		expect(await names()).toEqual(everyone);
		expect(history.gaps).toEqual([]);
	});

	test("whose list is too long is asked by namespaces", async () => {
		refuse = (path, count) =>
			path.endsWith("/series") && count === 1
				? { status: 422, body: "the query hit the max number of series limit" }
				: null;
		expect(await names()).toEqual(everyone);
	});

	test("that refuses everything is the command's failure when it was named, else a gap", async () => {
		refuse = () => ({ status: 401, body: "who are you" });
		await expect(names()).rejects.toMatchObject({ code: "prometheus-failed", params: { detail: "who are you" } });
		const found = new PrometheusHistory([await openEngine({ url: server.url, environment: {} })], false);
		expect(await Array.fromAsync(found.containers(ALL))).toEqual([]);
		expect(found.gaps).toMatchObject([{ reason: "forbidden", detail: "who are you" }]);
		await found.close();
	});

	test("that says with HTTP 200 that it failed is told of in its own words, and asked for less where that was too much", async () => {
		refuse = (path, count) =>
			path.endsWith("/series") && count === 1
				? { status: 200, body: "the query hit the max number of series limit" }
				: null;
		expect(await names()).toEqual(everyone);
		refuse = () => ({ status: 200, body: "no tenant named" });
		const unsure = open(server);
		await expect(unsure.then((it) => Array.fromAsync(it.containers(ALL)))).rejects.toMatchObject({
			code: "prometheus-failed",
			params: { detail: "no tenant named" },
		});
		await (await unsure).close();
	});

	test("that says its answer is partial leaves a gap", async () => {
		await server.stop();
		const partial = await startStandIn(held(USUAL), "absent", (request, response) => {
			if (!/query_range/.test(request.url ?? "")) return false;
			const data = { resultType: "matrix", result: [] };
			sendJson(response, { status: "success", warnings: ["store gateway 2 did not answer"], data });
			return true;
		});
		const thanos = await open(partial);
		await Array.fromAsync(thanos.containers(ALL));
		expect(thanos.gaps).toMatchObject([{ reason: "truncated", detail: "store gateway 2 did not answer" }]);
		await thanos.close();
		await partial.stop();
		await server.start();
	});
});

describe("an engine that keeps several clusters", () => {
	const [plain, other] = HELD as [(typeof HELD)[number], (typeof HELD)[number]];
	const inCluster = (one: (typeof HELD)[number], cluster: string, label = "cluster") =>
		writtenOf(one, { ...USUAL, more: { [label]: cluster, id: `/${cluster}` } });
	const half = (from: number, to?: number) => ({ t: plain.t.slice(from, to), bytes: plain.bytes.slice(from, to) });
	test.each<[string, RemoteRead, ReturnType<typeof writtenOf>, string[], string[]]>(
		(["chunks", "samples", "absent"] as const).flatMap((remote) => [
			[
				`${remote}: one name in two at once is neither of them`,
				remote,
				[...inCluster(plain, "east"), ...inCluster({ ...plain, bytes: plain.bytes.map((b) => 3 * b) }, "west")],
				[other.pod],
				["web/plain/app in several clusters: east, west"],
			],
			[
				`${remote}: by another label, a little apart`,
				remote,
				[
					...inCluster(plain, "east", "k8s_cluster_name"),
					...inCluster({ ...plain, t: plain.t.map((t) => t + 60) }, "west", "k8s_cluster_name"),
				],
				[other.pod],
				["web/plain/app in several clusters: east, west"],
			],
			[
				`${remote}: a cluster that was renamed, or moved, is gone on with`,
				remote,
				[...inCluster({ ...plain, ...half(0, 20) }, "east"), ...inCluster({ ...plain, ...half(20) }, "west")],
				[other.pod, plain.pod],
				[],
			],
		]),
	)("%s", async (_, remote, written, pods, told) => {
		const server = await startStandIn([...written, ...inCluster(other, "east")], remote);
		const history = await open(server);
		const tracks = await Array.fromAsync(history.containers(ALL));
		expect(tracks.map(({ pod }) => pod).sort()).toEqual(pods.sort());
		expect(history.gaps.map(({ detail }) => detail)).toEqual(told);
		await history.close();
		await server.stop();
	});

	test.each(["chunks", "samples", "absent"] as const)("%s: one that is named is all there is", async (remote) => {
		const west = { ...plain, bytes: plain.bytes.map((b) => 3 * b) };
		const server = await startStandIn([...inCluster(plain, "east"), ...inCluster(west, "west")], remote);
		const only = matchersOf(["cluster=west"]);
		const history = new PrometheusHistory([await openEngine({ url: server.url, only, environment: {} })], true);
		const [track, ...others] = await Array.fromAsync(history.containers(ALL));
		expect([track?.pod, [...(track?.series.bytes ?? [])], others]).toEqual([plain.pod, west.bytes, []]);
		expect(history.gaps).toEqual([]);
		await history.close();
		await server.stop();
	});
});

describe("a long look at many", () => {
	/** The hour that all are held in comes last; who is gone was there two days before it. */
	const LONG = { ...ALL, from: T0 - 6 * 86_400, limits: "newest", lent: true } as const;
	const [plain] = HELD;
	const before = { ...(plain as (typeof HELD)[number]), t: plain?.t.map((t) => t - 2 * 86_400) ?? [] };
	const resized = HELD.find(({ pod }) => pod === "resized") as (typeof HELD)[number];
	const old = { ...resized, pod: "old", start: resized.t.map(() => LONG.from - 60) };
	const others = [
		...writtenOf(old, USUAL),
		...writtenOf({ ...before, pod: "gone" }, USUAL),
		...writtenOf({ ...before, pod: "gone", namespace: "db" }, USUAL),
		// It had another image under the same name.
		...writtenOf(
			{ ...before, pod: "gap", image: "registry.example/app:0" },
			{ ...USUAL, more: { id: "/kubepods/1", name: "1" } },
		).map((one) => ({ ...one, labels: { ...one.labels, container_id: "containerd://1" } })),
	];
	const copied = ({ series: { t, bytes, capacity, start }, ...track }: ContainerTrack) => ({
		...track,
		columns: [t, bytes, capacity, start].map((column) => [...column]),
	});
	const told = async (history: PrometheusHistory, request: HistoryRequest) => {
		const tracks: ReturnType<typeof copied>[] = [];
		for await (const track of history.containers(request)) tracks.push(copied(track));
		const key = ({ namespace, pod, container }: (typeof tracks)[number]) => `${namespace}/${pod}/${container}`;
		return new Map(tracks.map((track) => [key(track), track]));
	};
	const looked = async (history: PrometheusHistory) => {
		expect(await history.floors(LONG, 14, 7200)).toBeNull();
		return await told(history, LONG);
	};

	test("an engine that gives away its chunks is not asked to look through them, and gives the same", async () => {
		const server = await startStandIn([...held(USUAL), ...others], "chunks");
		const [one, other] = [await open(server), await open(server)];
		const [lent, whole] = [await looked(one), await told(other, { ...ALL, from: LONG.from })];
		expect([...lent.keys()].sort()).toEqual([...whole.keys()].sort());
		expect([...lent.keys()]).toEqual(expect.arrayContaining(["web/gone/app", "db/gone/app"]));
		for (const [key, track] of whole) {
			// Of who is there still, the newest limit stands for all samples, whether it started within the time or not.
			const resizedThere = ["web/old/app", "web/resized/app"].includes(key);
			const columns = track.columns.with(2, resizedThere ? old.t.map(() => 2 ** 30) : (track.columns[2] ?? []));
			expect(lent.get(key), key).toEqual({ ...track, columns });
		}
		expect(lent.get("web/gap/app")?.stretches.map(({ image }) => image)).toEqual([
			"registry.example/app:0",
			"registry.example/app:1",
		]);
		expect(server.requests.filter(({ url }) => /min_over_time/.test(url ?? ""))).toEqual([]);
		expect([one.gaps, other.gaps]).toEqual([[], []]);
		for (const history of [one, other]) await history.close();
		await server.stop();
	});

	test("where nobody tells a limit any more, those that were told are read", async () => {
		const silent = [...held(USUAL), ...others].map((one) =>
			Object.values(one.labels).includes("kube_pod_container_resource_limits")
				? { ...one, t: Array.from(one.t, (t) => t - 7200), v: Array.from(one.t, () => 2 ** 30) }
				: one,
		);
		const server = await startStandIn(silent, "chunks");
		const history = await open(server);
		const limits = (await looked(history)).get("web/resized/app")?.columns[2] ?? [];
		expect([...new Set(limits)]).toEqual([2 ** 30]);
		await history.close();
		await server.stop();
	});

	test("of what runs since before the time a glimpse is had without the rest, and then the whole", async () => {
		const server = await startStandIn([...held(USUAL), ...others], "chunks");
		const history = await open(server);
		const whole = (await looked(history)).get("web/old/app");
		const glimpses = [{ from: T0 + 26 * 60, to: T0 + 40 * 60 }];
		const seen: string[] = [];
		for await (const track of history.containers({ ...LONG, glimpses })) {
			if (track.whole === undefined) continue;
			seen.push(track.pod);
			// The chunk of minutes 25 to 49 alone.
			expect([...track.series.t]).toEqual(old.t.slice(25, 50));
			expect(track.whole.samples).toBe(60);
			const all = track.whole.track();
			expect(all === null ? null : copied(all)).toEqual(whole);
		}
		expect(seen).toEqual(["old"]);
		await history.close();
		await server.stop();
	});

	test.each(["samples", "absent"] as const)("one with remote read: %s looks first", async (remote) => {
		const server = await startStandIn(held(USUAL), remote);
		const history = await open(server);
		expect(await history.floors(LONG, 14, 7200)).toHaveLength(HELD.length);
		await history.close();
		await server.stop();
	});

	test("so does one behind the API server, which would have to pass on every sample", async () => {
		const server = await startStandIn(held(USUAL), "chunks");
		const engine = await openEngine({ url: server.url, environment: {} });
		const history = new PrometheusHistory([{ ...engine, relayed: true }], true);
		expect(await history.floors(LONG, 14, 7200)).toHaveLength(HELD.length);
		await history.close();
		await server.stop();
	});
});

describe("what only an engine can tell", () => {
	test("headers, tenant, basic and bearer reach it; owners and system slices come from it", async () => {
		const T = HELD[0]?.t ?? [];
		const ones = T.map(() => 1);
		const owners = [
			{
				__name__: "kube_pod_owner",
				namespace: "web",
				pod: "plain",
				owner_kind: "ReplicaSet",
				owner_name: "plain-5d9c",
			},
			{
				__name__: "kube_replicaset_owner",
				namespace: "web",
				replicaset: "plain-5d9c",
				owner_kind: "Deployment",
				owner_name: "plain",
			},
			{ __name__: "kube_pod_owner", namespace: "web", pod: "gap", owner_kind: "<none>", owner_name: "<none>" },
			{ __name__: "kube_pod_owner", namespace: "web", pod: "resized", owner_kind: "StatefulSet", owner_name: "db" },
		].map((labels) => ({ labels, t: T, v: ones }));
		const server = await startStandIn([...held(USUAL), ...owners], "chunks");
		const url = `${server.url.replace("//", "//me:secret@")}/base/`;
		const engine = await openEngine({ url, tenant: "team-a", headers: ["X-Cluster:  one"], environment: {} });
		const history = new PrometheusHistory([engine], true);
		const tracks = await Array.fromAsync(history.containers(ALL));
		const ownerOf = (pod: string) => {
			const track = tracks.find((one) => one.pod === pod);
			return [track?.owner, track?.workload];
		};
		expect([ownerOf("plain"), ownerOf("resized"), ownerOf("gap")]).toEqual([
			[
				{ kind: "ReplicaSet", name: "plain-5d9c" },
				{ kind: "Deployment", name: "plain" },
			],
			[{ kind: "StatefulSet", name: "db" }, undefined],
			[null, undefined],
		]);
		const cgroups = await Array.fromAsync(history.cgroups(ALL));
		expect(cgroups.map(({ node, cgroup, series }) => [node, cgroup, series.bytes[0], series.capacity[0]])).toEqual([
			["node-1", "/", 5e9, 16e9],
			["node-1", "/system.slice/kubelet.service", 5e9, 16e9],
		]);
		expect(server.requests.length).toBeGreaterThan(3);
		for (const { headers, url: path } of server.requests) {
			expect(headers).toMatchObject({
				authorization: `Basic ${Buffer.from("me:secret").toString("base64")}`,
				"x-scope-orgid": "team-a",
				"x-cluster": "one",
			});
			expect(path).toMatch(/^\/base\/api\/v1\//);
		}
		await history.close();
		await server.stop();
	});

	test.each([
		["objects that come and go are counted", 60],
		["what is not seen since kube-state-metrics is gone is not deleted", 45],
	])("%s", async (_, end) => {
		const at = (minute: number) => T0 + minute * 60;
		const object = (name: string, from: number, to: number) => ({
			labels: { __name__: "kube_namespace_created", namespace: name },
			t: Array.from({ length: to - from }, (_, i) => at(from + i)),
			v: Array.from({ length: to - from }, () => at(from)),
		});
		const all = [object("old", -5, end), object("a", 5, 20), object("a", 30, end), object("b", 10, 15)];
		const server = await startStandIn([...held(USUAL), ...all], "chunks");
		const history = await open(server);
		const counts = await Array.fromAsync(history.counters(ALL));
		expect(counts.map(({ name, bytes }) => [name, bytes.at(-1)])).toEqual([
			["namespaces created", 3],
			["namespaces deleted", 2],
		]);
		await history.close();
		await server.stop();
	});

	test("what pods count themselves, and how often watches began anew", async () => {
		const T = HELD[0]?.t ?? [];
		const counting = (name: string, labels: Record<string, string>, each: number) => ({
			labels: { __name__: name, ...labels },
			t: T,
			// It starts anew after half an hour.
			v: T.map((_, i) => each * (i % 30)),
		});
		const plain = { namespace: "web", pod: "plain" };
		const all = [
			counting("http_requests_total", { ...plain, code: "200" }, 10),
			counting("http_requests_total", { ...plain, code: "500" }, 1),
			// The same requests by another library, fewer of them.
			counting("http_request_duration_seconds_count", plain, 7),
			counting("nginx_connections_accepted", plain, 2),
			counting("http_requests_total", { namespace: "web", pod: "gap" }, 99),
			counting("things_total", plain, 5),
			counting("apiserver_request_total", { verb: "WATCH", instance: "a" }, 3),
			counting("apiserver_request_total", { verb: "WATCH", instance: "b" }, 4),
			counting("apiserver_request_total", { verb: "GET", instance: "a" }, 1000),
		];
		const server = await startStandIn([...held(USUAL), ...all], "chunks");
		const history = await open(server);
		const counted = await history.countersOf(ALL, [plain, { namespace: "web", pod: "resized" }]);
		expect([...counted.keys()]).toEqual(["web/plain"]);
		const told = counted.get("web/plain")?.map(({ name, bytes }) => [name, bytes.at(-1)]);
		expect(told).toEqual([
			["requests", 29 * 11],
			["connections", 29 * 2],
		]);
		const [watches] = await Array.fromAsync(history.counters(ALL));
		expect([watches?.name, watches?.bytes.at(-1)]).toEqual(["watch restarts", 2 * 29 * 7]);
		expect(await history.countersOf(ALL, [])).toEqual(new Map());
		expect(history.gaps).toEqual([]);
		await history.close();
		await server.stop();
	});
});
