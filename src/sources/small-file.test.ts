import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { readSmall } from "./small-file.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-small-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
	["as large as may be", "abc", 3, "abc"],
	["empty", "", 3, ""],
])("a file that is %s", async (_, text, bound, expected) => {
	const path = join(folder, "file");
	writeFileSync(path, text);
	expect((await readSmall(path, bound)).toString()).toBe(expected);
});

test("what is larger, or has no end, is said to be", async () => {
	const path = join(folder, "large");
	writeFileSync(path, "abcd");
	await expect(readSmall(path, 3)).rejects.toThrow("over 3 bytes");
	await expect(readSmall("/dev/zero", 1000)).rejects.toThrow("over 1000 bytes");
});

test("a pipe is waited for without holding up anything else", async () => {
	const path = join(folder, "pipe");
	execFileSync("mkfifo", [path]);
	const read = readSmall(path);
	expect(await Promise.race([read, setTimeout(50, "still waiting")])).toBe("still waiting");
	execFileSync("sh", ["-c", 'printf settings > "$1"', "sh", path]);
	expect((await read).toString()).toBe("settings");
});
