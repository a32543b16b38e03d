import { execFileSync } from "node:child_process";
import {
	chmodSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeWhole } from "./whole-file.ts";

const root = mkdtempSync(join(tmpdir(), "plimsoll-whole-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a file is replaced whole and keeps its permissions", async () => {
	const path = join(root, "kept");
	writeFileSync(path, "a longer text of before");
	chmodSync(path, 0o600);
	await writeWhole(path, "new");
	expect(readFileSync(path, "utf8")).toBe("new");
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a link stays a link, and what it points at is replaced", async () => {
	const [target, link] = [join(root, "target"), join(root, "link")];
	writeFileSync(target, "old");
	symlinkSync("target", link);
	await writeWhole(link, "new");
	expect(lstatSync(link).isSymbolicLink()).toBe(true);
	expect(readFileSync(target, "utf8")).toBe("new");
});

// As `-o json=/dev/null` and `-o json=>(gzip > FILE)`: a rename would put a file where everybody expects a device.
test("a pipe stays a pipe, and is written through", async () => {
	const pipe = join(root, "pipe");
	execFileSync("mkfifo", [pipe]);
	const read = readFile(pipe, "utf8");
	await writeWhole(pipe, "through");
	expect(await read).toBe("through");
	expect(lstatSync(pipe).isFIFO()).toBe(true);
});

test("what this process was given as a descriptor is written through", async () => {
	const path = join(root, "redirected");
	const script = `import { writeWhole } from "${join(import.meta.dirname, "whole-file.ts")}"; process.stdout.write("before "); await writeWhole("/dev/stdout", "mine ");`;
	execFileSync("sh", ["-c", `("$0" --input-type=module -e "$1"; echo after) >> "$2"`, process.execPath, script, path]);
	expect(readFileSync(path, "utf8")).toBe("before mine after\n");
});

test("a folder cannot be written, and nothing is left beside it", async () => {
	await expect(writeWhole(root, "x")).rejects.toMatchObject({ code: "output-unwritable", params: { path: root } });
	await expect(writeWhole(join(root, "no/such"), "x")).rejects.toMatchObject({ code: "output-unwritable" });
	expect(readdirSync(root).filter((name) => name.includes("partial"))).toEqual([]);
});
