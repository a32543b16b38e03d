import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KubeClient } from "./client.ts";
import { type ListOptions, listObjects } from "./list.ts";
import type { Selection } from "./resources.ts";
import { clientTo } from "./testing/client.ts";
import { podNamed, sendJson, sendStatus, startServer, type TestServer } from "./testing/server.ts";

const PODS: Selection = { resource: "pods", namespace: null, labelSelector: "", fieldSelector: "" };

let server: TestServer;
let client: KubeClient;
beforeEach(async () => {
	server = await startServer((_, response) => sendStatus(response, 500, "no handler"));
	client = await clientTo(server.url);
});
afterEach(async () => {
	client.close();
	await server.stop();
});

/** Pages through `names` as an API server does: the token is the index to go on from. */
function paged(names: readonly string[], version = "10", pad = ""): TestServer["handler"] {
	return (_, response, url) => {
		const start = Number(url.searchParams.get("continue") ?? 0);
		const end = start + Number(url.searchParams.get("limit"));
		const items = names.slice(start, end).map((name) => podNamed(name, { pad }));
		const metadata = { resourceVersion: version, ...(end < names.length && { continue: String(end) }) };
		sendJson(response, { kind: "PodList", metadata, items });
	};
}

async function listed(options: ListOptions = {}): Promise<{ names: string[]; version: string }> {
	const names: string[] = [];
	const items = listObjects(client, PODS, { page: 2, retries: 0, ...options });
	for (;;) {
		const next = await items.next();
		if (next.done) return { names, version: next.value };
		names.push((next.value as { metadata: { name: string } }).metadata.name);
	}
}

const NAMES = ["a", "b", "c", "d", "e"];

describe("listObjects", () => {
	test("pages, and ends with the version", async () => {
		server.handler = paged(NAMES);
		expect(await listed()).toEqual({ names: NAMES, version: "10" });
		expect(server.requests.map(({ url }) => url)).toEqual([
			"/api/v1/pods?limit=2",
			"/api/v1/pods?limit=2&continue=2",
			"/api/v1/pods?limit=2&continue=4",
		]);
	});

	test("asks for what is wanted, names escaped", async () => {
		server.handler = paged([]);
		const selection: Selection = {
			resource: "jobs",
			namespace: "a/b",
			labelSelector: "app=x,tier!=y",
			fieldSelector: "spec.nodeName=n&1",
		};
		await Array.fromAsync(listObjects(client, selection));
		const url = new URL(server.requests[0]?.url ?? "", "http://x");
		expect(url.pathname).toBe("/apis/batch/v1/namespaces/a%2Fb/jobs");
		expect(Object.fromEntries(url.searchParams)).toEqual({
			limit: "250",
			labelSelector: "app=x,tier!=y",
			fieldSelector: "spec.nodeName=n&1",
		});
	});

	test("a 410 in the middle goes on with the token that comes with it, nothing twice", async () => {
		const pages = paged(NAMES);
		server.handler = (request, response, url) => {
			const token = url.searchParams.get("continue");
			if (token === "2") sendStatus(response, 410, "too old", { continue: "inconsistent" });
			else if (token === "inconsistent") paged(NAMES, "20")(request, response, new URL("http://x/?limit=9&continue=2"));
			else pages(request, response, url);
		};
		expect(await listed()).toEqual({ names: NAMES, version: "20" });
	});

	test("a 410 without a token starts again, past what was given, even when that is gone", async () => {
		let expired = false;
		server.handler = (request, response, url) => {
			if (url.searchParams.get("continue") === "2" && !expired) {
				expired = true;
				sendStatus(response, 410, "too old");
			} else paged(expired ? ["a", "ab", "c", "d", "e"] : NAMES, expired ? "20" : "10")(request, response, url);
		};
		// `ab` came while `b` was already given: it is behind us, as it is for a reader who was simply slower.
		expect(await listed()).toEqual({ names: ["a", "b", "c", "d", "e"], version: "20" });
	});

	test("a watch gets the 410 instead", async () => {
		server.handler = (request, response, url) =>
			url.searchParams.has("continue")
				? sendStatus(response, 410, "too old", { continue: "x" })
				: paged(NAMES)(request, response, url);
		await expect(listed({ exact: true })).rejects.toMatchObject({ code: "cluster-failed", params: { status: 410 } });
	});

	test("a list that expires each time is given up", async () => {
		server.handler = (request, response, url) =>
			url.searchParams.has("continue") ? sendStatus(response, 410, "too old") : paged(NAMES)(request, response, url);
		await expect(listed()).rejects.toMatchObject({ params: { status: 410 } });
	});

	test("pages that are too large are asked for in smaller ones", async () => {
		server.handler = paged(NAMES, "10", "x".repeat(1000));
		expect((await listed({ page: 16, pageBound: 3000 })).names).toEqual(NAMES);
		expect(server.requests.map(({ url }) => new URL(url ?? "", "http://x").searchParams.get("limit"))).toEqual([
			"16",
			"2",
			"2",
			"2",
		]);
		await expect(listed({ pageBound: 500 })).rejects.toMatchObject({ code: "cluster-failed" });
	});

	test("a page is only asked for when the one before is used up", async () => {
		server.handler = paged(NAMES);
		for await (const _ of listObjects(client, PODS, { page: 2 })) break;
		expect(server.requests.length).toBe(1);
	});

	test.each<[string, unknown]>([
		["no items", { kind: "PodList" }],
		["items that are no list", { items: "x" }],
	])("%s", async (_, body) => {
		server.handler = (_request, response) => sendJson(response, body);
		await expect(listed()).rejects.toMatchObject({ code: "cluster-not-kubernetes" });
	});

	test("empty pages without end", async () => {
		let page = 0;
		server.handler = (_, response) => sendJson(response, { items: [], metadata: { continue: String(page++) } });
		await expect(listed()).rejects.toMatchObject({ code: "cluster-not-kubernetes" });
	});

	test("an empty page that leads to itself is asked for twice", async () => {
		server.handler = (_, response) => sendJson(response, { items: [], metadata: { continue: "again" } });
		await expect(listed()).rejects.toMatchObject({ code: "cluster-not-kubernetes" });
		expect(server.requests.length).toBe(2);
	});
});
