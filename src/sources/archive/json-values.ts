import { said } from "../../model/said.ts";
import { type Bytes, CutShort } from "./bytes.ts";

/** The list a value came from, as far as it was read: its kind may stand after its items. */
export interface ListHead {
	kind: string;
}

interface RawValue {
	/** One JSON object. */
	json: string;
	list: ListHead | null;
}

interface JsonNotice {
	/** A list was read to its end: it is one even where it is empty. */
	endOf?: ListHead;
	/** A value was longer than the limit and is left out. */
	oversized?: true;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Keys and kinds are short; a longer string at the top of an object is neither. */
const WORD_LIMIT = 256;

/**
 * Cuts a stream of JSON into its objects without holding more than one: the elements of the top-level `items` of lists and of top-level arrays, and
 * top-level values one after another (JSON lines, concatenated). Works on bytes; the values are not checked, JSON.parse does that. Text between top-level
 * values is skipped: `kubectl cluster-info dump` prints container logs there, between `==== START logs` and `==== END logs`.
 * Throws `CutShort` when the stream ends inside a value, after everything whole was given.
 */
export async function* jsonValues(bytes: Bytes, limit: number): AsyncGenerator<RawValue | JsonNotice> {
	const splitter = new JsonSplitter(limit);
	for await (const chunk of bytes) yield* splitter.push(chunk);
	splitter.end();
}

class JsonSplitter {
	readonly #limit: number;
	#depth = 0;
	#inString = false;
	#escaped = false;
	/** The depth at which values begin: 0, 1 inside a top-level array, 2 inside `items`. */
	#valueDepth = 0;
	#list: ListHead | null = null;

	#parts: Buffer[] = [];
	#length = 0;
	#capturing = false;
	#oversized = false;

	/** The last string at depth 1 of a top-level object, and the key before the colon. */
	#word: number[] | null = null;
	#lastWord = "";
	#key = "";

	#skippingLine = false;
	#line: number[] = [];
	#inLogs = false;

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** Not a generator: those run several times slower over bytes. */
	push(chunk: Uint8Array): (RawValue | JsonNotice)[] {
		const found: (RawValue | JsonNotice)[] = [];
		const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
		let start = 0;
		for (let i = 0; i < buffer.length; i++) {
			const byte = buffer[i] ?? 0;
			if (this.#skippingLine) {
				if (byte === NEWLINE) this.#lineEnd();
				else if (this.#line.length < 16) this.#line.push(byte);
				continue;
			}
			if (this.#inString) {
				i = this.#string(buffer, i);
				continue;
			}
			// Most bytes of what kubectl prints are indentation.
			if (byte === SPACE) continue;
			if (this.#depth === 0 && (this.#inLogs || !isStructure(byte))) {
				if (byte > 0x20 && byte !== 0x2c) {
					this.#skippingLine = true;
					this.#line = [byte];
				}
				continue;
			}
			switch (byte) {
				case QUOTE:
					this.#inString = true;
					if (this.#depth === 1 && this.#valueDepth === 0) this.#word = [];
					break;
				case COLON:
					if (this.#depth === 1 && this.#valueDepth === 0) this.#key = this.#lastWord;
					break;
				case OPEN_BRACE:
				case OPEN_BRACKET:
					if (byte === OPEN_BRACKET) this.#enterArray();
					if (this.#depth === this.#valueDepth && byte === OPEN_BRACE) {
						this.#capturing = true;
						start = i;
					}
					this.#depth++;
					break;
				case CLOSE_BRACE:
				case CLOSE_BRACKET:
					this.#depth = Math.max(0, this.#depth - 1);
					if (this.#capturing && this.#depth === this.#valueDepth) {
						this.#keep(buffer.subarray(start, i + 1));
						this.#value(found);
					} else this.#leave(found);
			}
		}
		if (this.#capturing) this.#keep(buffer.subarray(start));
		return found;
	}

	end(): void {
		if (this.#depth > 0 || this.#inString) throw new CutShort(said("JSON ends inside a value"));
	}

	/** Moves to the end of the string or of the chunk; gives the index of the last byte taken. */
	#string(buffer: Buffer, from: number): number {
		const word = this.#word;
		let escaped = this.#escaped;
		let i = from;
		for (; i < buffer.length; i++) {
			const byte = buffer[i] ?? 0;
			if (escaped) escaped = false;
			else if (byte === BACKSLASH) escaped = true;
			else if (byte === QUOTE) {
				this.#inString = false;
				this.#wordEnd();
				break;
			}
			if (word !== null && word.length < WORD_LIMIT) word.push(byte);
		}
		this.#escaped = escaped;
		return i;
	}

	#wordEnd(): void {
		if (this.#word === null) return;
		this.#lastWord = Buffer.from(this.#word).toString("utf8");
		this.#word = null;
		if (this.#key === "kind") {
			this.#list ??= { kind: "" };
			this.#list.kind = this.#lastWord;
		}
		if (this.#key !== "") this.#key = this.#key === "items" ? "items" : "";
	}

	#enterArray(): void {
		if (this.#valueDepth !== 0) return;
		if (this.#depth === 0) {
			this.#valueDepth = 1;
			this.#list = null;
		} else if (this.#depth === 1 && this.#key === "items") {
			// A list: what was kept of its beginning in case it was an ordinary object goes.
			this.#valueDepth = 2;
			this.#list ??= { kind: "" };
			this.#drop();
		}
	}

	#leave(found: (RawValue | JsonNotice)[]): void {
		if (this.#valueDepth === 2 && this.#depth === 1) {
			// Back in the list's own fields: its kind may still come.
			this.#valueDepth = 0;
			this.#key = "";
			this.#lastWord = "";
		} else if (this.#depth === 0) {
			if (this.#valueDepth === 0 && this.#list !== null) found.push({ endOf: this.#list });
			this.#reset();
		}
	}

	#value(found: (RawValue | JsonNotice)[]): void {
		if (this.#oversized) found.push({ oversized: true });
		else
			found.push({
				json: Buffer.concat(this.#parts, this.#length).toString("utf8"),
				list: this.#valueDepth === 2 ? this.#list : null,
			});
		this.#drop();
		if (this.#depth === 0) this.#reset();
	}

	#keep(piece: Buffer): void {
		this.#length += piece.length;
		if (this.#length > this.#limit) {
			this.#oversized = true;
			this.#parts = [];
		}
		// Copied: a stream may use its chunk again, and a small piece must not keep a large chunk alive.
		if (!this.#oversized) this.#parts.push(Buffer.from(piece));
	}

	#drop(): void {
		this.#parts = [];
		this.#length = 0;
		this.#capturing = false;
		this.#oversized = false;
	}

	#reset(): void {
		this.#drop();
		this.#valueDepth = 0;
		this.#list = null;
		this.#key = "";
		this.#lastWord = "";
	}

	#lineEnd(): void {
		const line = Buffer.from(this.#line).toString("latin1");
		if (line.startsWith("==== START logs")) this.#inLogs = true;
		else if (line.startsWith("==== END logs")) this.#inLogs = false;
		this.#skippingLine = false;
		this.#line = [];
	}
}

function isStructure(byte: number): boolean {
	return byte === OPEN_BRACE || byte === OPEN_BRACKET;
}
