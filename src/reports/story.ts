import type { Evidence, Finding } from "../model/finding.ts";
import type { Remedy } from "../model/remedy.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import type { Millis } from "../model/time.ts";
import { timeText } from "../words/format.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { budgetPictures } from "./budgets.ts";
import { changeText, messageOf, remediesOf, subjectText, valueText } from "./describe.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { footer } from "./table.ts";
import { cells, fill, hanging, padEnd, wrap } from "./text.ts";

/** Lines of prose are no longer than this even on a wide terminal. */
const PROSE_WIDTH = 110;
/** Less room than this makes values a pillar of single words. */
const LEAST_VALUE = 30;

/** What `why` prints: each death told in full, with its evidence in order of time and what to do. */
export function renderStory(report: Report, words: Words, style: Style): string {
	const lines: string[] = [];
	if (report.findings.length === 0) {
		const mark = report.looked.pods === 0 ? paint(style, "yellow", "?") : paint(style, "green", "✓");
		lines.push(`${mark} ${hanging(words.report.noDeaths(report.looked), style.width, 2)}`);
	}
	for (const [i, finding] of report.findings.entries()) {
		if (i > 0) lines.push("");
		lines.push(...tell(finding, words, style));
	}
	lines.push(...budgetPictures(report.budgets ?? [], words, style));
	lines.push(...footer(report, words, style));
	return `${lines.join("\n")}\n`;
}

function tell(finding: Finding, words: Words, style: Style): string[] {
	const { label } = words.report;
	const { subject, rule, severity, confidence, evidence, remedies } = finding;
	const { mark, colour } = MARKS[severity];
	const namespace = subject.namespace === undefined ? "" : `${printable(subject.namespace)} `;
	const container = subject.container === undefined ? "" : ` (${printable(subject.container)})`;
	const lines = [
		hanging(
			words.report.told(
				`${paint(style, colour, mark)} ${paint(style, "bold", `${namespace}${subjectText(subject)}${container}`)}`,
				paint(style, colour, ruleWords(words, rule).title),
			),
			style.width,
			2,
		),
		`  ${paint(style, "dim", hanging(`${rule} · ${label.confidence.toLowerCase()} ${confidence.toFixed(2)}`, style.width, 2))}`,
		...prose(messageOf(finding, words), 2, style),
	];
	lines.push(...timeline(evidence, words, style), ...standing(evidence, words, style));
	lines.push(...whatToDo(remedies, words, style));
	return lines;
}

/** Each remedy with its risk and what to type. */
export function whatToDo(remedies: readonly Remedy[], words: Words, style: Style): string[] {
	const { label, aside, risk: risks } = words.report;
	return remediesOf(remedies, words).flatMap(({ sentence, risk, changes }) => [
		"",
		`  ${aside(label.remedy, risks[risk])}`,
		...prose(sentence, 4, style),
		...changes.flatMap((change, i) => [
			...(i > 0 ? [`    ${label.or}`] : []),
			`    ${paint(style, "cyan", changeText(change))}`,
		]),
	]);
}

/** What happened, in order. The day stands in the heading where all of it was on one. */
function timeline(evidence: readonly Evidence[], words: Words, style: Style): string[] {
	const timed = evidence.flatMap((piece) => (piece.at === null ? [] : [{ ...piece, at: piece.at }]));
	if (timed.length === 0) return [];
	const sorted = timed.toSorted((a, b) => a.at - b.at);
	const days = new Set(sorted.map(({ at }) => dayOf(at)));
	const [day = ""] = days;
	const { label, aside } = words.report;
	const head = days.size === 1 ? aside(label.timeline, `${day} UTC`) : label.timeline;
	const rows = sorted.map((piece) =>
		row(piece, days.size === 1 ? timeText(piece.at).slice(day.length + 1) : timeText(piece.at), words),
	);
	return ["", `  ${head}`, ...columns(rows, style)];
}

/** What merely stands there, without a time. */
function standing(evidence: readonly Evidence[], words: Words, style: Style): string[] {
	const rows = evidence.filter(({ at }) => at === null).map((piece) => row(piece, "", words));
	return rows.length === 0 ? [] : ["", `  ${words.report.label.evidence}`, ...columns(rows, style)];
}

interface Row {
	at: string;
	what: string;
	value: string;
	source: string;
}

function row(piece: Evidence, at: string, words: Words): Row {
	const source = printable(words.report.sourceOf(piece.source));
	return { at, what: words.report.evidence[piece.what], value: valueText(piece), source };
}

/** Time and source are told once for lines that follow each other and share them: a kernel's report has one time and many figures. */
function columns(rows: readonly Row[], style: Style): string[] {
	const at = Math.max(...rows.map((row) => cells(row.at)));
	const what = Math.max(...rows.map((row) => cells(row.what)));
	const lead = at === 0 ? 4 : 4 + at + 2;
	const indent = lead + what + 2;
	const { width } = style;
	// Where there is no room beside it, what is long stands below.
	const narrow = width !== null && width - indent < LEAST_VALUE;
	const margin = narrow ? 6 : indent;
	return rows.flatMap((row, i) => {
		const [before, after] = [rows[i - 1], rows[i + 1]];
		const goesOn = before !== undefined && before.at === row.at && before.source === row.source;
		const endsHere = after === undefined || after.at !== row.at || after.source !== row.source;
		const time = at === 0 ? "" : `${padEnd(goesOn ? "" : row.at, at)}  `;
		const below = narrow && cells(row.value) > width - indent;
		const value = below || !narrow ? fill(row.value, width === null ? null : width - margin) : [row.value];
		const last = value.at(-1) ?? "";
		const source = endsHere ? fill(`[${row.source}]`, width === null ? null : width - margin) : [];
		const room = width === null ? null : width - (below ? margin : indent);
		const fits = source.length === 1 && (room === null || cells(last) + 2 + cells(source[0] ?? "") <= room);
		const told = source.map((line) => paint(style, "dim", line));
		const lines = fits ? [...value.slice(0, -1), `${last}  ${told[0]}`] : [...value, ...told];
		const [start = "", ...rest] = below ? ["", ...lines] : lines;
		return [
			`    ${time}${padEnd(row.what, what)}  ${start}`.trimEnd(),
			...rest.map((line) => " ".repeat(margin) + line),
		];
	});
}

function dayOf(at: Millis): string {
	return timeText(at).slice(0, 10);
}

function prose(text: string, indent: number, style: Style): string[] {
	const width = style.width === null ? null : Math.min(style.width, PROSE_WIDTH) - indent;
	return wrap(text, width).map((line) => " ".repeat(indent) + line);
}
