import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";
import { said } from "../../model/said.ts";

export type Bytes = AsyncIterable<Uint8Array>;

export const NO_BYTES: Bytes = {
	async *[Symbol.asyncIterator]() {},
};

/** What is being read is larger than this reader will read: a bomb, or the wrong file. */
export class TooLarge extends Error {
	readonly limit: number;
	constructor(limit: number) {
		super(said("more than {bytes} bytes", { bytes: limit }));
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

/** What one step of input can become at most, BOMB_RATIO aside: 8 MiB. */
const STEP = 8 << 10;
const OUTPUT = 1 << 16;

/**
 * Unpacks step by step, and takes from `bytes` only what the next step needs: nothing is read ahead, so that whoever gave the bytes can go on after them.
 * Throws `CutShort`, `TooLarge`, or zlib's error for damaged data, after all that could be unpacked before.
 */
export function gunzipped(bytes: Bytes, budget: Budget): AsyncGenerator<Uint8Array> {
	return unpackedBy(new Unpacker(createGunzip({ chunkSize: OUTPUT })), bytes, budget);
}

/** The same of deflate without a head, as in a zip. `onEnd`: how many bytes at the end of the last chunk were no part of it. */
export function inflated(bytes: Bytes, budget: Budget, onEnd: (unused: number) => void): AsyncGenerator<Uint8Array> {
	return unpackedBy(new Unpacker(createInflateRaw({ chunkSize: OUTPUT })), bytes, budget, onEnd);
}

async function* unpackedBy(
	unpacker: Unpacker,
	bytes: Bytes,
	budget: Budget,
	onEnd?: (unused: number) => void,
): AsyncGenerator<Uint8Array> {
	let compressed = 0;
	let given = 0;
	let plain = 0;
	try {
		for await (const chunk of bytes) {
			for (let i = 0; i < chunk.length && !unpacker.ended; i += STEP) {
				const step = chunk.subarray(i, i + STEP);
				compressed += step.length;
				for await (const piece of unpacker.feed(step)) {
					plain += piece.length;
					budget.take(piece.length);
					if (plain > BOMB_BYTES && plain > compressed * BOMB_RATIO) throw new TooLarge(BOMB_BYTES);
					yield piece;
				}
			}
			given += chunk.length;
			// What follows the last gzip member is no part of it; some writers pad with zeros.
			if (unpacker.ended) break;
		}
		yield* unpacker.feed(null);
		onEnd?.(given - unpacker.taken);
	} catch (error) {
		const code = (error as { code?: unknown } | null)?.code;
		throw code === "Z_BUF_ERROR"
			? new CutShort(said("gzip stream ends after {bytes} unpacked bytes", { bytes: plain }))
			: error;
	} finally {
		unpacker.close();
	}
}

class Unpacker {
	readonly #gunzip: Gunzip | InflateRaw;
	#pieces: Uint8Array[] = [];
	#error: Error | null = null;
	#wake: () => void = () => {};
	ended = false;

	constructor(gunzip: Gunzip | InflateRaw) {
		this.#gunzip = gunzip;
		this.#gunzip.on("data", (piece: Buffer) => this.#pieces.push(piece));
		this.#gunzip.on("error", (error) => {
			this.#error = error;
			this.#wake();
		});
		this.#gunzip.on("end", () => {
			this.ended = true;
			this.#wake();
		});
	}

	/** What a step of input becomes; null for the end of input. */
	async *feed(step: Uint8Array | null): AsyncGenerator<Uint8Array> {
		if (!this.ended && this.#error === null) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
				if (step === null) this.#gunzip.end();
				else this.#gunzip.write(step, () => resolve());
			});
		}
		const pieces = this.#pieces;
		this.#pieces = [];
		yield* pieces;
		if (this.#error !== null) throw this.#error;
	}

	/** Bytes of the input that were part of it. */
	get taken(): number {
		return this.#gunzip.bytesWritten;
	}

	close(): void {
		this.#gunzip.destroy();
	}
}

/** UTF-16 with a byte order mark, as PowerShell's `>` writes it, to UTF-8; other bytes as they are, without UTF-8's own mark. */
export async function* asUtf8(head: Uint8Array, bytes: Bytes): AsyncGenerator<Uint8Array> {
	const little = head[0] === 0xff && head[1] === 0xfe;
	const big = head[0] === 0xfe && head[1] === 0xff;
	if (!little && !big) return yield* withoutMark(head, bytes);
	const decoder = new TextDecoder(little ? "utf-16le" : "utf-16be");
	for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
	yield Buffer.from(decoder.decode());
}

async function* withoutMark(head: Uint8Array, bytes: Bytes): AsyncGenerator<Uint8Array> {
	let mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
	for await (const chunk of bytes) {
		yield chunk.subarray(mark);
		mark = Math.max(0, mark - chunk.length);
	}
}
