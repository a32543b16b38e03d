import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";
import { onRotation, readKeyPair } from "./certificate.ts";
import { type AdmissionReview, allowed, NotAReview, type ReviewOptions, requestOf, review } from "./review.ts";

export interface WebhookOptions extends ReviewOptions {
	host: string;
	/** 0 takes any free one. */
	port: number;
	certFile: string;
	keyFile: string;
	/** Refuse on every path; else only on `/validate/deny`. */
	deny: boolean;
	/** How often the certificate's files are looked at. */
	reloadMs?: number;
	/** An error of our own: the request was let through. */
	onDefect(error: unknown): void;
}

export interface Webhook {
	port: number;
	close(): Promise<void>;
}

/** Two copies of the largest object that etcd takes (1.5 MiB), as JSON, with room. */
const BODY_BOUND = 8 * 1024 * 1024;
/** The API server gives up after 30 s at most; who sends more slowly is not the API server. */
const REQUEST_MS = 10_000;
const RELOAD_MS = 5_000;

/**
 * Answers AdmissionReviews over TLS: `/validate` warns, `/validate/deny` refuses, `/healthz` says that it lives. Whatever goes wrong here lets the
 * request through with a warning: a linter must not stop a cluster. Throws `certificate-unusable` or `listen-failed`.
 */
export async function startWebhook(options: WebhookOptions): Promise<Webhook> {
	const { host, port, certFile, keyFile } = options;
	const pair = readKeyPair(certFile, keyFile);
	const server = createServer({ ...pair, minVersion: "TLSv1.2" }, (request, response) => {
		void handle(request, response, options);
	});
	server.requestTimeout = REQUEST_MS;
	server.headersTimeout = REQUEST_MS;
	// The API server keeps its connections for long, and a closed one would cost it a handshake.
	server.keepAliveTimeout = 120_000;
	server.on("tlsClientError", () => undefined);
	const end = onRotation(
		certFile,
		keyFile,
		pair,
		options.reloadMs ?? RELOAD_MS,
		// Connections that are open go on with the old one.
		(fresh) => server.setSecureContext({ ...fresh, minVersion: "TLSv1.2" }),
		options.onDefect,
	);
	await new Promise<void>((resolve, reject) => {
		server.once("error", (error) => {
			end();
			const detail = asDetail(error.message);
			reject(new Failure("listen-failed", { address: `${host}:${port}`, detail }, error));
		});
		server.listen(port, host, resolve);
	});
	server.on("error", options.onDefect);
	return {
		port: (server.address() as AddressInfo).port,
		close: () =>
			new Promise((resolve) => {
				end();
				server.close(() => resolve());
				server.closeIdleConnections();
			}),
	};
}

async function handle(request: IncomingMessage, response: ServerResponse, options: WebhookOptions): Promise<void> {
	const path = (request.url ?? "/").split("?")[0];
	if (path === "/healthz" || path === "/readyz") return send(response, 200, "ok\n");
	if (path !== "/validate" && path !== "/validate/deny") return send(response, 404, "not found\n");
	if (request.method !== "POST") return send(response, 405, "POST only\n");
	let text: string | null;
	try {
		text = await bodyOf(request);
	} catch {
		// The connection is gone: there is nobody to answer.
		response.destroy();
		return;
	}
	if (text === null) {
		response.setHeader("connection", "close");
		return send(response, 413, "too large\n");
	}
	try {
		const answer = answerTo(text, options.deny || path === "/validate/deny", options);
		send(response, 200, JSON.stringify(answer), "application/json");
	} catch (error) {
		if (!(error instanceof NotAReview) && !(error instanceof SyntaxError)) options.onDefect(error);
		send(response, 400, "not an AdmissionReview of admission.k8s.io/v1\n");
	}
}

function answerTo(text: string, deny: boolean, options: WebhookOptions): AdmissionReview {
	const body: unknown = JSON.parse(text);
	const { uid } = requestOf(body);
	try {
		return review(body, deny, options);
	} catch (error) {
		options.onDefect(error);
		return allowed(uid, [options.words.report.notJudged]);
	}
}

/** Null for one that is too large; the rest of it is not read. Rejects when the connection breaks. */
function bodyOf(request: IncomingMessage): Promise<string | null> {
	if (Number(request.headers["content-length"] ?? 0) > BODY_BOUND) return Promise.resolve(null);
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		const take = (chunk: Buffer): void => {
			size += chunk.length;
			if (size <= BODY_BOUND) chunks.push(chunk);
			else {
				request.off("data", take).pause();
				resolve(null);
			}
		};
		request.on("data", take);
		request.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
		request.once("error", reject);
		request.once("aborted", () => reject(new Error("aborted")));
	});
}

function send(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
	response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
	response.end(body);
}
