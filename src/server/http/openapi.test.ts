import { once } from "node:events";
import { request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import openapi from "../../../docs/schema/openapi.v1.json" with { type: "json" };
import { openArchive } from "../../sources/archive/archive.ts";
import { LinkLogin } from "../auth/link.ts";
import { nodeTrackOf } from "../state/node-series.ts";
import { recordedState } from "../state/recorded.ts";
import { withHistory } from "../state/tracks.ts";
import { PATTERNS } from "./routes.ts";
import { createServer } from "./server.ts";

type Content = Record<string, { schema: object } | undefined>;
interface Operation {
	parameters?: { name: string; in: string; required?: boolean }[];
	responses: Record<string, { description: string; content?: Content } | undefined>;
}

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: "api", components: openapi.components });
const paths = openapi.paths as unknown as Record<string, Record<string, Operation | undefined>>;

let server: Server;
let origin = "";
let token = "";
let cookie = "";
const defects: unknown[] = [];
beforeAll(async () => {
	const source = await openArchive("lab/recordings/demo.tar.gz", { now: 0 });
	const state = await recordedState(source, source.takenAt ?? 0);
	await source.close();
	const login = new LinkLogin("tester", (next) => {
		token = next;
	});
	const served = {
		...{ state, login, version: "test", openapi },
		tracks: (asked: Parameters<typeof withHistory>[2]) => withHistory(async () => null, state, asked),
		nodeTrack: (asked: Parameters<typeof nodeTrackOf>[1]) =>
			nodeTrackOf(state, asked, { history: null, cluster: null }),
	};
	const said = {
		metrics: () => "",
		tls: null,
		onDefect: (error: unknown) => void defects.push(error),
		count: () => {},
	};
	server = createServer({ served, hosts: new Set(), ...said });
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	origin = `http://127.0.0.1:${port}`;
	login.begin(port);
	const entered = await ask("POST", "/api/v1/login", JSON.stringify({ token }));
	cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

async function ask(method: string, path: string, body?: string): Promise<Response> {
	const headers = { cookie, origin, "content-type": "application/json" };
	return await fetch(`${origin}${path}`, {
		method,
		headers,
		redirect: "manual",
		...(body === undefined ? {} : { body }),
	});
}

/** Holds an answer to what the document says of its status; gives the answer's JSON. */
async function held(path: string, method: string, answer: Response): Promise<unknown> {
	const { responses } = paths[path]?.[method] ?? { responses: {} };
	const said = responses[String(answer.status)] ?? responses.default;
	const type = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
	const schema = said?.content?.[type]?.schema;
	if (schema === undefined) throw new Error(`${method} ${path} does not say what ${answer.status} ${type} is`);
	const value: unknown = await answer.json();
	ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')), value);
	expect(ajv.errors ?? []).toEqual([]);
	return value;
}

const GETS: readonly (readonly [string, readonly string[]])[] = [
	["/api/v1/session", ["/api/v1/session"]],
	["/api/v1/overview", ["/api/v1/overview"]],
	["/api/v1/fleet", ["/api/v1/fleet", "/api/v1/fleet?since=nonsense"]],
	["/api/v1/findings", ["/api/v1/findings", "/api/v1/findings?rule=death&namespace=shop"]],
	["/api/v1/deaths", ["/api/v1/deaths"]],
	["/api/v1/advisories", ["/api/v1/advisories"]],
	["/api/v1/advisories/{id}", ["/api/v1/advisories/k3s-agent-oom-servers-down?lang=zh-CN", "/api/v1/advisories/x"]],
	["/api/v1/nodes", ["/api/v1/nodes"]],
	["/api/v1/nodes/{name}", ["/api/v1/nodes/plimsoll-lab", "/api/v1/nodes/nobody", "/api/v1/nodes/%ff"]],
	["/api/v1/nodes/{name}/tracks", ["/api/v1/nodes/plimsoll-lab/tracks", "/api/v1/nodes/nobody/tracks"]],
	[
		"/api/v1/workloads/{namespace}/{kind}/{name}",
		["/api/v1/workloads/shop/Deployment/cart", "/api/v1/workloads/a/b/c"],
	],
	[
		"/api/v1/workloads/{namespace}/{kind}/{name}/tracks",
		[
			"/api/v1/workloads/shop/Deployment/cart/tracks?from=0&to=99999999999",
			"/api/v1/workloads/shop/Deployment/cart/tracks?from=-1",
			"/api/v1/workloads/a/b/c/tracks",
		],
	],
	["/api/v1/rules", ["/api/v1/rules", "/api/v1/rules?lang=zh-CN"]],
	["/api/v1/report", ["/api/v1/report", "/api/v1/report?lang=zh-CN"]],
	["/api/v1/openapi.json", ["/api/v1/openapi.json"]],
];

describe("the OpenAPI document", () => {
	test("names every route, and none that is not there", () => {
		const own = ["session", "login", "logout", "openapi.json"].map((name) => `/api/v1/${name}`);
		const said = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]+\}/g, "*"));
		expect(said.toSorted()).toEqual([...own, ...PATTERNS.map((pattern) => `/api/v1/${pattern}`)].toSorted());
		const streamed = "/api/v1/changes";
		const asked = new Set([...GETS.map(([path]) => path), "/api/v1/login", "/api/v1/logout", streamed]);
		expect(new Set(Object.keys(paths))).toEqual(asked);
	});

	test("names each part of a path once, and says something of each answer", () => {
		for (const [path, operations] of Object.entries(paths)) {
			const parts = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
			for (const operation of Object.values(operations)) {
				const { parameters = [], responses = {} } = operation ?? {};
				const inPath = parameters.filter((one) => one.in === "path");
				expect(
					inPath.map(({ name }) => name),
					path,
				).toEqual(parts);
				expect(inPath.every(({ required }) => required === true)).toBe(true);
				for (const answer of Object.values(responses)) expect(answer?.description, path).not.toBe("");
			}
		}
	});

	test.each(GETS.flatMap(([path, all]) => all.map((one) => [one, path] as const)))(
		"holds for GET %s",
		async (one, path) => {
			const answer = await ask("GET", one);
			expect(answer.status).not.toBe(503);
			await held(path, "get", answer);
		},
	);

	test("holds for a stream of changes", async () => {
		const stop = new AbortController();
		const answer = await fetch(`${origin}/api/v1/changes`, { headers: { cookie }, signal: stop.signal });
		expect([answer.status, answer.headers.get("content-type")?.split(";")[0]]).toEqual([200, "text/event-stream"]);
		stop.abort();
	});

	test("a stream asked for by HEAD ends, and what no stream has said is no place to go on from", async () => {
		expect(await (await ask("HEAD", "/api/v1/changes")).text()).toBe("");
		const { epoch } = (await (await ask("GET", "/api/v1/fleet")).json()) as { epoch: string };
		for (const id of ["nonsense", `${epoch}-NaN`, `${epoch}-`, `${epoch}-1.5`, `${epoch}-999`]) {
			const stop = new AbortController();
			const headers = { cookie, "last-event-id": id };
			const { body } = await fetch(`${origin}/api/v1/changes`, { headers, signal: stop.signal });
			const first = await body?.getReader().read();
			expect([id, Buffer.from(first?.value ?? []).toString()]).toEqual([id, expect.stringContaining("event: resync")]);
			stop.abort();
		}
	});

	test("a time that ends before it begins is none, and none begins before there were any", async () => {
		const path = "/api/v1/workloads/shop/Deployment/cart/tracks";
		expect((await ask("GET", `${path}?from=9&to=1`)).status).toBe(400);
		expect(await (await ask("GET", `${path}?to=60`)).json()).toMatchObject({ from: 0, to: 60 });
	});

	test("a file of another version's page is not there, and nobody keeps that", async () => {
		for (const path of ["/assets/index-OfBefore.js", "/assets/zh-CN-OfBefore.js", "/nothing.svg"]) {
			const answer = await ask("GET", path);
			const { headers, status } = answer;
			expect([path, status, headers.get("cache-control")]).toEqual([path, 404, "no-store"]);
			expect(await answer.json()).toEqual({ error: "not-found", detail: "" });
		}
	});

	test("who hangs up while logging in is no defect", async () => {
		const socket = connect(Number(new URL(origin).port), "127.0.0.1");
		await once(socket, "connect");
		const seen = once(server, "request");
		socket.write("POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{");
		const [begun] = await seen;
		const closed = new Promise((resolve) => begun.once("close", resolve));
		socket.destroy();
		await closed;
		await new Promise(setImmediate);
		expect(defects).toEqual([]);
	});

	test.each([
		["gzip", "gzip"],
		["GZIP;q=0.5, br", "gzip"],
		["gzip; q=0, identity", null],
		["gzip;q=0.000", null],
		["br", null],
	])("who accepts %s is sent %s", async (accepted, encoding) => {
		const asked = request(`${origin}/api/v1/openapi.json`, { headers: { "accept-encoding": accepted } }).end();
		const [answer] = await once(asked, "response");
		answer.resume();
		expect(answer.headers["content-encoding"] ?? null).toBe(encoding);
	});

	test("holds for who is not logged in, logs in wrongly, comes from elsewhere, or logs out", async () => {
		for (const [path, all] of GETS) {
			if (path.endsWith("session") || path.endsWith("openapi.json")) continue;
			const answer = await fetch(`${origin}${all[0]}`);
			expect([path, answer.status]).toEqual([path, 401]);
			await held(path, "get", answer);
		}
		for (const [body, status] of [
			['{"token":"made-up"}', 401],
			["{", 400],
			["[]", 400],
		] as const) {
			const answer = await ask("POST", "/api/v1/login", body);
			expect([body, answer.status]).toEqual([body, status]);
			await held("/api/v1/login", "post", answer);
		}
		const foreign = await fetch(`${origin}/api/v1/logout`, {
			method: "POST",
			headers: { origin: "https://evil.example" },
		});
		expect(foreign.status).toBe(403);
		await held("/api/v1/logout", "post", foreign);
		expect(await held("/api/v1/logout", "post", await ask("POST", "/api/v1/logout"))).toEqual({ done: true });
		expect((await ask("GET", "/api/v1/overview")).status).toBe(401);
	});
});
