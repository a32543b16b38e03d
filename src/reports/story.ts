import type { Evidence, Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { timeText } from "../words/format.ts";
import type { Words } from "../words/words.ts";
import { changeText, messageOf, subjectText, valueText } from "./describe.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { footer } from "./table.ts";
import { cells, padEnd, wrap } from "./text.ts";

/** Lines of prose are no longer than this even on a wide terminal. */
const PROSE_WIDTH = 110;

/** What `why` prints: each death told in full, with its evidence in order of time and what to do. */
export function renderStory(report: Report, words: Words, style: Style): string {
	const lines: string[] = [];
	if (report.findings.length === 0) lines.push(`${paint(style, "green", "✓")} ${words.report.noDeaths(report.looked)}`);
	for (const [i, finding] of report.findings.entries()) {
		if (i > 0) lines.push("");
		lines.push(...tell(finding, words, style));
	}
	lines.push(...footer(report, words, style));
	return `${lines.join("\n")}\n`;
}

function tell(finding: Finding, words: Words, style: Style): string[] {
	const { label } = words.report;
	const { subject, rule, severity, confidence, evidence, remedies } = finding;
	const { mark, colour } = MARKS[severity];
	const container = subject.container === undefined ? "" : ` (${printable(subject.container)})`;
	const lines = [
		`${paint(style, colour, mark)} ${paint(style, "bold", `${printable(subject.namespace ?? "")} ${subjectText(subject)}${container}`)}: ${paint(style, colour, words.rules[rule].title)}`,
		`  ${paint(style, "dim", `${rule} · ${label.confidence.toLowerCase()} ${confidence.toFixed(2)}`)}`,
		...prose(messageOf(finding, words), 2, style),
	];
	if (evidence.length > 0) lines.push("", `  ${label.evidence}`, ...evidenceLines(evidence, words, style));
	for (const remedy of remedies) {
		lines.push("", `  ${label.remedy} (${words.report.risk[remedy.risk]})`);
		lines.push(...prose(words.report.remedy[remedy.kind](remedy), 4, style));
		lines.push(`    ${paint(style, "cyan", changeText(remedy.change))}`);
	}
	return lines;
}

/** What happened comes first, in order; then what merely stands in the status. */
function evidenceLines(evidence: readonly Evidence[], words: Words, style: Style): string[] {
	const sorted = evidence.toSorted(
		(a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY) || 0,
	);
	const rows = sorted.map((piece) => ({
		at: piece.at === null ? "" : timeText(piece.at),
		what: words.report.evidence[piece.what],
		value: valueText(piece),
		source: printable(piece.source),
	}));
	const at = Math.max(...rows.map((row) => cells(row.at)));
	const what = Math.max(...rows.map((row) => cells(row.what)));
	const indent = 4 + at + 2 + what + 2;
	return rows.flatMap((row) => {
		const value = wrap(row.value, style.width === null ? null : Math.max(30, style.width - indent));
		const [first = "", ...more] = value;
		const source = paint(style, "dim", `[${row.source}]`);
		const head = `    ${padEnd(row.at, at)}  ${padEnd(row.what, what)}  ${first}`;
		const last = more.at(-1);
		if (last === undefined) return [`${head}  ${source}`];
		return [
			head,
			...more.slice(0, -1).map((line) => " ".repeat(indent) + line),
			`${" ".repeat(indent)}${last}  ${source}`,
		];
	});
}

function prose(text: string, indent: number, style: Style): string[] {
	const width = style.width === null ? null : Math.min(style.width, PROSE_WIDTH) - indent;
	return wrap(text, width).map((line) => " ".repeat(indent) + line);
}
