import type { DisconnectedLeakParams } from "../../model/rules-leaks.ts";
import type { AbsenceRows } from "./absences.ts";
import { median } from "./numbers.ts";
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

/** Growth while the API server is away against growth before and after; null when it makes no clear difference. */
export function whileDisconnected(absences: readonly AbsenceRows[]): Disconnected | null {
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
	const doubt = errors90(fit.degrees) * Math.sqrt(Math.max(0, variance(0, 0) + variance(1, 1) + 2 * variance(0, 1)));
	const seconds = absences.reduce((sum, { away }) => sum + (away.at(-1) as number), 0);
	const grown = inside * seconds;
	if (!(chance <= CHANCE) || inside <= doubt || outside > OUTSIDE * inside) return null;
	if (grown < Math.max(LEAST_GROWTH * median(bytes), LEAST_BYTES)) return null;
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

/** Each absence with what went before it, and what came after it: what is given back at once when the API server returns is no slope. */
function groupsOf(absences: readonly AbsenceRows[]): number[] {
	const groups: number[] = [];
	let first = 0;
	for (const { away } of absences) {
		const after = away.indexOf(away.at(-1) as number) + 1;
		groups.push(first);
		if (after < away.length - 1) groups.push(first + after);
		first += away.length;
	}
	return groups;
}
