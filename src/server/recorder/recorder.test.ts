import { mkdtempSync, rmSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Recording } from "../../history/store/recording.ts";
import { openStore } from "../../history/store/store-history.ts";
import type { Failure } from "../../model/failure.ts";
import type { ContainerTrack } from "../../model/track.ts";
import { openClient } from "../../sources/kubernetes/client.ts";
import { resolveConnection } from "../../sources/kubernetes/kubeconfig.ts";
import { object, SimulatedCluster, workingSetAt } from "./cluster.fixture.ts";
import { openRecorder } from "./open.ts";
import { Recorder, type RecorderEvent } from "./recorder.ts";

let folder: string;
let path: string;
let cluster: SimulatedCluster;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-recorder-"));
	path = join(folder, "history.db");
	cluster = new SimulatedCluster({ nodes: 2, podsPerNode: 3, otherMetrics: 3 });
	await cluster.start();
});
afterEach(async () => {
	await cluster.stop();
	rmSync(folder, { recursive: true });
});

/** Records until it is stopped; a look each so many seconds. */
async function recording(interval = 1) {
	const events: RecorderEvent[] = [];
	const abort = new AbortController();
	const { recorder, close } = await openRecorder({
		cluster: { server: cluster.url, environment: {}, home: homedir(), version: "test", requestTimeout: "2s" },
		path,
		interval,
		retention: 86_400,
		onNotice: () => {},
		onEvent: (event) => events.push(event),
	});
	const running = recorder.run(abort.signal).finally(close);
	// Told by who stops it.
	running.catch(() => {});
	const stop = async () => {
		abort.abort();
		await running;
	};
	return { recorder, events, running, stop };
}

async function eventually(what: string, ask: () => boolean): Promise<void> {
	for (const end = Date.now() + 15_000; !ask(); await sleep(50))
		if (Date.now() > end) throw new Error(`not within 15 s: ${what}`);
}

async function read() {
	const history = openStore(path);
	const request = { from: 0, to: 4e9, namespaces: null, wanted: null };
	const tracks = new Map<string, ContainerTrack>();
	for await (const track of history.containers(request)) tracks.set(track.series.name, track);
	const cgroups = new Map((await Array.fromAsync(history.cgroups(request))).map((track) => [track.series.name, track]));
	const counts = new Map(
		(await Array.fromAsync(history.counters(request))).map(({ name, bytes }) => [name, bytes.at(-1)]),
	);
	const gaps = history.gaps.map(({ what, reason }) => `${what.replace(/,.*/, "")}: ${reason}`);
	await history.close();
	return { tracks, cgroups, counts, gaps };
}

const looks = () => cluster.asked.get("/metrics/cadvisor") ?? 0;

it("keeps what the kubelets measure, with images, limits and owners, and itself", async () => {
	const { stop, recorder } = await recording();
	await eventually("six looks", () => looks() > 6);
	expect(recorder.status).toMatchObject({ nodes: 2, containers: 6, missing: 0, awaySince: null });
	await stop();
	const { tracks, cgroups, gaps } = await read();
	expect(tracks.size).toBe(6);
	const track = tracks.get("shop/app-0-0-0/app");
	const { t, bytes, capacity, start } = track?.series ?? { t: [], bytes: [], capacity: [], start: [] };
	expect(t.length).toBeGreaterThan(1);
	// Within the drift of a second.
	expect(Math.abs((bytes[0] as number) - workingSetAt("app-0-0-0", (t[0] as number) * 1000))).toBeLessThan(400 * 4096);
	expect([capacity[0], start[0]]).toEqual([512 * 2 ** 20, 1.7e9]);
	expect(track?.rss?.[0]).toBe((bytes[0] as number) - 4 * 2 ** 20);
	expect(track?.cache?.[0]).toBe(5 * 2 ** 20);
	expect(track?.owner).toEqual({ kind: "Deployment", name: "app" });
	expect(track?.stretches).toMatchObject([{ image: "registry.example.com/team/app:1.2.3", node: "node-0" }]);
	expect([...cgroups.keys()].sort()).toEqual(
		[
			...["node-0", "node-1"].flatMap((node) =>
				["", "kubepods.slice", "system.slice/containerd.service", "system.slice/kubelet.service"].map(
					(id) => `${node}/${id}`,
				),
			),
			`${hostname()}/plimsoll`,
		].sort(),
	);
	expect(cgroups.get("node-0/")?.series.capacity[0]).toBe(16e9);
	expect(gaps).toEqual([]);
});

it("counts what comes and goes, and goes on counting after a restart", async () => {
	const first = await recording();
	await eventually("looks", () => looks() > 1);
	for (let i = 0; i < 5; i++) cluster.put("namespaces", object(`ci-${i}`));
	for (let i = 0; i < 3; i++) cluster.remove("namespaces", `ci-${i}`);
	cluster.addPod("node-0", "late");
	await eventually("its containers", () => first.recorder.status.containers === 7);
	await first.stop();
	expect((await read()).counts.get("namespaces created")).toBe(5);
	const second = await recording();
	const before = looks();
	await eventually("looks", () => looks() > before + 3);
	cluster.put("namespaces", object("ci-9"));
	await sleep(1500);
	await second.stop();
	const { counts, tracks } = await read();
	expect(counts.get("namespaces created")).toBe(6);
	expect(counts.get("namespaces deleted")).toBe(3);
	expect(counts.get("pods created")).toBe(1);
	expect(tracks.has("shop/late/app")).toBe(true);
});

it("goes on when the API server was away, keeps the time as a gap, and sees what changed meanwhile", async () => {
	const { stop, events, recorder } = await recording();
	await eventually("looks", () => looks() > 4);
	await cluster.stop();
	await eventually("told that it is away", () => events.some(({ what }) => what === "away"));
	expect(recorder.status.awaySince).not.toBeNull();
	const away = Date.now() / 1000;
	cluster.remove("nodes", "node-1");
	cluster.put("namespaces", object("meanwhile"));
	await cluster.start();
	await eventually("told that it is back", () => events.some(({ what }) => what === "back"));
	await eventually("one node", () => recorder.status.nodes === 1);
	const before = looks();
	await eventually("looks", () => looks() > before + 2);
	await sleep(1200);
	await stop();
	const { gaps, counts, tracks } = await read();
	// A machine that is busy may let it be away twice.
	expect(new Set(gaps)).toEqual(new Set(["API server: failed"]));
	expect(counts.get("namespaces created")).toBe(1);
	expect(counts.get("nodes deleted")).toBe(1);
	expect(counts.get("watch restarts")).toBeGreaterThan(0);
	// Looks within one second are one row: how many there are is the machine's affair, not that there are some on both sides.
	const t = tracks.get("shop/app-0-0-0/app")?.series.t ?? new Float64Array();
	expect([t.some((at) => at < away), t.some((at) => at > away)]).toEqual([true, true]);
}, 60_000);

it("knows that the API server is away before the next look would tell", async () => {
	const { stop, events, recorder } = await recording(600);
	await eventually("looks", () => recorder.status.looks === 2);
	await cluster.stop();
	await eventually("told that it is away", () => events.some(({ what }) => what === "away"));
	await cluster.start();
	await eventually("told that it is back", () => events.some(({ what }) => what === "back"));
	await stop();
	expect(events.map(({ what }) => what)).toEqual(["away", "back"]);
}, 60_000);

it("an end while the API server is away is no answer of its: a look under way does not say that it is back", async () => {
	cluster.halfway = (path) => (/node-0\/proxy/.test(path) ? "trickle" : null);
	const { stop, events } = await recording();
	await eventually("a look that does not end", () => looks() > 1);
	cluster.halfway = (path) => (/node-0\/proxy/.test(path) ? "trickle" : "gone");
	await eventually("told that it is away", () => events.some(({ what }) => what === "away"));
	await stop();
	// The look ends a moment after the recorder.
	await sleep(300);
	expect(events.map(({ what }) => what)).toEqual(["away"]);
	expect((await read()).gaps).toEqual(["API server: failed"]);
});

it("a look that is cut off when its node is gone is no gap of it", async () => {
	cluster.halfway = (path) => (/node-1\/proxy/.test(path) ? "trickle" : null);
	const { stop, recorder } = await recording();
	await eventually("looks at both", () => looks() > 2);
	cluster.remove("nodes", "node-1");
	await eventually("one node", () => recorder.status.nodes === 1);
	const { failures } = recorder.status;
	cluster.halfway = null;
	const before = looks();
	await eventually("looks at the other", () => looks() > before + 2);
	expect(recorder.status.failures).toBe(failures);
	await stop();
	expect((await read()).gaps).toEqual([]);
});

it("one kubelet that fails is that node's gap", async () => {
	cluster.broken = (path) => (path.includes("/nodes/node-1/proxy") ? 503 : null);
	const { stop, recorder, events } = await recording();
	await eventually("looks", () => looks() > 6);
	const { looks: made, failures, lookedAt, lookSeconds, ...now } = recorder.status;
	expect(now).toMatchObject({ nodes: 2, missing: 1, containers: 3 });
	expect([failures > 0, failures < made, lookSeconds >= 0]).toEqual([true, true, true]);
	expect(Math.abs(Date.now() / 1000 - (lookedAt ?? 0))).toBeLessThan(60);
	await stop();
	expect(events).toEqual([]);
	const { gaps, tracks } = await read();
	expect(gaps).toEqual(["node node-1: failed"]);
	expect(tracks.size).toBe(3);
});

it("reads the summary where cAdvisor's text is refused", async () => {
	cluster.broken = (path) => (path.endsWith("/metrics/cadvisor") ? 403 : null);
	const { stop } = await recording();
	await eventually("looks", () => (cluster.asked.get("/stats/summary") ?? 0) > 4);
	await stop();
	const { tracks, gaps } = await read();
	expect(tracks.get("shop/app-0-0-0/app")?.series.capacity[0]).toBe(512 * 2 ** 20);
	expect(gaps).toEqual([]);
});

it("goes on without what it may not watch, and ends where it may not see the nodes", async () => {
	cluster.broken = (path) => (/persistentvolumeclaims/.test(path) ? 403 : null);
	const { stop, events } = await recording();
	await eventually("looks", () => looks() > 2);
	await stop();
	expect(events).toMatchObject([{ what: "refused", resource: "persistentvolumeclaims" }]);
	expect((await read()).gaps).toEqual(["persistentvolumeclaims: forbidden"]);

	cluster.broken = (path) => (path.endsWith("/nodes") ? 403 : null);
	const { running } = await recording();
	await expect(running).rejects.toMatchObject<Partial<Failure>>({ code: "cluster-forbidden" });
});

it.each<[string, (path: string) => number | null]>([
	["and asks there while the server is away", () => null],
	[
		"and asks by the way that is still open while the server is away",
		(path) => (path === "/metrics/cadvisor" ? 500 : null),
	],
	["by whichever it is", (path) => (path === "/stats/summary" ? 500 : null)],
])("shows itself to a kubelet past the API server before it has to, %s", async (_, broken) => {
	const kubelet = new SimulatedCluster({ nodes: 1, podsPerNode: 3, otherMetrics: 3 });
	await kubelet.start();
	const options = { server: cluster.url, environment: {}, home: homedir(), version: "test", requestTimeout: "2s" };
	const client = await openClient(await resolveConnection(options), options);
	const now = Date.now() / 1000;
	const store = new Recording(path, { interval: 1, retention: 86_400, now, onNotice: () => {} });
	const there = { ...options, server: kubelet.url };
	const directly = async () => openClient(await resolveConnection(there), there);
	const recorder = new Recorder({
		client,
		directly: [{ open: directly, knownBy: "certificate" }],
		recording: store,
		counts: new Map(),
		interval: 1,
		onEvent: () => {},
	});
	const abort = new AbortController();
	const running = recorder.run(abort.signal);
	try {
		const asked = (what: string) => kubelet.asked.get(what) ?? 0;
		// One for each node: both are said to be there.
		await eventually("knocks past the server", () => asked("/metrics/resource") === 2);
		await eventually("looks through it", () => (cluster.asked.get("/metrics/cadvisor") ?? 0) >= 6);
		expect([asked("/metrics/cadvisor"), asked("/stats/summary")]).toEqual([0, 0]);
		await cluster.stop();
		// As one that has forgotten what we may do by one of its ways.
		kubelet.broken = broken;
		// Times are whole seconds, and those at an absence's ends are not within it.
		const awayFor = () => Date.now() / 1000 - (recorder.status.awaySince ?? Number.POSITIVE_INFINITY);
		await eventually("away for some looks", () => awayFor() > 4);
		await eventually("looks while it is away", () => asked("/metrics/cadvisor") + asked("/stats/summary") >= 8);
	} finally {
		abort.abort();
		await running;
		client.close();
		store.close(Date.now() / 1000);
		await kubelet.stop();
	}
	const history = openStore(path);
	// A machine that is busy may let it be away twice.
	const absences = (await history.absences?.({ from: 0, to: 4e9, namespaces: null, wanted: null })) ?? [];
	const { tracks } = await read();
	const times = [...tracks.values()].flatMap(({ series }) => [...series.t]);
	expect(times.filter((at) => absences.some(({ from, to }) => at > from && at < to)).length).toBeGreaterThan(2);
	await history.close();
});

it("while the server is away it asks by whichever token a kubelet still knows", async () => {
	const [forgetful, knowing] = [
		new SimulatedCluster({ nodes: 1, podsPerNode: 1 }),
		new SimulatedCluster({ nodes: 1, podsPerNode: 1 }),
	];
	await Promise.all([forgetful.start(), knowing.start()]);
	const options = { server: cluster.url, environment: {}, home: homedir(), version: "test", requestTimeout: "2s" };
	const client = await openClient(await resolveConnection(options), options);
	const by = ({ url }: SimulatedCluster) => ({
		knownBy: "token" as const,
		open: async () => openClient(await resolveConnection({ ...options, server: url }), options),
	});
	const store = new Recording(path, { interval: 1, retention: 86_400, now: Date.now() / 1000, onNotice: () => {} });
	const directly = [by(forgetful), by(knowing)];
	const recorder = new Recorder({
		client,
		directly,
		recording: store,
		counts: new Map(),
		interval: 1,
		onEvent: () => {},
	});
	const abort = new AbortController();
	const running = recorder.run(abort.signal);
	try {
		await eventually("looks", () => looks() > 2);
		forgetful.broken = () => 401;
		await cluster.stop();
		await eventually("looks by the other", () => (knowing.asked.get("/metrics/cadvisor") ?? 0) > 3);
		expect(forgetful.asked.get("/metrics/cadvisor") ?? 0).toBeGreaterThan(0);
	} finally {
		abort.abort();
		await running;
		client.close();
		store.close(Date.now() / 1000);
		await Promise.all([forgetful.stop(), knowing.stop()]);
	}
});
