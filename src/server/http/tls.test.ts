import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { Agent, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Certificates, makeCertificates, type Pair } from "../../sources/kubernetes/testing/certificates.ts";
import { clientTo } from "../../sources/kubernetes/testing/client.ts";
import { sendJson, startServer, type TestServer } from "../../sources/kubernetes/testing/server.ts";
import { KubernetesLogin } from "../auth/kubernetes.ts";
import { Permissions } from "../auth/permissions.ts";
import { trustedProxy } from "../auth/proxy.ts";
import { Seal } from "../auth/sealed.ts";
import { State } from "../state/state.ts";
import { createServer } from "./server.ts";

/** An API server by which anna may list the pods of `shop`, and nobody anything else. */
const asApiServer: TestServer["handler"] = (incoming, response) => {
	let body = "";
	incoming.on("data", (chunk) => {
		body += chunk;
	});
	incoming.on("end", () => {
		const { spec } = JSON.parse(body);
		const allowed = spec.user === "anna" && spec.resourceAttributes?.namespace === "shop";
		sendJson(response, { status: { allowed } });
	});
};

const folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
const [certFile, keyFile] = [join(folder, "tls.crt"), join(folder, "tls.key")];
const defects: unknown[] = [];
let certificates: Certificates;
let api: TestServer;
let server: Server;

const place = ({ cert, key }: Pair) => {
	writeFileSync(certFile, cert);
	writeFileSync(keyFile, key);
};

beforeAll(async () => {
	certificates = makeCertificates();
	place(certificates.server);
	api = await startServer(asApiServer);
	const permissions = new Permissions(await clientTo(api.url), () => ["shop", "pay"]);
	const login = new KubernetesLogin(permissions, new Seal("key"), trustedProxy([], true, "x-remote"));
	server = createServer({
		served: {
			state: new State("test", Date.now),
			login,
			version: "0",
			openapi: {},
			tracks: () => Promise.reject(new Error("not asked")),
			nodeTrack: () => Promise.reject(new Error("not asked")),
		},
		hosts: new Set(),
		metrics: () => "",
		tls: { certFile, keyFile, ca: certificates.authority, reloadMs: 20 },
		onDefect: (error) => defects.push(error),
		count: () => {},
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
});
afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await api.stop();
	rmSync(folder, { recursive: true });
});

/** Over a connection of its own; the certificate that was shown is told by its dates. */
function ask(headers: Record<string, string>, client?: Pair) {
	const { port } = server.address() as AddressInfo;
	const agent = new Agent({ keepAlive: false, rejectUnauthorized: false, ...client });
	return new Promise<{ session: { user: string | null; namespaces: string[] | null }; until: string }>(
		(resolve, reject) => {
			const asked = request({ port, host: "127.0.0.1", path: "/api/v1/session", agent, headers }, (response) => {
				const until = (response.socket as TLSSocket).getPeerCertificate().valid_to;
				let body = "";
				response.on("data", (chunk) => {
					body += chunk;
				});
				response.on("end", () => resolve({ session: JSON.parse(body), until }));
			});
			asked.on("error", reject);
			asked.end();
		},
	);
}

test.each<[string, "client" | "expiredClient" | null, Record<string, string>, string | null, string[] | null]>([
	["a proxy's word", "client", { "x-remote-user": "anna" }, "anna", ["shop"]],
	["who may see nothing sees nothing", "client", { "x-remote-user": "eve" }, "eve", []],
	["anybody else's word", null, { "x-remote-user": "anna" }, null, null],
	["a certificate that is over", "expiredClient", { "x-remote-user": "anna" }, null, null],
	["headers that the proxy does not strip", "client", { "x-forwarded-user": "anna" }, null, null],
])("%s", async (_, pair, headers, user, namespaces) => {
	const { session } = await ask(headers, pair === null ? undefined : certificates[pair]);
	expect(session).toMatchObject({ user, namespaces });
});

test("a certificate that is renewed is shown without a restart; a broken one is told of once, and the old one stays", async () => {
	const { until: before } = await ask({});
	place(certificates.expiredServer);
	await expect.poll(async () => (await ask({})).until).not.toBe(before);
	const { until: renewed } = await ask({});
	writeFileSync(keyFile, "half a rotation");
	await expect.poll(() => defects).toEqual([expect.objectContaining({ code: "certificate-unusable" })]);
	expect((await ask({})).until).toBe(renewed);
});
