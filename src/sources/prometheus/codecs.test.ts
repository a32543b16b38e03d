import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";
import { MalformedMessage, MessageReader, MessageWriter } from "./protobuf.ts";
import { compress, MalformedSnappy, uncompress } from "./snappy.ts";

describe("crc32c", () => {
	// RFC 3720 B.4, and the check value of the catalogue of CRC algorithms.
	test.each<[string, Uint8Array, number]>([
		["nothing", new Uint8Array(0), 0],
		["123456789", Buffer.from("123456789"), 0xe3069283],
		["32 zeros", new Uint8Array(32), 0x8a9136aa],
		["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
		["0 to 31", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
	])("%s", (_, bytes, expected) => expect(crc32c(bytes)).toBe(expected));

	test("of a part is that of the part alone", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(70), (bytes, cut) => {
				expect(crc32c(bytes, Math.min(cut, bytes.length))).toBe(crc32c(bytes.slice(cut)));
			}),
		);
	});
});

describe("snappy", () => {
	test("what is packed can be unpacked, whatever its size", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
				expect(uncompress(compress(bytes), 3000)).toEqual(bytes);
			}),
		);
		const large = new Uint8Array(200_001).map((_, i) => i * 7);
		expect(uncompress(compress(large), large.length)).toEqual(large);
	});

	// By hand, after format_description.txt: each kind of element.
	test.each<[string, number[], string]>([
		["a literal", [3, 2 << 2, 97, 98, 99], "abc"],
		["a literal with a length byte", [3, 60 << 2, 2, 97, 98, 99], "abc"],
		["a copy with an offset of 11 bits", [7, 2 << 2, 97, 98, 99, 1, 3], "abcabca"],
		["a copy with an offset of 16 bits", [6, 2 << 2, 97, 98, 99, (2 << 2) | 2, 3, 0], "abcabc"],
		["a copy with an offset of 32 bits", [6, 2 << 2, 97, 98, 99, (2 << 2) | 3, 3, 0, 0, 0], "abcabc"],
		["a run, which overlaps itself", [6, 0, 97, (4 << 2) | 2, 1, 0], "aaaaaa"],
	])("%s", (_, block, expected) => {
		expect(Buffer.from(uncompress(Uint8Array.from(block), 100)).toString()).toBe(expected);
	});

	test("nonsense and bombs are refused", () => {
		expect(() => uncompress(Uint8Array.of(255, 255, 255, 255, 15), 1000)).toThrow(MalformedSnappy);
		expect(() => uncompress(Uint8Array.of(4, (3 << 2) | 2, 9, 0), 1000)).toThrow("a copy from nowhere");
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (block) => {
				try {
					uncompress(block, 10_000);
				} catch (error) {
					expect(error).toBeInstanceOf(MalformedSnappy);
				}
			}),
		);
	});
});

describe("messages", () => {
	test("fields come back", () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), fc.string(), fc.double({ noNaN: true }), (whole, text, real) => {
				const inner = new MessageWriter().text(1, text).double(15, real);
				const reader = new MessageReader(new MessageWriter().number(1, whole).message(2000, inner).finish());
				expect([reader.next(), reader.field, reader.varint()]).toEqual([true, 1, whole]);
				expect([reader.next(), reader.field]).toEqual([true, 2000]);
				const within = reader.message();
				expect([within.next(), within.text()]).toEqual([true, Buffer.from(text, "utf8").toString("utf8")]);
				expect([within.next(), within.double()]).toEqual([true, real]);
				expect([within.next(), reader.next()]).toEqual([false, false]);
			}),
		);
	});

	test("arbitrary bytes are walked or refused", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				const reader = new MessageReader(bytes);
				try {
					while (reader.next()) reader.skip();
				} catch (error) {
					expect(error).toBeInstanceOf(MalformedMessage);
				}
			}),
		);
	});
});
