import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Report } from "../model/report.ts";
import { type ClusterSource, openCluster } from "../sources/kubernetes/cluster.ts";
import { watchDeaths } from "./watch.ts";

/** A small API server: it lists what it has and sends what is pushed to whoever watches. */
class Api {
	pods: object[] = [];
	nodes: object[] = [];
	/** Its node's kern.log. */
	kernelLog = "";
	version = 100;
	private readonly watchers = new Set<ServerResponse>();
	private readonly server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", "http://x");
		response.setHeader("content-type", "application/json");
		if (url.pathname.includes("/proxy/")) return void this.sendLog(url.pathname, request.headers.range, response);
		if (url.searchParams.get("watch") === "true") {
			response.writeHead(200);
			response.flushHeaders();
			this.watchers.add(response);
			return;
		}
		const name = /metadata\.name=([^,]+)/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
		const all = url.pathname.endsWith("/pods") ? this.pods : url.pathname.endsWith("/nodes") ? this.nodes : [];
		const items =
			name === undefined ? all : all.filter((pod) => (pod as { metadata: { name: string } }).metadata.name === name);
		response.end(JSON.stringify({ kind: "List", metadata: { resourceVersion: String(this.version) }, items }));
	});

	/** As a kubelet's file server sends ranges. */
	private sendLog(path: string, range: string | undefined, response: ServerResponse): void {
		const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
		const size = this.kernelLog.length;
		if (!path.endsWith("/kern.log")) return void response.writeHead(404).end();
		const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
		const end = from === "" || to === "" ? size - 1 : Math.min(size - 1, Number(to));
		if (start > end) return void response.writeHead(416, { "content-range": `bytes */${size}` }).end();
		response.writeHead(206, { "content-range": `bytes ${start}-${end}/${size}` });
		response.end(this.kernelLog.slice(start, end + 1));
	}

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}
	get watched(): boolean {
		return this.watchers.size > 0;
	}
	push(type: string, pod: object): void {
		this.version++;
		this.pods = [...this.pods.filter((other) => nameOf(other) !== nameOf(pod)), ...(type === "DELETED" ? [] : [pod])];
		for (const watcher of this.watchers) watcher.write(`${JSON.stringify({ type, object: pod })}\n`);
	}
	/** The connection breaks, and what the client was at is forgotten. */
	forget(): void {
		for (const watcher of this.watchers) {
			watcher.end(`${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old" } })}\n`);
		}
		this.watchers.clear();
	}
	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}

const nameOf = (pod: object) => (pod as { metadata: { name: string } }).metadata.name;

function pod(name: string, kills: number): object {
	const terminated = {
		reason: "OOMKilled",
		exitCode: 137,
		finishedAt: `2026-11-21T12:00:0${kills}Z`,
		containerID: `containerd://${kills}`,
	};
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, namespace: "shop", uid: `uid-${name}`, resourceVersion: String(100 + kills) },
		spec: { nodeName: "n", containers: [{ name: "app", image: "x", resources: { limits: { memory: "64Mi" } } }] },
		status: {
			phase: "Running",
			qosClass: "Burstable",
			containerStatuses: [
				{ name: "app", restartCount: kills, state: { running: {} }, lastState: kills > 0 ? { terminated } : {} },
			],
		},
	};
}

let clean: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const step of clean.reverse()) await step();
	clean = [];
});

/** Starts a watch; `next` waits for the next report. */
async function start(api: Api) {
	const server = await api.listen();
	const abort = new AbortController();
	const cluster: ClusterSource = await openCluster({
		server,
		kubeconfig: undefined,
		environment: {},
		home: "/nonexistent",
		version: "test",
	});
	const states: string[] = [];
	const inquiry = {
		scope: { namespace: "shop", labelSelector: "", fieldSelector: "" },
		now: () => Date.parse("2026-11-21T12:05:00Z"),
		signal: abort.signal,
		onState: (state: string) => void states.push(state),
		kernelEvery: 30,
	};
	const reports = watchDeaths(cluster, inquiry);
	clean.push(async () => {
		abort.abort();
		await cluster.close();
		api.close();
	});
	const next = async (): Promise<Report> => {
		const { value, done } = await reports.next();
		if (done) throw new Error("the watch ended");
		return value;
	};
	return { next, states };
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const told = (report: Report) =>
	report.findings.map(({ subject, params }) => [subject.name, "restartCount" in params && params.restartCount]);

test("tells what there is, then each new death once", async () => {
	const api = new Api();
	api.pods = [pod("old", 1), pod("well", 0)];
	const { next } = await start(api);
	expect(told(await next())).toEqual([["old", 1]]);

	const second = next();
	await until(() => api.watched);
	api.push("MODIFIED", pod("old", 1));
	api.push("MODIFIED", pod("well", 0));
	api.push("MODIFIED", pod("well", 1));
	expect(told(await second)).toEqual([["well", 1]]);

	const third = next();
	api.push("MODIFIED", pod("old", 2));
	expect(told(await third)).toEqual([["old", 2]]);
});

test("after the server has forgotten our place, tells what happened meanwhile and nothing twice", async () => {
	const api = new Api();
	api.pods = [pod("old", 1), pod("other", 0)];
	const { next, states } = await start(api);
	await next();
	const second = next();
	await until(() => api.watched);
	api.pods = [pod("old", 1), pod("other", 1)];
	api.forget();
	expect(told(await second)).toEqual([["other", 1]]);
	expect(states[0]).toBe("connected");
});

test("a pod that is deleted and comes back under another uid is news again", async () => {
	const api = new Api();
	api.pods = [pod("old", 1)];
	const { next } = await start(api);
	await next();
	const second = next();
	await until(() => api.watched);
	api.push("DELETED", pod("old", 1));
	api.push("ADDED", pod("old", 1));
	expect(told(await second)).toEqual([["old", 1]]);
});

const UID = "11111111-2222-4333-8444-555555555555";
const ID = "ab".repeat(32);
const survivor = () => {
	const living = pod("worker", 0) as { metadata: object; status: { containerStatuses: object[] } };
	const state = { running: { startedAt: "2026-11-21T11:00:00Z" } };
	return {
		...living,
		metadata: { ...living.metadata, uid: UID },
		status: { ...living.status, containerStatuses: [{ name: "app", containerID: `containerd://${ID}`, state }] },
	};
};
function killed(pid: number, at: string): string {
	const cgroup = `/kubepods/burstable/pod${UID}/${ID}`;
	return [
		`oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${ID},mems_allowed=0,oom_memcg=${cgroup},task_memcg=${cgroup},task=child,pid=${pid},uid=0`,
		`Memory cgroup out of memory: Killed process ${pid} (child) total-vm:90000kB, anon-rss:60000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:200kB oom_score_adj:900`,
	]
		.map((line) => `2026-11-21T${at}.000000+00:00 n kernel: [ 100.0] ${line}\n`)
		.join("");
}

test("tells kills that a container survived when they come, each once, also from a log that was rotated", async () => {
	const api = new Api();
	api.nodes = [{ kind: "Node", metadata: { name: "n" } }];
	api.pods = [survivor()];
	api.kernelLog = killed(7, "11:10:00");
	const { next } = await start(api);
	const pids = (report: Report) =>
		report.findings.map(({ rule, params }) => [rule, "kernelKills" in params && params.kernelKills]);
	expect(pids(await next())).toEqual([["death/child-killed", 1]]);

	const second = next();
	await until(() => api.watched);
	api.kernelLog += killed(8, "11:20:00");
	expect(pids(await second)).toEqual([["death/child-killed", 2]]);

	const third = next();
	await new Promise((resolve) => setTimeout(resolve, 150));
	api.kernelLog = killed(9, "11:30:00");
	expect(pids(await third)).toEqual([["death/child-killed", 1]]);
});
