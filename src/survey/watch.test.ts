import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Report } from "../model/report.ts";
import { type ClusterSource, openCluster } from "../sources/kubernetes/cluster.ts";
import { watchDeaths } from "./watch.ts";

/** A small API server: it lists what it has and sends what is pushed to whoever watches. */
class Api {
	pods: object[] = [];
	version = 100;
	private readonly watchers = new Set<ServerResponse>();
	private readonly server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", "http://x");
		response.setHeader("content-type", "application/json");
		if (url.searchParams.get("watch") === "true") {
			response.writeHead(200);
			response.flushHeaders();
			this.watchers.add(response);
			return;
		}
		const name = url.searchParams.get("fieldSelector")?.replace("metadata.name=", "");
		const all = url.pathname.endsWith("/pods") ? this.pods : [];
		const items =
			name === undefined ? all : all.filter((pod) => (pod as { metadata: { name: string } }).metadata.name === name);
		response.end(JSON.stringify({ kind: "List", metadata: { resourceVersion: String(this.version) }, items }));
	});

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
