import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { StandingContainer } from "../model/node-outlook.ts";

/** A node's kill order in some KB: those of ten thousand containers, as objects, are 10 MB. */
export type PackedOrder = Uint8Array;

export function packOrder(containers: readonly StandingContainer[]): PackedOrder {
	// As long as it is, and no longer: zlib's own piece is larger, and a piece of Node's pool would keep all of that.
	return new Uint8Array(deflateRawSync(JSON.stringify(containers), { level: 1 }));
}

export function unpackOrder(packed: PackedOrder): StandingContainer[] {
	return JSON.parse(inflateRawSync(packed).toString()) as StandingContainer[];
}
