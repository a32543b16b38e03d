import type { GapReason } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { type Answer, readText, TimedOut, TooLarge } from "../kubernetes/transport.ts";
import type { FetchJson } from "./query.ts";
import type { Selection } from "./raw-series.ts";

/** An engine at an address of its own, and how to be let in. */
export interface EngineOptions {
	/** A user and password in it are sent as basic authentication. */
	url: string;
	/** `NAME: VALUE`, as curl takes them. */
	headers?: readonly string[] | undefined;
	/** A bearer token; the file is read anew for every request, as mounted tokens change. */
	tokenFile?: string | undefined;
	/** PEM files; the key may stand in the certificate's. */
	caFile?: string | undefined;
	certificateFile?: string | undefined;
	keyFile?: string | undefined;
	insecure?: boolean | undefined;
	/** Sent as X-Scope-OrgID (Mimir, Cortex). */
	tenant?: string | undefined;
	/** Labels that every series must have: of an engine that keeps several clusters, those of one. */
	only?: Selection | undefined;
	environment: Readonly<Record<string, string | undefined>>;
}

/** One request to an engine; with a body it is a POST. */
export interface EngineRequest {
	body?: Uint8Array;
	headers?: Readonly<Record<string, string>>;
	signal?: AbortSignal | undefined;
	/** How often to ask a busy engine again; 4 unless told. */
	retries?: number;
}

/** A Prometheus-compatible engine and the way to it: an address of its own, or a Service behind the API server's proxy. */
export interface Engine {
	/** For people: an address, or `service NAMESPACE/NAME`. */
	readonly name: string;
	/** Whether its answers pass through the API server. Not unless told. */
	readonly relayed?: boolean;
	/** What every remote read has to ask for beside its own; other questions are narrowed on their way. */
	readonly only?: Selection;
	/**
	 * The answer to a path below the engine's root, if it is 2xx. Busy engines (429, 502, 503, 504) are asked again, as late as they ask to be.
	 * @throws EngineRefused; EngineUnreachable; the signal's reason when aborted
	 */
	send(path: string, request?: EngineRequest): Promise<Answer>;
	close(): void;
}

/** The engine answered, and it was a no. */
export class EngineRefused extends Error {
	readonly status: number;
	constructor(status: number, detail: string) {
		super(detail);
		this.status = status;
	}
}

/** No answer, or half of one. */
export class EngineUnreachable extends Error {
	readonly timedOut: boolean;
	constructor(detail: string, timedOut: boolean) {
		super(detail);
		this.timedOut = timedOut;
	}
}

/** Statuses of an engine that is busy, restarting, or behind a balancer that is. */
export const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * JSON at a path.
 * @param bound the most bytes to read
 * @throws as Engine.send; TooLarge; EngineRefused for what is no JSON or says that it is an error
 */
export async function json(engine: Engine, path: string, bound: number, request: EngineRequest = {}): Promise<unknown> {
	const answer = await engine.send(path, request);
	const body = await readText(answer, bound);
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		throw new EngineRefused(answer.status, said("HTTP {status}, no JSON", { status: answer.status }));
	}
	const { status, error } = (parsed ?? {}) as { status?: unknown; error?: unknown };
	// Some gateways pass an engine's refusal on as if it were an answer; Prometheus gives it this status.
	if (status === "error" && typeof error === "string") throw refusalOf(422, body);
	return parsed;
}

const ANSWER_BOUND = 32 * 1024 * 1024;

/** For small questions on the way to something else: asked once. */
export function fetcherOf(engine: Engine, signal?: AbortSignal): FetchJson {
	return (path) => json(engine, path, ANSWER_BOUND, { signal, retries: 0 });
}

/** The engine's own words for a refusal: the error in its JSON, else the body's first line. */
export function refusalOf(status: number, body: string): EngineRefused {
	let detail = "";
	try {
		const { error } = JSON.parse(body) as { error?: unknown };
		if (typeof error === "string") detail = error;
	} catch {
		if (!/^\s*</.test(body)) detail = body;
	}
	return new EngineRefused(status, asDetail(detail === "" ? `HTTP ${status}` : detail));
}

/** What an engine's failure is as a gap. */
export function engineReason(error: unknown): { reason: GapReason; detail: string } {
	const message = asDetail(error instanceof Error ? error.message : String(error));
	if (error instanceof TooLarge) return { reason: "truncated", detail: message };
	if (error instanceof TimedOut) return { reason: "timed-out", detail: message };
	if (error instanceof EngineUnreachable) return { reason: error.timedOut ? "timed-out" : "failed", detail: message };
	if (!(error instanceof EngineRefused)) return { reason: "failed", detail: message };
	const { status } = error;
	if (status === 401 || status === 403) return { reason: "forbidden", detail: message };
	return { reason: status === 404 || status === 405 ? "absent" : "failed", detail: message };
}
