import type { VerifyParams } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";
import { bucketsOf } from "../leaks/buckets.ts";
import { relationOf } from "../leaks/drivers.ts";
import { rowsUpTo } from "../leaks/numbers.ts";
import { livesOf } from "./lives.ts";

/** What may drive the growth, and how fast it was counted on both sides; null where nothing was counted before. */
export function loadOf(
	{ counters, series }: { counters: readonly Series[]; series: readonly Series[] },
	since: number,
	until: number,
): VerifyParams["load"] {
	const begin = Math.min(...series.map(({ t }) => t[0] ?? Number.POSITIVE_INFINITY));
	const driver = driverOf(counters, series, since);
	const asked = driver === null ? counters : counters.filter(({ name }) => name === driver);
	const rated = asked.flatMap((counter) => {
		const [before, after] = [pace(counter, begin, since), pace(counter, since, until)];
		if (before === null || after === null || before <= 0) return [];
		if (driver === null && !mayDrive(counter, series, begin, since)) return [];
		return [{ counter: counter.name, before, after }];
	});
	// Of several, the one that counted most: it says most surely how much was going on.
	return rated.sort((a, b) => b.before - a.before)[0] ?? null;
}

/** The counter that memory surely grew with before, as the leak verdict tells it; null where none does, or several pods tell of several. */
function driverOf(counters: readonly Series[], series: readonly Series[], since: number): string | null {
	const names = new Set<string>();
	for (const one of series) {
		const buckets = bucketsOf(one, rowsUpTo(one.t, since));
		const relation = buckets.t.length === 0 ? null : relationOf(buckets, buckets.lives, counters);
		if (relation?.kind === "driver") names.add(relation.driver.name);
	}
	const [name, ...others] = names;
	return name === undefined || others.length > 0 ? null : name;
}

/** What is counted may come more often than memory is measured, and memory follows a little later: it is looked at in no more stretches than these. */
const STRETCHES = 200;
/** Fewer stretches say nothing of whether two things go together. */
const FEWEST_STRETCHES = 12;
/** A pace that varies less cannot be told from time. */
const VARIES = 0.3;

/**
 * Whether memory may grow with what is counted: not where the pace varied and memory did not follow. An even pace leaves it open, and then it is
 * taken into account: fewer events are less growth.
 */
function mayDrive({ t, bytes }: Series, series: readonly Series[], begin: number, until: number): boolean {
	const pairs: [number, number][] = [];
	const rows = [...t.keys()].filter((row) => (t[row] ?? 0) >= begin && (t[row] ?? 0) <= until);
	const step = Math.max(1, Math.floor(rows.length / STRETCHES));
	for (let i = step; i < rows.length; i += step) {
		const [first, last] = [rows[i - step] ?? 0, rows[i] ?? 0];
		const [from, to] = [t[first] ?? 0, t[last] ?? 0];
		const grown = series.flatMap((one) =>
			livesOf(one, from, to).lives.map(({ bytes: b }) => (b.at(-1) ?? 0) - (b[0] ?? 0)),
		);
		if (grown.length > 0)
			pairs.push([(bytes[last] ?? 0) - (bytes[first] ?? 0), grown.reduce((sum, value) => sum + value, 0)]);
	}
	const counts = pairs.map(([count]) => count);
	const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
	const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / Math.max(1, counts.length));
	if (pairs.length < FEWEST_STRETCHES || deviation < VARIES * mean) return true;
	const level = pairs.reduce((sum, [, grown]) => sum + grown, 0) / pairs.length;
	const together = pairs.reduce((sum, [count, grown]) => sum + (count - mean) * (grown - level), 0);
	const apart = Math.sqrt(pairs.reduce((sum, [, grown]) => sum + (grown - level) ** 2, 0) * pairs.length) * deviation;
	return apart > 0 && together / apart > 0.2;
}

/** Counted an hour; null where there are no two counts. */
function pace({ t, bytes }: Series, from: number, to: number): number | null {
	const rows = [...t.keys()].filter((i) => (t[i] ?? 0) >= from && (t[i] ?? 0) <= to);
	const [first, last] = [rows[0], rows.at(-1)];
	if (first === undefined || last === undefined) return null;
	const seconds = Math.min(to, t[last] ?? 0) - (t[first] ?? 0);
	if (seconds <= 0) return null;
	let count = 0;
	for (let i = 1; i < rows.length; i++)
		count += Math.max(0, (bytes[rows[i] ?? 0] ?? 0) - (bytes[rows[i - 1] ?? 0] ?? 0));
	return (count / seconds) * 3600;
}
