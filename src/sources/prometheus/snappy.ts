import { said } from "../../model/said.ts";
import { varintBytes } from "./protobuf.ts";

/** The block format of Snappy (github.com/google/snappy, format_description.txt): what remote read puts around its messages. */

export class MalformedSnappy extends Error {}

const LITERAL = 0;
const COPY_1 = 1;
const COPY_2 = 2;

/**
 * The bytes of a block.
 * @param bound the most bytes it may unpack to
 * @throws MalformedSnappy
 */
export function uncompress(block: Uint8Array, bound: number): Uint8Array {
	const { value: size, next } = lengthOf(block);
	if (size > bound) throw new MalformedSnappy(said("unpacks to {bytes} bytes", { bytes: size }));
	const out = new Uint8Array(size);
	let [at, filled] = [next, 0];
	const byte = (): number => {
		const value = block[at++];
		if (value === undefined) throw new MalformedSnappy(said("cut off"));
		return value;
	};
	while (at < block.length) {
		const tag = byte();
		const kind = tag & 3;
		if (kind === LITERAL) {
			let length = tag >> 2;
			if (length >= 60) length = littleEndian(length - 59);
			length++;
			if (at + length > block.length || filled + length > size) throw new MalformedSnappy(said("a literal is cut off"));
			out.set(block.subarray(at, at + length), filled);
			at += length;
			filled += length;
			continue;
		}
		const length = kind === COPY_1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
		const offset = kind === COPY_1 ? ((tag >> 5) << 8) | byte() : littleEndian(kind === COPY_2 ? 2 : 4);
		if (offset === 0 || offset > filled || filled + length > size)
			throw new MalformedSnappy(said("a copy from nowhere"));
		// Copies may overlap what they write: that is how runs are said.
		if (offset >= length) out.copyWithin(filled, filled - offset, filled - offset + length);
		else for (let i = 0; i < length; i++) out[filled + i] = out[filled + i - offset] as number;
		filled += length;
	}
	if (filled !== size) throw new MalformedSnappy(said("cut off"));
	return out;

	function littleEndian(bytes: number): number {
		let value = 0;
		for (let i = 0; i < bytes; i++) value += byte() * 256 ** i;
		return value;
	}
}

/** A block of literals alone: what we send is small, and every reader takes it. */
export function compress(bytes: Uint8Array): Uint8Array {
	const parts = [varintBytes(bytes.length)];
	for (let from = 0; from < bytes.length; from += 65_536) {
		const piece = bytes.subarray(from, from + 65_536);
		const last = piece.length - 1;
		parts.push(Uint8Array.of((61 << 2) | LITERAL, last & 0xff, last >> 8), piece);
	}
	return Buffer.concat(parts);
}

function lengthOf(block: Uint8Array): { value: number; next: number } {
	let value = 0;
	for (let i = 0; i < 5; i++) {
		const byte = block[i];
		if (byte === undefined) break;
		value += (byte & 0x7f) * 128 ** i;
		if (byte < 0x80) return { value, next: i + 1 };
	}
	throw new MalformedSnappy(said("no length"));
}
