import { Agent as HttpAgent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { backOff } from "../kubernetes/back-off.ts";
import { proxyFromEnvironment } from "../kubernetes/proxy.ts";
import { type Answer, readText, send, TimedOut } from "../kubernetes/transport.ts";
import { BUSY, type Engine, type EngineOptions, type EngineRequest, EngineUnreachable, refusalOf } from "./engine.ts";
import { headersOf, tenantHeader } from "./headers.ts";
import { readNamed } from "./named-file.ts";
import { narrowedTo } from "./narrowed.ts";

const LIMITS = { firstByte: 60_000, stall: 60_000, total: 600_000 };
const RETRIES = 4;
const FIRST_BACK_OFF_MS = 500;
/** An engine may ask for patience, but not for more of it than a person has. */
const MOST_PATIENCE_MS = 30_000;
const ERROR_BOUND = 64 * 1024;
const SOCKETS = 8;
const LOST: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/**
 * Does not connect yet.
 * @throws Failure bad-value, prometheus-file for a certificate, key or token that cannot be read
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
	const { url: address, environment, tokenFile } = options;
	const url = URL.parse(address);
	if (url === null || !/^https?:$/.test(url.protocol)) {
		const value = address.replace(/\/\/[^/@]*@/, "//…@");
		throw new Failure("bad-value", { flag: "--prometheus-url", value, expected: "http://HOST:PORT" });
	}
	const proxy = proxyFromEnvironment(url, environment);
	const proxied = proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
	const shared = { keepAlive: true, maxSockets: SOCKETS, ...proxied };
	const agent =
		url.protocol === "https:" ? await (await import("./tls.ts")).secureAgent(options, shared) : new HttpAgent(shared);
	const root = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	const headers = { ...basicOf(url), ...tenantHeader(options.tenant), ...headersOf(options.headers ?? []) };
	if (tokenFile !== undefined) await tokenIn(tokenFile);

	return narrowedTo({ name: root, send: ask, close: () => agent.destroy() }, options.only ?? []);

	async function ask(path: string, request: EngineRequest = {}): Promise<Answer> {
		const { signal, retries = RETRIES } = request;
		for (let attempt = 0; ; attempt++) {
			let answer: Answer;
			try {
				answer = await once(path, request);
			} catch (error) {
				if (signal?.aborted) throw signal.reason;
				if (error instanceof Failure) throw error;
				const { code = "", message } = error as NodeJS.ErrnoException;
				const lost = LOST.has(code);
				if (!lost || attempt >= retries)
					throw new EngineUnreachable(asDetail(code || message), error instanceof TimedOut);
				await sleep(backOff(attempt, FIRST_BACK_OFF_MS), undefined, { signal });
				continue;
			}
			if (answer.status >= 200 && answer.status < 300) return answer;
			if (BUSY.has(answer.status) && attempt < retries) {
				answer.discard();
				await sleep(retryAfter(answer) ?? backOff(attempt, FIRST_BACK_OFF_MS), undefined, { signal });
				continue;
			}
			throw refusalOf(answer.status, await readText(answer, ERROR_BOUND).catch(() => ""));
		}
	}

	async function once(path: string, { body, headers: own, signal }: EngineRequest): Promise<Answer> {
		const bearer = tokenFile === undefined ? {} : { authorization: `Bearer ${await tokenIn(tokenFile)}` };
		const asked = new URL(root + path);
		// A gateway may tell its tenants, or who may ask, by the query of its address.
		for (const [name, value] of url?.searchParams ?? []) asked.searchParams.append(name, value);
		return await send(asked, {
			agent,
			headers: { accept: "application/json", "accept-encoding": "gzip", ...headers, ...bearer, ...own },
			limits: LIMITS,
			signal,
			...(body === undefined ? {} : { body }),
		});
	}
}

/** @throws Failure prometheus-file also for what no header can hold, or holds more than a token */
async function tokenIn(path: string): Promise<string> {
	const token = (await readNamed(path)).trim();
	if (/[^\x21-\x7e]/.test(token)) throw new Failure("prometheus-file", { path, detail: said("more than a token") });
	return token;
}

function basicOf(url: URL): Record<string, string> {
	const login = `${decoded(url.username)}:${decoded(url.password)}`;
	return login === ":" ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
}

/** A percent sign that begins no escape stands for itself, as curl has it. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Milliseconds; seconds or a date (RFC 9110 10.2.3). */
function retryAfter({ headers }: Answer): number | null {
	const text = headers["retry-after"];
	if (text === undefined) return null;
	const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
	return Number.isNaN(milliseconds) ? null : Math.min(Math.max(milliseconds, 0), MOST_PATIENCE_MS);
}
