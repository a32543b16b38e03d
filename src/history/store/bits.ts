import { said } from "../../model/said.ts";
/** Bytes that are no chunk of ours: cut off, or damaged. */
export class BrokenChunk extends Error {}

/** Bits of the length field in front of a long number. */
const LENGTH_BITS = 6;
const WORD = 2 ** 32;

/** Writes numbers of any number of bits, most significant bit first. */
export class BitWriter {
	private bytes = new Uint8Array(256);
	/** Bits written so far. */
	private at = 0;

	/** The low `count` bits of a number below 2^32; at most 32. */
	write(value: number, count: number): void {
		let left = count;
		if ((this.at + left) >> 3 >= this.bytes.length - 1) this.grow();
		while (left > 0) {
			const free = 8 - (this.at & 7);
			const take = Math.min(free, left);
			const part = (value >>> (left - take)) & ((1 << take) - 1);
			const index = this.at >> 3;
			this.bytes[index] = (this.bytes[index] as number) | (part << (free - take));
			this.at += take;
			left -= take;
		}
	}

	/** So many ones and a zero. */
	writeUnary(count: number): void {
		let left = count;
		for (; left >= 16; left -= 16) this.write(0xffff, 16);
		this.write((1 << (left + 1)) - 2, left + 1);
	}

	/** A whole number from 0 to 2^53 by its length and its bits. */
	writeLong(value: number): void {
		const high = Math.floor(value / WORD);
		const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value);
		this.write(bits, LENGTH_BITS);
		if (bits > 32) this.write(high, bits - 32);
		this.write(value >>> 0, Math.min(bits, 32));
	}

	writeDouble(value: number): void {
		DOUBLE[0] = value;
		this.write(WORDS[0] as number, 32);
		this.write(WORDS[1] as number, 32);
	}

	/** What was written, filled up with zeros to a whole byte. */
	toBytes(): Uint8Array {
		return this.bytes.slice(0, (this.at + 7) >> 3);
	}

	private grow(): void {
		const larger = new Uint8Array(this.bytes.length * 2);
		larger.set(this.bytes);
		this.bytes = larger;
	}
}

/** Bits that `writeLong` takes for a number. */
export function longBits(value: number): number {
	return LENGTH_BITS + (value < 1 ? 0 : Math.floor(Math.log2(value)) + 1);
}

/** Reads what a BitWriter wrote. @throws BrokenChunk behind the end */
export class BitReader {
	private readonly bytes: Uint8Array;
	private readonly view: DataView;
	private at = 0;
	private readonly end: number;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.end = bytes.length * 8;
	}

	/** At most 32 bits. */
	read(count: number): number {
		if (count === 0) return 0;
		const value = this.ahead() >>> (32 - count);
		this.skip(count);
		return value;
	}

	/** The ones before the next zero, which is read too; of `most`, fewer than 32, or more only those. */
	readOnes(most: number): number {
		const ones = Math.clz32(~this.ahead());
		this.skip(ones < most ? ones + 1 : most);
		return Math.min(ones, most);
	}

	readLong(): number {
		const bits = this.read(LENGTH_BITS);
		return bits > 32 ? this.read(bits - 32) * WORD + this.read(32) : this.read(bits);
	}

	readDouble(): number {
		WORDS[0] = this.read(32);
		WORDS[1] = this.read(32);
		return DOUBLE[0] as number;
	}

	private skip(count: number): void {
		this.at += count;
		if (this.at > this.end) throw new BrokenChunk(said("cut short"));
	}

	/** The next 32 bits, as a signed number; zeros behind the end. */
	private ahead(): number {
		const byte = this.at >>> 3;
		const shift = this.at & 7;
		if (byte + 5 <= this.bytes.length) {
			const word = this.view.getInt32(byte);
			return shift === 0 ? word : (word << shift) | ((this.bytes[byte + 4] as number) >>> (8 - shift));
		}
		let word = 0;
		for (let i = 0; i < 4; i++) word = (word << 8) | (this.bytes[byte + i] ?? 0);
		return shift === 0 ? word : (word << shift) | ((this.bytes[byte + 4] ?? 0) >>> (8 - shift));
	}
}

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
