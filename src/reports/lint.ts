import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { budgetPictures } from "./budgets.ts";
import { changeText, messageOf, objectText, placeText, remediesOf } from "./describe.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { footer } from "./table.ts";
import { hanging, table, wrap } from "./text.ts";

/** What `lint` prints: one line a finding as compilers do, `file:line:column` first so that editors can jump there. */
export function renderLint(report: Report, words: Words, style: Style): string {
	const lines: string[] = [];
	const told = report.findings.filter(({ suppressed }) => suppressed === undefined);
	if (told.length === 0) lines.push(words.report.noFindings(report.looked));
	const { label } = words.report;
	if (report.findings.length > 0 && style.wide) {
		for (const finding of report.findings) lines.push(...inFull(finding, words, style));
	} else if (report.findings.length > 0) {
		const head = [label.file, label.severity, label.subject, label.what, label.rule];
		const [first = "", ...rest] = table([head, ...report.findings.map((finding) => row(finding, words))], style.width);
		lines.push(paint(style, "bold", first));
		for (const [i, line] of rest.entries()) lines.push(painted(line, report.findings[i], style));
	}
	// What nothing could be said about is a command away.
	if (!style.wide) lines.push(...commands(report.findings).map((command) => `→ ${paint(style, "cyan", command)}`));
	if (style.wide) lines.push(...budgetPictures(report.budgets ?? [], words, style));
	lines.push(...footer(report, words, style));
	return `${lines.join("\n")}\n`;
}

/** A folder of charts would fill the screen with them; the rest stand in the full view. */
const COMMANDS_SHOWN = 5;

function commands(findings: readonly Finding[]): string[] {
	const changes = findings.flatMap(({ remedies }) => remedies.map(({ change }) => change));
	return [...new Set(changes.filter(({ type }) => type === "command").map(changeText))].slice(0, COMMANDS_SHOWN);
}

function row(finding: Finding, words: Words): string[] {
	const { rule, severity, suppressed } = finding;
	return [
		placeText(finding.subject),
		`${MARKS[severity].mark} ${words.report.severity[severity]}`,
		objectText(finding.subject),
		suppressed === undefined ? ruleWords(words, rule).title : printable(words.report.suppressed(suppressed)),
		rule,
	];
}

/** The whole sentence, what was seen, what to do. */
function inFull(finding: Finding, words: Words, style: Style): string[] {
	const { rule, severity, subject, remedies, suppressed, evidence } = finding;
	const { mark, colour } = MARKS[severity];
	const indent = (text: string) => wrap(text, style.width === null ? null : style.width - 2).map((line) => `  ${line}`);
	return [
		hanging(
			`${paint(style, "bold", placeText(subject))} ${paint(style, colour, `${mark} ${words.report.severity[severity]}`)} ${objectText(subject)} ${paint(style, "dim", rule)}`,
			style.width,
			4,
		),
		...indent(messageOf(finding, words)),
		...evidence
			.filter(({ what }) => what === "rendered-line")
			.flatMap(({ what, source, value }) =>
				indent(
					printable(words.report.told(words.report.evidence[what], `${value}  [${words.report.sourceOf(source)}]`)),
				),
			),
		...(suppressed === undefined ? [] : indent(printable(words.report.suppressed(suppressed)))),
		...remediesOf(remedies, words).flatMap(({ sentence, changes }) => [
			...indent(`→ ${sentence}`),
			// In one line each, however long: they are copied.
			...changes.map((change) => `    ${paint(style, "cyan", changeText(change))}`),
		]),
	];
}

function painted(line: string, finding: Finding | undefined, style: Style): string {
	if (finding === undefined) return line;
	const { mark, colour } = MARKS[finding.severity];
	return finding.suppressed === undefined ? line.replace(mark, paint(style, colour, mark)) : paint(style, "dim", line);
}
