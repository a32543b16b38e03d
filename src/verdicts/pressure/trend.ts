import type { Estimate } from "../../model/node-outlook.ts";
import type { Series } from "../../model/series.ts";

/** Blocks the window is cut into: enough for a rank interval, few enough that neighbouring samples do not pass for independent ones. */
const BLOCKS = 16;
const FEWEST_BLOCKS = 8;
/** A quarter of an hour says nothing of the next day. */
const SHORTEST_SECONDS = 3600;
/** Two-sided 95 %. */
const Z = 1.96;
const DAY = 86_400;
/** How far one node in ten swings with the day to either side of its mean, of what is in use: taken where less than half a day was seen and does not show it. */
const SWINGS = 0.05;
/** Neighbouring blocks that go together more than this leave too little to say how wrong a slope may be. */
const MOST_CORRELATED = 0.9;

/** What the verdicts ask of a node's working set over time: of a day of samples no more need be held. */
export interface Growth {
	/** The newest sample, bytes. */
	last: number | null;
	/** `swing`: how far memory goes to either side of its trend, bytes. Null when there is too little of it to say. */
	trend: { slope: Estimate; seconds: number; swing: number } | null;
	/** As `steepestRise` has it. */
	steepest: number | null;
}

export function growthOf(series: Series): Growth {
	return { last: series.bytes.at(-1) ?? null, trend: trendOf(series), steepest: steepestRise(series) };
}

/**
 * How fast a series grows, bytes a second: the median slope between block medians (Theil 1950, Sen 1968), which neither a spike nor a dip moves. The interval is
 * Sen's, for as many independent blocks as their autocorrelation leaves (Bayley and Hammersley 1946), and the slope that a day's rhythm at its worst hour
 * has over as much time: a morning and a leak are the same line. Null when the series is too short to say.
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
	const value = median(slopes);
	const rest = points.map((point) => point.bytes - value * (point.t - (points[0]?.t ?? 0)));
	const [level, correlation] = [median(rest.toSorted((a, b) => a - b)), correlationOf(rest)];
	const widened = Math.sqrt((1 + correlation) / (1 - correlation));
	const low = value - at(Math.floor((slopes.length - reach) / 2));
	const high = at(Math.ceil((slopes.length + reach) / 2)) - value;
	const sorted = rest.map((bytes) => Math.abs(bytes - level)).sort((a, b) => a - b);
	// Nine blocks in ten: a spike is no rhythm.
	const seen = sorted[Math.floor(0.9 * (n - 1))] ?? 0;
	const swing = seconds < DAY / 2 ? Math.max(seen, SWINGS * Math.abs(level)) : seen;
	const daily = swing * steepestOfDay(seconds);
	return {
		slope: { value, low: value - Math.hypot(widened * low, daily), high: value + Math.hypot(widened * high, daily) },
		seconds,
		swing,
	};
}

/** Of neighbouring values about their mean, 0 to 0.9; what few values show is less than what there is (Kendall 1954). */
function correlationOf(values: readonly number[]): number {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	let [square, lagged] = [0, 0];
	for (const [i, value] of values.entries()) {
		square += (value - mean) ** 2;
		if (i > 0) lagged += (value - mean) * ((values[i - 1] ?? 0) - mean);
	}
	const found = square > 0 ? Math.max(0, lagged / square) : 0;
	return square > 0 ? Math.min(MOST_CORRELATED, found + (1 + 3 * found) / values.length) : 0;
}

/** The least-squares slope of a wave of a day and of height one, over so many seconds about the moment at which it rises fastest. */
function steepestOfDay(seconds: number): number {
	const wave = (2 * Math.PI) / DAY;
	const half = (wave * seconds) / 2;
	return (12 / seconds ** 3) * ((2 * Math.sin(half)) / wave ** 2 - (seconds * Math.cos(half)) / wave);
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

/**
 * Seconds until `room` bytes are taken at this slope; all null when it does not grow. The faster slope gives the earlier end, and memory may stand at the bottom of
 * its `swing`, or at the top.
 */
export function secondsUntil(room: number, { value, low, high }: Estimate, swing = 0): Estimate {
	const after = (bytes: number, slope: number | null) =>
		slope === null || slope <= 0 ? null : Math.max(0, bytes) / slope;
	const open = Math.max(0, room);
	return {
		value: after(open, value),
		low: after(open - 2 * swing, high),
		high: after(room < 0 ? 0 : open + swing, low),
	};
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
