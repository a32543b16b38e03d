import { once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificates, Pair } from "./certificates.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** A server on loopback that answers as the test says, and remembers what it was asked. */
export interface TestServer {
	readonly url: string;
	readonly port: number;
	readonly requests: IncomingMessage[];
	/** Replaced by tests as they go. */
	handler: Handler;
	/** Closes the port and cuts all connections. */
	stop(): Promise<void>;
	/** Listens on the same port again. */
	start(): Promise<void>;
}

export async function startServer(
	handler: Handler,
	tls?: { certificates: Certificates; pair?: Pair },
): Promise<TestServer> {
	let server: Server | null = null;
	let port = 0;
	const test: TestServer = {
		get url() {
			return `${tls ? "https" : "http"}://127.0.0.1:${port}`;
		},
		get port() {
			return port;
		},
		requests: [],
		handler,
		async stop() {
			const closing = server;
			server = null;
			if (closing === null) return;
			closing.closeAllConnections();
			closing.close();
			await once(closing, "close");
		},
		async start() {
			const answer = (request: IncomingMessage, response: ServerResponse): void => {
				test.requests.push(request);
				test.handler(request, response, new URL(request.url ?? "/", "http://test"));
			};
			server =
				tls === undefined
					? createHttp(answer)
					: createHttps(
							{
								...(tls.pair ?? tls.certificates.server),
								ca: tls.certificates.authority,
								requestCert: true,
								rejectUnauthorized: false,
							},
							answer,
						);
			server.listen(port, "127.0.0.1");
			await once(server, "listening");
			port = (server.address() as AddressInfo).port;
		},
	};
	await test.start();
	return test;
}

export function sendJson(
	response: ServerResponse,
	body: unknown,
	status = 200,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { "content-type": "application/json", ...headers });
	response.end(JSON.stringify(body));
}

export function sendStatus(response: ServerResponse, code: number, message: string, metadata: object = {}): void {
	sendJson(response, { kind: "Status", apiVersion: "v1", metadata, status: "Failure", message, code }, code);
}

export function podNamed(name: string, more: object = {}): object {
	return {
		metadata: { namespace: "web", name, uid: `uid-${name}`, resourceVersion: "1" },
		spec: {},
		status: {},
		...more,
	};
}
