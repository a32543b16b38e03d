/** CRC-32C (Castagnoli 1993; RFC 3720 B.4), which frames of remote read carry; sixteen bytes a turn (Kounavis and Berry 2005). */
const POLYNOMIAL = 0x82f63b78;
const TURN = 16;

/** What byte b, followed by n zero bytes, comes to: at 256 n + b. */
const TABLE = new Int32Array(256 * TURN);
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
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	let crc = -1;
	let at = from;
	for (const last = to - TURN; at <= last; at += TURN) {
		crc =
			word(12, crc ^ view.getInt32(at, true)) ^
			word(8, view.getInt32(at + 4, true)) ^
			word(4, view.getInt32(at + 8, true)) ^
			word(0, view.getInt32(at + 12, true));
	}
	for (; at < to; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number);
	return ~crc >>> 0;
}

/** Four bytes, the first of them lowest, followed by so many zero bytes. */
function word(zeros: number, bytes: number): number {
	return (
		(TABLE[((zeros + 3) << 8) | (bytes & 0xff)] as number) ^
		(TABLE[((zeros + 2) << 8) | ((bytes >>> 8) & 0xff)] as number) ^
		(TABLE[((zeros + 1) << 8) | ((bytes >>> 16) & 0xff)] as number) ^
		(TABLE[(zeros << 8) | (bytes >>> 24)] as number)
	);
}
