import { said } from "../../model/said.ts";
/**
 * Prometheus' XOR chunks (prometheus tsdb/chunkenc/xor.go, after Pelkonen et al., "Gorilla", VLDB 2015): a count of 16 bits, then
 * for each sample the change of the change of its time, and its value xor the one before.
 */

export class MalformedChunk extends Error {}

/** Zero bytes that must follow a chunk in its buffer: the reader looks ahead without asking how much there is. */
export const CHUNK_PADDING = 16;

/** Words of a 64-bit number, lower first or not. */
const [LOW, HIGH] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** How many samples the chunk at `from` says it has. */
export function chunkCount(bytes: Uint8Array, from: number, to: number): number {
	if (to - from < 2) throw new MalformedChunk(said("no count"));
	return ((bytes[from] as number) << 8) | (bytes[from + 1] as number);
}

/** Columns that chunks are decoded into, one after the other. */
export class Decoded {
	/** Unix seconds. */
	readonly t: Float64Array;
	readonly v: Float64Array;
	/** The same memory as `v`, by halves. */
	readonly words: Uint32Array;
	rows = 0;
	/** Whether times do not rise, or values are no numbers (staleness markers are NaN). */
	untidy = false;

	/** @param room the most samples it will hold */
	constructor(room: number) {
		this.t = new Float64Array(room);
		this.v = new Float64Array(room);
		this.words = new Uint32Array(this.v.buffer);
	}
}

/**
 * Decodes the chunk in `bytes[from..to)` after what the columns hold. They must have room for its `chunkCount` samples, and the buffer
 * CHUNK_PADDING bytes after `to`.
 * @param view of the same bytes: one for all the chunks in them
 * @throws MalformedChunk
 */
export function decodeChunk(bytes: Uint8Array, view: DataView, from: number, to: number, columns: Decoded): void {
	try {
		decode(bytes, view, from, to, columns);
	} catch (error) {
		// A damaged chunk leads beyond the buffer.
		throw error instanceof RangeError ? new MalformedChunk(said("cut off")) : error;
	}
}

function decode(bytes: Uint8Array, view: DataView, from: number, to: number, columns: Decoded): void {
	const { t: times, v: values, words, rows: row } = columns;
	const count = chunkCount(bytes, from, to);
	if (count === 0) return;
	const begin = readVarint(bytes, from + 2, to);
	// Zigzag, as encoding/binary has it.
	let time = begin % 2 === 0 ? begin / 2 : -(begin + 1) / 2;
	let at = afterVarint;
	let high = word(bytes, at);
	let low = word(bytes, at + 4);
	at += 8;
	const seconds = time / 1000;
	let untidy = row > 0 && seconds <= (times[row - 1] as number);
	if ((high & EXPONENT) === EXPONENT) untidy = true;
	times[row] = seconds;
	words[row * 2 + LOW] = low;
	words[row * 2 + HIGH] = high;
	if (count === 1) {
		finish(at * 8, to, columns, row + 1, untidy);
		return;
	}

	let delta = readVarint(bytes, at, to);
	const changes = afterVarint;
	/** In bits from the buffer's start; buffers are far below the 256 MiB at which that leaves 31 bits. */
	let bit = changes * 8;
	let leading = 0;
	let trailing = 0;
	let size = 0;
	const end = row + count;
	if (isSteady(bytes, changes, to, count)) {
		// The same value at even steps, which limits and start times are: two zero bits a sample.
		const value = values[row] as number;
		for (let i = row + 1; i < end; i++) {
			time += delta;
			times[i] = time / 1000;
			values[i] = value;
		}
		finish(bit, to, columns, end, untidy || delta <= 0);
		return;
	}
	for (let i = row + 1; i < end; i++) {
		/** What lies at `bit`, as many bits of it as `ahead`: most samples fit one look. */
		let word = bits32(view, bit);
		let ahead = 32;
		if (i > row + 1) {
			if (word >= 0) {
				bit += 1;
				word <<= 1;
				ahead = 31;
			} else {
				if (word >>> 30 === 2) {
					delta += signed((word >>> 16) & 0x3fff, 14);
					bit += 16;
				} else if (word >>> 29 === 6) {
					delta += signed((word >>> 12) & 0x1ffff, 17);
					bit += 20;
				} else if (word >>> 28 === 14) {
					delta += signed((word >>> 8) & 0xfffff, 20);
					bit += 24;
				} else {
					const top = bits32(view, bit + 4);
					delta += top * 2 ** 32 + (bits32(view, bit + 36) >>> 0);
					bit += 68;
				}
				word = bits32(view, bit);
			}
		}
		if (delta <= 0) untidy = true;
		time += delta;
		if (word >= 0) bit += 1;
		else {
			const control = (word & 0x40000000) === 0 ? 2 : 13;
			if (control === 13) {
				leading = (word >>> 25) & 31;
				size = (word >>> 19) & 63 || 64;
				trailing = 64 - leading - size;
				if (trailing < 0) throw new MalformedChunk(said("a value of more than 64 bits"));
			}
			bit += control;
			if (size <= 32) {
				if (size === 0) throw new MalformedChunk(said("a value before its size"));
				const changed = (size <= ahead - control ? word << control : bits32(view, bit)) >>> (32 - size);
				// The bits may lie in either word or across both.
				if (trailing >= 32) high ^= changed << (trailing - 32);
				else {
					low ^= changed << trailing;
					if (trailing > 0) high ^= changed >>> (32 - trailing);
				}
			} else {
				const top = bits32(view, bit) >>> (64 - size);
				const bottom = bits32(view, bit + size - 32);
				low ^= bottom << trailing;
				high ^= trailing === 0 ? top : (top << trailing) | (bottom >>> (32 - trailing));
			}
			bit += size;
		}
		if ((high & EXPONENT) === EXPONENT) untidy = true;
		times[i] = time / 1000;
		words[i * 2 + LOW] = low;
		words[i * 2 + HIGH] = high;
	}
	finish(bit, to, columns, end, untidy);
}

/** All ones in NaN and the infinities. */
const EXPONENT = 0x7ff00000;

function finish(bit: number, to: number, columns: Decoded, rows: number, untidy: boolean): void {
	if (bit > to * 8) throw new MalformedChunk(said("cut off"));
	columns.rows = rows;
	if (untidy) columns.untidy = true;
}

/** Whether all bits after the second sample's step are zero, as many as the samples need. */
function isSteady(bytes: Uint8Array, from: number, to: number, count: number): boolean {
	if ((to - from) * 8 < 2 * count - 3) return false;
	for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
	return true;
}

function word(bytes: Uint8Array, at: number): number {
	return (
		((bytes[at] as number) << 24) |
		((bytes[at + 1] as number) << 16) |
		((bytes[at + 2] as number) << 8) |
		(bytes[at + 3] as number)
	);
}

/** The 32 bits from bit `at` on, as a signed number. */
function bits32(view: DataView, at: number): number {
	const byte = at >>> 3;
	const shift = at & 7;
	const first = view.getInt32(byte);
	return shift === 0 ? first : (first << shift) | (view.getUint8(byte + 4) >>> (8 - shift));
}

/** As the encoder's bitRange has it: the highest number of the range is positive. */
function signed(value: number, bits: number): number {
	return value > 2 ** (bits - 1) ? value - 2 ** bits : value;
}

/** Where the bytes after the number that was read last begin. */
let afterVarint = 0;

function readVarint(bytes: Uint8Array, from: number, to: number): number {
	let value = 0;
	let scale = 1;
	for (let at = from; at < Math.min(to, from + 10); at++) {
		const byte = bytes[at] as number;
		value += (byte & 0x7f) * scale;
		if (byte < 0x80) {
			afterVarint = at + 1;
			return value;
		}
		scale *= 128;
	}
	throw new MalformedChunk(said("a number is cut off"));
}
