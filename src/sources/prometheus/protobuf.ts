import { said } from "../../model/said.ts";
/** The part of protocol buffers that remote read needs: varints, lengths, fixed 64-bit numbers (protobuf.dev/programming-guides/encoding). */

/** Bytes that are no message of the expected kind. */
export class MalformedMessage extends Error {}

/** Wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
const FIXED32 = 5;

/** Walks the fields of one message inside a larger buffer, without copying. */
export class MessageReader {
	readonly bytes: Uint8Array;
	private at: number;
	private end: number;
	/** Of the field `next` stands on. */
	field = 0;
	type = 0;

	constructor(bytes: Uint8Array, from = 0, to: number = bytes.length) {
		this.bytes = bytes;
		this.at = from;
		this.end = to;
	}

	/** Goes to the next field; its value must then be read or skipped. False at the end of the message. */
	next(): boolean {
		if (this.at >= this.end) return false;
		const key = this.varint();
		this.field = Math.floor(key / 8);
		this.type = key % 8;
		return true;
	}

	/** Exact up to 2^53, which holds every time in milliseconds since 1970; beyond, and before, roughly. */
	varint(): number {
		const first = this.bytes[this.at] as number;
		if (first < 0x80 && this.at < this.end) {
			this.at++;
			return first;
		}
		let value = 0;
		let scale = 1;
		for (let i = 0; i < 10; i++) {
			if (this.at >= this.end) throw new MalformedMessage(said("a number is cut off"));
			const byte = this.bytes[this.at++] as number;
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) return value;
			scale *= 128;
		}
		throw new MalformedMessage(said("a number without end"));
	}

	double(): number {
		if (this.at + 8 > this.end) throw new MalformedMessage(said("a number is cut off"));
		const value = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, 8).getFloat64(0, true);
		this.at += 8;
		return value;
	}

	/** Where the value of a field with a length begins; it ends at `position`. */
	span(): number {
		return this.spanStart();
	}

	/** Of the next byte in the buffer. */
	get position(): number {
		return this.at;
	}

	message(): MessageReader {
		const from = this.spanStart();
		return new MessageReader(this.bytes, from, this.at);
	}

	/** The message that this field is, read by a reader of the same buffer that is done with its last: where there are many, none is made for each. */
	enter(reader: MessageReader): MessageReader {
		reader.at = this.spanStart();
		reader.end = this.at;
		return reader;
	}

	text(): string {
		const from = this.spanStart();
		return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, this.at - from).toString("utf8");
	}

	skip(): void {
		if (this.type === VARINT) {
			while (this.at < this.end && (this.bytes[this.at] as number) >= 0x80) this.at++;
			this.at++;
		} else if (this.type === BYTES) this.spanStart();
		else if (this.type === FIXED64 || this.type === FIXED32) this.at += this.type === FIXED64 ? 8 : 4;
		else throw new MalformedMessage(said("wire type {code}", { code: this.type }));
		if (this.at > this.end) throw new MalformedMessage(said("a field is cut off"));
	}

	private spanStart(): number {
		const length = this.varint();
		const from = this.at;
		if (!(length >= 0) || from + length > this.end) throw new MalformedMessage(said("a field is cut off"));
		this.at = from + length;
		return from;
	}
}

/** Builds one message. */
export class MessageWriter {
	private readonly parts: Uint8Array[] = [];

	/** A whole number of at most 2^53. */
	number(field: number, value: number): this {
		this.parts.push(varintBytes(field * 8 + VARINT), varintBytes(value));
		return this;
	}

	double(field: number, value: number): this {
		const bytes = new Uint8Array(8);
		new DataView(bytes.buffer).setFloat64(0, value, true);
		this.parts.push(varintBytes(field * 8 + FIXED64), bytes);
		return this;
	}

	bytes(field: number, value: Uint8Array): this {
		this.parts.push(varintBytes(field * 8 + BYTES), varintBytes(value.length), value);
		return this;
	}

	text(field: number, value: string): this {
		return this.bytes(field, Buffer.from(value, "utf8"));
	}

	message(field: number, value: MessageWriter): this {
		return this.bytes(field, value.finish());
	}

	finish(): Uint8Array {
		return Buffer.concat(this.parts);
	}
}

/** @param value a whole number, not negative, at most 2^53 */
export function varintBytes(value: number): Uint8Array {
	const bytes: number[] = [];
	let rest = value;
	while (rest >= 128) {
		bytes.push((rest % 128) | 0x80);
		rest = Math.floor(rest / 128);
	}
	bytes.push(rest);
	return Uint8Array.from(bytes);
}
