import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LINT_OPTIONS, LINT_THRESHOLDS } from "../../model/lint-settings.ts";
import { deployment, lintText } from "../../survey/lint.fixture.ts";
import { settled } from "../../survey/lint-settings.ts";
import { LINT_RULES } from "../../verdicts/lint/index.ts";
import { findSettings, parseSettings, readSettings } from "./lint-settings.ts";

const KNOWN = LINT_RULES.map(({ id }) => id);
const parse = (text: string) => parseSettings("/repo/.plimsoll.yaml", text, KNOWN);

test("all that can be said", () => {
	const settings = parse(`
lint:
  rules:
    lint/no-memory-limit: error
    "budget/*": off
    lint/ratio-too-wide: {severity: info, ratio: 12.5}
    lint/suspicious-unit:
      smallest: 2Mi
      largest: 1Ti
    lint/probe-kills: {patience: 10}
    lint/pdb-missing: {replicas: 3}
  ignore: [vendor/**, "**/*.tmpl.yaml"]
  overrides:
    - paths: [dev/**]
      rules: {"*": info}
`);
	expect(Object.fromEntries(settings.rules)).toEqual({
		"lint/no-memory-limit": "error",
		"budget/*": "off",
		"lint/ratio-too-wide": "info",
	});
	expect(settings.thresholds).toEqual({
		ratio: 12.5,
		smallest: 2 * 1024 ** 2,
		largest: 1024 ** 4,
		patience: 10,
		replicas: 3,
	});
	expect(settings).toMatchObject({ ignore: ["vendor/**", "**/*.tmpl.yaml"], folder: "/repo" });
	expect(settings.overrides.map(({ paths, rules }) => [paths, [...rules]])).toEqual([[["dev/**"], [["*", "info"]]]]);
});

test.each(["", "# nothing\n", "lint:\n", "lint: {}\n", "lint: {rules: , ignore: }\n"])("%j changes nothing", (text) => {
	const settings = parse(text);
	expect([settings.rules.size, settings.ignore.length, settings.overrides.length]).toEqual([0, 0, 0]);
	expect(settings.thresholds).toEqual(LINT_THRESHOLDS);
});

test.each<[string, string, object]>([
	["an unknown section", "lnt: {}", { line: 1, key: "lnt", within: "", known: ["lint"] }],
	[
		"an unknown key",
		"lint:\n  ruls: {}",
		{ line: 2, key: "ruls", within: "lint", known: ["rules", "ignore", "overrides"] },
	],
	[
		"an unknown rule",
		"lint:\n  rules:\n    lint/no-limit: off",
		{ line: 3, key: "lint/no-limit", within: "lint.rules" },
	],
	["an option of another rule", "lint: {rules: {lint/best-effort: {ratio: 8}}}", { key: "ratio", known: ["severity"] }],
	["a threshold for some files", "lint: {overrides: [{rules: {lint/ratio-too-wide: {ratio: 8}}}]}", { key: "ratio" }],
	["an unknown key of an override", "lint: {overrides: [{path: x}]}", { key: "path", known: ["paths", "rules"] }],
])("%s is refused", (_, text, params) => {
	expect(() => parse(text)).toThrow(
		expect.objectContaining({ code: "settings-unknown-key", exitCode: 2, params: expect.objectContaining(params) }),
	);
});

test.each<[string, object]>([
	["lint: {rules: {lint/best-effort: of}}", { key: "lint.rules.lint/best-effort", value: "of" }],
	[
		"lint: {rules: {lint/ratio-too-wide: {ratio: wide}}}",
		{ key: "lint.rules.lint/ratio-too-wide.ratio", value: "wide" },
	],
	["lint: {rules: {lint/suspicious-unit: {smallest: -1}}}", { value: "-1", expected: "64Mi" }],
	["lint: {ignore: vendor}", { key: "lint.ignore", value: "vendor" }],
	["lint: {ignore: [{a: b}]}", { key: "lint.ignore" }],
	["lint: [a]", { key: "lint" }],
	["- a", { key: ".plimsoll.yaml" }],
])("%s is refused", (text, params) => {
	expect(() => parse(text)).toThrow(
		expect.objectContaining({ code: "settings-bad-value", params: expect.objectContaining(params) }),
	);
});

test.each(["lint: {", "\tlint: x", "lint: {}\nlint: {}", "a: *b"])("%j is no YAML of settings", (text) => {
	expect(() => parse(text)).toThrow(expect.objectContaining({ code: "settings-malformed" }));
});

test("an option is of a rule there is", () => {
	expect(Object.keys(LINT_OPTIONS).filter((id) => !KNOWN.some((known) => known === id))).toEqual([]);
	expect(Object.values(LINT_OPTIONS).flatMap(Object.keys).sort()).toEqual(Object.keys(LINT_THRESHOLDS).sort());
});

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../../docs/schema/settings.v1.json"), "utf8"));
const valid = new Ajv2020({ strict: true, allowUnionTypes: true, allowMatchingProperties: true }).compile(schema);
test.each<[string, boolean]>([
	["lint: {rules: {lint/best-effort: off, 'budget/*': info, '*': error}}", true],
	["lint: {rules: {lint/ratio-too-wide: {severity: info, ratio: 12.5}, lint/probe-kills: {patience: 9}}}", true],
	["lint: {rules: {lint/suspicious-unit: {smallest: 2Mi, largest: 1Ti}, lint/pdb-missing: {replicas: 3}}}", true],
	["lint: {ignore: [a], overrides: [{paths: [b], rules: {lint/best-effort: {severity: off}}}]}", true],
	["lint:", true],
	["lnt: {}", false],
	["lint: {ruls: {}}", false],
	["lint: {rules: {lint/best-effort: of}}", false],
	["lint: {rules: {lint/ratio-too-wide: {patience: 3}}}", false],
	["lint: {rules: {lint/ratio-too-wide: {ratio: wide}}}", false],
	["lint: {ignore: a}", false],
	["lint: {overrides: [{path: [a]}]}", false],
	["lint: {overrides: [{rules: {lint/ratio-too-wide: {ratio: 3}}}]}", false],
])("the schema and the reader agree on %s", (text, good) => {
	expect({ schema: valid(load(text)), reader: reads(text) }).toEqual({ schema: good, reader: good });
});

function reads(text: string): boolean {
	try {
		parse(text);
		return true;
	} catch {
		return false;
	}
}

let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-settings-"));
	mkdirSync(join(folder, "repo/.git"), { recursive: true });
	mkdirSync(join(folder, "repo/a/b"), { recursive: true });
	writeFileSync(join(folder, ".plimsoll.yaml"), "");
	writeFileSync(join(folder, "repo/a/x.yaml"), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the nearest file above, and none from outside of the repository", () => {
	expect(findSettings(join(folder, "repo/a/b"))).toBeNull();
	writeFileSync(join(folder, "repo/.plimsoll.yaml"), "");
	expect(findSettings(join(folder, "repo/a/b"))).toBe(join(folder, "repo/.plimsoll.yaml"));
	expect(findSettings(join(folder, "repo/a/x.yaml"))).toBe(join(folder, "repo/.plimsoll.yaml"));
	expect(findSettings(folder)).toBe(join(folder, ".plimsoll.yaml"));
});

test.each(["nowhere.yaml", "/dev/zero"])("%s is not waited for, and said", async (name) => {
	await expect(readSettings(resolve(folder, name), KNOWN)).rejects.toMatchObject({ code: "settings-unreadable" });
});

const found = (file: string) => lintText(deployment("name: app\nimage: a"), file);
const severities = (text: string, file: string) =>
	Object.fromEntries(settled(found(file), parse(text)).map(({ rule, severity }) => [rule, severity]));

test.each<[string, string, string, object]>([
	[
		"nothing",
		"",
		"/repo/x.yaml",
		{ "lint/no-memory-limit": "warning", "lint/no-memory-request": "warning", "lint/best-effort": "warning" },
	],
	["off", 'lint: {rules: {"*": off}}', "/repo/x.yaml", {}],
	[
		"the most particular",
		'lint: {rules: {"*": off, "lint/*": info, lint/best-effort: error}}',
		"/repo/x.yaml",
		{ "lint/no-memory-limit": "info", "lint/no-memory-request": "info", "lint/best-effort": "error" },
	],
	[
		"a folder of its own",
		'lint: {rules: {"lint/*": error}, overrides: [{paths: ["dev/"], rules: {"*": off}}]}',
		"/repo/dev/a/x.yaml",
		{},
	],
	[
		"another folder",
		'lint: {rules: {"lint/*": info}, overrides: [{paths: ["dev/**"], rules: {"*": off}}]}',
		"/repo/prod/dev/x.yaml",
		{ "lint/no-memory-limit": "info", "lint/no-memory-request": "info", "lint/best-effort": "info" },
	],
	[
		"the later override",
		'lint: {overrides: [{paths: ["**"], rules: {"*": off}}, {paths: ["**/x.yaml"], rules: {lint/best-effort: error}}]}',
		"/repo/a/x.yaml",
		{ "lint/best-effort": "error" },
	],
])("%s", (_, text, file, expected) => {
	expect(severities(text, file)).toEqual(expected);
});
