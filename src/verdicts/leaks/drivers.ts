import type { Series } from "../../model/series.ts";
import type { Buckets } from "./buckets.ts";
import { errors90, type Fit, regress, tailOf } from "./regression.ts";
import { rhythmOf } from "./rhythm.ts";

interface Driver {
	/** The counter's name. */
	name: string;
	/** How much it counted while memory was watched. */
	events: number;
	/** Bytes for each, with a 90 % interval. */
	bytesPerEvent: number;
	from: number;
	to: number;
	/** That it is this counter rather than time or another counter, 0 to 1. */
	confidence: number;
	/** Share of memory's variation that it explains, 0 to 1. */
	explained: number;
	/** Chance of so clear a relation beside time if there were none. */
	chance: number;
}

/** Memory goes with a counter's sum (`driver`), or only with what is in use (`load`: growth that would go away again). */
type Relation = { kind: "driver"; driver: Driver } | { kind: "load"; name: string } | null;

/** A counter that was away for more of the time says nothing. */
const COVERED = 0.7;
/** How clear a relation must be beside time and its square: one time in so many by chance, all counters taken together. */
const CHANCE = 0.001;
/** All counters against time alone. */
const BEATS_TIME = 0.95;
/** Load explains at least this much of the variation. */
const LOAD_EXPLAINS = 0.5;
const LEAST_ROWS = 24;
/** Floors tell of a moment somewhere within their bucket: nothing is known better than to this share. */
const LEAST_DOUBT = 0.02;

interface Candidate {
	name: string;
	column: Float64Array;
	kind: "driver" | "load";
	fit: Fit;
}

/** What memory grows with, if it is one of these counters (cumulative, in any unit; a fall is a reset). Null when none beats time. */
export function relationOf(buckets: Buckets, lives: readonly number[], counters: readonly Series[]): Relation {
	const { t, floor } = buckets;
	const groups = lives.filter((from, i) => (lives[i + 1] ?? t.length) - from >= 3);
	if (t.length < LEAST_ROWS || groups.length !== lives.length) return longEnough(buckets, lives, counters);
	const begin = t[0] as number;
	const span = (t.at(-1) as number) - (t[0] as number) || 1;
	const time = t.map((at) => (at - begin) / span);
	const square = time.map((at) => at * at);
	// What is done by day and what memory does by day would explain one another.
	const days = rhythmOf(t);
	const fitOf = (...columns: readonly Float64Array[]) => regress({ y: floor, x: [...columns, ...days], groups });
	const alone = fitOf(time);
	const curved = fitOf(time, square);
	if (alone === null || curved === null) return null;
	const candidates: Candidate[] = [];
	const put = (name: string, column: Float64Array, kind: Candidate["kind"]) => {
		const fit = fitOf(column);
		if (fit !== null && (fit.coefficients[0] as number) > 0) candidates.push({ name, column, kind, fit });
	};
	const sums = counters.flatMap((counter) => {
		const column = sumsAt(counter, t);
		return column === null ? [] : [{ name: counter.name, column }];
	});
	for (const { name, column } of sums) {
		put(name, column, "driver");
		put(name, rateOf(column, t), "load");
		const gone = sums.find((other) => other.name !== name && other.name === name.replace("created", "deleted"));
		if (gone !== undefined)
			put(
				name,
				column.map((value, i) => value - (gone.column[i] as number)),
				"load",
			);
	}
	const best = candidates.toSorted((a, b) => b.fit.likelihood - a.fit.likelihood)[0];
	if (best === undefined) return null;
	// The square of time costs a parameter more (Schwarz 1978).
	const penalty = Math.log(t.length) / 2;
	const top = Math.max(best.fit.likelihood, alone.likelihood, curved.likelihood - penalty);
	const weight = (likelihood: number) => Math.exp(likelihood - top);
	const ofTime = weight(alone.likelihood) + weight(curved.likelihood - penalty);
	const all = candidates.reduce((sum, { fit }) => sum + weight(fit.likelihood), ofTime);
	if (!((all - ofTime) / all >= BEATS_TIME)) return null;
	const beside = fitOf(best.column, time, square);
	const chance = beside === null ? 1 : chanceOf(beside) * candidates.length;
	if (!(chance <= CHANCE)) return null;
	const explained = regress({ y: floor, x: [best.column], groups })?.explained ?? 0;
	if (best.kind === "load") return explained >= LOAD_EXPLAINS ? { kind: "load", name: best.name } : null;
	const bytesPerEvent = best.fit.coefficients[0] as number;
	const doubt = Math.max(doubtOf(best.fit), LEAST_DOUBT * bytesPerEvent);
	return {
		kind: "driver",
		driver: {
			name: best.name,
			events: (best.column.at(-1) as number) - (best.column[0] as number),
			bytesPerEvent,
			from: Math.max(0, bytesPerEvent - doubt),
			to: bytesPerEvent + doubt,
			confidence: weight(best.fit.likelihood) / all,
			explained,
			chance,
		},
	};
}

/** The same without the lives that are too short to say anything. */
function longEnough(buckets: Buckets, lives: readonly number[], counters: readonly Series[]): Relation {
	const n = buckets.t.length;
	const kept = lives.map((from, i) => ({ from, to: lives[i + 1] ?? n })).filter(({ from, to }) => to - from >= 3);
	const rows = kept.reduce((sum, { from, to }) => sum + to - from, 0);
	if (rows < LEAST_ROWS) return null;
	const pick = (column: Float64Array) => {
		const out = new Float64Array(rows);
		let at = 0;
		for (const { from, to } of kept) {
			out.set(column.subarray(from, to), at);
			at += to - from;
		}
		return out;
	};
	let sum = 0;
	const starts = kept.map(({ from, to }) => {
		sum += to - from;
		return sum - (to - from);
	});
	const { t, floor, middle, peak } = buckets;
	const less = { ...buckets, t: pick(t), floor: pick(floor), middle: pick(middle), peak: pick(peak), lives: starts };
	return relationOf(less, starts, counters);
}

function chanceOf({ coefficients, covariance, degrees }: Fit): number {
	return tailOf((coefficients[0] as number) / Math.sqrt(covariance[0]?.[0] as number), degrees);
}

function doubtOf({ covariance, degrees }: Fit): number {
	return errors90(degrees) * Math.sqrt(covariance[0]?.[0] as number);
}

/** A counter's sum at each time, from its first value on, resets counted as beginnings from nothing; null where too little is known. */
function sumsAt({ t, bytes: counts }: Series, times: Float64Array): Float64Array | null {
	const begin = times[0] as number;
	const end = times.at(-1) as number;
	const covered = Math.min(end, t.at(-1) ?? begin) - Math.max(begin, t[0] ?? end);
	if (t.length < 2 || covered < COVERED * (end - begin)) return null;
	const out = new Float64Array(times.length);
	let row = 0;
	let sum = 0;
	let known = Number.NaN;
	let beforeAt = t[0] as number;
	let beforeSum = 0;
	let afterAt = beforeAt;
	let afterSum = 0;
	for (let i = 0; i < times.length; i++) {
		const time = times[i] as number;
		while (afterAt < time && row < t.length) {
			const count = counts[row] as number;
			if (Number.isFinite(count)) {
				if (!Number.isNaN(known)) sum += count >= known ? count - known : count;
				known = count;
				[beforeAt, beforeSum] = [afterAt, afterSum];
				[afterAt, afterSum] = [t[row] as number, sum];
			}
			row++;
		}
		const share = afterAt > beforeAt ? Math.min(1, Math.max(0, (time - beforeAt) / (afterAt - beforeAt))) : 1;
		out[i] = beforeSum + share * (afterSum - beforeSum);
	}
	return out;
}

/** Events a second around each time, over four buckets. */
function rateOf(sums: Float64Array, t: Float64Array): Float64Array {
	const last = sums.length - 1;
	return sums.map((_, i) => {
		const from = Math.max(0, i - 2);
		const to = Math.min(last, i + 2);
		return ((sums[to] as number) - (sums[from] as number)) / ((t[to] as number) - (t[from] as number) || 1);
	});
}
