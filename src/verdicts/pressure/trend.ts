import type { Estimate } from "../../model/node-outlook.ts";
import type { Series } from "../../model/series.ts";

/** Blocks the window is cut into: enough for a rank interval, few enough that neighbouring samples do not pass for independent ones. */
const BLOCKS = 16;
const FEWEST_BLOCKS = 8;
/** A quarter of an hour says nothing of the next day. */
const SHORTEST_SECONDS = 3600;
/** Two-sided 95 %. */
const Z = 1.96;

/** What the verdicts ask of a node's working set over time: of a day of samples no more need be held. */
export interface Growth {
	/** The newest sample, bytes. */
	last: number | null;
	/** Null when there is too little of it to say. */
	trend: { slope: Estimate; seconds: number } | null;
	/** As `steepestRise` has it. */
	steepest: number | null;
}

export function growthOf(series: Series): Growth {
	return { last: series.bytes.at(-1) ?? null, trend: trendOf(series), steepest: steepestRise(series) };
}

/**
 * How fast a series grows, bytes a second: the median slope between block medians (Theil 1950, Sen 1968), which neither a spike nor a dip moves, with
 * Sen's rank interval. Null when the series is too short to say.
 */
export function trendOf({ t, bytes }: Series): Growth["trend"] {
	const points = blockMedians(t, bytes);
	const seconds = (t.at(-1) ?? 0) - (t[0] ?? 0);
	if (points.length < FEWEST_BLOCKS || seconds < SHORTEST_SECONDS) return null;
	const slopes: number[] = [];
	for (const [i, a] of points.entries()) {
		for (const b of points.slice(i + 1)) if (b.t > a.t) slopes.push((b.bytes - a.bytes) / (b.t - a.t));
	}
	slopes.sort((a, b) => a - b);
	const n = points.length;
	// Variance of Kendall's S without ties.
	const reach = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
	const at = (place: number) => slopes[Math.min(slopes.length - 1, Math.max(0, place))] ?? 0;
	return {
		slope: {
			value: median(slopes),
			low: at(Math.floor((slopes.length - reach) / 2)),
			high: at(Math.ceil((slopes.length + reach) / 2)),
		},
		seconds,
	};
}

function blockMedians(t: Float64Array, bytes: Float64Array): { t: number; bytes: number }[] {
	const size = Math.max(1, Math.ceil(t.length / BLOCKS));
	const points: { t: number; bytes: number }[] = [];
	for (let start = 0; start < t.length; start += size) {
		const values = [...bytes.subarray(start, start + size)].filter(Number.isFinite).sort((a, b) => a - b);
		if (values.length > 0) points.push({ t: median([...t.subarray(start, start + size)]), bytes: median(values) });
	}
	return points;
}

/** @param sorted ascending, not empty */
function median(sorted: readonly number[]): number {
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Seconds until `room` bytes are taken at this slope; all null when it does not grow. The faster slope gives the earlier end. */
export function secondsUntil(room: number, { value, low, high }: Estimate): Estimate {
	const after = (slope: number | null) => (slope === null || slope <= 0 ? null : Math.max(0, room) / slope);
	return { value: after(value), low: after(high), high: after(low) };
}

/** The steepest rise between two neighbouring samples at most ten minutes apart, bytes a second; null when nothing rose. */
export function steepestRise({ t, bytes }: Series): number | null {
	let steepest: number | null = null;
	for (let i = 1; i < t.length; i++) {
		const seconds = (t[i] ?? 0) - (t[i - 1] ?? 0);
		const rise = ((bytes[i] ?? 0) - (bytes[i - 1] ?? 0)) / seconds;
		if (seconds > 0 && seconds <= 600 && rise > (steepest ?? 0)) steepest = rise;
	}
	return steepest;
}
