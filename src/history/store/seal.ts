import { crc32 } from "node:zlib";
import { said } from "../../model/said.ts";
import { BrokenChunk } from "./bits.ts";
import { decodeRows, encodeRows, type Rows } from "./codec.ts";

const SUM_BYTES = 4;

/** Encoded rows with their sum in front: SQLite does not notice a bit that the disk has turned. */
export function seal(rows: Rows): Uint8Array {
	const body = encodeRows(rows);
	const sealed = new Uint8Array(SUM_BYTES + body.length);
	new DataView(sealed.buffer).setUint32(0, crc32(body));
	sealed.set(body, SUM_BYTES);
	return sealed;
}

/** @throws BrokenChunk when the bytes are not those that were sealed */
export function unseal(sealed: Uint8Array): { t: Float64Array; columns: (Float64Array | null)[] } {
	return decodeRows(unsealed(sealed));
}

/** The encoded rows. @throws BrokenChunk as `unseal` */
export function unsealed(sealed: Uint8Array): Uint8Array {
	const body = sealed.subarray(SUM_BYTES);
	const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength);
	if (sealed.length < SUM_BYTES || view.getUint32(0) !== crc32(body)) throw new BrokenChunk(said("wrong sum"));
	return body;
}
