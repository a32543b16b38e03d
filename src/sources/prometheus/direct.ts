import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { getCACertificates } from "node:tls";
import { Failure } from "../../model/failure.ts";
import { proxyFromEnvironment } from "../kubernetes/proxy.ts";
import { readText, send } from "../kubernetes/transport.ts";
import { type FetchJson, QueryFailed } from "./query.ts";

const FIRST_BYTE_MS = 30_000;
const TOTAL_MS = 60_000;
const BOUND = 32 * 1024 * 1024;

/**
 * An engine at an address of its own. A user and password in the address are sent as basic authentication.
 * @throws Failure bad-value
 */
export function openEngine(
	address: string,
	environment: Readonly<Record<string, string | undefined>>,
): { fetch: FetchJson; name: string; close(): void } {
	const url = URL.parse(address);
	if (url === null || !/^https?:$/.test(url.protocol)) {
		throw new Failure("bad-value", {
			flag: "--prometheus-url",
			value: address.replace(/\/\/[^/@]*@/, "//…@"),
			expected: "http://HOST:PORT",
		});
	}
	const proxy = proxyFromEnvironment(url, environment);
	const proxied = proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
	const agent =
		url.protocol === "https:"
			? new HttpsAgent({
					keepAlive: true,
					ca: [...getCACertificates("default"), ...getCACertificates("system")],
					...proxied,
				})
			: new HttpAgent({ keepAlive: true, ...proxied });
	const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
	const authorization = login === ":" ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
	const root = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	const fetch: FetchJson = async (path) => {
		const answer = await send(new URL(root + path), {
			agent,
			headers: { accept: "application/json", "accept-encoding": "gzip", ...authorization },
			limits: { firstByte: FIRST_BYTE_MS, stall: FIRST_BYTE_MS, total: TOTAL_MS },
			signal: undefined,
		});
		const body = await readText(answer, BOUND);
		try {
			// Prometheus explains a refused query in a JSON body too.
			return JSON.parse(body);
		} catch {
			throw new QueryFailed(`HTTP ${answer.status}, no JSON`);
		}
	};
	return { fetch, name: root, close: () => agent.destroy() };
}
