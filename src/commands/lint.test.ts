import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

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

async function plimsoll(words: string[], stdin = "", env: Record<string, string> = {}) {
	const inFolder = (word: string) =>
		/^[\w/-]+\.(?:yaml|json)$|^(?:fix|chart|old)$/.test(word) ? join(folder, word) : word;
	const { code, out, err } = await runMain(["lint", ...words.map(inFolder)], {
		env: { LANG: "C", ...env },
		stdin: Readable.from([stdin]),
	});
	return { code, stdout: out, stderr: err };
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

test("--fix shows what it does, writes it, and judges what is left", async () => {
	await mkdir(join(folder, "fix"));
	const path = join(folder, "fix/a.yaml");
	const before = `\ufeff${POD("limits: {memory: 512m}")}# kept\n---\n${POD("claims: []")}`.replaceAll("\n", "\r\n");
	await writeFile(path, before);
	await chmod(path, 0o640);

	const dry = await plimsoll(["fix", "--fix", "--dry-run"]);
	expect(dry).toMatchObject({ code: 1, stderr: "Would fix 1 place in 1 file.\n" });
	expect(dry.stdout).toMatch(/^--- a.*\n\+\+\+ b.*\n@@ /);
	expect(await readFile(path, "utf8")).toBe(before);

	const beside = await plimsoll(["fix", "--dry-run", "-o", "json"]);
	expect(JSON.parse(beside.stdout).findings.length).toBeGreaterThan(0);
	expect(beside.stderr).toContain("+++ b");

	const fixed = await plimsoll(["fix", "--fix"]);
	expect(fixed.code).toBe(0);
	expect(fixed.stdout).toContain("lint/no-memory-limit");
	expect(fixed.stdout).not.toContain("lint/suspicious-unit");
	expect(await readFile(path, "utf8")).toBe(before.replace("512m", "512Mi"));
	expect((await stat(path)).mode & 0o777).toBe(0o640);
	expect((await plimsoll(["fix", "--fix"])).stderr).toBe("Nothing that can safely be fixed.\n");
	expect((await plimsoll(["-", "--fix"], before)).code).toBe(2);
});

test("a file that is not what it seems is not rewritten", async () => {
	const bytes = Buffer.concat([Buffer.from(POD("limits: {memory: 512m}")), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]);
	await writeFile(join(folder, "latin.yaml"), bytes);
	const { stdout } = await plimsoll(["latin.yaml", "--fix"]);
	expect(stdout).toContain("not UTF-8");
	expect((await readFile(join(folder, "latin.yaml"))).equals(bytes)).toBe(true);
});

test("settings by file: found above what is judged, or named", async () => {
	await mkdir(join(folder, "old"));
	await writeFile(join(folder, "old/a.yaml"), POD("limits: {memory: 512m}"));
	await writeFile(join(folder, "old/.plimsoll.yaml"), 'lint: {rules: {"lint/*": warning}}');
	expect((await plimsoll(["old"])).code).toBe(0);
	await writeFile(join(folder, "other.yaml"), 'lint: {rules: {"*": off}}');
	const off = await plimsoll(["old", "--config", "other.yaml"]);
	expect(off).toMatchObject({ code: 0 });
	expect(off.stdout).toContain("Nothing found");
	await writeFile(join(folder, "other.yaml"), "lint: {ignore: [old]}");
	expect((await plimsoll(["old", "--config", "other.yaml"])).stdout).toContain("1 file left out by the settings");
	await writeFile(join(folder, "other.yaml"), "lint: {ruls: {}}");
	expect(await plimsoll(["old", "--config", "other.yaml"])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('other.yaml:1: "ruls" is not a setting of lint. Known: rules, ignore, overrides.'),
	});
});

test("a baseline knows its findings wherever their lines have moved, and no others", async () => {
	await writeFile(join(folder, "moving.yaml"), POD("limits: {memory: 512m}"));
	const written = await plimsoll(["moving.yaml", "--write-baseline", "known.json"]);
	expect(written).toMatchObject({ code: 0, stdout: "" });
	expect((await plimsoll(["moving.yaml"])).code).toBe(1);
	await writeFile(join(folder, "moving.yaml"), `# one\n# two\n${POD("limits: {memory: 512m}")}`);
	const known = await plimsoll(["moving.yaml", "--baseline", "known.json"]);
	expect(known.code).toBe(0);
	expect(known.stdout).toContain("2 findings known from the baseline");
	await writeFile(join(folder, "moving.yaml"), POD("limits: {memory: 512m}").replace("name: p", "name: q"));
	expect((await plimsoll(["moving.yaml", "--baseline", "known.json"])).code).toBe(1);
	expect(await plimsoll(["moving.yaml", "--baseline", "moving.yaml"])).toMatchObject({ code: 2 });
	expect(await plimsoll(["moving.yaml", "--baseline", "nowhere.json"])).toMatchObject({ code: 2 });
	expect((await plimsoll(["moving.yaml", "--baseline", "a", "--write-baseline", "b"])).code).toBe(2);
});

test("a chart is rendered by helm and told of by its templates", async () => {
	await mkdir(join(folder, "chart/templates"), { recursive: true });
	await mkdir(join(folder, "bin"));
	await writeFile(
		join(folder, "chart/templates/pod.yaml"),
		POD("limits: {memory: {{ .Values.memory }}}").replaceAll("{containers", "\n  {containers"),
	);
	// As helm prints it; the real one was tried by hand, and is not on every machine.
	const rendered = `---\n# Source: named/templates/pod.yaml\n${POD("limits: {memory: 512m}").replaceAll("{containers", "\n  {containers")}`;
	await writeFile(join(folder, "bin/helm"), `#!/bin/sh\ncat <<'END'\n${rendered}END\n`, { mode: 0o755 });
	const env = { PATH: [join(folder, "bin"), process.env.PATH].join(delimiter) };
	const { code, stdout } = await plimsoll(["--helm-chart", "chart", "-o", "json"], "", env);
	expect(code).toBe(1);
	const [finding] = JSON.parse(stdout).findings;
	expect(finding).toMatchObject({
		subject: { file: join(folder, "chart/templates/pod.yaml"), name: "p" },
		evidence: expect.arrayContaining([
			expect.objectContaining({
				what: "rendered-line",
				source: expect.stringContaining("templates/pod.yaml (rendered):"),
			}),
		]),
		remedies: [],
	});

	await writeFile(join(folder, "bin/helm"), "#!/bin/sh\necho 'Error: no such chart' >&2\nexit 1\n");
	expect(await plimsoll(["--helm-chart", "chart"], "", env)).toMatchObject({
		code: 3,
		stderr: expect.stringContaining("no such chart"),
	});
	expect(await plimsoll(["--helm-chart", "chart"], "", { PATH: "/nowhere" })).toMatchObject({
		code: 3,
		stderr: expect.stringContaining("helm template"),
	});
});

test.each([true, false])(
	"a diff on a terminal (%s) shows what would turn its text; into a pipe it goes as git applies it",
	async (isTTY) => {
		const path = join(folder, "turned.yaml");
		await writeFile(path, POD("limits: {memory: 512m}").replace("spec:", "# \u202eturned\nspec:"));
		const written: string[] = [];
		const stdout = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) };
		await runMain(["lint", path, "--fix", "--dry-run"], { stdout });
		expect(written.join("")).toContain("-spec");
		expect(written.join("").includes("\u202e")).toBe(!isTTY);
	},
);
