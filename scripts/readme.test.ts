import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test.each([
	["README.md", "en"],
	["README.zh-CN.md", "zh-CN"],
])("%s shows what its command prints, but for what … leaves out of a line", (file, language) => {
	const block = readFileSync(file, "utf8").split("\n```\n")[1] ?? "";
	const [first = "", ...shown] = block.split("\n");
	const args = first.replace("$ ./bin/plimsoll ", "").split(" ");
	const { stdout } = spawnSync(process.execPath, ["src/plimsoll.ts", ...args, "--lang", language], {
		encoding: "utf8",
	});
	const printed = stdout.trimEnd().split("\n");
	const shortened = printed.map((line, i) => {
		const [start = "", end] = (shown[i] ?? "").split("…").map((part) => part.trimEnd());
		const isShort = end !== undefined && line.startsWith(start) && line.endsWith(end);
		return isShort ? shown[i] : line;
	});
	expect(shown).toEqual(shortened);
});
