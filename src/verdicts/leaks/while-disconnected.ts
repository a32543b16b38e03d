import type { DisconnectedLeakParams } from "../../model/rules-leaks.ts";
import type { AbsenceRows } from "./absences.ts";
import type { Buckets } from "./buckets.ts";
import { median, quantile, variation } from "./numbers.ts";
import { errors90, regress, tailOf } from "./regression.ts";

type Disconnected = Pick<
	DisconnectedLeakParams,
	"disconnections" | "disconnectedSeconds" | "bytesPerHourFrom" | "bytesPerHourTo" | "bytesPerHourOutside"
> & { bytesPerHour: number; grownBytes: number; confidence: number };

/** Outside, memory may grow by this share of what it does inside. */
const OUTSIDE = 1 / 3;
/** Less growth in all the absences, against the memory in use, is none. */
const LEAST_GROWTH = 0.01;
/** Nor is less than this in one absence: what a program runs only when nobody answers takes its room once (2 MiB of Plimsoll's own server in five minutes). */
const LEAST_BYTES = 4 * 2 ** 20;
/** How sure a relation with so small a chance can be at most (Sellke, Bayarri and Berger 2001), at even odds before. */
const SUREST = 0.99;
const CHANCE = 0.005;

/** What memory does in as much time elsewhere: so large a share of its rises is no more, growth must be so many times that; fewer rises tell nothing. */
const USUAL = 0.98;
const MORE = 1.5;
const LEAST_RISES = 8;
/** Standard deviations to either side of nine in ten. */
const NINE_IN_TEN = 1.645;

/**
 * Growth while the API server is away against growth before and after, and against what memory does anyway in as much time (`buckets`); null when it
 * makes no clear difference.
 */
export function whileDisconnected(absences: readonly AbsenceRows[], buckets: Buckets): Disconnected | null {
	if (absences.length === 0) return null;
	const all = (column: (rows: AbsenceRows) => Float64Array) =>
		Float64Array.from(absences.flatMap((rows) => [...column(rows)]));
	const groups = groupsOf(absences);
	const bytes = all((rows) => rows.bytes);
	const time = all(({ t }) => t.map((at) => at - (t[0] as number)));
	const fit = regress({ y: bytes, x: [all((rows) => rows.away), time], groups });
	if (fit === null) return null;
	const [more, outside] = fit.coefficients as [number, number];
	const variance = (i: number, j: number) => fit.covariance[i]?.[j] as number;
	const inside = more + outside;
	const chance = tailOf(more / Math.sqrt(variance(0, 0)), fit.degrees);
	const seconds = absences.reduce((sum, { away }) => sum + (away.at(-1) as number), 0);
	const usual = usualRises(absences, buckets);
	const fitted = errors90(fit.degrees) * Math.sqrt(Math.max(0, variance(0, 0) + variance(1, 1) + 2 * variance(0, 1)));
	const doubt = Math.hypot(fitted, (NINE_IN_TEN * usual.deviation) / seconds);
	const grown = inside * seconds;
	if (!(chance <= CHANCE) || inside <= doubt || outside > OUTSIDE * inside) return null;
	if (grown < Math.max(LEAST_GROWTH * median(bytes), LEAST_BYTES, MORE * usual.most)) return null;
	// The most that so small a chance can speak for it: -e·p·ln p to 1.
	const against = -Math.E * Math.max(chance, 1e-12) * Math.log(Math.max(chance, 1e-12));
	return {
		disconnections: absences.length,
		disconnectedSeconds: Math.round(seconds),
		bytesPerHour: Math.round(inside * 3600),
		bytesPerHourFrom: Math.round((inside - doubt) * 3600),
		bytesPerHourTo: Math.round((inside + doubt) * 3600),
		bytesPerHourOutside: Math.round(outside * 3600),
		grownBytes: Math.round(grown),
		confidence: Math.min(SUREST, 1 / (1 + against)),
	};
}

/** Of all absences together, in bytes: what memory hardly ever rises by in as much time elsewhere, and how far its rises and falls differ. */
function usualRises(
	absences: readonly AbsenceRows[],
	{ t, floor, lives }: Buckets,
): { most: number; deviation: number } {
	const times = absences.map(({ t: times, away }) => {
		const within = away.findIndex((seconds) => seconds > 0);
		const from = (times[within] as number) - (away[within] as number);
		return { from, to: from + (away.at(-1) as number) };
	});
	const width = median(t.subarray(1).map((at, i) => at - (t[i] as number)));
	let [most, variance] = [0, 0];
	for (const { from, to } of times) {
		const apart = Math.max(1, Math.round((to - from) / width));
		const rises: number[] = [];
		for (let i = 0; i + apart < t.length; i++) {
			const [begin, end] = [t[i] as number, t[i + apart] as number];
			const away = times.some((one) => one.from < end && one.to > begin);
			if (!away && !lives.some((at) => at > i && at <= i + apart))
				rises.push((floor[i + apart] as number) - (floor[i] as number));
		}
		if (rises.length < LEAST_RISES) continue;
		const all = Float64Array.from(rises);
		// Buckets may be longer than the absence: memory wanders with the square root of time.
		const share = Math.min(1, Math.sqrt((to - from) / (apart * width)));
		most += share * quantile(all, USUAL);
		variance += (share * share * variation(all)) / all.length;
	}
	return { most, deviation: Math.sqrt(variance) };
}

/**
 * Each absence with what went before it, and what came after it: what is given back at once when the API server returns is no slope. The row at its end
 * may be of either and stands alone.
 */
function groupsOf(absences: readonly AbsenceRows[]): number[] {
	const groups: number[] = [];
	let first = 0;
	for (const { away } of absences) {
		const end = away.indexOf(away.at(-1) as number);
		groups.push(first);
		if (end > 0 && end < away.length - 2) groups.push(first + end, first + end + 1);
		first += away.length;
	}
	return groups;
}
