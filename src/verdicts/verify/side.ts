import type { Interval, KnownDeaths, VerifySide } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { type Life, livesOf } from "./lives.ts";
import { rateOf } from "./rates.ts";
import { growthOf } from "./slope.ts";

/** Growth over the time seen that is less than this share of the memory in use is no growth worth a verdict. */
const MATTERS = 0.02;

/** An end of a container, or of its whole pod, whose cause is known. */
export interface KnownEnd {
	at: Millis;
	cause: "kill" | "eviction" | "other";
}

/** One side of the moment, and what only the comparison needs. */
export interface Side {
	side: VerifySide;
	/** Seconds of wall clock, and seconds that all containers together were watched. */
	span: number;
	watched: number;
	/** Whether it grows in a way that matters; growth of so many bytes an hour would. */
	grows: boolean;
	matters: number;
	/** Seconds between samples. */
	step: number;
	/** What ended: see `endsPerHour`. */
	ends: number;
}

/** What was seen after `from` and up to `to`, unix seconds. The usual peaks are left to those who know both sides. */
export function sideOf(
	{ series, ends: known }: { series: readonly Series[]; ends: readonly KnownEnd[] | null },
	image: string,
	from: number,
	to: number,
): Side {
	const parts = series.map((one) => livesOf(one, from, to));
	const lives = parts.flatMap((part) => part.lives);
	const growth = growthOf(lives);
	const [seconds, samples] = [sum(lives.map(length)), sum(lives.map(({ t }) => t.length))];
	const level = samples === 0 ? 0 : sum(lives.map(({ bytes }) => sum(bytes))) / samples;
	const typical = lives.length === 0 ? 0 : seconds / lives.length;
	const matters = (3600 * MATTERS * level) / typical;
	const restarts = sum(parts.map((part) => part.restarts));
	const deaths = known === null ? null : deathsIn(known, from, to);
	const ends = endsOf(restarts, deaths);
	const first = lives.reduce((least, { t }) => Math.min(least, t[0] ?? least), Number.POSITIVE_INFINITY);
	const last = lives.reduce((most, { t }) => Math.max(most, t.at(-1) ?? most), Number.NEGATIVE_INFINITY);
	const span = lives.length === 0 ? 0 : last - first;
	const watched = sum(parts.map((part) => part.seconds));
	return {
		side: {
			seconds: Math.round(watched),
			lives: lives.length,
			bytesPerHour: growth === null ? null : rounded(growth),
			peak: highest(series, from, to),
			peaks: null,
			restarts,
			deaths,
			endsPerHour: rateOf(ends, watched),
			image,
		},
		span,
		watched,
		grows: growth !== null && growth.low > 0 && growth.value >= matters,
		matters,
		step: samples === 0 ? 0 : seconds / samples,
		ends,
	};
}

function deathsIn(ends: readonly KnownEnd[], from: number, to: number): KnownDeaths {
	const count = (cause: KnownEnd["cause"]) =>
		ends.filter((end) => end.cause === cause && end.at / 1000 > from && end.at / 1000 <= to).length;
	return { kills: count("kill"), evictions: count("eviction"), others: count("other") };
}

/**
 * Restarts that are known to have another cause are left out only where the cause of all is known: what a cluster forgets would otherwise make the
 * side that is longer ago look worse.
 */
function endsOf(restarts: number, deaths: KnownDeaths | null): number {
	if (deaths === null) return restarts;
	const { kills, evictions, others } = deaths;
	return (kills + others >= restarts ? kills : restarts) + evictions;
}

function highest(series: readonly Series[], from: number, to: number): number | null {
	let most: number | null = null;
	for (const { t, bytes } of series) {
		for (let row = 0; row < t.length; row++) {
			const [at, value] = [t[row] ?? 0, bytes[row] ?? Number.NaN];
			if (at > from && at <= to && value >= 0 && value > (most ?? -1)) most = value;
		}
	}
	return most;
}

function length({ t }: Life): number {
	return (t.at(-1) ?? 0) - (t[0] ?? 0);
}

function sum(values: Iterable<number>): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}

function rounded({ value, low, high }: Interval): Interval {
	return { value: Math.round(value), low: Math.round(low), high: Math.round(high) };
}
