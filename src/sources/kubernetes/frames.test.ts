import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadFrame, clientFrame, FrameReader, OPCODE } from "./frames.ts";

/** A server's frame: not masked. */
function frame(opcode: number, data: Uint8Array, last = true): Buffer {
	const first = (last ? 0x80 : 0) | opcode;
	if (data.length < 126) return Buffer.concat([Buffer.from([first, data.length]), data]);
	const head = Buffer.alloc(data.length < 65_536 ? 4 : 10);
	head[0] = first;
	head[1] = data.length < 65_536 ? 126 : 127;
	if (data.length < 65_536) head.writeUInt16BE(data.length, 2);
	else head.writeBigUInt64BE(BigInt(data.length), 2);
	return Buffer.concat([head, data]);
}

test("messages of any size, cut anywhere", () => {
	const size = fc.oneof(fc.nat(130), fc.nat(1000), fc.integer({ min: 65_000, max: 66_500 }));
	fc.assert(
		fc.property(fc.array(size, { maxLength: 4 }), fc.integer({ min: 1, max: 70_000 }), (sizes, step) => {
			const sent = sizes.map((length, i) => Buffer.alloc(length, i + 1));
			const bytes = Buffer.concat(sent.map((data) => frame(OPCODE.binary, data)));
			const reader = new FrameReader(100_000);
			const got: Buffer[] = [];
			for (let at = 0; at < bytes.length; at += step)
				for (const { data } of reader.push(bytes.subarray(at, at + step))) got.push(data);
			expect(got.map((data) => data.toString("hex"))).toEqual(sent.map((data) => data.toString("hex")));
		}),
		{ numRuns: 40 },
	);
});

test("fragments are one message, and control frames come between", () => {
	const bytes = Buffer.concat([
		frame(OPCODE.binary, Buffer.from("ab"), false),
		frame(OPCODE.ping, Buffer.from("?")),
		frame(OPCODE.continuation, Buffer.from("cd")),
	]);
	const got = [...new FrameReader(100).push(bytes)].map(({ opcode, data }) => [opcode, data.toString()]);
	expect(got).toEqual([
		[OPCODE.ping, "?"],
		[OPCODE.binary, "abcd"],
	]);
});

describe("what no server may send", () => {
	test.each([
		["a mask", Buffer.from([0x82, 0x81, 0, 0, 0, 0, 0])],
		["an extension", Buffer.from([0xc2, 0x00])],
		["more than the bound", frame(OPCODE.binary, Buffer.alloc(101))],
		["a length beyond all measure", Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255])],
		[
			"fragments beyond the bound",
			Buffer.concat([frame(OPCODE.binary, Buffer.alloc(60), false), frame(OPCODE.continuation, Buffer.alloc(60))]),
		],
	])("%s", (_, bytes) => {
		expect(() => [...new FrameReader(100).push(bytes)]).toThrow(BadFrame);
	});
	test("noise never does more than that", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
				try {
					for (const { data } of new FrameReader(1000).push(bytes)) expect(data.length).toBeLessThanOrEqual(1000);
				} catch (error) {
					expect(error).toBeInstanceOf(BadFrame);
				}
			}),
		);
	});
});

test("a client masks", () => {
	const made = clientFrame(OPCODE.pong, Buffer.from("hi"), Buffer.from([1, 2, 3, 4]));
	expect([...made]).toEqual([0x8a, 0x82, 1, 2, 3, 4, 0x68 ^ 1, 0x69 ^ 2]);
});
