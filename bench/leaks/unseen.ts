import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";
import { DAY, spanOf } from "./canvas.ts";
import { type Case, casesFrom, GROWING } from "./cases.ts";
import { foldOf, freshCases, freshVaried } from "./dataset.ts";
import { emptyScore, SCORE_HEAD, type Score, scoreLine } from "./score.ts";
import { readTraces } from "./traces.ts";
import { crossValidated, type Example, FALSE_ALARMS } from "./train.ts";

/** Seeds that nothing was ever looked at with while the detector was made. */
const DRAWS = ["second", "third", "fourth"];

/** The committed detector on other series from the traces that are held out: whether the first draw of them was a lucky one. */
export async function freshLines(): Promise<string[]> {
	const lines = [`\nOther draws from the held-out series\n${SCORE_HEAD}`];
	const [all, sizes] = [emptyScore(), new Map<string, Score>()];
	const rates: number[] = [];
	for (const draw of DRAWS) {
		const score = emptyScore();
		for await (const one of freshCases(` ${draw}`)) {
			const size = sizeOf(one);
			const ofSize = sizes.get(size) ?? emptyScore();
			sizes.set(size, ofSize);
			judgeInto([score, all, ofSize], one);
			rates.push(...rateOf(one));
		}
		lines.push(scoreLine(draw, score));
	}
	lines.push(scoreLine("all", all));
	for (const [name, score] of [...sizes].sort()) lines.push(scoreLine(name, score));
	rates.sort((a, b) => a - b);
	const at = (q: number) => (rates[Math.floor(q * (rates.length - 1))] ?? Number.NaN).toFixed(2);
	const near = rates.filter((rate) => rate > 1 / NEAR && rate < NEAR).length / rates.length;
	lines.push(
		`Rates told of straight leaks against the true ones: nine in ten from ${at(0.05)} to ${at(0.95)}, within ${NEAR} times ${near.toFixed(3)} of ${rates.length}`,
	);
	return lines;
}

/** Leaks of one rate from their beginning to the end. */
const STRAIGHT: ReadonlySet<string> = new Set(["linear", "increments"]);
const NEAR = 1.5;

/** Of a straight leak that is found, the rate that is told against its own. */
function rateOf({ series, leak }: Case): number[] {
	if (leak === null || !STRAIGHT.has(leak.shape)) return [];
	const { finding } = judgeSeries(series, Number.POSITIVE_INFINITY);
	if (finding === null) return [];
	const hours = ((series.t.at(-1) as number) - leak.since) / 3600;
	return [finding.params.bytesPerHour / (leak.size / hours)];
}

/** The committed detector on trace files that nothing was learnt from, each series as it is and with what is made of it; `growing` are those that rise to their end by themselves. */
export async function unseenLines(): Promise<string[]> {
	const [all, growing, files] = [emptyScore(), emptyScore(), new Map<string, Score>()];
	for await (const { origin, series } of readTraces(true)) {
		const file = files.get(origin) ?? emptyScore();
		files.set(origin, file);
		const into = GROWING.has(`${origin}/${series.name}`) ? [growing] : [all, file];
		for (const one of casesFrom(series, origin, false)) judgeInto(into, one);
	}
	if (files.size === 0) return ["\nFiles that nothing was learnt from: none in the folder unseen of the traces"];
	const lines = [...files].map(([origin, score]) => scoreLine(`  ${origin}`, score));
	return [
		`\nFiles that nothing was learnt from\n${SCORE_HEAD}`,
		scoreLine("all", all),
		...lines,
		scoreLine("growing", growing),
	];
}

/** The same on stretches of two hours to a month at steps of half a minute to an hour, by their length, step and leak. */
export async function variedLines(): Promise<string[]> {
	const scores = new Map<string, Score>();
	const of = (name: string) => {
		const score = scores.get(name) ?? emptyScore();
		scores.set(name, score);
		return score;
	};
	for await (const one of freshVaried(" held out")) {
		const { t } = one.series;
		const span = spanOf(one.series);
		const step = span / (t.length - 1);
		const groups = ["all", one.origin, `leaks: ${sizeOf(one)}`];
		groups.push(`length: ${DAYS.find(([most]) => span <= most * DAY)?.[1]}`);
		groups.push(`step: ${step < 90 ? "a minute or less" : step < 600 ? "to ten minutes" : "longer"}`);
		groups.push(`samples: ${t.length < 150 ? "below 150" : "150 and more"}`);
		if (one.leak === null && one.kind === "cut") groups.push("as they are");
		judgeInto(groups.map(of), one);
	}
	const lines = [...scores].sort().map(([name, score]) => scoreLine(name, score));
	return [`\nStretches of any length and step of the held-out series\n${SCORE_HEAD}`, ...lines];
}

const DAYS = [
	[0.25, "a: to 6 hours"],
	[1, "b: to a day"],
	[4, "c: to 4 days"],
	[Number.POSITIVE_INFINITY, "d: longer"],
] as const;

function judgeInto(scores: readonly Score[], { series, half, leak }: Case): void {
	const found = judgeSeries(series, Number.POSITIVE_INFINITY).finding !== null;
	const foundAtHalf = half === null ? null : judgeSeries(half, Number.POSITIVE_INFINITY).finding !== null;
	for (const into of scores) tallyIn(into, leak !== null, found, foundAtHalf);
}

/** How large a leak is against what the series does anyway. */
export function sizeOf({ leak, prominence }: Case): string {
	if (leak === null) return "not leaking";
	const bound = [0.7, 1.5, 3, 6].find((most) => prominence < most);
	return bound === undefined ? "~ leak above 6 ranges" : `~ leak below ${bound} ranges`;
}

/**
 * The recipe on the series that coefficients are made from, each judged by members that saw nothing of it; then each trace file by members that saw
 * nothing of that file, at the same threshold: what is to be expected of a fleet unlike any trained on.
 */
export function crossLines(all: readonly Example[]): string[] {
	const judged = [...all.entries()].filter(([, { more }]) => !more);
	const bySeries = crossValidated(all, ({ base }) => foldOf(base));
	const quiet = Float64Array.from(
		judged.filter(([, { leaking }]) => !leaking),
		([i]) => bySeries[i] as number,
	).sort();
	const least = quiet[Math.floor(quiet.length * (1 - FALSE_ALARMS))] as number;
	const scoreOf = (points: Float64Array, origin: string | null) => {
		const score = emptyScore();
		for (const [i, example] of judged) {
			if (origin !== null && example.origin !== origin) continue;
			const found = (points[i] as number) > least;
			if (example.half) tallyIn(score, true, null, found);
			else tallyIn(score, example.leaking, found, null);
		}
		return score;
	};
	const byFile = crossValidated(all, ({ origin }) => sourceOf(origin));
	const origins = [...new Set(all.map(({ origin }) => origin))].sort();
	return [
		`\nCross-validated on the series that coefficients are made from\n${SCORE_HEAD}`,
		scoreLine("members that saw other series", scoreOf(bySeries, null)),
		scoreLine("members that saw other files", scoreOf(byFile, null)),
		...origins.map((origin) => scoreLine(`  ${origin}`, scoreOf(byFile, origin))),
	];
}

/** Months of the same machines, and machines of the same trace, are left out together. */
function sourceOf(origin: string): string {
	return ["bitbrains", "alibaba-hosts"].find((source) => origin.startsWith(source)) ?? origin;
}

export function tallyIn(score: Score, leaking: boolean, found: boolean | null, half: boolean | null): void {
	if (found !== null && leaking) {
		score.leaking++;
		if (found) score.found++;
	}
	if (found !== null && !leaking) {
		score.quiet++;
		if (found) score.alarms++;
	}
	if (half === null) return;
	score.half++;
	if (half) score.halfFound++;
}
