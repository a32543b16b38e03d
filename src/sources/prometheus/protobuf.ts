import { said } from "../../model/said.ts";
import type { Texts } from "./texts.ts";

/** The part of protocol buffers that remote read needs: varints, lengths, fixed 64-bit numbers (protobuf.dev/programming-guides/encoding). */

/** Bytes that are no message of the expected kind. */
export class MalformedMessage extends Error {}

/** Wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

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
		const key = this.word();
		this.field = key >>> 3;
		this.type = key & 7;
		return true;
	}

	/** Exact up to 2^53, which holds every time in milliseconds since 1970; beyond, and before, roughly. */
	varint(): number {
		let value = 0;
		let scale = 1;
		for (let i = 0; i < 10; i++) {
			const byte = this.byte();
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
		const length = this.word();
		const from = this.at;
		if (length > this.end - from) throw new MalformedMessage(said("a field is cut off"));
		this.at = from + length;
		return from;
	}

	/** Of the next byte in the buffer. */
	get position(): number {
		return this.at;
	}

	message(): MessageReader {
		const from = this.span();
		return new MessageReader(this.bytes, from, this.at);
	}

	/** @param texts where the text is looked up first, of those that come often */
	text(texts?: Texts): string {
		const from = this.span();
		if (texts !== undefined) return texts.of(this.bytes, from, this.at);
		return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, this.at - from).toString("utf8");
	}

	skip(): void {
		if (this.type === VARINT) {
			while (this.at < this.end && (this.bytes[this.at] as number) >= 0x80) this.at++;
			this.at++;
		} else if (this.type === BYTES) this.span();
		else if (this.type === FIXED64 || this.type === FIXED32) this.at += this.type === FIXED64 ? 8 : 4;
		else throw new MalformedMessage(said("wire type {code}", { code: this.type }));
		if (this.at > this.end) throw new MalformedMessage(said("a field is cut off"));
	}

	/** A key or a length, below 2^31: there are hundreds of thousands, and by bits alone the compiler knows that they are integers. */
	private word(): number {
		let value = 0;
		for (let shift = 0; shift < 32; shift += 7) {
			const byte = this.byte();
			value |= (byte & 0x7f) << shift;
			if (byte < 0x80 && value >= 0) return value;
		}
		throw new MalformedMessage(said("a number without end"));
	}

	private byte(): number {
		if (this.at >= this.end) throw new MalformedMessage(said("a number is cut off"));
		return this.bytes[this.at++] as number;
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
