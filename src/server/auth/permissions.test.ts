import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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
	api.handler = (request, response, url) => {
		let body = "";
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => {
			const { spec } = JSON.parse(body);
			if (url.pathname.endsWith("tokenreviews"))
				sendJson(response, { status: { authenticated: true, user: { username: "anna" } } });
			else sendJson(response, { status: { allowed: spec.resourceAttributes.namespace === "shop" } });
		});
	};
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
	api.handler = (request, response) => {
		let body = "";
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => sendJson(response, { status: { allowed: may(JSON.parse(body).spec.resourceAttributes) } }));
	};
	const permissions = new Permissions(client, () => ["shop", "pay"]);
	const { namespaces: seen, logs: read } = await permissions.viewerOf({ user: "eve", uid: "", groups: [], extra: {} });
	const sorted = (names: ReadonlySet<string> | null) => names && [...names].toSorted();
	expect([sorted(seen), sorted(read)]).toEqual([namespaces?.toSorted() ?? null, logs]);
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
