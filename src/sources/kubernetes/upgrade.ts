import type { IncomingHttpHeaders } from "node:http";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Duplex } from "node:stream";
import { type Sending, TimedOut } from "./transport.ts";

/** A connection that has left HTTP. */
export interface Upgraded {
	socket: Duplex;
	headers: IncomingHttpHeaders;
	/** What came with the answer's headers already. */
	head: Uint8Array;
}

/** The server stayed with HTTP, and said why. */
export class NotUpgraded extends Error {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	constructor(status: number, headers: IncomingHttpHeaders, body: string) {
		super(`HTTP ${status}`);
		this.status = status;
		this.headers = headers;
		this.body = body;
	}
}

const ERROR_BODY_BOUND = 64 * 1024;

/** Sends a GET that asks for another protocol. Throws NotUpgraded, what Node throws, TimedOut, or the signal's reason. */
export function openUpgrade(url: URL, { agent, headers, limits, signal }: Sending): Promise<Upgraded> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) {
			reject(signal.reason);
			return;
		}
		const open = url.protocol === "https:" ? requestHttps : requestHttp;
		const request = open(url, { agent, headers: { ...headers } });
		const wait = limits.firstByte;
		const timer = wait === null ? null : setTimeout(() => request.destroy(new TimedOut(wait)), wait);
		const abort = (): void => void request.destroy(signal?.reason);
		const settled = (): void => {
			if (timer !== null) clearTimeout(timer);
			signal?.removeEventListener("abort", abort);
		};
		signal?.addEventListener("abort", abort);
		request.on("error", (error) => {
			settled();
			reject(error);
		});
		request.on("upgrade", (response, socket, head) => {
			settled();
			resolve({ socket, headers: response.headers, head });
		});
		request.on("response", (response) => {
			settled();
			let body = "";
			response.setEncoding("utf8");
			response.on("data", (text: string) => {
				if (body.length < ERROR_BODY_BOUND) body += text;
			});
			response.on("error", reject);
			response.on("end", () => reject(new NotUpgraded(response.statusCode ?? 0, response.headers, body)));
		});
		request.end();
	});
}
