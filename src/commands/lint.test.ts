import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../main.ts";

const POD = (limits: string, annotation = "") =>
	`apiVersion: v1\nkind: Pod\nmetadata: {name: p${annotation}}\nspec: {containers: [{name: a, image: b, resources: {requests: {memory: 64Mi}, ${limits}}}]}\n`;

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-command-lint-"));
	await writeFile(join(folder, "error.yaml"), POD("limits: {memory: 512m}"));
	await writeFile(join(folder, "warning.yaml"), POD("claims: []"));
	await writeFile(join(folder, "sound.yaml"), POD("limits: {memory: 128Mi}"));
	const ignore = ', annotations: {plimsoll.dev/ignore: "*: known"}';
	await writeFile(join(folder, "suppressed.yaml"), POD("limits: {memory: 512m}", ignore));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function plimsoll(words: string[], stdin = "") {
	const out = { stdout: "", stderr: "" };
	const code = await main(
		{
			env: { LANG: "C" },
			stdout: { write: (text: string) => (out.stdout += text) },
			stderr: { write: (text: string) => (out.stderr += text) },
			stdin: Readable.from([stdin]),
			now: () => 0,
			program: "plimsoll",
			signal: new AbortController().signal,
		},
		["lint", ...words.map((word) => (word.endsWith(".yaml") ? join(folder, word) : word))],
	);
	return { code, ...out };
}

test.each<[string[], number]>([
	[["error.yaml"], 1],
	[["warning.yaml"], 0],
	[["warning.yaml", "--fail-on", "warning"], 1],
	[["warning.yaml", "--fail-on=never"], 0],
	[["error.yaml", "--exit-zero"], 0],
	[["suppressed.yaml"], 0],
	[["sound.yaml"], 0],
	[["sound.yaml", "error.yaml"], 1],
	[[], 2],
	[["error.yaml", "-o", "bogus"], 2],
	[["error.yaml", "-A"], 2],
	[["nowhere.yaml"], 3],
])("lint %j ends with %d", async (words, code) => {
	const { stdout, stderr, ...ended } = await plimsoll(words);
	expect(ended.code).toBe(code);
	expect(code < 2 ? stdout : stderr).not.toBe("");
	expect(code < 2 ? stderr : stdout).toBe("");
});

test("several outputs at once, one of them on standard output", async () => {
	const [sarif, markdown] = [join(folder, "out.sarif"), join(folder, "out.md")];
	const { code, stdout } = await plimsoll([
		"error.yaml",
		"-o",
		`sarif=${sarif}`,
		"-o",
		"json",
		"-o",
		`markdown=${markdown}`,
	]);
	expect(code).toBe(1);
	const { findings } = JSON.parse(stdout);
	expect(findings).toHaveLength(2);
	expect(findings[0].subject).toMatchObject({ kind: "Pod", name: "p", container: "a", line: 4 });
	expect(JSON.parse(await readFile(sarif, "utf8")).runs[0].results).toHaveLength(2);
	expect(await readFile(markdown, "utf8")).toContain("lint/suspicious-unit");
});

test("standard input, and its own words for an empty one", async () => {
	expect((await plimsoll(["-"], POD("limits: {memory: 512m}"))).stdout).toContain("<stdin>:4:");
	const empty = await plimsoll(["-", "--lang", "zh-CN"]);
	expect(empty).toMatchObject({ code: 3, stdout: "" });
	expect(empty.stderr).toContain("标准输入中没有清单");
});
