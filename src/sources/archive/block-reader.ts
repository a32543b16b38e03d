import { said } from "../../model/said.ts";
import { type Bytes, CutShort } from "./bytes.ts";

interface Inside {
	header: "tar ends inside a header" | "zip ends inside a header";
	file: "tar ends inside {path}" | "zip ends inside {path}";
}

/** A stream read in pieces of known length. */
export class BlockReader {
	readonly #iterator: AsyncIterator<Uint8Array>;
	readonly #inside: Inside;
	#rest: Uint8Array = new Uint8Array(0);
	position = 0;

	/** @param inside what is said of a stream that ends in a header, or in a file's body */
	constructor(bytes: Bytes, inside: Inside) {
		this.#inside = inside;
		this.#iterator = bytes[Symbol.asyncIterator]();
	}

	/** What is left, as it comes. */
	async *pieces(): AsyncGenerator<Uint8Array> {
		for (let piece = await this.#some(Infinity); piece !== null; piece = await this.#some(Infinity)) yield piece;
	}

	/** Gives back what was taken last. */
	unread(piece: Uint8Array): void {
		this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([piece, this.#rest]);
		this.position -= piece.length;
	}

	async #some(most: number): Promise<Uint8Array | null> {
		while (this.#rest.length === 0) {
			const next = await this.#iterator.next();
			if (next.done === true) return null;
			this.#rest = next.value;
		}
		const piece = this.#rest.subarray(0, most);
		this.#rest = this.#rest.subarray(piece.length);
		this.position += piece.length;
		return piece;
	}

	/** Null at the end; a part of a block counts as the end of the archive cut short. */
	async exactly(size: number): Promise<Buffer | null> {
		const block = Buffer.alloc(size);
		let filled = 0;
		while (filled < size) {
			const piece = await this.#some(size - filled);
			if (piece === null) {
				if (filled === 0) return null;
				throw new CutShort(said(this.#inside.header));
			}
			block.set(piece, filled);
			filled += piece.length;
		}
		return block;
	}

	async *take(size: number, name: string): AsyncGenerator<Uint8Array> {
		for (let left = size; left > 0; ) {
			const piece = await this.#some(left);
			if (piece === null) throw new CutShort(said(this.#inside.file, { path: name }));
			left -= piece.length;
			yield piece;
		}
	}

	async collect(size: number, limit: number): Promise<Buffer> {
		const kept: Uint8Array[] = [];
		let length = 0;
		for await (const piece of this.take(size, "a name")) {
			if (length < limit) kept.push(Uint8Array.from(piece.subarray(0, limit - length)));
			length += piece.length;
		}
		return Buffer.concat(kept);
	}

	async skip(size: number, name = "an entry"): Promise<void> {
		for await (const _ of this.take(size, name));
	}

	async close(): Promise<void> {
		await this.#iterator.return?.();
	}
}
