import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export type Bytes = AsyncIterable<Uint8Array>;

/** What is being read is larger than this reader will read: a bomb, or the wrong file. */
export class TooLarge extends Error {
	readonly limit: number;
	constructor(limit: number) {
		super(`more than ${limit} bytes`);
		this.name = "TooLarge";
		this.limit = limit;
	}
}

/** The stream ends inside something. `where` says inside what. */
export class CutShort extends Error {
	constructor(where: string) {
		super(where);
		this.name = "CutShort";
	}
}

/** The bytes an archive may still give, over all its files. */
export class Budget {
	readonly limit: number;
	#left: number;
	constructor(limit: number) {
		this.limit = limit;
		this.#left = limit;
	}
	take(bytes: number): void {
		this.#left -= bytes;
		if (this.#left < 0) throw new TooLarge(this.limit);
	}
}

export async function* counted(bytes: Bytes, budget: Budget): AsyncGenerator<Uint8Array> {
	for await (const chunk of bytes) {
		budget.take(chunk.length);
		yield chunk;
	}
}

/** The first `length` bytes (fewer where there are no more) and the whole stream, them included. */
export async function peek(bytes: Bytes, length: number): Promise<{ head: Buffer; whole: Bytes }> {
	const iterator = bytes[Symbol.asyncIterator]();
	const seen: Uint8Array[] = [];
	let size = 0;
	let failure: { error: unknown } | null = null;
	while (size < length && failure === null) {
		try {
			const next = await iterator.next();
			if (next.done === true) break;
			seen.push(next.value);
			size += next.value.length;
		} catch (error) {
			// What came before the stream broke is still of use; the error comes after it.
			failure = { error };
		}
	}
	async function* whole(): AsyncGenerator<Uint8Array> {
		try {
			yield* seen;
			if (failure !== null) throw failure.error;
			yield* { [Symbol.asyncIterator]: () => iterator };
		} finally {
			await iterator.return?.();
		}
	}
	return { head: Buffer.concat(seen).subarray(0, length), whole: whole() };
}

/** RFC 1952. */
export function isGzip(head: Uint8Array): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}

/** Deflate makes at most 1032 of one byte; lists of like pods stay below 100. Checked once there is enough output to matter. */
const BOMB_RATIO = 500;
const BOMB_BYTES = 64 << 20;

export async function* gunzipped(bytes: Bytes, budget: Budget): AsyncGenerator<Uint8Array> {
	let compressed = 0;
	let plain = 0;
	async function* input() {
		for await (const chunk of bytes) {
			compressed += chunk.length;
			yield chunk;
		}
	}
	const gunzip = createGunzip({ chunkSize: 1 << 16 });
	pipeline(Readable.from(input()), gunzip, () => {});
	try {
		for await (const chunk of gunzip as AsyncIterable<Buffer>) {
			plain += chunk.length;
			budget.take(chunk.length);
			if (plain > BOMB_BYTES && plain > compressed * BOMB_RATIO) throw new TooLarge(BOMB_BYTES);
			yield chunk;
		}
	} catch (error) {
		throw (error as { code?: unknown } | null)?.code === "Z_BUF_ERROR"
			? new CutShort(`gzip stream ends after ${plain} unpacked bytes`)
			: error;
	}
}

/** UTF-16 with a byte order mark, as PowerShell's `>` writes it, to UTF-8; other bytes as they are. */
export async function* asUtf8(head: Uint8Array, bytes: Bytes): AsyncGenerator<Uint8Array> {
	const little = head[0] === 0xff && head[1] === 0xfe;
	const big = head[0] === 0xfe && head[1] === 0xff;
	if (!little && !big) return yield* bytes;
	const decoder = new TextDecoder(little ? "utf-16le" : "utf-16be");
	for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
	yield Buffer.from(decoder.decode());
}
