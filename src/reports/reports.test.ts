import { readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { Subject } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { container, facts, kill, MI, NOON, pod } from "../verdicts/deaths/death.fixture.ts";
import { judgeDeath } from "../verdicts/deaths/index.ts";
import { LANGUAGES, loadWords } from "../words/index.ts";
import { FORMATS, type Layout } from "./formats.ts";
import { render } from "./index.ts";
import { cells } from "./text.ts";

const HOSTILE = "\u001b]0;owned\u0007\u001b[2Jweb\u009b31m\u202e";

function report(change: { name?: string } = {}): Report {
	const subject = pod(
		[container({ state: { kind: "waiting", reason: "CrashLoopBackOff", message: "back-off 40s restarting failed" } })],
		{
			...(change.name === undefined ? {} : { name: change.name, namespace: change.name }),
		},
	);
	const sample = {
		namespace: "",
		pod: "",
		container: "",
		at: NOON - 4000,
		workingSet: 61 * MI,
		rss: null,
		source: "prometheus" as const,
	};
	return {
		at: NOON + 180_000,
		findings: [judgeDeath(facts({ pod: subject, kills: [kill()], sample }))].filter((finding) => finding !== null),
		gaps: [{ source: "kubernetes", what: "events", reason: "forbidden", detail: change.name ?? "no" }],
		looked: { source: change.name ?? "lab", pods: 1, containers: 1, nodes: 1, events: 0, kernelKills: 1, samples: 1 },
	};
}

const style = { color: false, width: 80, wide: false, now: NOON + 180_000 };
const clean: Report = { ...report(), findings: [], gaps: [] };

describe.each(LANGUAGES)("%s", async (language) => {
	const words = await loadWords(language);

	test("a death told in full", async () => {
		expect(await render("table", "story", report(), words, style)).toMatchSnapshot();
	});
	test("a list", async () => {
		expect(await render("table", "table", report(), words, style)).toMatchSnapshot();
		expect(await render("wide", "table", report(), words, { ...style, width: null })).toMatchSnapshot();
	});
	test("nothing found", async () => {
		expect(await render("table", "story", clean, words, style)).toMatchSnapshot();
		expect(await render("table", "table", clean, words, style)).toMatchSnapshot();
	});
	test("lines of a list fit the terminal", async () => {
		for (const width of [40, 60, 100]) {
			const [, ...lines] = (await render("table", "table", report(), words, { ...style, width })).split("\n");
			expect(Math.max(...lines.slice(0, 2).map(cells))).toBeLessThanOrEqual(width);
		}
	});
	test.each([0, 1])("a story of %i moments has as long a timeline", async (moments) => {
		const [finding] = report().findings;
		const evidence = finding?.evidence.filter(({ at }) => at !== null).slice(0, moments) ?? [];
		const told = { ...report(), findings: finding === undefined ? [] : [{ ...finding, evidence }] };
		const text = await render("table", "story", told, words, style);
		expect(text.split(words.report.label.timeline)).toHaveLength(moments + 1);
	});
	test("json is the same in both languages but for the message, and follows its schema", async () => {
		const document = JSON.parse(await render("json", "table", report(), words, style));
		const schema = JSON.parse(await readFile(new URL("../../docs/schema/report.v1.json", import.meta.url), "utf8"));
		const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
		expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
		for (const finding of document.findings) delete finding.message;
		const english = JSON.parse(await render("json", "table", report(), await loadWords("en"), style));
		for (const finding of english.findings) delete finding.message;
		expect(document).toEqual(english);
		expect(load(await render("yaml", "table", report(), words, style))).toMatchObject(document);
	});
	test.each(FORMATS)("as %s, names with escape codes reach the terminal as text", async (format) => {
		for (const layout of ["table", "story"] satisfies Layout[]) {
			const text = await render(format, layout, report({ name: HOSTILE }), words, style);
			expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
		}
	});
	test("colour adds nothing but colour", async () => {
		for (const layout of ["table", "story"] satisfies Layout[]) {
			const plain = await render("table", layout, report(), words, style);
			const painted = await render("table", layout, report(), words, { ...style, color: true });
			expect(painted).not.toBe(plain);
			expect(stripVTControlCharacters(painted)).toBe(plain);
		}
	});
});

describe("what is in no file is named in every format", async () => {
	const words = await loadWords("en");
	const [death] = report().findings;
	if (death === undefined) throw new Error("no finding");
	const subjects: [string, Subject][] = [
		["web", death.subject],
		["shop/web-1/app", { series: "shop/web-1/app" }],
		["node-7", { node: "node-7" }],
	];
	test.each(
		subjects.flatMap(([name, subject]) =>
			(["sarif", "junit", "github", "gitlab", "markdown"] as const).map((format) => [format, name, subject] as const),
		),
	)("%s: %s", async (format, name, subject) => {
		const one: Report = { ...report(), findings: [{ ...death, subject }], gaps: [] };
		expect(await render(format, "table", one, words, style)).toContain(name);
	});
});
