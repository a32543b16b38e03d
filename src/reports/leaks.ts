import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { LeakRuleParams } from "../model/rules-leaks.ts";
import { printable } from "../model/text.ts";
import { formatBytes, timeText } from "../words/format.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { messageOf, objectText, subjectText } from "./describe.ts";
import { sparkline } from "./size.ts";
import { whatToDo } from "./story.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { footer } from "./table.ts";
import { table } from "./text.ts";

type Leak = Extract<Finding, { rule: keyof LeakRuleParams }>;

/** What `leaks` prints: one line a leak, worst first, with its memory as a curve; in the wide form what can be done, too. */
export function renderLeaks(report: Report, words: Words, style: Style): string {
	const { label } = words.leaks;
	const lines: string[] = [];
	const found = report.findings.filter((finding): finding is Leak => finding.rule.startsWith("leak/"));
	const judged = (report.looked.series ?? 0) - (report.looked.unjudged ?? 0);
	if (found.length === 0) lines.push(judged > 0 ? words.leaks.nothing : words.leaks.unknown);
	else {
		// Series of a file have neither namespaces nor containers.
		const placed = found.some(({ subject }) => subject.kind !== undefined);
		const head = [
			words.report.label.severity,
			...(placed ? [words.report.label.namespace] : []),
			words.report.label.subject,
			...(placed ? [words.report.label.container] : []),
			label.memory,
			label.limit,
			label.leaked,
			label.rate,
			label.since,
			label.reached,
			words.report.label.confidence,
			words.report.label.what,
		];
		const [first = "", ...rest] = table([head, ...found.map((leak) => row(leak, placed, words, style))], style.width);
		lines.push(paint(style, "bold", first));
		for (const [i, line] of rest.entries()) lines.push(colourMark(line, found[i], style));
	}
	for (const { subject, remedies } of style.wide ? found : []) {
		if (remedies.length === 0) continue;
		const where = [printable(subject.namespace ?? ""), objectText(subject)].filter((part) => part !== "").join(" ");
		lines.push("", paint(style, "bold", where), ...whatToDo(remedies, words, style).slice(1));
	}
	for (const { subject, reason } of report.notLeaking ?? []) {
		const where = [subject.namespace ?? "", objectText(subject)].filter((part) => part !== "").join(" ");
		lines.push(printable(words.report.told(where, words.leaks.notLeaking[reason])));
	}
	lines.push(...footer(report, words, style, words.leaks.looked(report.looked)));
	return `${lines.join("\n")}\n`;
}

function row(leak: Leak, placed: boolean, words: Words, style: Style): string[] {
	const { params, severity, confidence, subject, rule } = leak;
	const { limit, limitAt, limitFrom, limitTo, lastAt, goneAt } = params;
	const seconds = (at: number) => (at - lastAt) / 1000;
	const top = Math.max(limit ?? 0, ...params.curve.map((bytes) => bytes ?? 0));
	return [
		`${MARKS[severity].mark} ${words.report.severity[severity]}`,
		...(placed ? [printable(subject.namespace ?? "")] : []),
		subjectText(subject),
		...(placed ? [printable(subject.container ?? "")] : []),
		sparkline(params.curve, top),
		limit === null ? "–" : formatBytes(limit),
		formatBytes(params.leakedBytes),
		words.leaks.perHour(params.bytesPerHour),
		timeText(params.since),
		goneAt !== undefined
			? words.leaks.gone(goneAt)
			: limitAt === null || limitFrom === null
				? "–"
				: words.leaks.reached(seconds(limitAt), seconds(limitFrom), limitTo === null ? null : seconds(limitTo)),
		confidence.toFixed(2),
		style.wide ? messageOf(leak, words) : ruleWords(words, rule).title,
	];
}

function colourMark(line: string, leak: Leak | undefined, style: Style): string {
	if (leak === undefined) return line;
	const { mark, colour } = MARKS[leak.severity];
	return line.startsWith(mark) ? paint(style, colour, mark) + line.slice(mark.length) : line;
}
