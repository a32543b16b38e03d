import type { Recommendation } from "../model/recommendation.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { formatBytes } from "../words/format.ts";
import type { FleetTotals } from "../words/sizing.ts";
import type { Words } from "../words/words.ts";
import { plot } from "./size-plot.ts";
import { paint, type Style } from "./style.ts";
import { cut, table, wrap } from "./text.ts";

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
		lines.push(...section(oomRisk, recommendations, words, style));
	}
	lines.push("");
	for (const gap of report.gaps) {
		const line = `${words.report.label.gaps}: ${printable(words.report.gapLine(gap))}`;
		lines.push(paint(style, "yellow", style.width === null ? line : cut(line, style.width)));
	}
	lines.push(paint(style, "dim", printable(words.sizing.looked(report.looked))));
	return `${lines.join("\n")}\n`;
}

function section(oomRisk: number, recommendations: readonly Recommendation[], words: Words, style: Style): string[] {
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
	const horizon = recommendations[0]?.horizonSeconds ?? 0;
	const leaking = recommendations.filter(({ reasons }) => reasons.includes("leak-suspected")).length;
	const prose = [
		...words.sizing.fleet(totals(recommendations)),
		...(leaking === 0 ? [] : [words.sizing.leaks("plimsoll", leaking)]),
	];
	const width = style.width === null ? null : Math.min(style.width, PROSE_WIDTH);
	return [
		...wrap(words.sizing.promise(oomRisk, horizon, recommendations.length), width),
		"",
		paint(style, "bold", first),
		...rest,
		"",
		...prose.flatMap((text) => wrap(text, width)),
		...sorted.flatMap((one) => notes(one, words, width)),
		...(sorted.length <= MOST_PLOTS && pooled ? sorted.flatMap((one) => ["", ...plot(one, words)]) : []),
	];
}

/** What was taken into account for one container, below the table. */
function notes({ series, workload }: Recommendation, words: Words, width: number | null): string[] {
	const texts = (workload?.notes ?? []).map((note) => printable(words.sizing.note(note)));
	if (texts.length === 0) return [];
	return ["", printable(series), ...texts.flatMap((text) => wrap(text, width === null ? null : width - 2))].map(
		(line, i) => (i < 2 ? line : `  ${line}`),
	);
}

/** How many bytes a recommendation moves. */
function change({ current, limit, workload }: Recommendation): number {
	return current === null ? 0 : Math.abs(current - limit) * Math.max(1, workload?.pods.length ?? 1);
}

function row(one: Recommendation, words: Words, style: Style): string[] {
	const { sizing } = words;
	const replay = ({ exceeded, slack }: Recommendation["replay"]["krr"]) => sizing.replay(exceeded, slack);
	const wide = style.wide
		? [
				`${formatBytes(one.neededPeak.low)}–${formatBytes(one.neededPeak.high)}`,
				`${Number((one.expectedRisk * 100).toPrecision(2))} %`,
				one.confidence.toFixed(2),
				replay(one.replay.recommended),
				`${formatBytes(one.replay.krr.limit)}: ${replay(one.replay.krr)}`,
				`${formatBytes(one.replay.vpa.limit)}: ${replay(one.replay.vpa)}`,
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

function totals(recommendations: readonly Recommendation[]): FleetTotals {
	const known = recommendations.filter(({ current }) => current !== null);
	const sum = (of: readonly Recommendation[], value: (one: Recommendation) => number) =>
		of.reduce((total, one) => total + value(one) * (one.workload?.pods.length ?? 1), 0);
	const requested = ({ workload }: Recommendation) => workload?.request ?? null;
	const less = (now: number | null, then: number) => (now === null ? 0 : Math.max(0, now - then));
	const more = (now: number | null, then: number) => (now === null ? 0 : Math.max(0, then - now));
	return {
		replicas: recommendations.some(({ workload }) => (workload?.pods.length ?? 1) > 1),
		freed: sum(known, (one) => less(one.current, one.limit)),
		needed: sum(known, (one) => more(one.current, one.limit)),
		requestsFreed: sum(recommendations, (one) => less(requested(one), one.request)),
		requestsNeeded: sum(recommendations, (one) => more(requested(one), one.request)),
		containers: recommendations.length,
		now: sum(known, ({ current }) => current ?? 0),
		withCapacity: known.length,
		sized: sum(known, ({ limit }) => limit),
		limits: sum(recommendations, ({ limit }) => limit),
		requests: sum(recommendations, ({ request }) => request),
		krr: sum(recommendations, ({ replay }) => replay.krr.limit),
		vpa: sum(recommendations, ({ replay }) => replay.vpa.limit),
	};
}
