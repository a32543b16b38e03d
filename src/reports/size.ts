import type { FleetTotals, Recommendation } from "../model/recommendation.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { formatBytes } from "../words/format.ts";
import type { Words } from "../words/words.ts";
import { plot } from "./size-plot.ts";
import { paint, type Style } from "./style.ts";
import { footer } from "./table.ts";
import { fill, table, wrap } from "./text.ts";

const PROSE_WIDTH = 110;
const STEPS = "▁▂▃▄▅▆▇█";
/** More are a list, and each has its spark line there. */
const MOST_PLOTS = 3;

/** What `size` prints: for each risk one line a container, the most changed first, and what it comes to for the fleet. */
export function renderSizes(report: Report, words: Words, style: Style): string {
	const all = report.recommendations ?? [];
	const lines: string[] = [];
	if (all.length === 0) lines.push(words.sizing.nothing);
	const byRisk = Map.groupBy(all, ({ oomRisk }) => oomRisk);
	for (const [oomRisk, recommendations] of byRisk) {
		if (lines.length > 0) lines.push("");
		lines.push(...section(recommendations, totalsFor(report, oomRisk), words, style));
	}
	lines.push(...footer(report, words, style, words.sizing.looked(report.looked)));
	return `${lines.join("\n")}\n`;
}

export function totalsFor({ totals = [] }: Report, oomRisk: number): FleetTotals | undefined {
	return totals.find((one) => one.oomRisk === oomRisk);
}

function section(
	recommendations: readonly Recommendation[],
	totals: FleetTotals | undefined,
	words: Words,
	style: Style,
): string[] {
	const { label } = words.sizing;
	const sorted = recommendations.toSorted((a, b) => change(b) - change(a));
	const pooled = sorted.some(({ workload }) => workload !== undefined);
	const head = [
		words.report.label.subject,
		label.now,
		label.limit,
		label.request,
		...(pooled ? [label.pods] : []),
		label.use,
		label.peaks,
		...(style.wide ? [label.needed, label.risk, words.report.label.confidence, label.replay, "KRR", "VPA"] : []),
		label.why,
	];
	const [first = "", ...rest] = table([head, ...sorted.map((one) => row(one, words, style))], style.width);
	const prose = summary(recommendations, totals, words);
	const width = style.width === null ? null : Math.min(style.width, PROSE_WIDTH);
	return [
		...promise(recommendations, words).flatMap((text) => [...wrap(text, width), ""]),
		paint(style, "bold", first),
		...rest,
		"",
		...prose.flatMap((text) => wrap(text, width)),
		...sorted.flatMap((one) => notes(one, words, width)),
		...(sorted.length <= MOST_PLOTS ? sorted.flatMap((one) => evidence(one, words, width)) : []),
	];
}

/** The plot of one container and its replay; nothing where nothing was measured. */
function evidence(one: Recommendation, words: Words, width: number | null): string[] {
	const drawn = plot(one, words);
	if (drawn.length === 0) return [];
	// One look has no time that could be replayed.
	return ["", ...drawn, ...(one.basis.seconds > 0 ? wrap(words.sizing.replayed(one), width) : [])];
}

/** What is promised of those that were sized; nothing where all are leaks, whose limits stay. */
export function promise(recommendations: readonly Recommendation[], words: Words): string[] {
	const sized = recommendations.filter(
		({ reasons, current }) => current === null || !reasons.includes("leak-suspected"),
	);
	const [first] = sized;
	return first === undefined ? [] : [words.sizing.promise(first.oomRisk, first.horizonSeconds, sized.length)];
}

/** What it comes to for the fleet. */
export function summary(
	recommendations: readonly Recommendation[],
	totals: FleetTotals | undefined,
	words: Words,
): string[] {
	const leaking = recommendations.filter(({ reasons }) => reasons.includes("leak-suspected")).length;
	return [
		...(totals === undefined ? [] : words.sizing.fleet(totals)),
		...(leaking === 0 ? [] : [words.sizing.leaks("plimsoll", leaking)]),
	];
}

/** What was taken into account for one container, below the table. */
function notes({ series, workload }: Recommendation, words: Words, width: number | null): string[] {
	const texts = (workload?.notes ?? []).map((note) => printable(words.sizing.note(note)));
	if (texts.length === 0) return [];
	const below = texts.flatMap((text) => wrap(text, width === null ? null : width - 2));
	return ["", ...fill(printable(series), width), ...below.map((line) => `  ${line}`)];
}

/** How many bytes a recommendation moves. */
export function change({ current, limit, workload }: Recommendation): number {
	return current === null ? 0 : Math.abs(current - limit) * Math.max(1, workload?.pods.length ?? 1);
}

function row(one: Recommendation, words: Words, style: Style): string[] {
	const { sizing } = words;
	const replay = ({ exceeded, slack }: Recommendation["replay"]["krr"]) => sizing.replay(exceeded, slack);
	const wide = style.wide
		? [
				needed(one.neededPeak),
				`${Number((one.expectedRisk * 100).toPrecision(2))} %`,
				one.confidence.toFixed(2),
				replay(one.replay.recommended),
				words.report.told(formatBytes(one.replay.krr.limit), replay(one.replay.krr)),
				words.report.told(formatBytes(one.replay.vpa.limit), replay(one.replay.vpa)),
			]
		: [];
	return [
		printable(one.series),
		one.current === null ? "–" : formatBytes(one.current),
		formatBytes(one.limit),
		one.workload?.request == null || one.workload.request === one.request
			? formatBytes(one.request)
			: `${formatBytes(one.workload.request)} → ${formatBytes(one.request)}`,
		...(one.workload === undefined ? [] : [String(one.workload.pods.length)]),
		one.use === null ? "–" : formatBytes(one.use),
		sparkline(one.peaks, Math.max(one.peak ?? 0, one.limit)),
		...wide,
		one.reasons.map((reason) => sizing.reason[reason]).join(" · "),
	];
}

function needed({ low, high }: Recommendation["neededPeak"]): string {
	return low === high ? `≥ ${formatBytes(low)}` : `${formatBytes(low)}–${formatBytes(high)}`;
}

/** The peaks of the history's parts against the higher of peak and limit; a gap where nothing was measured. */
export function sparkline(peaks: readonly (number | null)[], top: number): string {
	return peaks
		.map((peak) => {
			if (peak === null) return " ";
			const step = top > 0 ? Math.floor((peak / top) * STEPS.length) : 0;
			return STEPS[Math.min(STEPS.length - 1, Math.max(0, step))];
		})
		.join("");
}
