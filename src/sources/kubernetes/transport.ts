import { type ClientRequest, type Agent as HttpAgent, type IncomingMessage, request as open } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { finished, pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { said } from "../../model/said.ts";

/** Milliseconds; null for no limit. */
export interface Limits {
	/** Until the answer's headers are there. */
	firstByte: number | null;
	/** Between two pieces of the body, while we are waiting for one. */
	stall: number | null;
	/** For the whole body. */
	total: number | null;
}

export interface Sending {
	agent: HttpAgent | HttpsAgent;
	headers: Readonly<Record<string, string | string[]>>;
	limits: Limits;
	signal: AbortSignal | undefined;
	/** With a body it is a POST. */
	body?: Uint8Array;
	/** In place of POST. */
	method?: "PUT" | "PATCH";
}

export interface Answer {
	status: number;
	headers: IncomingMessage["headers"];
	/** Decompressed; read once. Ending the iteration early closes the connection. */
	body: AsyncIterable<Uint8Array>;
	/** Gives the body up. */
	discard(): void;
}

/** A server that did not answer, or stopped in the middle. */
export class TimedOut extends Error {
	readonly milliseconds: number;
	constructor(milliseconds: number) {
		super(said("no answer within {ms} ms", { ms: milliseconds }));
		this.milliseconds = milliseconds;
	}
}

/** A body larger than its reader can bear. */
export class TooLarge extends Error {
	constructor(bound: number) {
		super(said("over {bytes} bytes", { bytes: bound }));
	}
}

/**
 * Opens a request, which its caller ends. Until `settled` is called the limit for the first byte and the signal end it, and what goes wrong is
 * given to `reject`; errors after that arrive on the answer too, and a second rejection is ignored.
 */
export function started(
	url: URL,
	method: string,
	{ agent, headers, limits, signal }: Sending,
	reject: (error: unknown) => void,
): { request: ClientRequest; settled(): void } {
	// The agent knows how to connect; node:https itself would only be loaded in vain where nothing is behind TLS.
	const request = open(url, { agent, method, headers });
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
	return { request, settled };
}

/** Sends one GET, or a POST; any status is an answer. Throws what Node throws, TimedOut, or the signal's reason. */
export function send(url: URL, { agent, headers, limits, signal, body, method }: Sending): Promise<Answer> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) {
			reject(signal.reason);
			return;
		}
		const sized = body === undefined ? {} : { "content-length": String(body.length) };
		const sending = { agent, headers: { ...headers, ...sized }, limits, signal };
		const { request, settled } = started(url, body === undefined ? "GET" : (method ?? "POST"), sending, reject);
		request.on("response", (response) => {
			settled();
			const stream = response.headers["content-encoding"] === "gzip" ? gunzipped(response) : response;
			resolve({
				status: response.statusCode ?? 0,
				headers: response.headers,
				body: { [Symbol.asyncIterator]: () => readBody(stream, limits, signal) },
				discard: () => void response.destroy(),
			});
		});
		request.end(body);
	});
}

function gunzipped(response: IncomingMessage): Readable {
	// pipeline hands errors on in both directions; its last word is the iterator's error, so the callback has nothing to add.
	return pipeline(response, createGunzip({ chunkSize: GUNZIPPED }), () => {});
}

/** Bytes of a piece that gunzip makes: no socket and no pool gives any of this size. Each is a way to another thread and back, so they are not smaller. */
const GUNZIPPED = 60 * 1024;

/**
 * Gives back the memory of a piece of a body that its reader is done with, and has kept no view of: a kubelet's text is megabytes every half minute, which would
 * otherwise lie about until the garbage collector comes by. Only what gunzip made and filled is: it has gone on with another piece.
 */
export function release({ buffer, byteOffset, length }: Uint8Array): void {
	const isFilled = buffer.byteLength === GUNZIPPED && byteOffset + length === GUNZIPPED;
	if (isFilled && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function* readBody(
	stream: Readable,
	limits: Limits,
	signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
	const abort = (): void => void stream.destroy(signal?.reason);
	const whole =
		limits.total === null ? null : setTimeout(() => stream.destroy(new TimedOut(limits.total ?? 0)), limits.total);
	if (signal?.aborted) abort();
	signal?.addEventListener("abort", abort);
	// Only our waiting counts: a consumer may take its time, and then TCP holds the server back.
	let waiting = false;
	const { stall } = limits;
	const stalled = stall === null ? null : setTimeout(() => waiting && stream.destroy(new TimedOut(stall)), stall);
	const iterator = piecesOf(stream);
	try {
		for (;;) {
			stalled?.refresh();
			waiting = true;
			const next = await iterator.next();
			waiting = false;
			if (next.done) return;
			yield next.value;
		}
	} finally {
		if (whole !== null) clearTimeout(whole);
		if (stalled !== null) clearTimeout(stalled);
		signal?.removeEventListener("abort", abort);
		await iterator.return?.();
	}
}

/** Bytes that may wait for a reader before TCP holds the server back. */
const WAITING = 128 * 1024;

/** The pieces of a stream as they came: its own iterator would put those that wait together in new memory. Ending it early destroys the stream. */
async function* piecesOf(stream: Readable): AsyncGenerator<Buffer, void> {
	let pieces: Buffer[] = [];
	let bytes = 0;
	const state: { ended: boolean; error: Error | null | undefined } = { ended: false, error: null };
	let wake = (): void => undefined;
	stream.on("data", (piece: Buffer) => {
		pieces.push(piece);
		bytes += piece.length;
		if (bytes >= WAITING) stream.pause();
		wake();
	});
	finished(stream, { writable: false }, (error) => {
		Object.assign(state, { ended: true, error });
		wake();
	});
	try {
		for (;;) {
			const some = pieces;
			[pieces, bytes] = [[], 0];
			yield* some;
			if (pieces.length > 0) continue;
			if (state.ended) break;
			stream.resume();
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
		if (state.error) throw state.error;
	} finally {
		stream.destroy();
	}
}

/**
 * The whole body as text.
 * @throws TooLarge when it has more than `bound` bytes, decompressed
 */
export async function readText(answer: Answer, bound: number): Promise<string> {
	const chunks: Uint8Array[] = [];
	await readPieces(answer, bound, (chunk) => chunks.push(chunk));
	return Buffer.concat(chunks).toString("utf8");
}

/**
 * The body, handed over as it comes.
 * @throws TooLarge as `readText`
 */
export async function readPieces(answer: Answer, bound: number, take: (piece: Uint8Array) => void): Promise<void> {
	let size = 0;
	for await (const piece of answer.body) {
		size += piece.length;
		if (size > bound) throw new TooLarge(bound);
		take(piece);
	}
}
