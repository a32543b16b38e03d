import { describe, expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import type { Review } from "../model/review.ts";
import { SCENARIOS } from "../verdicts/deaths/scenarios.fixture.ts";
import { review as en } from "../words/en/review.ts";
import { words } from "../words/en.ts";
import { review as zh } from "../words/zh-CN/review.ts";
import { words as chinese } from "../words/zh-CN.ts";
import { reviewHtml, reviewMarkdown } from "./review.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const base = SCENARIOS.find(({ rule }) => rule === "death/container-limit")?.judge();
if (base == null) throw new Error("no finding");
const finding = { ...base, subject: { ...base.subject, name: "<img src=x>`*|[a](b)" } } as Finding;
const sums = { deaths: 1, leaks: null, advisories: 0, pressure: 0, waste: 5 * 2 ** 30, missing: 0 };
const REVIEW: Review = {
	source: "prod",
	since: NOW - 30 * 86_400_000,
	at: NOW,
	sums,
	matters: [{ key: "k", standing: "back", firstAt: NOW - 1e9, count: 3, finding }],
	gone: ["leak/steady shop Deployment api", "advisory/runc  Node n1", "of/another-version a B c"].map((key) => ({
		key,
		firstAt: NOW - 1e9,
		goneAt: NOW,
	})),
	previous: { at: NOW - 1e9, sums: { ...sums, deaths: 4 } },
	gaps: [{ source: "history", what: "memory series", reason: "absent", detail: "" }],
};

describe.each([
	["en", words, en, "came back", "5Gi", "−3", "0 new, 1 came back, 0 still there, 3 no longer seen."],
	["zh-CN", chinese, zh, "再次出现", "5Gi", "−3", "再次出现 1 项"],
] as const)("a review in %s", (language, all, own, ...parts) => {
	test.each([
		["Markdown", reviewMarkdown(REVIEW, all, own)],
		["HTML", reviewHtml(REVIEW, all, own, language)],
	])("as %s holds the sums, the standing, what is gone and what is not known", (_, text) => {
		for (const part of [...parts, own.unknown, own.section.gone, own.section.gaps, "2026-11-21"])
			expect(text).toContain(part);
	});

	test("what is gone is said in words, and as it was written where another version said it", () => {
		const [, gone = ""] = reviewMarkdown(REVIEW, all, own).split(`## ${own.section.gone}`);
		const colon = language === "en" ? ": " : "：";
		expect(gone).toContain(`- shop deployment/api${colon}${all.rules["leak/steady"].title} *(`);
		const bug = all.report.told(all.advisories.rule.title, "runc");
		expect(gone).toContain(`- node/n1${colon}${bug} *(`);
		expect(gone).toContain("- of/another-version a B c *(");
	});

	test("nobody could look at what died: that is not nothing", () => {
		const text = reviewMarkdown({ ...REVIEW, sums: { ...sums, deaths: null }, matters: [] }, all, own);
		expect(text).toContain(`## ${own.section.deaths}\n\n${own.unknown}`);
		expect(text).toContain(`| ${own.sum.deaths} | ${own.unknownSum} | 4 |`);
	});

	test("what to do first is said in a line, the whole story below, a command once", () => {
		const [matter] = REVIEW.matters;
		if (matter === undefined) throw new Error("no matter");
		const twice = { ...REVIEW, matters: [matter, { ...matter, key: "k2" }] };
		const text = reviewMarkdown(twice, all, own);
		const [first = ""] = text.split(`## ${own.section.next}`)[1]?.split("\n## ") ?? [];
		expect(first).toContain(all.rules["death/container-limit"].title);
		expect(first.match(/```sh/g)).toHaveLength(1);
		expect(first).not.toMatch(/137/);
		expect(text).toMatch(/137/);
	});

	test("names from a cluster are no markup", () => {
		const html = reviewHtml(REVIEW, all, own, language);
		expect(html).not.toContain("<img");
		expect(html).not.toMatch(/<script|https?:/);
		const markdown = reviewMarkdown(REVIEW, all, own);
		expect(markdown.replace(/^ {2}.*$/gm, "")).not.toMatch(/(?<!\\)<img|(?<!\\)\[a/);
	});
});
