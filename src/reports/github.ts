import type { Finding, Severity } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { messageWithObject } from "./describe.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** GitHub's workflow commands: an annotation a finding, at its place in the file. What is suppressed is not told. */
export function renderGithub(report: Report, words: Words): string {
	const findings = report.findings
		.filter(({ suppressed }) => suppressed === undefined)
		.map((finding) => annotation(finding, words));
	const gaps = report.gaps.map(
		(gap) => `::warning title=${property(words.report.label.gaps)}::${data(words.report.gapLine(gap))}`,
	);
	return [...findings, ...gaps].map((line) => `${line}\n`).join("");
}

function annotation(finding: Finding, words: Words): string {
	const { file, line, column, endLine, endColumn } = finding.subject;
	const properties: [string, string | number | undefined][] = [
		["file", file],
		["line", line],
		["endLine", endLine],
		["col", column],
		// GitHub's last column is part of the range, and only counts on one line.
		["endColumn", endLine === line && endColumn !== undefined ? Math.max(column ?? 1, endColumn - 1) : undefined],
		["title", `${finding.rule}: ${ruleWords(words, finding.rule).title}`],
	];
	const given = properties.flatMap(([name, value]) =>
		value === undefined ? [] : [`${name}=${property(String(value))}`],
	);
	return `::${COMMANDS[finding.severity]} ${given.join(",")}::${data(messageWithObject(finding, words))}`;
}

/** Escapes as the runner's toolkit does (actions/toolkit, packages/core/src/command.ts). */
function data(text: string): string {
	return clean(text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A"));
}
function property(text: string): string {
	return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
function clean(text: string): string {
	return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}
