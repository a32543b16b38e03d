import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTar, TAR_END, tarEntries, tarFile } from "./tar.ts";

async function* chunks(bytes: Buffer, size: number) {
	for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function read(bytes: Buffer, size = 1000) {
	const files: Record<string, string> = {};
	for await (const entry of tarEntries(chunks(bytes, size))) {
		const parts: Uint8Array[] = [];
		for await (const part of entry.bytes) parts.push(part);
		files[entry.name] = Buffer.concat(parts).toString();
	}
	return files;
}

const names = fc.stringMatching(/^[a-z]([a-zé0-9/._-]{0,180}[a-z0-9])?$/);

describe("tar", () => {
	it("reads what it writes, in chunks of any size, names of any length", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.dictionary(names, fc.string({ maxLength: 1500 }), { maxKeys: 5 }),
				fc.integer({ min: 1, max: 3000 }),
				async (files, size) => {
					const tar = Buffer.concat([
						...Object.entries(files).map(([name, body]) => tarFile(name, Buffer.from(body), 1_700_000_000)),
						TAR_END,
					]);
					expect(await read(tar, size)).toEqual({ ...files });
				},
			),
		);
	});

	it("agrees with the system's tar, both ways", async () => {
		const folder = mkdtempSync(join(tmpdir(), "plimsoll-tar-"));
		try {
			const long = `${"d".repeat(80)}/${"n".repeat(120)}.json`;
			const ours = Buffer.concat([
				tarFile("a.json", Buffer.from("one"), 1),
				tarFile(long, Buffer.from("two"), 1),
				TAR_END,
			]);
			writeFileSync(join(folder, "ours.tar"), ours);
			execFileSync("tar", ["-xf", "ours.tar"], { cwd: folder });
			expect(readFileSync(join(folder, long), "utf8")).toBe("two");
			for (const format of ["ustar", "pax", "gnu", "v7"]) {
				const wanted = format === "v7" || format === "ustar" ? ["a.json"] : ["a.json", long];
				execFileSync("tar", ["-cf", `${format}.tar`, `--format=${format}`, ...wanted], { cwd: folder });
				expect(Object.keys(await read(readFileSync(join(folder, `${format}.tar`))))).toEqual(wanted);
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("an entry that nobody reads is skipped", async () => {
		const tar = Buffer.concat([tarFile("a", Buffer.alloc(5000), 1), tarFile("b", Buffer.from("b"), 1), TAR_END]);
		const seen: string[] = [];
		for await (const { name } of tarEntries(chunks(tar, 700))) seen.push(name);
		expect(seen).toEqual(["a", "b"]);
	});

	it("cut anywhere: the whole entries before the cut, then an error that says so, unless it is at an entry's end", async () => {
		const tar = Buffer.concat([tarFile("a", Buffer.from("x".repeat(700)), 1), tarFile("b", Buffer.from("y"), 1)]);
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: tar.length }), async (length) => {
				const cut = tar.subarray(0, length);
				const atBoundary = [0, 1536, tar.length].includes(length);
				if (atBoundary) await read(cut);
				else await expect(read(cut)).rejects.toThrow(/tar ends/);
			}),
		);
	});

	it("random bytes are no tar", () => {
		fc.assert(fc.property(fc.uint8Array({ minLength: 512, maxLength: 512 }), (bytes) => !isTar(bytes)));
	});
});
