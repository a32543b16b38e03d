import type { Series } from "../../model/series.ts";
import { median, rowsUpTo } from "./numbers.ts";

/** A time in which the API server could not be reached; unix seconds. */
export interface Absence {
	from: number;
	to: number;
}

/** Memory from as long before an absence as it lasted to as long after it, within one life of the process. */
export interface AbsenceRows {
	t: Float64Array;
	bytes: Float64Array;
	/** Seconds of absence up to each row, since the first. */
	away: Float64Array;
}

/** More absences than these, the newest, tell no more; nor do more points of each. */
const MOST_ABSENCES = 32;
const MOST_POINTS = 60;
/** Fewer samples within an absence have no slope. */
const LEAST_WITHIN = 4;

/** `absences` in time order. */
export function absenceRows(series: Series, end: number, absences: readonly Absence[]): AbsenceRows[] {
	const found: AbsenceRows[] = [];
	for (const [i, { from, to }] of absences.entries()) {
		if (i < absences.length - MOST_ABSENCES) continue;
		const length = to - from;
		// What follows one absence must not be what goes before another.
		const earliest = Math.max(from - length, absences[i - 1]?.to ?? Number.NEGATIVE_INFINITY);
		const latest = Math.min(to + length, absences[i + 1]?.from ?? Number.POSITIVE_INFINITY);
		const rows = rowsBetween(series, end, earliest, latest, { from, to });
		if (rows !== null) found.push(rows);
	}
	return found;
}

function rowsBetween(series: Series, end: number, earliest: number, latest: number, away: Absence): AbsenceRows | null {
	const { t, bytes, start } = series;
	const within: number[] = [];
	let life = Number.NaN;
	for (let row = rowsUpTo(t, earliest); row < end && (t[row] as number) <= latest; row++) {
		const began = start[row] as number;
		if (!Number.isNaN(life) && began - life >= 2) {
			// A restart ends the rows, or begins them anew if it came before the absence.
			if ((t[row] as number) > away.from) break;
			within.length = 0;
		}
		if (!Number.isNaN(began)) life = began;
		if (Number.isFinite(bytes[row])) within.push(row);
	}
	const inside = within.filter((row) => (t[row] as number) >= away.from && (t[row] as number) <= away.to).length;
	if (inside < LEAST_WITHIN || within.length - inside < LEAST_WITHIN) return null;
	const each = Math.ceil(within.length / MOST_POINTS);
	const points = Math.floor(within.length / each);
	const column = (values: Float64Array) =>
		Float64Array.from({ length: points }, (_, i) =>
			median(Float64Array.from(within.slice(i * each, (i + 1) * each), (row) => values[row] as number)),
		);
	const times = column(t);
	return {
		t: times,
		bytes: column(bytes),
		away: times.map((time) => Math.max(0, Math.min(time, away.to) - away.from)),
	};
}
