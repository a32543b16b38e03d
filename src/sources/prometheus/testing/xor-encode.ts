/** The other side of xor-chunk.ts, by the same source (prometheus tsdb/chunkenc/xor.go): a stand-in for a server encodes with it. */

/** Up to 65,535 samples; times in whole milliseconds, rising. */
export function encodeChunk(times: readonly number[], values: readonly number[]): Uint8Array {
	const bits = new Bits();
	const count = times.length;
	bits.write(BigInt(count), 16);
	let [leading, trailing] = [-1, 0];
	let delta = 0;
	for (let i = 0; i < count; i++) {
		const [time, value] = [times[i] ?? 0, values[i] ?? 0];
		if (i === 0) {
			for (const byte of varint(time >= 0 ? BigInt(time) * 2n : BigInt(-time) * 2n - 1n)) bits.write(byte, 8);
			bits.write(wordOf(value), 64);
			continue;
		}
		const step = time - (times[i - 1] ?? 0);
		if (i === 1) for (const byte of varint(BigInt(step))) bits.write(byte, 8);
		else writeChange(bits, step - delta);
		delta = step;
		const changed = wordOf(value) ^ wordOf(values[i - 1] ?? 0);
		bits.write(changed === 0n ? 0n : 1n, 1);
		if (changed === 0n) continue;
		const newLeading = Math.min(31, 64 - changed.toString(2).length);
		const newTrailing = trailingZeros(changed);
		if (leading !== -1 && newLeading >= leading && newTrailing >= trailing) {
			bits.write(0n, 1);
		} else {
			[leading, trailing] = [newLeading, newTrailing];
			bits.write(1n, 1);
			bits.write(BigInt(leading), 5);
			bits.write(BigInt((64 - leading - trailing) % 64), 6);
		}
		bits.write(changed >> BigInt(trailing), 64 - leading - trailing);
	}
	return bits.bytes();
}

function writeChange(bits: Bits, change: number): void {
	const fits = (size: number) => -(2 ** (size - 1) - 1) <= change && change <= 2 ** (size - 1);
	if (change === 0) bits.write(0n, 1);
	else if (fits(14)) bits.write((0b10n << 14n) | BigInt.asUintN(14, BigInt(change)), 16);
	else if (fits(17)) bits.write((0b110n << 17n) | BigInt.asUintN(17, BigInt(change)), 20);
	else if (fits(20)) bits.write((0b1110n << 20n) | BigInt.asUintN(20, BigInt(change)), 24);
	else bits.write((0b1111n << 64n) | BigInt.asUintN(64, BigInt(change)), 68);
}

class Bits {
	private text: string[] = [];

	write(value: bigint, size: number): void {
		this.text.push(value.toString(2).padStart(size, "0"));
	}

	bytes(): Uint8Array {
		const all = this.text.join("");
		const out = new Uint8Array(Math.ceil(all.length / 8));
		for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(all.slice(i * 8, i * 8 + 8).padEnd(8, "0"), 2);
		return out;
	}
}

function wordOf(value: number): bigint {
	const view = new DataView(new ArrayBuffer(8));
	view.setFloat64(0, value);
	return view.getBigUint64(0);
}

function trailingZeros(word: bigint): number {
	let count = 0;
	for (let rest = word; (rest & 1n) === 0n; rest >>= 1n) count++;
	return count;
}

function varint(value: bigint): bigint[] {
	const bytes: bigint[] = [];
	let rest = value;
	for (; rest >= 128n; rest >>= 7n) bytes.push((rest & 127n) | 128n);
	return [...bytes, rest];
}
