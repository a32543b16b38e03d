import { said } from "../../model/said.ts";
import { BlockReader } from "./block-reader.ts";
import { type Budget, type Bytes, CutShort, inflated } from "./bytes.ts";

/** Signatures and layouts: APPNOTE.TXT of PKWARE, 4.3. */
const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const SIGNATURE = /^PK[\x01-\x08]{2}$/;
const HEADER = 26;
const INSIDE = { header: "zip ends inside a header", file: "zip ends inside {path}" } as const;
const METADATA_LIMIT = 1 << 16;
const FULL = 0xffff_ffff;

interface ZipEntry {
	name: string;
	/** To be read before the next entry is asked for; what is left over is skipped. Null where it cannot be read. */
	bytes: Bytes | null;
}

/** A zip of files; not one that is a document or a program, which begins with what it is. */
export function isZip(head: Buffer): boolean {
	if (head.length < 4 + HEADER || head.readUInt32LE(0) !== LOCAL) return false;
	return !/^(?:META-INF\/|mimetype|\[Content_Types\])/.test(head.toString("latin1", 4 + HEADER, 60));
}

/**
 * The files in a zip, in their order: told by the header before each, so that it may come through a pipe; what the directory at its end says beside that
 * is for those who write in it. Throws `CutShort` where the stream ends before that directory.
 */
export async function* zipEntries(bytes: Bytes, budget: Budget): AsyncGenerator<ZipEntry> {
	const reader = new BlockReader(bytes, INSIDE);
	try {
		for (;;) {
			const signature = await reader.exactly(4);
			if (signature === null) throw new CutShort(said(INSIDE.header));
			if (signature.readUInt32LE(0) !== LOCAL) {
				if (SIGNATURE.test(signature.toString("latin1"))) return;
				throw new CutShort(said("zip header is damaged"));
			}
			yield* entryOf(reader, budget);
		}
	} finally {
		await reader.close();
	}
}

async function* entryOf(reader: BlockReader, budget: Budget): AsyncGenerator<ZipEntry> {
	const header = await reader.exactly(HEADER);
	if (header === null) throw new CutShort(said(INSIDE.header));
	const flags = header.readUInt16LE(2);
	const method = header.readUInt16LE(4);
	const name = (await reader.collect(header.readUInt16LE(22), METADATA_LIMIT)).toString("utf8").replaceAll("\\", "/");
	const extra = await reader.collect(header.readUInt16LE(24), METADATA_LIMIT);
	const size = sizeIn(header, extra);
	const streamed = (flags & 8) !== 0;
	const open = (flags & 1) === 0 && (method === 0 || method === 8);
	if (streamed && size === 0 && name.endsWith("/")) return await afterStreamed(reader);
	if (streamed && size === 0) {
		// Its length stands behind it: only deflate says itself where it ends.
		if (!open || method === 0) throw new CutShort(said(INSIDE.file, { path: name }));
		let last: Uint8Array = new Uint8Array(0);
		async function* source() {
			for await (const piece of reader.pieces()) {
				last = piece;
				yield piece;
			}
		}
		let done = false;
		const body = inflated(source(), budget, (unused) => {
			done = true;
			reader.unread(last.subarray(last.length - unused));
		});
		// Without a way to end it early: what follows is found by its end alone.
		yield { name, bytes: { [Symbol.asyncIterator]: () => ({ next: () => body.next() }) } };
		for await (const _ of body);
		if (!done) throw new CutShort(said("zip header is damaged"));
		return await afterStreamed(reader);
	}
	const end = reader.position + size;
	if (!open) yield { name, bytes: null };
	else if (!name.endsWith("/")) {
		const packed = reader.take(size, name);
		yield { name, bytes: method === 0 ? packed : inflated(packed, budget, () => {}) };
	}
	for await (const _ of reader.take(end - reader.position, name));
	if (streamed) await afterStreamed(reader);
}

/** The packed size; in zip64 it stands in the extra field 1, behind the unpacked one where that is there, too. */
function sizeIn(header: Buffer, extra: Buffer): number {
	const size = header.readUInt32LE(14);
	if (size !== FULL) return size;
	for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
		const value = at + 4 + (header.readUInt32LE(18) === FULL ? 8 : 0);
		if (extra.readUInt16LE(at) === 1 && value + 8 <= extra.length) return Number(extra.readBigUInt64LE(value));
	}
	throw new CutShort(said("zip header is damaged"));
}

/** Sum and sizes behind a body, with a signature or without, the sizes of four bytes or of eight: until the next signature. */
async function afterStreamed(reader: BlockReader): Promise<void> {
	const first = await reader.exactly(4);
	const words = first?.readUInt32LE(0) === DESCRIPTOR ? [3, 2] : [2, 2];
	for (const more of words) {
		if ((await reader.exactly(4 * more)) === null) throw new CutShort(said(INSIDE.header));
		const next = await reader.exactly(4);
		if (next === null) throw new CutShort(said(INSIDE.header));
		reader.unread(next);
		if (SIGNATURE.test(next.toString("latin1"))) return;
	}
	throw new CutShort(said("zip header is damaged"));
}
