import type { IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import { type Sending, started } from "./transport.ts";

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
export function openUpgrade(url: URL, sending: Sending): Promise<Upgraded> {
	return new Promise((resolve, reject) => {
		if (sending.signal?.aborted) {
			reject(sending.signal.reason);
			return;
		}
		const { request, settled } = started(url, "GET", sending, reject);
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
