import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Report } from "../model/report.ts";
import { deployment, lintText } from "../survey/lint.fixture.ts";
import { LANGUAGES, loadWords } from "../words/index.ts";
import { render } from "./index.ts";

const MANIFEST = deployment(
	"name: app\nimage: a\nresources:\n  requests: {memory: 1Gi}\n  limits: {memory: 512m}",
).replace(
	"metadata:\n  name: web",
	'metadata:\n  annotations: {plimsoll.dev/ignore: "lint/limit-below-request: known, see \\"docs\\""}\n  name: web',
);
const report = (text = MANIFEST, file = "charts/a b/web.yaml"): Report => ({
	at: 0,
	findings: lintText(text, file),
	gaps: [{ source: "manifests", what: "b.yaml", reason: "failed", detail: "binary" }],
	looked: {
		source: "charts",
		pods: 0,
		containers: 1,
		nodes: 0,
		events: 0,
		kernelKills: 0,
		samples: 0,
		files: 1,
		documents: 1,
		templates: 1,
	},
});
const clean: Report = { ...report(), findings: [], gaps: [] };
const words = await loadWords("en");
const style = { color: false, width: 100, wide: false, now: 0 };
const as = (format: Parameters<typeof render>[0], given = report()) => render(format, "lint", given, words, style);

/** The parts of sarif-schema-2.1.0 (OASIS) that are used, with its requirements and closed objects. */
const uri = { type: "string", pattern: "^[^\\s\\\\]*$" };
const positive = { type: "integer", minimum: 1 };
const message = {
	type: "object",
	required: ["text"],
	properties: { text: { type: "string" }, markdown: { type: "string" } },
	additionalProperties: false,
};
const closed = (properties: object, required: string[] = []) => ({
	type: "object",
	properties,
	required,
	additionalProperties: false,
});
const level = { enum: ["none", "note", "warning", "error"] };
const SARIF = closed(
	{
		$schema: { type: "string", format: "uri" },
		version: { const: "2.1.0" },
		runs: {
			type: "array",
			items: closed(
				{
					tool: closed(
						{
							driver: closed(
								{
									name: { type: "string" },
									version: { type: "string" },
									rules: {
										type: "array",
										uniqueItems: true,
										items: closed(
											{
												id: { type: "string" },
												name: { type: "string" },
												shortDescription: message,
												fullDescription: message,
												help: message,
											},
											["id"],
										),
									},
								},
								["name"],
							),
						},
						["driver"],
					),
					columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
					results: {
						type: "array",
						items: closed(
							{
								ruleId: { type: "string" },
								ruleIndex: { type: "integer", minimum: -1 },
								level,
								message,
								locations: {
									type: "array",
									uniqueItems: true,
									items: closed({
										physicalLocation: closed({
											artifactLocation: closed({ uri, uriBaseId: { type: "string" } }),
											region: closed({
												startLine: positive,
												startColumn: positive,
												endLine: positive,
												endColumn: positive,
											}),
										}),
										logicalLocations: {
											type: "array",
											items: closed({
												name: { type: "string" },
												fullyQualifiedName: { type: "string" },
												kind: { type: "string" },
											}),
										},
									}),
								},
								partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
								properties: { type: "object" },
								suppressions: {
									type: "array",
									items: closed({ kind: { enum: ["inSource", "external"] }, justification: { type: "string" } }, [
										"kind",
									]),
								},
							},
							["message"],
						),
					},
					invocations: {
						type: "array",
						items: closed(
							{
								executionSuccessful: { type: "boolean" },
								toolExecutionNotifications: { type: "array", items: closed({ level, message }, ["message"]) },
							},
							["executionSuccessful"],
						),
					},
				},
				["tool"],
			),
		},
	},
	["version", "runs"],
);

describe("sarif", async () => {
	const log = JSON.parse(await as("sarif"));
	const [run] = log.runs;
	test("has the shape of SARIF 2.1.0", async () => {
		const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(SARIF);
		for (const given of [report(), clean, report("a: [", "/abs/x.yaml")]) {
			expect(validate(JSON.parse(await as("sarif", given))), JSON.stringify(validate.errors)).toBe(true);
		}
	});
	test("points at the offending value", () => {
		const slip = run.results.find((result: { ruleId: string }) => result.ruleId === "lint/suspicious-unit");
		expect(slip.locations[0].physicalLocation).toEqual({
			artifactLocation: { uri: "charts/a%20b/web.yaml", uriBaseId: "%SRCROOT%" },
			region: { startLine: 16, startColumn: 30, endLine: 16, endColumn: 34 },
		});
		expect(run.tool.driver.rules[slip.ruleIndex]).toMatchObject({
			id: "lint/suspicious-unit",
			help: { text: expect.any(String) },
		});
	});
	test("carries suppressions with their reason", () => {
		const below = run.results.find((result: { ruleId: string }) => result.ruleId === "lint/limit-below-request");
		expect(below.suppressions).toEqual([{ kind: "inSource", justification: 'known, see "docs"' }]);
	});
	test("fingerprints outlive moved lines, and tell equal findings apart", async () => {
		const prints = (text: string) =>
			render("sarif", "lint", report(text), words, style).then((sarif) =>
				JSON.parse(sarif).runs[0].results.map(
					(result: { partialFingerprints: object }) => Object.values(result.partialFingerprints)[0],
				),
			);
		const two = MANIFEST.replace("requests: {memory: 1Gi}", "requests: {memory: 5m}");
		expect(await prints(two)).toEqual(await prints(`# one\n\n${two}`));
		expect(new Set(await prints(two)).size).toBe((await prints(two)).length);
	});
	test("an absolute path is a file URI", async () => {
		const { results } = JSON.parse(await as("sarif", report("a: [", "/abs/x.yaml"))).runs[0];
		expect(results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri: "file:///abs/x.yaml" });
	});
});

test("junit counts what it holds", async () => {
	const xml = await as("junit");
	const cases = [...xml.matchAll(/<testcase /g)].length;
	expect(xml).toContain(`tests="${cases}" failures="${[...xml.matchAll(/<failure /g)].length}"`);
	expect([...xml.matchAll(/<skipped /g)]).toHaveLength(1);
	const suites = [
		...xml.matchAll(/<testsuite name="[^"]*" tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)">/g),
	];
	const sum = (column: number) => suites.reduce((all, suite) => all + Number(suite[column]), 0);
	expect([sum(1), sum(2), sum(3)]).toEqual([cases, cases - 1, 1]);
	expect(xml).toContain("known, see &#34;docs&#34;");
	expect(await as("junit", clean)).toContain('tests="1" failures="0"');
});

test("github annotates what is not suppressed, with everything escaped", async () => {
	const text = await as("github", report(MANIFEST, "a,b:c%.yaml"));
	const slip = text.split("\n").find((line) => line.includes("suspicious-unit"));
	expect(slip).toMatch(
		/^::error file=a%2Cb%3Ac%25\.yaml,line=16,endLine=16,col=30,endColumn=33,title=lint\/suspicious-unit%3A [^:]+::"512m" ends/,
	);
	expect(text).not.toContain("limit-below-request");
	expect(await as("github", clean)).toBe("");
});

test("gitlab has what its report needs, once each", async () => {
	const issues = JSON.parse(await as("gitlab"));
	for (const issue of issues) {
		expect(issue).toMatchObject({
			description: expect.any(String),
			check_name: expect.stringMatching(/^(?:lint|budget)\//),
			fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
			severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/),
			location: { path: "charts/a b/web.yaml", lines: { begin: 16, end: 16 } },
		});
	}
	expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(issues.length);
	expect(JSON.parse(await as("gitlab", clean))).toEqual([]);
});

test("markdown keeps names as text", async () => {
	const text = await as("markdown", report(MANIFEST.replaceAll("web", '"<b>@team|*x*"')));
	const rows = text.split("\n").filter((line) => line.startsWith("|"));
	expect(rows.every((row) => row.replaceAll("\\|", "").split("|").length === 7)).toBe(true);
	expect(text).not.toMatch(/(?<!\\)<b>|@team|[^\\]\*x/);
});

describe.each(LANGUAGES)("%s", async (language) => {
	test("the list, short and in full", async () => {
		const own = await loadWords(language);
		expect(await render("table", "lint", report(), own, style)).toMatchSnapshot();
		expect(await render("wide", "lint", report(), own, style)).toMatchSnapshot();
		expect(await render("table", "lint", clean, own, style)).toMatchSnapshot();
	});
	test("every format says the sentence of its language", async () => {
		const own = await loadWords(language);
		for (const format of ["sarif", "junit", "github", "gitlab", "markdown"] as const) {
			const text = await render(format, "lint", report(), own, style);
			expect(text).toContain(language === "en" ? "Was 512Mi meant?" : "是否想写 512Mi？");
		}
	});
});
