import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../../history/store/store-history.ts";
import type { Failure } from "../../model/failure.ts";
import { openCluster } from "../../sources/kubernetes/cluster.ts";
import { node, object, SimulatedCluster } from "../recorder/cluster.fixture.ts";
import { openRecorder } from "../recorder/open.ts";
import { Live } from "./live.ts";
import { State } from "./state.ts";

let folder: string;
let cluster: SimulatedCluster;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-news-"));
	cluster = new SimulatedCluster({ nodes: 2, podsPerNode: 3, otherMetrics: 3 });
	await cluster.start();
});
afterEach(async () => {
	await cluster.stop();
	rmSync(folder, { recursive: true });
});

/** A server's state kept in step with the cluster, and a recorder beside it. */
async function beside() {
	const options = { server: cluster.url, environment: {}, home: homedir(), version: "test", requestTimeout: "2s" };
	const abort = new AbortController();
	const { signal } = abort;
	const clock = { ahead: 0 };
	const state = new State("", () => Date.now() + clock.ahead);
	const cost = { watchRestarts: 0, surveys: 0, surveySeconds: 0, scrapes: 0, scrapeSeconds: 0, failures: 0 };
	const nothing = { history: async () => null, nodeHistory: null, onDefect: () => {} };
	const live = await Live.start({ open: () => openCluster(options), state, cost, signal, ...nothing });
	const living = live.run();
	const path = join(folder, "history.db");
	const kept = { cluster: options, path, interval: 1, retention: 86_400, shared: live.news };
	const { recorder, close } = await openRecorder({ ...kept, onNotice: () => {}, onEvent: () => {} });
	const recording = recorder.run(signal).finally(close);
	recording.catch(() => {});
	const stop = async () => {
		abort.abort();
		await Promise.all([living, recording.catch(() => {})]);
		await live.close();
	};
	return { state, clock, cost, recorder, recording, path, stop };
}

async function eventually(what: string, ask: () => boolean): Promise<void> {
	for (const end = Date.now() + 20_000; !ask(); await sleep(50))
		if (Date.now() > end) throw new Error(`not within 20 s: ${what}`);
}

const asked = (what: string) => cluster.asked.get(what) ?? 0;

it("a recorder beside the server's watches knows pods and counts as one alone, and what it reads of kubelets the server need not", async () => {
	const { state, recorder, path, stop } = await beside();
	try {
		await eventually("pods and their use", () => {
			const pod = state.facts.pods.named("shop", "app-0-0-0");
			const [container] = pod?.containers ?? [];
			return pod !== null && container !== undefined && state.facts.usageOf(pod, container) !== null;
		});
		cluster.addPod("node-0", "late");
		cluster.put("nodes", node("node-2"));
		cluster.put("namespaces", object("ci"));
		await eventually("its container", () => recorder.status.containers === 7 && recorder.status.nodes === 3);
		cluster.remove("pods", "shop/late");
		cluster.remove("nodes", "node-2");
		await eventually("its end", () => recorder.status.containers === 6 && recorder.status.nodes === 2);
		const [summaries, looks] = [asked("/stats/summary"), asked("/metrics/cadvisor")];
		await eventually("looks", () => asked("/metrics/cadvisor") > looks + 4);
		// One that has begun may not have ended.
		expect(asked("/stats/summary") - summaries).toBeLessThanOrEqual(asked("/metrics/cadvisor") - looks + 2);
	} finally {
		await stop();
	}
	const history = openStore(path);
	const request = { from: 0, to: 4e9, namespaces: null, wanted: null };
	const tracks = await Array.fromAsync(history.containers(request));
	const counters = await Array.fromAsync(history.counters(request));
	const counts = Object.fromEntries(counters.map(({ name, bytes }) => [name, bytes.at(-1)]));
	await history.close();
	expect(counts).toMatchObject({ "pods created": 1, "pods deleted": 1, "nodes created": 1, "nodes deleted": 1 });
	expect(counts).toMatchObject({ "namespaces created": 1, "namespaces deleted": 0 });
	const track = tracks.find(({ pod }) => pod === "app-0-0-0");
	expect(track?.owner).toEqual({ kind: "Deployment", name: "app" });
	expect(track?.series.capacity.at(-1)).toBe(512 * 2 ** 20);
	expect(track?.stretches.at(-1)).toMatchObject({ image: "registry.example.com/team/app:1.2.3", node: "node-0" });
});

it("where the nodes may not be seen, the recorder ends as one alone does", async () => {
	cluster.broken = (path) => (path.endsWith("/nodes") ? 403 : null);
	const { recording, stop } = await beside();
	await expect(recording).rejects.toMatchObject<Partial<Failure>>({ code: "cluster-forbidden" });
	await stop();
});

it("what an absence hid is asked anew when it is over", async () => {
	const { state, clock, recorder, stop } = await beside();
	const away = () => state.source.state === "away" && recorder.status.awaySince !== null;
	try {
		await eventually("it is followed", () => state.isComplete && state.source.state === "live");
		const looks = asked("/api/v1/events");
		await cluster.stop();
		await eventually("both know that it is away", away);
		clock.ahead = 120_000;
		await cluster.start();
		await eventually("it is back", () => state.source.state === "live" && recorder.status.awaySince === null);
		await eventually("a look at everything", () => asked("/api/v1/events") > looks);
	} finally {
		await stop();
	}
});
