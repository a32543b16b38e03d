import { type Finding, SEVERITIES } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { messageOf, objectText, placeText } from "./describe.ts";
import { sizesInMarkdown } from "./size-markdown.ts";
import { MARKS } from "./style.ts";

/** A summary for a pull request or a job's page: counts, then a table, then what could not be read. */
export function renderMarkdown(report: Report, words: Words): string {
	const told = report.findings.filter(({ suppressed }) => suppressed === undefined);
	const { label, severity } = words.report;
	const counts = SEVERITIES.toReversed()
		.map((level) => [level, told.filter((finding) => finding.severity === level).length] as const)
		.filter(([, count]) => count > 0)
		.map(([level, count]) => words.report.told(`${MARKS[level].mark} ${severity[level]}`, String(count)));
	const sized = report.recommendations !== undefined;
	const lines = ["## ⦵ Plimsoll"];
	if (counts.length > 0) lines.push("", counts.join(" · "));
	else if (!sized) lines.push("", words.report.noFindings(report.looked));
	if (sized) lines.push("", ...sizesInMarkdown(report, words, { text: asText, row: line }));
	if (report.findings.length > 0) {
		const head = [label.severity, label.file, label.subject, label.rule, label.what].map((text) => text.toLowerCase());
		lines.push("", line(head), line(head.map(() => "---")), ...report.findings.map((finding) => row(finding, words)));
	}
	if (report.gaps.length > 0) {
		lines.push("", `**${label.gaps}**`, "", ...report.gaps.map((gap) => `- ${asText(words.report.gapLine(gap))}`));
	}
	lines.push("", asText((sized ? words.sizing : words.report).looked(report.looked)), "");
	return lines.join("\n");
}

function row(finding: Finding, words: Words): string {
	const { severity, subject, rule, suppressed } = finding;
	return line([
		`${MARKS[severity].mark} ${words.report.severity[severity]}`,
		code(placeText(subject)),
		asText([subject.file === undefined ? (subject.namespace ?? "") : "", objectText(subject)].join(" ").trim()),
		code(rule),
		asText(
			suppressed === undefined
				? messageOf(finding, words)
				: `${ruleWords(words, rule).title}. ${words.report.suppressed(suppressed)}`,
		),
	]);
}

function line(cells: readonly string[]): string {
	return `| ${cells.join(" | ")} |`;
}

function code(text: string): string {
	return text === "" ? "" : `\`${printable(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** Names and sentences as text: nothing in them becomes markup, a link or a mention. */
function asText(text: string): string {
	return printable(text)
		.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")
		.replace(/@(?=\w)/g, "@\u200b");
}
