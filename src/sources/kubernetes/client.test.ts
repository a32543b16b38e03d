import { once } from "node:events";
import { createServer as createHttp, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcp, type Socket } from "node:net";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Failure } from "../../model/failure.ts";
import { type KubeClient, openClient } from "./client.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { resolveConnection } from "./kubeconfig.ts";
import { type Certificates, makeCertificates, type Pair } from "./testing/certificates.ts";
import { Folder, kubeconfigFor, optionsIn } from "./testing/options.ts";
import { type Handler, sendJson, sendStatus, startServer, type TestServer } from "./testing/server.ts";

const BOUND = 1024 * 1024;
const NO_RETRY = { retries: 0 };
const ok: Handler = (_, response) => sendJson(response, { kind: "PodList" });

let certificates: Certificates;
let folder: Folder;
const opened: { stop?: () => Promise<void>; close?: () => void }[] = [];

beforeAll(() => {
	certificates = makeCertificates();
	folder = new Folder();
});
afterAll(() => folder[Symbol.dispose]());
afterEach(async () => {
	for (const thing of opened.splice(0)) {
		thing.close?.();
		await thing.stop?.();
	}
});

async function serve(handler: Handler, pair?: Pair): Promise<TestServer> {
	const server = await startServer(handler, { certificates, ...(pair && { pair }) });
	opened.push(server);
	return server;
}

const trusted = (): object => ({ "certificate-authority-data": certificates.authority.toString("base64") });

async function clientFor(
	url: string,
	cluster: object = trusted(),
	user: object = {},
	more: Partial<ConnectOptions> = {},
): Promise<KubeClient> {
	const options = optionsIn(folder, { kubeconfig: folder.write("config", kubeconfigFor(url, cluster, user)), ...more });
	const client = await openClient(await resolveConnection(options), options);
	opened.push(client);
	return client;
}

async function failureOf(promise: Promise<unknown>): Promise<{ code: string; params: unknown }> {
	const error = await promise.then(
		() => null,
		(thrown: unknown) => thrown as Failure,
	);
	if (error?.name !== "Failure") throw error ?? new Error("nothing was thrown");
	return { code: error.code, params: error.params };
}

describe("requests", () => {
	test("carry who we are, keep the server's path and the connection", async () => {
		const server = await serve(ok);
		const user = {
			token: "secret",
			as: "boss",
			"as-uid": "7",
			"as-groups": ["g1", "zwei"],
			"as-user-extra": { "example.com/scopes": ["x", "ü"] },
		};
		const client = await clientFor(`${server.url}/gateway/c1`, trusted(), user);
		const ports = new Set<number | undefined>();
		for (let i = 0; i < 3; i++) {
			await client.json("/api/v1/pods?limit=1", BOUND);
			ports.add(server.requests.at(-1)?.socket.remotePort);
		}
		expect(ports.size).toBe(1);
		const [request] = server.requests;
		expect(request?.url).toBe("/gateway/c1/api/v1/pods?limit=1");
		expect(request?.headers).toMatchObject({
			authorization: "Bearer secret",
			"user-agent": "plimsoll/1.2.3",
			"accept-encoding": "gzip",
			"impersonate-user": "boss",
			"impersonate-uid": "7",
		});
		expect(request?.headersDistinct["impersonate-group"]).toEqual(["g1", "zwei"]);
		const extra = request?.headersDistinct["impersonate-extra-example.com%2fscopes"] ?? [];
		expect(extra.map((value) => Buffer.from(value, "latin1").toString("utf8"))).toEqual(["x", "ü"]);
		expect(client.answered).toBe(true);
	});

	test.each<[string, object, Partial<ConnectOptions>, string | undefined]>([
		["a password", { username: "me", password: "pass" }, {}, "Basic bWU6cGFzcw=="],
		["a token by flag", { token: "file" }, { token: "flag" }, "Bearer flag"],
		["nothing", {}, {}, undefined],
	])("authorize with %s", async (_, user, flags, expected) => {
		const server = await serve(ok);
		await (await clientFor(server.url, trusted(), user, flags)).json("/x", BOUND);
		expect(server.requests[0]?.headers.authorization).toBe(expected);
	});

	test("never carry credentials in clear text", async () => {
		const server = await startServer(ok);
		opened.push(server);
		await (await clientFor(server.url, {}, { token: "secret" })).json("/x", BOUND);
		expect(server.requests[0]?.headers.authorization).toBeUndefined();
	});

	test("show the client certificate", async () => {
		let subject = "";
		const server = await serve((request, response) => {
			subject =
				(request.socket as unknown as { getPeerCertificate(): { subject?: { CN?: string } } }).getPeerCertificate()
					.subject?.CN ?? "";
			sendJson(response, {});
		});
		const user = {
			"client-certificate-data": certificates.client.cert.toString("base64"),
			"client-key-data": certificates.client.key.toString("base64"),
		};
		await (await clientFor(server.url, trusted(), user)).json("/x", BOUND);
		expect(subject).toBe("jane");
	});

	test("read compressed answers, and refuse those that grow over the bound", async () => {
		const body = JSON.stringify({ items: "x".repeat(4 * BOUND) });
		const server = await serve((_, response) => {
			response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
			response.end(gzipSync(body));
		});
		const client = await clientFor(server.url);
		expect(JSON.stringify(await client.json("/x", 5 * BOUND))).toBe(body);
		await expect(client.json("/x", BOUND)).rejects.toThrow(`over ${BOUND} bytes`);
	});

	test("a body without end is cut off", async () => {
		const server = await serve((_, response) => {
			response.writeHead(200, { "content-type": "application/json" });
			// One piece a turn: a loop would never see that the client has gone.
			const more = (): void => {
				if (!response.destroyed) response.write("x".repeat(65536), () => setImmediate(more));
			};
			more();
		});
		await expect((await clientFor(server.url)).json("/x", BOUND)).rejects.toThrow(`over ${BOUND} bytes`);
	});
});

describe("token files", () => {
	test("are read again when they change, and after a 401", async () => {
		let valid = "one";
		const server = await serve((request, response) =>
			request.headers.authorization === `Bearer ${valid}`
				? sendJson(response, {})
				: sendStatus(response, 401, "Unauthorized"),
		);
		const tokenFile = folder.write("token", "one\n");
		const client = await clientFor(server.url, trusted(), { tokenFile });
		await client.json("/x", BOUND);
		folder.write("token", "two-longer");
		valid = "two-longer";
		await client.json("/x", BOUND);
		expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer one", "Bearer two-longer"]);
		valid = "none of these";
		expect(await failureOf(client.json("/x", BOUND))).toEqual({
			code: "cluster-unauthorized",
			params: { server: server.url, user: "jane" },
		});
	});

	test("a missing one is a failure of its user", async () => {
		const client = await clientFor("https://127.0.0.1:1", trusted(), { tokenFile: "/nowhere/token" });
		expect(await failureOf(client.json("/x", BOUND))).toEqual({
			code: "credential-failed",
			params: { user: "jane", detail: "/nowhere/token: ENOENT" },
		});
	});
});

describe("exec plugins", () => {
	const plugin = (script: string, more: object = {}): object => ({
		exec: {
			apiVersion: "client.authentication.k8s.io/v1",
			command: folder.write(`plugin-${Math.random()}`, `#!/bin/sh\n${script}`, 0o700),
			interactiveMode: "IfAvailable",
			...more,
		},
	});
	const answer = (status: string): string =>
		`echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}'`;
	const environment = { PATH: process.env.PATH };

	test("are run once until their token expires, with what they need to know", async () => {
		const server = await serve(ok);
		const script = `echo run >> "$LOG"\nprintf %s "$KUBERNETES_EXEC_INFO" > "$LOG.info"\necho "$1" >> "$LOG"\n${answer('{"token":"t1"}')}`;
		const log = folder.join("plugin-log");
		const user = plugin(script, { args: ["first"], env: [{ name: "LOG", value: log }], provideClusterInfo: true });
		const extensions = [{ name: "client.authentication.k8s.io/exec", extension: { audience: "me" } }];
		const client = await clientFor(server.url, { ...trusted(), extensions }, user, { environment });
		await Promise.all([client.json("/x", BOUND), client.json("/y", BOUND)]);
		expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer t1", "Bearer t1"]);
		const { readFileSync } = await import("node:fs");
		expect(readFileSync(log, "utf8")).toBe("run\nfirst\n");
		expect(JSON.parse(readFileSync(`${log}.info`, "utf8"))).toEqual({
			apiVersion: "client.authentication.k8s.io/v1",
			kind: "ExecCredential",
			spec: {
				interactive: false,
				cluster: {
					server: server.url,
					"certificate-authority-data": certificates.authority.toString("base64"),
					config: { audience: "me" },
				},
			},
		});
	});

	test("are run again when the token has expired, and on a 401", async () => {
		let good = "";
		const server = await serve((request, response) => {
			const given = request.headers.authorization ?? "";
			if (good === "" || given === good) sendJson(response, {});
			else sendStatus(response, 401, "Unauthorized");
		});
		const counter = folder.join("counter");
		const count = `echo x >> ${counter}; n=$(wc -l < ${counter})`;
		const expired = `echo "{\\"apiVersion\\":\\"client.authentication.k8s.io/v1\\",\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"t$((n))\\",\\"expirationTimestamp\\":\\"$WHEN\\"}}"`;
		const first = await clientFor(server.url, trusted(), plugin(`WHEN=2020-01-01T00:00:00Z\n${count}\n${expired}`), {
			environment,
		});
		await first.json("/x", BOUND);
		await first.json("/x", BOUND);
		expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer t1", "Bearer t2"]);
		const second = await clientFor(server.url, trusted(), plugin(`WHEN=2120-01-01T00:00:00Z\n${count}\n${expired}`), {
			environment,
		});
		await second.json("/x", BOUND);
		good = "Bearer t4";
		await second.json("/x", BOUND);
		expect(server.requests.slice(2).map(({ headers }) => headers.authorization)).toEqual([
			"Bearer t3",
			"Bearer t3",
			"Bearer t4",
		]);
	});

	test.each<[string, () => object, RegExp]>([
		["fail", () => plugin("echo no login: token=hunter2 >&2; exit 3"), /ended with 3: no login: token=…/],
		[
			"are not there",
			() => plugin("", { command: "no-such-plugin", installHint: "get it\u001b[31m at x" }),
			/no-such-plugin not found: get it at x/,
		],
		["write no JSON", () => plugin("echo secret-token"), /did not write JSON/],
		["write something else", () => plugin("echo {}"), /no ExecCredential/],
		[
			"write another version",
			() => plugin(answer('{"token":"x"}').replace("/v1", "/v1beta1")),
			/answered client.authentication.k8s.io\/v1beta1/,
		],
		["give nothing", () => plugin(answer("{}")), /neither token nor certificate/],
		["give half a certificate", () => plugin(answer('{"clientCertificateData":"x"}')), /not both/],
		["need a terminal", () => plugin("", { interactiveMode: "Always" }), /needs a terminal/],
		["write without end", () => plugin("yes"), /over 1048576 bytes/],
	])("that %s", async (_, user, expected) => {
		const client = await clientFor("https://127.0.0.1:1", trusted(), user(), { environment });
		const { code, params } = await failureOf(client.json("/x", BOUND));
		expect(code).toBe("credential-failed");
		expect((params as { detail: string }).detail).toMatch(expected);
		expect(JSON.stringify(params)).not.toMatch(/hunter2|secret-token/);
	});

	test("of an unknown version are not run", async () => {
		const client = await clientFor(
			"https://127.0.0.1:1",
			trusted(),
			plugin("", { apiVersion: "client.authentication.k8s.io/v9" }),
			{ environment },
		);
		expect(await failureOf(client.json("/x", BOUND))).toMatchObject({ code: "auth-unsupported" });
	});
});

describe("answers that are no answer", () => {
	const message = 'pods is forbidden: User "jane" cannot list resource "pods"';
	const html: Handler = (_, response) => {
		response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
		response.end("<!doctype html><title>Sign in</title>");
	};
	test.each<[string, Handler, string, object]>([
		["401", (_, r) => sendStatus(r, 401, "Unauthorized"), "cluster-unauthorized", { user: "jane" }],
		["403", (_, r) => sendStatus(r, 403, message), "cluster-forbidden", { what: "/x", detail: message }],
		[
			"404",
			(_, r) => sendStatus(r, 404, "the server could not find\u001b[2J it"),
			"cluster-failed",
			{ status: 404, detail: "the server could not find it" },
		],
		[
			"500 in plain text",
			(_, r) => r.writeHead(500, { "content-type": "text/plain" }).end("Bearer abcdefghijkl\nx"),
			"cluster-failed",
			{ status: 500, detail: "Bearer … x" },
		],
		["a page", html, "cluster-not-kubernetes", { detail: "text/html" }],
		[
			"a page with 403",
			(_, r) => r.writeHead(403, { "content-type": "text/html" }).end("<html>"),
			"cluster-not-kubernetes",
			{},
		],
		[
			"a redirect to a login",
			(_, r) => r.writeHead(302, { location: "https://login/x?state=abc" }).end(),
			"cluster-not-kubernetes",
			{ detail: "HTTP 302 https://login/x" },
		],
		["JSON that is no object", (_, r) => sendJson(r, [1]), "cluster-not-kubernetes", {}],
		[
			"broken compression",
			(_, r) => r.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"),
			"cluster-not-kubernetes",
			{},
		],
		[
			"a connection lost in the middle",
			(_, r) => {
				r.writeHead(200, { "content-type": "application/json" });
				r.write('{"items"', () => r.destroy());
			},
			"cluster-unreachable",
			{},
		],
	])("%s", async (_, handler, code, params) => {
		const server = await serve(handler);
		expect(await failureOf((await clientFor(server.url)).json("/x?limit=1", BOUND, NO_RETRY))).toMatchObject({
			code,
			params,
		});
	});

	test("a server that says nothing, and one that stops in the middle", async () => {
		const server = await serve((request, response) => {
			if (request.url === "/middle") {
				response.writeHead(200);
				response.write("{");
			}
		});
		const client = await clientFor(server.url);
		const soon = { limits: { firstByte: 50, stall: 50 } };
		expect(await failureOf(client.json("/silent", BOUND, soon))).toEqual({
			code: "cluster-timed-out",
			params: { server: server.url, seconds: 1 },
		});
		const middle = { limits: { firstByte: 5000, stall: 50 } };
		expect(await failureOf(client.json("/middle", BOUND, middle))).toMatchObject({ code: "cluster-timed-out" });
	});

	test("a body that comes in drops is bounded as a whole", async () => {
		const server = await serve((_, response) => {
			response.writeHead(200);
			const drops = setInterval(() => response.write(" "), 5);
			response.on("close", () => clearInterval(drops));
		});
		const drip = { limits: { stall: 5000, total: 100 } };
		expect(await failureOf((await clientFor(server.url)).json("/x", BOUND, drip))).toMatchObject({
			code: "cluster-timed-out",
		});
	});

	test("aborting is not a failure of the cluster", async () => {
		const server = await serve(() => {});
		const abort = new AbortController();
		const pending = (await clientFor(server.url)).json("/x", BOUND, { signal: abort.signal });
		abort.abort(new Error("enough"));
		await expect(pending).rejects.toThrow("enough");
	});
});

describe("trying again", () => {
	test("after 429 and 503, not sooner than Retry-After says", async () => {
		const statuses = [429, 503, 200];
		const server = await serve((_, response) => {
			const status = statuses.shift() ?? 200;
			sendJson(response, {}, status, status === 429 ? { "retry-after": "1" } : {});
		});
		const began = performance.now();
		await (await clientFor(server.url)).json("/x", BOUND);
		expect(server.requests.length).toBe(3);
		// Not before: that the timer waits is the behaviour, no measure of speed.
		expect(performance.now() - began).toBeGreaterThan(990);
	});

	test("after a lost connection", async () => {
		const server = await serve((request, response) =>
			server.requests.length === 1 ? request.socket.destroy() : sendJson(response, {}),
		);
		await (await clientFor(server.url)).json("/x", BOUND);
		expect(server.requests.length).toBe(2);
	});

	test("not without end", async () => {
		const server = await serve((_, response) => sendStatus(response, 503, "starting"));
		expect(await failureOf((await clientFor(server.url)).json("/x", BOUND, { retries: 1 }))).toMatchObject({
			params: { status: 503, detail: "starting" },
		});
		expect(server.requests.length).toBe(2);
	});
});

describe("trust", () => {
	test("an unknown authority, another name, an expired certificate, plain HTTP, nothing", async () => {
		const server = await serve(ok);
		const expired = await serve(ok, certificates.expiredServer);
		const plain = await startServer(ok);
		opened.push(plain);
		const codes = async (url: string, cluster: object): Promise<unknown> =>
			await failureOf((await clientFor(url, cluster)).json("/x", BOUND));
		expect(await codes(server.url, {})).toMatchObject({
			code: "cluster-tls",
			params: { detail: expect.stringContaining("SELF_SIGNED_CERT_IN_CHAIN") },
		});
		expect(await codes(server.url, { ...trusted(), "tls-server-name": "other" })).toMatchObject({
			code: "cluster-tls",
			params: { detail: expect.stringContaining("altnames") },
		});
		expect(await codes(expired.url, trusted())).toMatchObject({
			code: "cluster-tls",
			params: { detail: expect.stringContaining("expired") },
		});
		expect(await codes(plain.url.replace("http:", "https:"), trusted())).toMatchObject({
			code: "cluster-unreachable",
			params: { detail: expect.stringContaining("without TLS") },
		});
		expect(await codes("https://127.0.0.1:1", trusted())).toMatchObject({
			code: "cluster-unreachable",
			params: { detail: expect.stringContaining("ECONNREFUSED") },
		});
		expect(await codes("https://no-such-host.invalid", trusted())).toMatchObject({ code: "cluster-unreachable" });
	});

	test("tls-server-name and insecure-skip-tls-verify", async () => {
		const server = await serve(ok);
		await (await clientFor(server.url, { ...trusted(), "tls-server-name": "kubernetes" })).json("/x", BOUND);
		await (await clientFor(server.url, { "insecure-skip-tls-verify": true })).json("/x", BOUND);
		expect(server.requests.length).toBe(2);
	});

	test("an expired client certificate is told before connecting", async () => {
		const { cert, key } = certificates.expiredClient;
		const user = { "client-certificate-data": cert.toString("base64"), "client-key-data": key.toString("base64") };
		const { code, params } = await failureOf(clientFor("https://127.0.0.1:1", trusted(), user));
		expect(code).toBe("certificate-expired");
		expect(params).toEqual({ user: "jane", expired: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
	});

	test.each<[string, (c: Certificates) => object]>([
		["no key", (c) => ({ "client-certificate-data": c.client.cert.toString("base64") })],
		[
			"another's key",
			(c) => ({
				"client-certificate-data": c.client.cert.toString("base64"),
				"client-key-data": c.server.key.toString("base64"),
			}),
		],
		["no certificate at all", () => ({ "client-certificate-data": "YQ==", "client-key-data": "YQ==" })],
	])("a client certificate with %s", async (_, user) => {
		expect(await failureOf(clientFor("https://127.0.0.1:1", trusted(), user(certificates)))).toMatchObject({
			code: "credential-failed",
		});
	});
});

describe("proxies", () => {
	interface Proxy {
		port: number;
		seen: string[];
	}
	async function listen(server: Server | ReturnType<typeof createTcp>): Promise<number> {
		const sockets = new Set<Socket>();
		server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		opened.push({
			stop: async () => {
				for (const socket of sockets) socket.destroy();
				await promisify(server.close.bind(server))();
			},
		});
		return (server.address() as AddressInfo).port;
	}
	async function connectProxy(): Promise<Proxy> {
		const seen: string[] = [];
		const server = createHttp((_, response) => response.end()).on("connect", (request, socket) => {
			seen.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
			const [host, port] = (request.url ?? "").split(":");
			const out = connect(Number(port), host, () => {
				socket.write("HTTP/1.1 200 OK\r\n\r\n");
				out.pipe(socket).pipe(out);
			});
			out.on("error", () => socket.destroy());
		});
		return { port: await listen(server), seen };
	}
	/** As much of RFC 1928 and 1929 as a proxy must have. */
	async function socksProxy(login: string, reply = 0): Promise<Proxy> {
		const seen: string[] = [];
		const server = createTcp((socket) => {
			let state = 0;
			socket.on("data", (data: Buffer) => {
				if (state === 0) {
					state = login === "" ? 2 : 1;
					socket.write(Buffer.from([5, login === "" ? 0 : 2]));
				} else if (state === 1) {
					state = 2;
					const user = data.subarray(2, 2 + (data[1] ?? 0)).toString();
					const password = data.subarray(3 + user.length).toString();
					socket.write(Buffer.from([1, `${user}:${password}` === login ? 0 : 1]));
				} else if (state === 2) {
					state = 3;
					const host = data.subarray(5, 5 + (data[4] ?? 0)).toString();
					const port = data.readUInt16BE(data.length - 2);
					seen.push(`${host}:${port}`);
					const out = connect(port, host, () => {
						// In pieces: a reader must not count on packets.
						socket.write(Buffer.from([5, reply]));
						setImmediate(() => {
							socket.write(Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
							socket.removeAllListeners("data");
							out.pipe(socket).pipe(out);
						});
					});
				}
			});
		});
		return { port: await listen(server), seen };
	}

	test("proxy-url of the cluster, with a login", async () => {
		const [server, proxy] = [await serve(ok), await connectProxy()];
		const cluster = { ...trusted(), "proxy-url": `http://me:pass@127.0.0.1:${proxy.port}` };
		await (await clientFor(server.url, cluster)).json("/x", BOUND);
		expect(proxy.seen).toEqual([`127.0.0.1:${server.port} Basic bWU6cGFzcw==`]);
	});

	test("socks5, and its refusals", async () => {
		const [server, open, guarded, refusing] = [
			await serve(ok),
			await socksProxy(""),
			await socksProxy("me:pass"),
			await socksProxy("", 2),
		];
		const through = async (proxy: string): Promise<unknown> =>
			await (await clientFor(server.url, { ...trusted(), "proxy-url": proxy })).json("/x", BOUND);
		await through(`socks5://127.0.0.1:${open.port}`);
		await through(`socks5://me:pass@127.0.0.1:${guarded.port}`);
		expect([...open.seen, ...guarded.seen]).toEqual(Array(2).fill(`127.0.0.1:${server.port}`));
		expect(await failureOf(through(`socks5://me:wrong@127.0.0.1:${guarded.port}`))).toMatchObject({
			params: { detail: expect.stringContaining("refused the login") },
		});
		expect(await failureOf(through(`socks5://127.0.0.1:${refusing.port}`))).toMatchObject({
			params: { detail: expect.stringContaining("not allowed") },
		});
		expect(await failureOf(through("socks5://127.0.0.1:1"))).toMatchObject({ code: "cluster-unreachable" });
	});

	test("what no proxy can be", async () => {
		const client = await clientFor("https://127.0.0.1:1", { ...trusted(), "proxy-url": "ftp://me:pass@x" });
		const { code, params } = await failureOf(client.json("/x", BOUND));
		expect(code).toBe("cluster-unreachable");
		expect(JSON.stringify(params)).not.toContain("pass");
	});
});
