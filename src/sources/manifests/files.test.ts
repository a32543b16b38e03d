import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Gap } from "../../model/gap.ts";
import { FILE_BOUND, manifestFiles, manifestFromStream } from "./files.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-manifests-"));
	await mkdir(join(folder, "b/.git"), { recursive: true });
	await mkdir(join(folder, "b/node_modules/x"), { recursive: true });
	for (const name of [
		"a.yaml",
		"b/c.yml",
		"b/d.JSON",
		"b/.git/e.yaml",
		"b/node_modules/x/f.yaml",
		"README.md",
		"b/g.tpl",
	]) {
		await writeFile(join(folder, name), `name: ${name}\n`);
	}
	await symlink(folder, join(folder, "b/loop"));
	await writeFile(join(folder, "binary.yaml"), Buffer.from([0x1f, 0x8b, 0, 0, 1]));
	await writeFile(join(folder, "wide.yaml"), Buffer.from("\ufeffa: 1\n", "utf16le"));
	// Sparse: it takes no room, and would take 100 MB to read.
	await writeFile(join(folder, "huge.yaml"), "");
	await truncate(join(folder, "huge.yaml"), 100 * 1024 * 1024);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const names = async (path: string, gaps: Gap[] = []) =>
	(await Array.fromAsync(manifestFiles(path, gaps))).map((file) => file.path.slice(folder.length + 1));

test("a folder's manifests, in order, without what is skipped and without following links", async () => {
	const gaps: Gap[] = [];
	expect(await names(folder, gaps)).toEqual(["a.yaml", "b/c.yml", "b/d.JSON", "wide.yaml"]);
	expect(gaps.map(({ what, reason, detail }) => [what.slice(folder.length + 1), reason, detail])).toEqual([
		["binary.yaml", "failed", "binary"],
		["huge.yaml", "failed", "> 32 MiB"],
	]);
});

test("a slash at the end of the path is not doubled", async () => {
	expect((await Array.fromAsync(manifestFiles(`${folder}/b/`, [])))[0]?.path).toBe(`${folder}/b/c.yml`);
});

test("a file is read whatever its name", async () => {
	expect((await Array.fromAsync(manifestFiles(join(folder, "b/g.tpl"), [])))[0]?.text).toBe("name: b/g.tpl\n");
	expect((await Array.fromAsync(manifestFiles(join(folder, "wide.yaml"), [])))[0]?.text).toBe("\ufeffa: 1\n");
});

test.each([
	["nowhere.yaml", "manifest-missing"],
	["binary.yaml", "manifest-unreadable"],
	["huge.yaml", "manifest-too-large"],
])("%s is %s", async (name, code) => {
	await expect(names(join(folder, name))).rejects.toThrow(expect.objectContaining({ code }));
});

test("standard input, in pieces that cut characters apart", async () => {
	const bytes = Buffer.from("name: é😀\n");
	async function* pieces() {
		for (const byte of bytes) yield Uint8Array.of(byte);
	}
	expect(await manifestFromStream(pieces())).toEqual({ path: "<stdin>", text: "name: é😀\n" });
});

test("an endless standard input is left after the bound", async () => {
	let given = 0;
	async function* endless() {
		const piece = new Uint8Array(1024 * 1024).fill(32);
		for (;;) {
			given += piece.length;
			yield piece;
		}
	}
	await expect(manifestFromStream(endless())).rejects.toMatchObject({ code: "manifest-too-large" });
	expect(given).toBeLessThan(FILE_BOUND + 2 * 1024 * 1024);
});
