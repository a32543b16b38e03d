import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Budget } from "./bytes.ts";
import { isZip, zipEntries } from "./zip.ts";

interface Made {
	name: string;
	body: string;
	/** As writers into a pipe do: the sizes stand behind the body. */
	streamed?: "signed" | "bare" | "zip64";
	stored?: boolean;
	encrypted?: boolean;
	zip64?: boolean;
}

const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number) => Buffer.concat([u32(value), u32(0)]);

function file({ name, body, streamed, stored = false, encrypted = false, zip64 = false }: Made): Buffer {
	const plain = Buffer.from(body);
	const packed = stored ? plain : deflateRawSync(plain);
	const flags = (streamed === undefined ? 0 : 8) | (encrypted ? 1 : 0);
	const sizes = streamed !== undefined ? [0, 0] : zip64 ? [0xffff_ffff, 0xffff_ffff] : [packed.length, plain.length];
	const extra = zip64 ? Buffer.concat([u16(1), u16(16), u64(plain.length), u64(packed.length)]) : Buffer.alloc(0);
	const head = [Buffer.from("PK\x03\x04"), u16(20), u16(flags), u16(stored ? 0 : 8), u32(0), u32(7)];
	const rest = [...sizes.map(u32), u16(Buffer.byteLength(name)), u16(extra.length), Buffer.from(name), extra, packed];
	const behind = {
		signed: [Buffer.from("PK\x07\x08"), u32(7), u32(packed.length), u32(plain.length)],
		bare: [u32(7), u32(packed.length), u32(plain.length)],
		zip64: [Buffer.from("PK\x07\x08"), u32(7), u64(packed.length), u64(plain.length)],
	};
	return Buffer.concat([...head, ...rest, ...(streamed === undefined ? [] : behind[streamed])]);
}

const END = Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)]);
const zip = (...files: Made[]) => Buffer.concat([...files.map(file), END]);

async function read(bytes: Buffer, size: number) {
	async function* chunks() {
		for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
	}
	const files: Record<string, string | null> = {};
	for await (const { name, bytes: body } of zipEntries(chunks(), new Budget(1 << 20))) {
		files[name] = body === null ? null : Buffer.concat(await Array.fromAsync(body)).toString();
	}
	return files;
}

const LONG = "line of a log\n".repeat(5000);

describe("zip", () => {
	it.each<[string, Made[], Record<string, string | null>]>([
		[
			"deflated and stored",
			[
				{ name: "a", body: LONG },
				{ name: "b", body: "two", stored: true },
			],
			{ a: LONG, b: "two" },
		],
		["none", [], {}],
		[
			"folders, and names by Windows",
			[
				{ name: "d/", body: "", stored: true },
				{ name: "d\\b", body: "x" },
			],
			{ "d/b": "x" },
		],
		...(["signed", "bare", "zip64"] as const).map((streamed): [string, Made[], Record<string, string>] => [
			`written into a pipe, ${streamed}`,
			[
				{ name: "a", body: LONG, streamed },
				{ name: "b", body: "", streamed },
				{ name: "c", body: "end", streamed },
			],
			{ a: LONG, b: "", c: "end" },
		]),
		[
			"zip64",
			[
				{ name: "a", body: LONG, zip64: true },
				{ name: "b", body: "two" },
			],
			{ a: LONG, b: "two" },
		],
		[
			"one encrypted",
			[
				{ name: "a", body: "x", encrypted: true },
				{ name: "b", body: "two" },
			],
			{ a: null, b: "two" },
		],
	])("%s", async (_, files, expected) => {
		for (const size of [1, 7, 1000, 1 << 20]) expect(await read(zip(...files), size)).toEqual(expected);
	});

	it("an entry that is left unread is skipped", async () => {
		async function* bytes() {
			yield zip({ name: "a", body: LONG }, { name: "b", body: LONG, streamed: "signed" }, { name: "c", body: "x" });
		}
		const seen: string[] = [];
		for await (const { name, bytes: body } of zipEntries(bytes(), new Budget(1 << 20))) {
			seen.push(name);
			for await (const _ of body ?? []) break;
		}
		expect(seen).toEqual(["a", "b", "c"]);
	});

	it("cut anywhere before its end is told", async () => {
		const whole = zip({ name: "a", body: "one" }, { name: "b", body: "two", streamed: "signed" });
		for (let length = 0; length < whole.length - END.length; length++)
			await expect(read(whole.subarray(0, length), 10)).rejects.toThrow(/ends (?:inside|after)|damaged/);
	});

	it.each([
		["a zip", zip({ name: "pods.json", body: '{"kind":"PodList"}' }), true],
		["a jar", zip({ name: "META-INF/MANIFEST.MF", body: "Manifest-Version: 1.0" }), false],
		["a document", zip({ name: "[Content_Types].xml", body: "<?xml version='1.0'?>" }), false],
		["text", Buffer.from("PK is no zip, and long enough to be one"), false],
	])("%s is told from its beginning", (_, bytes, expected) => {
		expect(isZip(bytes)).toBe(expected);
	});
});
