import { said } from "../../model/said.ts";
import { TooLarge } from "../kubernetes/transport.ts";
import { crc32c } from "./crc32c.ts";
import { MalformedMessage } from "./protobuf.ts";
import { CHUNK_PADDING } from "./xor-chunk.ts";

/** A message in a buffer, which holds it until the next is asked for, and CHUNK_PADDING bytes after it. */
export interface Frame {
	bytes: Uint8Array;
	from: number;
	to: number;
}

/** A series of one frame; servers cut at 1 MiB. */
const FRAME_BOUND = 64 * 1024 * 1024;
const CHECKSUM = 4;

/**
 * Messages one after another, each with its length and checksum in front (prometheus storage/remote/chunked.go). The checksum is held against
 * each: what TCP's own lets through, one damaged segment in some ten thousands, would be other numbers and another verdict.
 * @throws MalformedMessage; TooLarge
 */
export async function* framesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
	let held = new Uint8Array(1 << 18);
	let begin = 0;
	let end = 0;
	for await (const piece of body) {
		if (end + piece.length + CHUNK_PADDING > held.length) {
			const size = end - begin + piece.length + CHUNK_PADDING;
			const room = size > held.length ? new Uint8Array(size * 2) : held;
			room.set(held.subarray(begin, end));
			held = room;
			[begin, end] = [0, end - begin];
		}
		held.set(piece, end);
		end += piece.length;
		for (;;) {
			const frame = frameAt(held, begin, end);
			if (frame === null) break;
			begin = frame.to;
			yield frame;
		}
	}
	if (begin < end) throw new MalformedMessage(said("cut off"));
}

/** The frame that begins at `at`; null when it is not all there yet. */
function frameAt(bytes: Uint8Array, at: number, end: number): Frame | null {
	let size = 0;
	let shift = 0;
	for (let i = at; i < end; i++, shift += 7) {
		const byte = bytes[i] as number;
		size |= (byte & 0x7f) << shift;
		if (shift > 21 || size > FRAME_BOUND) throw new TooLarge(FRAME_BOUND);
		if (byte >= 0x80) continue;
		const from = i + 1 + CHECKSUM;
		const to = from + size;
		if (to > end) return null;
		const told = new DataView(bytes.buffer, bytes.byteOffset + i + 1, CHECKSUM).getUint32(0);
		if (told !== crc32c(bytes, from, to)) throw new MalformedMessage(said("a frame's checksum is wrong"));
		return { bytes, from, to };
	}
	return null;
}
