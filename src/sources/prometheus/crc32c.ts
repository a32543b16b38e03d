/** CRC-32C (Castagnoli 1993; RFC 3720 B.4), which frames of remote read carry; eight bytes a turn (Kounavis and Berry 2005). */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

const TABLE = new Int32Array(256 * SLICES);
for (let byte = 0; byte < 256; byte++) {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
	TABLE[byte] = crc;
}
for (let i = 256; i < TABLE.length; i++) {
	const before = TABLE[i - 256] as number;
	TABLE[i] = (before >>> 8) ^ (TABLE[before & 0xff] as number);
}

/** Of `bytes[from..to)`, as an unsigned number. */
export function crc32c(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
	let crc = -1;
	let at = from;
	const of = (slice: number, byte: number): number => TABLE[slice * 256 + byte] as number;
	for (const end = to - SLICES + 1; at < end; at += SLICES) {
		crc ^= at4(bytes, at);
		crc =
			of(7, crc & 0xff) ^
			of(6, (crc >>> 8) & 0xff) ^
			of(5, (crc >>> 16) & 0xff) ^
			of(4, crc >>> 24) ^
			of(3, bytes[at + 4] as number) ^
			of(2, bytes[at + 5] as number) ^
			of(1, bytes[at + 6] as number) ^
			of(0, bytes[at + 7] as number);
	}
	for (; at < to; at++) crc = (crc >>> 8) ^ of(0, (crc ^ (bytes[at] as number)) & 0xff);
	return ~crc >>> 0;
}

function at4(bytes: Uint8Array, at: number): number {
	return (
		(bytes[at] as number) |
		((bytes[at + 1] as number) << 8) |
		((bytes[at + 2] as number) << 16) |
		((bytes[at + 3] as number) << 24)
	);
}
