import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

/** What git makes of it. */
function applied(folder: string, before: string, diff: string): string {
	writeFileSync(join(folder, "f.yaml"), before);
	const args = ["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"];
	execFileSync("git", args, { cwd: folder, input: diff });
	return readFileSync(join(folder, "f.yaml"), "utf8");
}

const line = fc.constantFrom("a: 512m", "b: 64", "c", "", "# 512m", "é: 512m");
const text = fc
	.tuple(fc.array(line, { minLength: 1, maxLength: 40 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
	.map(([lines, ending, last]) => lines.join(ending) + (last ? ending : ""));

test("the diff is what git applies: values written anew, and lines that come and go", () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-diff-"));
	try {
		execFileSync("git", ["init", "-q"], { cwd: folder });
		const pair = fc.oneof(
			text.map((before) => [before, before.replaceAll("512m", "512Mi").replaceAll("64", "64Mi")] as const),
			fc.tuple(text, text),
		);
		fc.assert(
			fc.property(pair, ([before, after]) => {
				const diff = unifiedDiff("f.yaml", before, after);
				if (before === after) expect(diff).toBe("");
				else if (before !== "" && after !== "") expect(applied(folder, before, diff)).toBe(after);
			}),
			{ numRuns: 80 },
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test.each(["a b.yaml", "内存 限制.yaml", "内存.yaml", "it's.yaml"])("patch and git find the file %s", (name) => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-diff-"));
	const input = unifiedDiff(name, "a\r\nb\r\n", "a\r\nc\r\n");
	try {
		for (const [command, ...argv] of [
			["patch", "-p1", "--binary", "-s"],
			["git", "apply", "--whitespace=nowarn"],
		] as const) {
			writeFileSync(join(folder, name), "a\r\nb\r\n");
			execFileSync(command, argv, { cwd: folder, input });
			expect(readFileSync(join(folder, name), "utf8")).toBe("a\r\nc\r\n");
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test("no longer than it has to be", () => {
	const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`);
	const after = [...lines.slice(0, 10), "new", ...lines.slice(10, 30), ...lines.slice(31)];
	expect(unifiedDiff("f", `${lines.join("\n")}\n`, `${after.join("\n")}\n`)).toBe(
		[
			...[
				"--- a/f",
				"+++ b/f",
				"@@ -8,6 +8,7 @@",
				" line 7",
				" line 8",
				" line 9",
				"+new",
				" line 10",
				" line 11",
				" line 12",
			],
			...["@@ -28,7 +29,6 @@", " line 27", " line 28", " line 29", "-line 30", " line 31", " line 32", " line 33", ""],
		].join("\n"),
	);
});

test("texts that have nothing in common are replaced whole, in no time", () => {
	const many = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}\n`).join("");
	expect(unifiedDiff("f", many("a"), many("b")).split("\n")).toHaveLength(40_004);
});
