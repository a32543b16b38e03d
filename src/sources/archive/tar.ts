import { said } from "../../model/said.ts";
import { BlockReader } from "./block-reader.ts";
import { type Bytes, CutShort } from "./bytes.ts";

const BLOCK = 512;
const INSIDE = { header: "tar ends inside a header", file: "tar ends inside {path}" } as const;
/** Names and pax records; longer ones are not read. */
const METADATA_LIMIT = 1 << 16;

interface TarEntry {
	name: string;
	size: number;
	/** To be read before the next entry is asked for; what is left over is skipped. */
	bytes: Bytes;
}

/** Whether a block is a tar header: its checksum holds (POSIX.1-1988 ustar; older formats have the same field). */
export function isTar(block: Uint8Array): boolean {
	if (block.length < BLOCK || block[0] === 0) return false;
	let sum = 8 * 0x20;
	for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
	return sum === octal(block, 148, 8);
}

/** The regular files in a tar stream: ustar, pax and GNU names. Throws `CutShort` where the stream ends inside one. */
export async function* tarEntries(bytes: Bytes): AsyncGenerator<TarEntry> {
	const reader = new BlockReader(bytes, INSIDE);
	try {
		let longName: string | null = null;
		for (;;) {
			const header = await reader.exactly(BLOCK);
			// Two empty blocks end the archive; some writers leave them out.
			if (header === null || header.every((byte) => byte === 0)) return;
			if (!isTar(header)) throw new CutShort(said("tar header is damaged"));
			const size = sizeOf(header);
			const type = String.fromCharCode(header[156] ?? 0);
			if (type === "x" || type === "L") {
				longName = nameIn(type, await reader.collect(size, METADATA_LIMIT)) ?? longName;
				await reader.skip(padding(size));
				continue;
			}
			const name = longName ?? headerName(header);
			const end = reader.position + size;
			if (type === "0" || type === "\0" || type === "7") yield { name, size, bytes: reader.take(size, name) };
			if (type !== "g") longName = null;
			await reader.skip(end - reader.position + padding(size), name);
		}
	} finally {
		await reader.close();
	}
}

function padding(size: number): number {
	return (BLOCK - (size % BLOCK)) % BLOCK;
}

function octal(block: Uint8Array, start: number, length: number): number {
	const text = Buffer.from(block.subarray(start, start + length))
		.toString("latin1")
		.replace(/\0.*$/s, "")
		.trim();
	return /^[0-7]*$/.test(text) ? Number.parseInt(text || "0", 8) : Number.NaN;
}

/** GNU tar writes sizes of 8 GiB and more in base 256, marked by the first bit. */
function sizeOf(header: Buffer): number {
	if (((header[124] ?? 0) & 0x80) === 0) {
		const size = octal(header, 124, 12);
		if (Number.isNaN(size)) throw new CutShort(said("tar header is damaged"));
		return size;
	}
	const size = Number(header.readBigUInt64BE(128));
	if (!Number.isSafeInteger(size)) throw new CutShort(said("tar header is damaged"));
	return size;
}

function headerName(header: Buffer): string {
	const text = (start: number, length: number) => header.toString("utf8", start, start + length).replace(/\0.*$/s, "");
	const prefix = header.toString("latin1", 257, 262) === "ustar" ? text(345, 155) : "";
	return prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}

/** A pax record is `LENGTH path=NAME\n`; a GNU long name is the name itself. */
function nameIn(type: string, data: Buffer): string | null {
	if (type === "L") return data.toString("utf8").replace(/\0.*$/s, "");
	return /(?:^|\n)\d{1,7} path=([^\n]*)/.exec(data.toString("utf8"))?.[1] ?? null;
}

/** A regular file that anybody may own: no user, no group. Names over 100 bytes go into a pax record before it. */
export function tarFile(name: string, body: Buffer, mtimeSeconds: number, mode: 0o600 | 0o644 | 0o755 = 0o600): Buffer {
	const header = tarHeader(name, "0", body.length, mtimeSeconds, mode);
	const file = Buffer.concat([header, body, Buffer.alloc(padding(body.length))]);
	return Buffer.byteLength(name) <= 100 ? file : Buffer.concat([paxPath(name, mtimeSeconds), file]);
}

export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK);

function paxPath(name: string, mtimeSeconds: number): Buffer {
	const rest = ` path=${name}\n`;
	// The record's length counts its own digits.
	let length = Buffer.byteLength(rest);
	while (length !== Buffer.byteLength(`${length}${rest}`)) length = Buffer.byteLength(`${length}${rest}`);
	const record = Buffer.from(`${length}${rest}`);
	return Buffer.concat([
		tarHeader("pax", "x", record.length, mtimeSeconds),
		record,
		Buffer.alloc(padding(record.length)),
	]);
}

function tarHeader(name: string, type: string, size: number, mtimeSeconds: number, mode = 0o600): Buffer {
	const header = Buffer.alloc(BLOCK);
	Buffer.from(name).copy(header, 0, 0, 100);
	header.write(`0000${mode.toString(8)}\0`, 100);
	header.write("0000000\0".repeat(2), 108);
	header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
	header.write(`${mtimeSeconds.toString(8).padStart(11, "0")}\0`, 136);
	header.write(`        ${type}`, 148);
	header.write("ustar\x0000", 257);
	let sum = 0;
	for (const byte of header) sum += byte;
	header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
	return header;
}
