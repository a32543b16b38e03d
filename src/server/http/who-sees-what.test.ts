import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { History } from "../../history/history.ts";
import type { Finding } from "../../model/finding.ts";
import { workloadOf } from "../../model/workload.ts";
import { openArchive } from "../../sources/archive/archive.ts";
import { event, facts, kill, NOON, nodeEvent } from "../../verdicts/deaths/death.fixture.ts";
import { judgeDeath, judgePodEnd } from "../../verdicts/deaths/index.ts";
import { nodeTrackOf } from "../state/node-series.ts";
import { recordedState } from "../state/recorded.ts";
import type { State } from "../state/state.ts";
import { withHistory } from "../state/tracks.ts";
import { everything, type Viewer } from "../state/viewer.ts";
import { PATTERNS } from "./routes.ts";
import { createServer } from "./server.ts";

/** Each path of the API, and what it answers who may see namespace `shop` alone, and who may see nodes beside it. */
const TABLE: Record<string, readonly (readonly [path: string, ofShop: number, withNodes: number])[]> = {
	overview: [["overview", 200, 200]],
	fleet: [
		["fleet", 200, 200],
		["fleet?since=EPOCH-0", 200, 200],
	],
	findings: [
		["findings", 200, 200],
		["findings?namespace=cache", 200, 200],
	],
	deaths: [["deaths", 200, 200]],
	advisories: [["advisories", 200, 200]],
	"advisories/*": [["advisories/k3s-agent-oom-servers-down", 200, 200]],
	nodes: [["nodes", 403, 200]],
	"nodes/*": [["nodes/plimsoll-lab", 403, 200]],
	"nodes/*/tracks": [["nodes/plimsoll-lab/tracks", 403, 200]],
	"workloads/*/*/*": [
		["workloads/shop/Deployment/cart", 200, 200],
		["workloads/cache/StatefulSet/redis-cluster-redis", 404, 404],
	],
	"workloads/*/*/*/tracks": [
		["workloads/shop/Deployment/cart/tracks", 200, 200],
		["workloads/cache/StatefulSet/redis-cluster-redis/tracks", 404, 404],
	],
	rules: [["rules", 200, 200]],
	report: [
		["report", 200, 200],
		["report?lang=zh-CN", 200, 200],
	],
	changes: [["changes?after=EPOCH-0", 200, 200]],
};

const only = (nodes: boolean): Viewer => ({ user: "anna", namespaces: new Set(["shop"]), nodes, logs: null });

/** Findings of the viewer's own pods that tell of others' too: a node that ran out of memory, a pod that had to make room. */
const LEDGER = { pid: 3441, process: "mysqld", rss: 3 << 30, oomScoreAdj: -997, pod: "bank/ledger-0" };
const OF_NODE = { limitLevel: "node", constraint: "none", limitCgroup: "", limit: null, usage: null } as const;
const around = facts({
	kills: [kill({ ...OF_NODE, tasks: [LEDGER] })],
	events: [event("Preempted", "Preempted by bank/ledger-0 on node node-1", NOON)],
	nodeEvents: [nodeEvent("SystemOOM", "System OOM encountered, victim process: mysqld, pid: 3441", NOON)],
});
const TELLING = [judgeDeath({ ...around, events: [] }), judgePodEnd(around)] as Finding[];

/** A recorder's history: what it could not read, it tells of everybody. */
const history = {
	name: "prometheus bank/prometheus-of-bank",
	gaps: [
		{ source: "history", what: "node ledger-node", reason: "failed", detail: "connect ECONNREFUSED 10.9.8.7:10250" },
		{ source: "history", what: "memory of bank/ledger-0", reason: "malformed", detail: "a chunk" },
	],
	async *containers() {},
	async *cgroups() {},
	async *counters() {},
	async close() {},
} as unknown as History;

let state: State;
let server: Server;
let origin = "";
let viewer: Viewer;
const foreign: string[] = ["mysqld", "ledger", "bank", "10.9.8.7"];

beforeAll(async () => {
	const source = await openArchive("lab/recordings/demo.tar.gz", { now: 0 });
	state = await recordedState(source, source.takenAt ?? 0);
	await source.close();
	state.takeDeaths([...state.found.deaths, ...TELLING], null);
	state.gaps = history.gaps;
	// Words that answers have for other reasons: a source, a pod of the fixture.
	const own = new Set(["prometheus", "web"]);
	for (const pod of state.facts.pods.values()) {
		const { namespace, name } = pod;
		const names = [namespace, name, workloadOf(pod).name, ...pod.containers.map((one) => one.name)];
		for (const one of names)
			if (namespace === "shop") own.add(one);
			else foreign.push(one);
	}
	foreign.splice(0, foreign.length, ...foreign.filter((name) => !own.has(name)));
	// In one change with the viewer's own, as a stream tells of them.
	state.publish(["findings"], [...state.log.all()]);
	const login = {
		kind: "kubernetes",
		cookie: "x",
		viewerOf: async () => viewer,
		exchange: async () => null,
		leave() {},
	};
	const served = {
		...{ state, login: login as never, version: "test", openapi: {} },
		tracks: (asked: Parameters<typeof withHistory>[2]) => withHistory(async () => history, state, asked),
		nodeTrack: (asked: Parameters<typeof nodeTrackOf>[1]) =>
			nodeTrackOf(state, asked, { history: async () => history, cluster: null }),
	};
	const said = { metrics: () => "", tls: null, onDefect: (error: unknown) => console.error(error), count: () => {} };
	server = createServer({ served, hosts: new Set(), ...said }).listen(0, "127.0.0.1");
	await once(server, "listening");
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

/** Of a stream what it says at once. */
async function ask(path: string): Promise<{ status: number; text: string }> {
	const stop = new AbortController();
	const url = `${origin}/api/v1/${path.replace("EPOCH", state.epoch)}`;
	const answer = await fetch(url, { signal: stop.signal });
	if (!path.startsWith("changes")) return { status: answer.status, text: await answer.text() };
	let text = "";
	for await (const chunk of answer.body ?? []) {
		text += Buffer.from(chunk).toString();
		if (text.endsWith("\n\n")) break;
	}
	stop.abort();
	return { status: answer.status, text };
}

test("every path of the API is in the table", () => {
	expect(Object.keys(TABLE).toSorted()).toEqual(PATTERNS.toSorted());
});

test("there are names to be kept from who may not see them: all of them are told to who may", async () => {
	viewer = everything("root");
	const told = (await Promise.all(["fleet", "deaths", "findings", "overview"].map(ask))).map(({ text }) => text).join();
	for (const name of ["mysqld", "bank/ledger-0", "redis-cluster-redis", "storefront", "ledger-node"])
		expect(told).toContain(name);
	expect((await ask("workloads/shop/Deployment/cart/tracks")).text).toContain("prometheus-of-bank");
	expect((await ask("changes?after=EPOCH-0")).text).toContain("redis-cluster-redis");
});

describe.each([
	["shop", false],
	["shop, and nodes", true],
] as const)("to who may see %s", (_, nodes) => {
	test.each(Object.values(TABLE).flat())("%s names nobody else", async (path, ofShop, withNodes) => {
		viewer = only(nodes);
		const { status, text } = await ask(path);
		expect(status).toBe(nodes ? withNodes : ofShop);
		// A known bug's page and the rules speak of software, not of this cluster.
		if (/^(?:rules|advisories\/)/.test(path)) return;
		expect(foreign.filter((name) => text.includes(name))).toEqual([]);
	});

	test("a count is of what they may see", async () => {
		viewer = only(nodes);
		const { fleet, deathsTotal, looked } = JSON.parse((await ask("overview")).text);
		const rows = [...state.rows.rows].filter(({ namespace }) => namespace === "shop");
		const own = rows.reduce((sum, { replicas }) => sum + replicas, 0);
		const deaths = state.log.all().filter(({ subject }) => subject.namespace === "shop");
		expect([fleet.containers, looked.containers, deathsTotal]).toEqual([own, own, deaths.length]);
	});
});
