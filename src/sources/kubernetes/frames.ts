import { said } from "../../model/said.ts";
/** WebSocket frames (RFC 6455), as much as a client needs that only listens: messages in, a close or a pong out. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface Message {
	opcode: number;
	data: Buffer;
}

/** A peer that does not keep to the protocol, or sends more than anyone can want. */
export class BadFrame extends Error {}

/** Takes a stream of bytes apart into messages; fragments are put together, up to `bound` bytes each. */
export class FrameReader {
	readonly #bound: number;
	#buffered: Buffer = Buffer.alloc(0);
	#fragments: Buffer[] = [];
	#opcode = 0;

	constructor(bound: number) {
		this.#bound = bound;
	}

	/** @throws BadFrame */
	*push(chunk: Uint8Array): Generator<Message> {
		this.#buffered = this.#buffered.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#buffered, chunk]);
		for (let message = this.#next(); message !== undefined; message = this.#next()) {
			if (message !== null) yield message;
		}
	}

	/** Undefined when more bytes are needed, null for a part of a message. */
	#next(): Message | null | undefined {
		const bytes = this.#buffered;
		if (bytes.length < 2) return undefined;
		const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
		// Servers do not mask (RFC 6455, 5.1), and no extension was agreed on.
		if ((second & 0x80) !== 0 || (first & 0x70) !== 0) throw new BadFrame(said("masked, or of an extension"));
		let length = second & 0x7f;
		let start = 2;
		if (length === 126) {
			if (bytes.length < 4) return undefined;
			length = bytes.readUInt16BE(2);
			start = 4;
		} else if (length === 127) {
			if (bytes.length < 10) return undefined;
			length = Number(bytes.readBigUInt64BE(2));
			start = 10;
		}
		if (length > this.#bound) throw new BadFrame(said("a frame of {bytes} bytes", { bytes: length }));
		if (bytes.length < start + length) return undefined;
		const data = Buffer.from(bytes.subarray(start, start + length));
		this.#buffered = bytes.subarray(start + length);
		return this.#whole((first & 0x80) !== 0, first & 0x0f, data);
	}

	#whole(isLast: boolean, opcode: number, data: Buffer): Message | null {
		// Control frames may come between the fragments of a message.
		if (opcode >= OPCODE.close) return { opcode, data };
		if (opcode !== OPCODE.continuation) this.#opcode = opcode;
		this.#fragments.push(data);
		const size = this.#fragments.reduce((sum, part) => sum + part.length, 0);
		if (size > this.#bound) throw new BadFrame(said("a message of {bytes} bytes", { bytes: size }));
		if (!isLast) return null;
		const message = { opcode: this.#opcode, data: Buffer.concat(this.#fragments) };
		this.#fragments = [];
		return message;
	}
}

/** A short frame of a client, masked as it must be. @param data at most 125 bytes */
export function clientFrame(opcode: number, data: Uint8Array, mask: Uint8Array): Buffer {
	const masked = data.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
	return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | data.length]), mask.subarray(0, 4), masked]);
}
