import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../model/failure.ts";
import { PLAIN_COOKIE } from "../auth/kubernetes.ts";
import { type KeyPair, onRotation, readKeyPair } from "../webhook/certificate.ts";
import { hostName, isOurHost, isOwnOrigin, SECURITY_HEADERS } from "./headers.ts";
import { Refusal, readObject, sendBody, sendJson, sendRefusal } from "./respond.ts";
import { answerApi, type Served, sessionOf } from "./routes.ts";
import { sendStatic } from "./static.ts";

interface Listening {
	served: Served;
	/** Host names that are ours, beside loopback and addresses. */
	hosts: ReadonlySet<string>;
	/** OpenMetrics text. */
	metrics(): string;
	/** Files are looked at again every so often: a certificate that is renewed is taken, one that does not fit its key is told of. */
	tls: { certFile: string; keyFile: string; ca: Buffer | null; reloadMs: number } | null;
	/** Another part of the server that answers a path of its own, such as an admission webhook. */
	others?: readonly { path: string; answer(request: IncomingMessage, response: ServerResponse): Promise<void> }[];
	/** Told of what should not happen. */
	onDefect(error: unknown): void;
	/** Counts answers by status. */
	count(status: number): void;
}

/** Guessing a token is made slow; nobody types so quickly. */
const WRONG_LOGIN_MS = 300;

/**
 * A server that answers but does not listen yet.
 * @throws Failure certificate-unusable
 */
export function createServer(listening: Listening): Server {
	const answer = (request: IncomingMessage, response: ServerResponse): void => {
		response.once("finish", () => listening.count(response.statusCode));
		handle(listening, request, response).catch((error: unknown) => fail(listening, response, error));
	};
	const { tls } = listening;
	const server = tls === null ? createHttp(answer) : overTls(tls, answer, listening.onDefect);
	server.headersTimeout = 10_000;
	server.requestTimeout = 30_000;
	server.maxConnections = 2000;
	return server;
}

function overTls(
	{ certFile, keyFile, ca, reloadMs }: NonNullable<Listening["tls"]>,
	answer: (request: IncomingMessage, response: ServerResponse) => void,
	onDefect: (error: unknown) => void,
): Server {
	const pair = readKeyPair(certFile, keyFile);
	const options = { minVersion: "TLSv1.2", ...clientCertificates(ca) } as const;
	const server = createHttps({ ...pair, ...options }, answer);
	// A browser that does not trust the certificate, a port scan.
	server.on("tlsClientError", () => undefined);
	// Connections that are open go on with the old one.
	const take = (fresh: KeyPair) => server.setSecureContext({ ...fresh, ...options });
	server.once("close", onRotation(certFile, keyFile, pair, reloadMs, take, onDefect));
	return server;
}

/** A proxy in front shows who it is; browsers have no certificate and are let in without. */
function clientCertificates(ca: Buffer | null) {
	return ca === null ? {} : { ca, requestCert: true, rejectUnauthorized: false };
}

function fail({ onDefect }: Listening, response: ServerResponse, error: unknown): void {
	if (response.headersSent) {
		response.destroy();
		return;
	}
	if (error instanceof Refusal) sendRefusal(response, error);
	else if (error instanceof Failure && error.code.startsWith("cluster-"))
		sendRefusal(response, new Refusal("unavailable", error.code));
	else {
		onDefect(error);
		sendRefusal(response, new Refusal("unavailable", "a defect"));
	}
}

async function handle(listening: Listening, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { served, hosts, metrics } = listening;
	const url = URL.parse(request.url ?? "/", "http://plimsoll");
	if (url === null) throw new Refusal("bad-request", "the path");
	const { pathname } = url;
	const { method = "GET", headers } = request;
	// Probes and scrapers ask by address; a name is theirs to choose, and they get no names from us.
	if (pathname === "/healthz") return await sendBody(request, response, "text/plain", Buffer.from("ok\n"));
	if (pathname === "/readyz") {
		if (!served.state.isComplete) throw new Refusal("unavailable", "the first look goes on");
		return await sendBody(request, response, "text/plain", Buffer.from("ok\n"));
	}
	const other = listening.others?.find(({ path }) => path === pathname);
	if (other !== undefined) return await other.answer(request, response);
	if (!isOurHost(headers.host, hosts)) throw new Refusal("bad-request", "the Host header names another server");
	if (pathname === "/metrics") {
		const type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
		return await sendBody(request, response, type, Buffer.from(metrics()));
	}
	if (method !== "GET" && method !== "HEAD") return await change(listening, request, response, pathname);
	if (pathname === "/" && url.searchParams.has("token")) return await enter(listening, request, response, url);
	if (pathname === "/api/v1/openapi.json") return await sendJson(request, response, served.openapi);
	if (!pathname.startsWith("/api/")) return await sendStatic(request, response, pathname);
	const viewer = await served.login.viewerOf(request);
	if (pathname === "/api/v1/session") return await sendJson(request, response, sessionOf(served, viewer));
	if (!pathname.startsWith("/api/v1/")) throw new Refusal("not-found");
	if (viewer === null) throw new Refusal("unauthenticated");
	await answerApi({ request, response, url, viewer, served }, pathname.slice("/api/v1/".length));
}

/** Logging in and out is all that a page can change. */
async function change(listening: Listening, request: IncomingMessage, response: ServerResponse, path: string) {
	const { login } = listening.served;
	const { origin, host, "sec-fetch-site": site } = request.headers;
	const from = Array.isArray(site) ? site[0] : site;
	if (!isOwnOrigin(origin, host, from)) throw new Refusal("forbidden", "a request of another site");
	if (request.method !== "POST" || (path !== "/api/v1/login" && path !== "/api/v1/logout"))
		throw new Refusal("not-found");
	if (path === "/api/v1/logout") {
		login.leave(request);
		setCookie(listening, request, response, "", 0);
	} else {
		const { token } = await readObject(request);
		const session = typeof token === "string" && token !== "" ? await login.exchange(token) : null;
		if (session === null) {
			await sleep(WRONG_LOGIN_MS);
			throw new Refusal("unauthenticated", "the token is not known");
		}
		setCookie(listening, request, response, session.value, session.seconds);
	}
	await sendJson(request, response, { done: true });
}

/** The address that the terminal printed: its token becomes a cookie, and leaves the address. */
async function enter(listening: Listening, request: IncomingMessage, response: ServerResponse, url: URL) {
	const { login } = listening.served;
	const session = login.kind === "link" ? await login.exchange(url.searchParams.get("token") ?? "") : null;
	if (session !== null) setCookie(listening, request, response, session.value, session.seconds);
	else if (login.kind === "link") await sleep(WRONG_LOGIN_MS);
	response.writeHead(303, { ...SECURITY_HEADERS, location: "/", "cache-control": "no-store" });
	response.end();
}

function setCookie(
	{ served, tls }: Listening,
	request: IncomingMessage,
	response: ServerResponse,
	value: string,
	seconds: number | null,
): void {
	const { login } = served;
	const secure = tls !== null || request.headers["x-forwarded-proto"] === "https";
	const name = login.kind === "link" ? login.cookie : secure ? login.cookie : PLAIN_COOKIE;
	const age = seconds === null ? "" : `; Max-Age=${seconds}`;
	response.setHeader(
		"set-cookie",
		`${name}=${value}; Path=/; HttpOnly; SameSite=Strict${secure && login.kind !== "link" ? "; Secure" : ""}${age}`,
	);
}

/** `HOST:PORT`, `[::1]:PORT`, `:PORT` or `PORT`; null for what is none. */
export function parseListen(text: string): { host: string; port: number } | null {
	const match = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]\s]*):)?(\d{1,5})$/.exec(text);
	const port = Number(match?.[2]);
	if (match === null || port > 65_535) return null;
	const host = match[1] === undefined ? "127.0.0.1" : hostName(match[1]) || "::";
	return isIP(host) !== 0 || /^[\w.-]+$/.test(host) ? { host, port } : null;
}
