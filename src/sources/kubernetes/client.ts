import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { getCACertificates } from "node:tls";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { backOff, RETRY_AFTER_BOUND_MS } from "./back-off.ts";
import { type Asked, failureOfError, failureOfStatus, notKubernetes } from "./client-failures.ts";
import { type ConnectOptions, parseRequestTimeout } from "./connect-options.ts";
import { type Credential, type Credentials, impersonationHeaders, openCredentials } from "./credentials.ts";
import type { Connection } from "./kubeconfig.ts";
import { ListPage } from "./list-page.ts";
import { proxyFromEnvironment } from "./proxy.ts";
import { isShape, type Shape } from "./shape.ts";
import { SocksAgent } from "./socks.ts";
import { type Answer, type Limits, readPieces, readText, release, type Sending, send, TooLarge } from "./transport.ts";
import { NotUpgraded, openUpgrade, type Upgraded } from "./upgrade.ts";

export interface GetOptions {
	signal?: AbortSignal | undefined;
	/** In place of the client's own, in milliseconds. */
	limits?: Partial<Limits>;
	headers?: Readonly<Record<string, string>>;
	/** How often to try again after 429, 5xx or a lost connection; 3 unless told. */
	retries?: number;
	/** Makes it a POST; only for what changes nothing, as it may be sent again. */
	body?: Uint8Array;
}

interface Sent extends GetOptions {
	/** Of a request with a body, in place of POST. */
	method?: "PUT" | "PATCH";
}

export interface KubeClient {
	/** The server's address, for people. */
	readonly server: string;
	/** Whether the server has ever answered as a Kubernetes API server does. */
	readonly answered: boolean;
	/**
	 * Sends a GET (a POST where there is a body) and gives the answer if it is 2xx. The path is relative to the server's address and holds its query.
	 * @throws Failure cluster-*, credential-failed, certificate-expired; the signal's reason when aborted
	 */
	get(path: string, options?: GetOptions): Promise<Answer>;
	/**
	 * The JSON object at a path.
	 * @param bound the most bytes to read
	 * @throws Failure as `get`, cluster-not-kubernetes for what is no JSON object; TooLarge over the bound
	 */
	json(path: string, bound: number, options?: GetOptions): Promise<Shape>;
	/**
	 * A page of a list at a path: its items as they came, to be parsed one at a time, and the list without them.
	 * @throws as `json`
	 */
	page(path: string, bound: number, options?: GetOptions): Promise<{ items: Buffer[]; list: Shape }>;
	/**
	 * Sends an object and gives the one that is answered. Not sent again but with new credentials, unless `retries` are given: it may have been taken already.
	 * @throws Failure as `json`; cluster-failed with status 409 for a conflict
	 */
	write(method: "POST" | "PUT" | "PATCH", path: string, object: object, options?: GetOptions): Promise<Shape>;
	/**
	 * Opens a connection that goes on in another protocol (HTTP Upgrade); never tried again.
	 * @throws Failure as `get`
	 */
	upgrade(path: string, headers: Readonly<Record<string, string>>, options?: GetOptions): Promise<Upgraded>;
	/** Turns an error met while reading a body into the same Failures. */
	failure(error: unknown, path: string): unknown;
	close(): void;
}

/** kubectl waits for ever; a verdict in a terminal should not. Seconds are for the wide area, not for the server's work. */
const FIRST_BYTE_MS = 30_000;
const STALL_MS = 30_000;
const TOTAL_MS = 300_000;
const RETRIES = 3;
/** etcd takes objects of 1.5 MiB. */
const WRITTEN_BOUND = 8 * 1024 * 1024;
const ERROR_BODY_BOUND = 64 * 1024;
/** More parallel connections gain nothing against the API server's own fairness limits. */
const SOCKETS = 16;
/** The server may be busy, restarting or behind a balancer that is: asking again is right, and safe for a GET. */
const RETRIED_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const RETRIED_CODES: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/**
 * A client for one connection. Does not connect yet.
 * @throws Failure bad-value, certificate-expired, credential-failed, kubeconfig-file, kubeconfig-unreadable, kubeconfig-malformed
 */
export async function openClient(
	connection: Connection,
	options: ConnectOptions & { version: string },
): Promise<KubeClient> {
	const limits = limitsOf(options);
	const credentials = await openCredentials(connection, options);
	return new HttpClient(connection, credentials, limits, options);
}

function either(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
	return other === undefined ? one : AbortSignal.any([one, other]);
}

function limitsOf({ requestTimeout }: ConnectOptions): Limits {
	if (!requestTimeout) return { firstByte: FIRST_BYTE_MS, stall: STALL_MS, total: TOTAL_MS };
	const milliseconds = parseRequestTimeout(requestTimeout);
	if (milliseconds === 0) return { firstByte: null, stall: null, total: null };
	return { firstByte: milliseconds, stall: milliseconds, total: milliseconds };
}

class HttpClient implements KubeClient {
	readonly server: string;
	answered = false;
	private readonly connection: Connection;
	private readonly credentials: Credentials;
	private readonly limits: Limits;
	private readonly proxy: string | null;
	private readonly signal: AbortSignal | undefined;
	private readonly headers: Readonly<Record<string, string | string[]>>;
	private agent: { agent: HttpAgent | HttpsAgent; certificate: Credential["certificate"] } | null = null;

	constructor(
		connection: Connection,
		credentials: Credentials,
		limits: Limits,
		options: ConnectOptions & { version: string },
	) {
		const { server, cluster } = connection;
		this.connection = connection;
		this.credentials = credentials;
		this.limits = limits;
		this.signal = options.signal;
		this.server = `${server.protocol}//${server.host}${server.pathname.replace(/\/$/, "")}`;
		this.proxy = cluster.proxyUrl || proxyFromEnvironment(server, options.environment);
		this.headers = {
			accept: "application/json",
			"user-agent": `plimsoll/${options.version}`,
			...(cluster.disableCompression ? {} : { "accept-encoding": "gzip" }),
			...impersonationHeaders(connection),
		};
	}

	async get(path: string, given: Sent = {}): Promise<Answer> {
		const options = this.signal === undefined ? given : { ...given, signal: either(this.signal, given.signal) };
		const retries = options.retries ?? RETRIES;
		let renewed = false;
		for (let attempt = 0; ; attempt++) {
			const credential = await this.credentials.current();
			let answer: Answer;
			try {
				answer = await this.send(path, credential, options);
			} catch (error) {
				if (options.signal?.aborted) throw options.signal.reason;
				const code = (error as NodeJS.ErrnoException).code ?? "";
				if (attempt >= retries || !RETRIED_CODES.has(code)) throw this.failure(error, path);
				await sleep(backOff(attempt), undefined, { signal: options.signal });
				continue;
			}
			if (answer.status >= 200 && answer.status < 300) return answer;
			if (answer.status === 401 && !renewed) {
				renewed = true;
				answer.discard();
				if (await this.credentials.renew(credential)) continue;
			} else if (RETRIED_STATUS.has(answer.status) && attempt < retries) {
				answer.discard();
				await sleep(retryAfter(answer) ?? backOff(attempt), undefined, { signal: options.signal });
				continue;
			}
			// Enough for the server's reason; how it ends does not matter.
			const body = answer.status === 401 ? "" : await readText(answer, ERROR_BODY_BOUND).catch(() => "");
			const failure = failureOfStatus(answer.status, answer.headers, body, this.asked(path));
			if (failure.code === "cluster-forbidden") this.answered = true;
			throw failure;
		}
	}

	async json(path: string, bound: number, options: GetOptions = {}): Promise<Shape> {
		return await this.shapeOf(await this.get(path, options), path, bound, options);
	}

	async page(path: string, bound: number, options: GetOptions = {}): Promise<{ items: Buffer[]; list: Shape }> {
		const answer = await this.get(path, options);
		const page = new ListPage();
		await this.read(path, options, () =>
			readPieces(answer, bound, (piece) => {
				page.push(piece);
				release(piece);
			}),
		);
		return { items: page.items, list: this.parsed(page.shell, answer) };
	}

	async write(
		method: "POST" | "PUT" | "PATCH",
		path: string,
		object: object,
		options: GetOptions = {},
	): Promise<Shape> {
		const body = Buffer.from(JSON.stringify(object));
		const headers = { "content-type": "application/json", ...options.headers };
		const sent: Sent = { retries: 0, ...options, headers, body, ...(method === "POST" ? {} : { method }) };
		return await this.shapeOf(await this.get(path, sent), path, WRITTEN_BOUND, options);
	}

	private async shapeOf(answer: Answer, path: string, bound: number, options: GetOptions): Promise<Shape> {
		return this.parsed(await this.read(path, options, () => readText(answer, bound)), answer);
	}

	private async read<T>(path: string, options: GetOptions, body: () => Promise<T>): Promise<T> {
		try {
			return await body();
		} catch (error) {
			if (error instanceof TooLarge) throw error;
			if (options.signal?.aborted) throw options.signal.reason;
			throw this.failure(error, path);
		}
	}

	private parsed(body: string, answer: Answer): Shape {
		let value: unknown;
		try {
			value = JSON.parse(body);
		} catch {
			throw notKubernetes(answer.headers, this.server);
		}
		if (!isShape(value)) throw notKubernetes(answer.headers, this.server);
		this.answered = true;
		return value;
	}

	async upgrade(path: string, headers: Readonly<Record<string, string>>, options: GetOptions = {}): Promise<Upgraded> {
		const credential = await this.credentials.current();
		try {
			return await openUpgrade(this.url(path), this.sending(credential, { ...options, headers }));
		} catch (error) {
			if (error instanceof NotUpgraded) {
				throw failureOfStatus(error.status, error.headers, error.body, this.asked(path));
			}
			if (options.signal?.aborted) throw options.signal.reason;
			throw this.failure(error, path);
		}
	}

	failure(error: unknown, path: string): unknown {
		return failureOfError(error, this.asked(path));
	}

	close(): void {
		this.agent?.agent.destroy();
		this.agent = null;
	}

	private asked(path: string): Asked {
		return { server: this.server, user: this.connection.userName, path };
	}

	private async send(path: string, credential: Credential, options: Sent): Promise<Answer> {
		return await send(this.url(path), this.sending(credential, options));
	}

	private url(path: string): URL {
		const { server } = this.connection;
		// A server behind a gateway has a path of its own, which stays in front.
		return new URL(`${server.origin}${server.pathname.replace(/\/$/, "")}${path}`);
	}

	private sending(credential: Credential, options: Sent): Sending {
		const { authorization } = credential;
		return {
			agent: this.agentFor(credential.certificate),
			headers: { ...this.headers, ...(authorization === "" ? {} : { authorization }), ...options.headers },
			limits: { ...this.limits, ...options.limits },
			signal: options.signal,
			...(options.body === undefined ? {} : { body: options.body }),
			...(options.method === undefined ? {} : { method: options.method }),
		};
	}

	/** Connections are kept for as long as the client certificate stays the same. */
	private agentFor(certificate: Credential["certificate"]): HttpAgent | HttpsAgent {
		if (this.agent !== null && this.agent.certificate === certificate) return this.agent.agent;
		this.agent?.agent.destroy();
		this.agent = { agent: this.openAgent(certificate), certificate };
		return this.agent.agent;
	}

	private openAgent(certificate: Credential["certificate"]): HttpAgent | HttpsAgent {
		const { server, cluster, authorities } = this.connection;
		const shared = { keepAlive: true, maxSockets: SOCKETS };
		const proxy = this.proxy === null ? null : this.parseProxy(this.proxy);
		const proxyEnv = proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href } };
		if (server.protocol === "http:") return new HttpAgent({ ...shared, ...proxyEnv });
		const tls = {
			...shared,
			...(certificate ?? {}),
			...(cluster.tlsServerName === "" ? {} : { servername: cluster.tlsServerName }),
			ca: authorities ?? systemAuthorities(),
			// As Go: a certificate in the file is trusted, even one that is not a root.
			allowPartialTrustChain: true,
			rejectUnauthorized: !cluster.insecureSkipTlsVerify,
		};
		return proxy?.protocol.startsWith("socks5") ? new SocksAgent(proxy, tls) : new HttpsAgent({ ...tls, ...proxyEnv });
	}

	private parseProxy(proxy: string): URL {
		const url = URL.parse(proxy);
		const usable = this.connection.server.protocol === "https:" ? /^(?:https?|socks5h?):$/ : /^https?:$/;
		if (url !== null && usable.test(url.protocol)) return url;
		throw new Failure("cluster-unreachable", {
			server: this.server,
			detail: asDetail(said("proxy {proxy}: not http, https or socks5", { proxy })),
		});
	}
}

/** A company's own authority is in the system's store, which kubectl reads and Node does not by itself. */
function systemAuthorities(): string[] {
	return [...getCACertificates("default"), ...getCACertificates("system")];
}

/** Retry-After in milliseconds; the API server gives whole seconds. */
function retryAfter(answer: Answer): number | null {
	const seconds = answer.headers["retry-after"] ?? "";
	return /^\d+$/.test(seconds) ? Math.min(Number(seconds) * 1000, RETRY_AFTER_BOUND_MS) : null;
}
