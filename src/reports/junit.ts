import type { Finding } from "../model/finding.ts";
import type { Looked, Report } from "../model/report.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { messageOf, objectText, placeText } from "./describe.ts";

/** JUnit's XML: a suite a file (or namespace), a failed case a finding; what is suppressed is skipped, and a clean run is one passed case. */
export function renderJunit(report: Report, words: Words): string {
	const suites = new Map<string, Finding[]>();
	for (const finding of report.findings) {
		const key = finding.subject.file ?? finding.subject.namespace ?? report.looked.source;
		suites.set(key, [...(suites.get(key) ?? []), finding]);
	}
	const failures = report.findings.filter(isFailure).length;
	const body =
		suites.size === 0
			? [suite(report.looked.source, [], words, report.looked)]
			: [...suites].map(([name, findings]) => suite(name, findings, words, report.looked));
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="plimsoll" tests="${Math.max(1, report.findings.length)}" failures="${failures}">`,
		...body,
		"</testsuites>",
		"",
	].join("\n");
}

function isFailure({ suppressed }: Finding): boolean {
	return suppressed === undefined;
}

function suite(name: string, findings: readonly Finding[], words: Words, looked: Looked): string {
	const skipped = findings.filter(({ suppressed }) => suppressed !== undefined).length;
	const cases =
		findings.length === 0
			? [`    <testcase classname="plimsoll" name="${xml(words.report.noFindings(looked))}"/>`]
			: findings.map((finding) => testCase(finding, words));
	return [
		`  <testsuite name="${xml(name)}" tests="${Math.max(1, findings.length)}" failures="${findings.length - skipped}" errors="0" skipped="${skipped}">`,
		...cases,
		"  </testsuite>",
	].join("\n");
}

function testCase(finding: Finding, words: Words): string {
	const { rule, severity, subject, suppressed } = finding;
	const name = [rule, objectText(subject), placeText(subject)].filter((part) => part !== "").join(" ");
	const file = subject.file === undefined ? "" : ` file="${xml(subject.file)}"`;
	const line = subject.line === undefined ? "" : ` line="${subject.line}"`;
	const head = `    <testcase classname="${xml(rule)}" name="${xml(name)}"${file}${line}>`;
	const body =
		suppressed === undefined
			? `<failure type="${severity}" message="${xml(ruleWords(words, rule).title)}">${xml(messageOf(finding, words))}</failure>`
			: `<skipped message="${xml(suppressed)}"/>`;
	return `${head}${body}</testcase>`;
}

/** XML 1.0 allows no control characters at all, not even written as entities. */
function xml(text: string): string {
	return text
		.replace(
			/[^\u0020-\u007e\u00a0-\u200d\u2010-\u2027\u2030-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/gu,
			"\ufffd",
		)
		.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
