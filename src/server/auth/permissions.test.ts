import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type KubeClient, openClient } from "../../sources/kubernetes/client.ts";
import { resolveConnection } from "../../sources/kubernetes/kubeconfig.ts";
import { sendJson, startServer, type TestServer } from "../../sources/kubernetes/testing/server.ts";
import { Permissions } from "./permissions.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-permissions-"));
let api: TestServer;
let client: KubeClient;
beforeAll(async () => {
	api = await startServer((_, response) => sendJson(response, { message: "not yet" }, 503));
	const options = { server: api.url, environment: {}, home: folder, version: "test", kubeconfig: join(folder, "none") };
	writeFileSync(options.kubeconfig, "apiVersion: v1\nkind: Config\n");
	client = await openClient(await resolveConnection(options), options);
});
afterAll(async () => {
	client.close();
	await api.stop();
	rmSync(folder, { recursive: true });
});

test("what could not be asked is no refusal: it is asked again as soon as the API server answers", async () => {
	const anna = { user: "anna", uid: "1", groups: [], extra: {} };
	const permissions = new Permissions(client, () => ["shop", "pay"]);
	await expect(permissions.identityOf("of-anna")).rejects.toThrow();
	await expect(permissions.viewerOf(anna)).rejects.toThrow();
	api.handler = reviews(({ namespace }) => namespace === "shop");
	expect((await permissions.identityOf("of-anna"))?.user).toBe("anna");
	const shop = new Set(["shop"]);
	expect(await permissions.viewerOf(anna)).toEqual({ user: "anna", namespaces: shop, nodes: false, logs: shop });
});

test.each([
	["all pods, all logs", () => true, null, null],
	["all pods, logs of one namespace", logsOf("shop", true), null, ["shop"]],
	["pods of two namespaces, logs of one", logsOf("shop", false), ["shop", "pay"], ["shop"]],
	["pods of two namespaces, no logs", logsOf("", false), ["shop", "pay"], []],
	["all logs, no pods", ({ subresource }: Asked) => subresource === "log", [], null],
])("who may see %s", async (_, may, namespaces, logs) => {
	api.handler = reviews(may);
	const permissions = new Permissions(client, () => ["shop", "pay"]);
	const { namespaces: seen, logs: read } = await permissions.viewerOf({ user: "eve", uid: "", groups: [], extra: {} });
	const sorted = (names: ReadonlySet<string> | null) => names && [...names].toSorted();
	expect([sorted(seen), sorted(read)]).toEqual([namespaces?.toSorted() ?? null, logs]);
});

test("a kept connection that the server closes as it is used is no absence", async () => {
	const permissions = new Permissions(client, () => ["shop", "pay"]);
	const answer = reviews(() => true);
	const closed = new Set<string>();
	api.handler = (request, response, url) => {
		if (closed.has(url.pathname)) return answer(request, response, url);
		closed.add(url.pathname);
		request.destroy();
	};
	expect((await permissions.identityOf("of-anna"))?.user).toBe("anna");
	expect((await permissions.viewerOf({ user: "anna", uid: "1", groups: [], extra: {} })).namespaces).toBeNull();
	expect(closed.size).toBe(2);
});

/** Answers every review by whether something is allowed, and that the token is Anna's. */
function reviews(may: (asked: Asked) => boolean): TestServer["handler"] {
	return (request, response, url) => {
		let body = "";
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => {
			const { resourceAttributes } = JSON.parse(body).spec;
			if (url.pathname.endsWith("tokenreviews"))
				sendJson(response, { status: { authenticated: true, user: { username: "anna" } } });
			else sendJson(response, { status: { allowed: may(resourceAttributes) } });
		});
	};
}

describe("while the API server is away", () => {
	const anna = { user: "anna", uid: "1", groups: [], extra: {} };
	const away: TestServer["handler"] = (_, response) => sendJson(response, { message: "etcd" }, 503);
	const nobody: TestServer["handler"] = (request) => request.destroy();
	const refusing: TestServer["handler"] = (_, response) => sendJson(response, { message: "no" }, 403);
	let now = 0;
	beforeEach(() => {
		now = 1000;
		vi.spyOn(performance, "now").mockImplementation(() => now);
	});
	afterEach(() => vi.restoreAllMocks());

	test.each([
		["behind a balancer", away],
		["not at all there", nobody],
	])("%s: its last word on what somebody may holds for five minutes, on whose a token is for two", async (_, gone) => {
		const permissions = new Permissions(client, () => ["shop", "pay"]);
		api.handler = reviews(logsOf("shop", false));
		const [before] = [await permissions.viewerOf(anna), await permissions.identityOf("of-anna")];
		api.handler = gone;
		now += 119_000;
		expect(await permissions.viewerOf(anna)).toEqual(before);
		expect((await permissions.identityOf("of-anna"))?.user).toBe("anna");
		await expect(permissions.viewerOf({ ...anna, user: "eve" })).rejects.toThrow();
		await expect(permissions.identityOf("of-eve")).rejects.toThrow();
		now += 100_000;
		expect(await permissions.viewerOf(anna)).toEqual(before);
		await expect(permissions.identityOf("of-anna")).rejects.toThrow();
		now += 82_000;
		await expect(permissions.viewerOf(anna)).rejects.toThrow();
	});

	test("what it says when it is back holds, also where that is less", async () => {
		const permissions = new Permissions(client, () => ["shop", "pay"]);
		api.handler = reviews(() => true);
		expect((await permissions.viewerOf(anna)).namespaces).toBeNull();
		api.handler = away;
		now += 40_000;
		expect((await permissions.viewerOf(anna)).namespaces).toBeNull();
		api.handler = reviews(() => false);
		now += 40_000;
		expect((await permissions.viewerOf(anna)).namespaces).toEqual(new Set());
	});

	test("a refusal is an answer: nothing stands in for it", async () => {
		const permissions = new Permissions(client, () => ["shop", "pay"]);
		api.handler = reviews(() => true);
		await permissions.viewerOf(anna);
		api.handler = refusing;
		now += 40_000;
		await expect(permissions.viewerOf(anna)).rejects.toThrow();
	});
});

interface Asked {
	resource: string;
	subresource?: string;
	namespace?: string;
}

/** Pods everywhere or namespace by namespace, and the logs of one. */
function logsOf(one: string, everywhere: boolean) {
	return ({ resource, subresource, namespace }: Asked): boolean =>
		resource === "pods" && (subresource === "log" ? namespace === one : everywhere || namespace !== undefined);
}
