import type { Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import type { Millis } from "../model/time.ts";
import { timeText } from "../words/format.ts";
import type { Words } from "../words/words.ts";
import { budgetPictures } from "./budgets.ts";
import { messageOf, subjectText, titleOf } from "./describe.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { hanging, table } from "./text.ts";

/** By which the clocks of a cluster and of whoever looks may differ. */
const SKEW_MS = 5 * 60_000;

/** One line a finding, worst first; then what could not be seen and what was looked at. */
export function renderTable(report: Report, words: Words, style: Style): string {
	const { label } = words.report;
	const lines: string[] = [];
	if (report.findings.length === 0) lines.push(words.report.noFindings(report.looked));
	else {
		const head = [
			label.severity,
			label.namespace,
			label.subject,
			label.container,
			...(style.wide ? [label.rule, label.node, label.limit, label.restarts, label.confidence] : []),
			label.when,
			label.what,
		];
		const [first, ...rest] = table(
			[head, ...report.findings.map((finding) => row(finding, words, style))],
			style.width,
		);
		lines.push(paint(style, "bold", first ?? ""));
		for (const [i, line] of rest.entries()) lines.push(colourMark(line, report.findings[i], style));
	}
	if (style.wide) lines.push(...budgetPictures(report.budgets ?? [], words, style));
	lines.push(...footer(report, words, style));
	return `${lines.join("\n")}\n`;
}

/** What is later than the moment of judgement (`--at`, a clock that is wrong) was not "0s ago". */
function whenText(at: Millis, words: Words, { now }: Style): string {
	return at - now > SKEW_MS ? timeText(at) : words.report.ago((now - at) / 1000);
}

function row(finding: Finding, words: Words, style: Style): string[] {
	const { subject, params, severity, confidence, rule } = finding;
	const when = "at" in params && params.at !== null ? whenText(params.at, words, style) : "";
	const wide = style.wide
		? [
				rule,
				printable(subject.node ?? ""),
				"memoryLimit" in params && params.memoryLimit !== null ? words.report.bytes(params.memoryLimit) : "",
				"restartCount" in params ? String(params.restartCount) : "",
				confidence.toFixed(2),
			]
		: [];
	return [
		`${MARKS[severity].mark} ${words.report.severity[severity]}`,
		printable(subject.namespace ?? ""),
		subjectText(subject),
		printable(subject.container ?? ""),
		...wide,
		when,
		style.wide ? messageOf(finding, words) : titleOf(finding, words),
	];
}

function colourMark(line: string, finding: Finding | undefined, style: Style): string {
	if (finding === undefined) return line;
	const { mark, colour } = MARKS[finding.severity];
	return line.startsWith(mark) ? paint(style, colour, mark) + line.slice(mark.length) : line;
}

/** What could not be read, and how much was. */
export function footer(
	report: Report,
	words: Words,
	style: Style,
	looked = words.report.looked(report.looked),
): string[] {
	const gaps = style.wide ? report.gaps : withoutAllShort(report.gaps);
	const lines: string[] = [""];
	if (gaps.length > 0) lines.push(paint(style, "yellow", words.report.heading(words.report.label.gaps)));
	for (const gap of gaps) lines.push(`  ${hanging(printable(words.report.gapLine(gap)), style.width, 4)}`);
	lines.push(paint(style, "dim", hanging(printable(looked), style.width, 0)));
	return lines;
}

/** Series too short to judge that get a line each; a file of thousands must not push what was found off the screen. */
const MOST_SHORT = 10;
const NAMED_SHORT = 3;

function withoutAllShort(gaps: readonly Gap[]): readonly Gap[] {
	const short = gaps.filter(({ reason }) => reason === "too-short");
	const [first] = short;
	if (first === undefined || short.length <= MOST_SHORT) return gaps;
	const names = short.slice(0, NAMED_SHORT).map(({ what }) => what);
	const what = `${names.join(", ")} +${short.length - NAMED_SHORT}`;
	return [...gaps.filter(({ reason }) => reason !== "too-short"), { ...first, what }];
}
