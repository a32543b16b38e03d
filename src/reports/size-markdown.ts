import type { Recommendation } from "../model/recommendation.ts";
import type { Report } from "../model/report.ts";
import { formatBytes } from "../words/format.ts";
import type { Words } from "../words/words.ts";
import { change, promise, summary, totalsFor } from "./size.ts";

/** What `size` puts into a pull request: for each risk the promise, a table of what changes, most first, and what it comes to. Cells are plain text. */
export function sizesInMarkdown(
	report: Report,
	words: Words,
	{ text, row }: { text(plain: string): string; row(cells: readonly string[]): string },
): string[] {
	const all = report.recommendations ?? [];
	if (all.length === 0) return [text(words.sizing.nothing)];
	return [...Map.groupBy(all, ({ oomRisk }) => oomRisk)].flatMap(([oomRisk, sized], i) => {
		const { label } = words.sizing;
		const head = [
			words.report.label.subject,
			label.limit,
			label.request,
			label.use,
			label.replay,
			"KRR",
			"VPA",
			label.why,
		];
		return [
			...(i === 0 ? [] : [""]),
			...promise(sized, words).flatMap((sentence) => [text(sentence), ""]),
			row(head.map((cell) => cell.toLowerCase())),
			row(head.map(() => "---")),
			...sized.toSorted((a, b) => change(b) - change(a)).map((one) => row(cellsOf(one, words).map(text))),
			"",
			...summary(sized, totalsFor(report, oomRisk), words).map((sentence) => `- ${text(sentence)}`),
		];
	});
}

function cellsOf(one: Recommendation, { report, sizing }: Words): string[] {
	const replay = ({ limit, exceeded, slack }: Recommendation["replay"]["krr"]) =>
		report.told(formatBytes(limit), sizing.replay(exceeded, slack));
	const arrow = (now: number | null | undefined, to: number) =>
		`${now == null ? "–" : formatBytes(now)} → ${formatBytes(to)}`;
	return [
		one.series,
		arrow(one.current, one.limit),
		one.workload === undefined ? formatBytes(one.request) : arrow(one.workload.request, one.request),
		one.use === null ? "–" : formatBytes(one.use),
		sizing.replay(one.replay.recommended.exceeded, one.replay.recommended.slack),
		replay(one.replay.krr),
		replay(one.replay.vpa),
		one.reasons.map((reason) => sizing.reason[reason]).join(" · "),
	];
}
