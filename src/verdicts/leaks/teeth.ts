import { type Aging, agingOf, NO_AGING } from "./aging.ts";
import type { Buckets } from "./buckets.ts";
import { collapses } from "./collapses.ts";
import { clamp, highest, mean, median, quantile, slopeOf, theilSen, variation } from "./numbers.ts";
import { wavesOf } from "./rhythm.ts";

/** What is measured over the lives between restarts; sizes are shares of the limit. All zero with fewer than two lives. */
export interface Teeth extends Aging {
	/** 1 if restarts are recorded, 0 if they are inferred from collapses, -1 if the process is known not to have restarted. */
	recorded: number;
	/** Lives, at most 5 counted. */
	lives: number;
	/** Median growth in a life, how straight (R² with its sign), and its late slope against the whole. */
	lifeGrowth: number;
	lifeFit: number;
	lifeLate: number;
	/** Share of the time spent in lives that grow along a line. */
	growing: number;
	/** Median fall at a restart, and growth in the life before it against that fall. */
	fall: number;
	growthToFall: number;
	/** Highest memory before a restart: median, share at the limit, and spread against the growth. */
	peak: number;
	peaksAtLimit: number;
	peakSpread: number;
	/** Memory after a restart. */
	base: number;
	/** Mean growth against its standard error, and growth in the newest life against the median. */
	certainty: number;
	newest: number;
	/** Logarithm of how many times as long as the others one lasted, and its slope beyond their age against theirs: a bound shows there. */
	outlived: number;
	beyond: number;
	/** How far above its level beyond their age the others came, against their growth: what fills comes to its bound and no further. */
	above: number;
	/** What runs now against what came before it, up to its age: its slope against theirs, and theirs from then on against that. What fills does as they did, and they went on no further. */
	asOthers: number;
	othersLater: number;
	/** Logarithm of the number of lives; share of them that grow; quartile distance of their slopes against the median slope. */
	many: number;
	upLives: number;
	slopeSpread: number;
	/** All lives laid over one another by age: how well one line fits, and the mean profile's growth in its middle and last thirds. */
	commonFit: number;
	profileMiddle: number;
	profileLate: number;
}

export interface Life {
	/** Buckets; what comes before `first` is warm-up. */
	from: number;
	first: number;
	to: number;
	/** Bytes of growth over the life by its slope; bytes per second. */
	growth: number;
	slope: number;
	/** Bytes: its line at the life's beginning, and how far floors usually are from it. */
	base: number;
	error: number;
	/** Highest memory before the restart that ended it, bytes; NaN of what runs. */
	peak: number;
}

const NONE_LONG: Pick<Teeth, "outlived" | "beyond" | "above"> = { outlived: 0, beyond: 1, above: 3 };

const NONE_EARLIER: Pick<Teeth, "asOthers" | "othersLater"> = { asOthers: 3, othersLater: 1 };

export const NO_TEETH: Teeth = {
	recorded: 0,
	lives: 1,
	lifeGrowth: 0,
	lifeFit: 0,
	lifeLate: 0,
	growing: 0,
	fall: 0,
	growthToFall: 0,
	peak: 0,
	peaksAtLimit: 0,
	peakSpread: 5,
	base: 0,
	certainty: 0,
	newest: 0,
	...NONE_LONG,
	...NONE_EARLIER,
	many: 0,
	upLives: 0,
	slopeSpread: 5,
	commonFit: 0,
	profileMiddle: 0,
	profileLate: 0,
	...NO_AGING,
};

/** The first part of every life is its warm-up and not counted. */
export const WARM_UP = 0.15;
/** A life of fewer buckets has no slope. */
const LEAST_BUCKETS = 5;
/** A life grows along a line from this R² on. */
const STRAIGHT = 0.5;

/** The lives that are long enough for a slope. */
function spansOf(starts: readonly number[], n: number): Pick<Life, "from" | "first" | "to">[] {
	return starts.flatMap((from, i) => {
		const to = starts[i + 1] ?? n;
		const length = to - from;
		return length < LEAST_BUCKETS
			? []
			: [{ from, first: from + Math.min(Math.ceil(length * WARM_UP), length - 4), to }];
	});
}

/** `lives` are those with a slope; `starts` the first buckets of all, of which the newest may have none yet. */
export function teethOf(buckets: Buckets, limit: number): { teeth: Teeth; lives: Life[]; starts: readonly number[] } {
	const recorded = Number.isNaN(buckets.startedAt) ? 0 : buckets.lives.length > 1 ? 1 : -1;
	const starts = recorded === 0 ? collapses(buckets) : buckets.lives;
	if (starts.length < 2) return { teeth: { ...NO_TEETH, recorded }, lives: [], starts };
	const { t, middle, peak } = buckets;
	const n = t.length;
	const spans = spansOf(starts, n);
	const { aging, waves } = agingOf(buckets, spans, limit);
	// What each does by day is no growth of its own, nor a bound.
	const daily = waves.length === 0 ? null : wavesOf(t, waves);
	const floor = daily === null ? buckets.floor : buckets.floor.map((value, i) => value - (daily[i] as number));
	const lives: Life[] = [];
	const memory = new Float64Array(7 * starts.length);
	const column = (i: number, length: number) => memory.subarray(i * starts.length, i * starts.length + length);
	const rows = (i: number) => column(i, starts.length);
	const growthOf = rows(0);
	const fitOf = rows(1);
	const lateOf = rows(2);
	const baseOf = rows(3);
	const fallOf = rows(4);
	const ratioOf = rows(5);
	const peakOf = rows(6);
	let count = 0;
	let ended = 0;
	let grown = 0;
	let total = 0;
	for (const { from, first, to } of spans) {
		const curve = { x: t.subarray(first, to), y: floor.subarray(first, to) };
		const points = to - first;
		const slope = points <= 24 ? theilSen(curve, 0, points) : slopeOf(curve, 0, points);
		const seconds = (t[to - 1] as number) - (t[from] as number);
		const growth = slope * seconds;
		const explained = slope * slope * variation(curve.x);
		const varied = variation(curve.y);
		const fit = explained / (varied + (1e-6 * limit) ** 2);
		const base = mean(curve.y) - slope * (mean(curve.x) - (t[from] as number));
		const error = Math.sqrt(Math.max(0, varied - explained) / points);
		const highestBefore = to === n ? Number.NaN : highest(peak, Math.max(from, to - 3), to + 1);
		lives.push({ from, first, to, growth, slope, base, error, peak: highestBefore });
		growthOf[count] = growth / limit;
		fitOf[count] = slope > 0 ? fit : -fit;
		lateOf[count] = clamp(slopeOf(curve, points >> 1, points) / (Math.abs(slope) || 1e-9), -2, 3);
		baseOf[count] = median(floor.subarray(from, Math.min(to, from + 3))) / limit;
		count++;
		total += seconds;
		if (slope > 0 && fit > STRAIGHT) grown += seconds;
		if (to === n) continue;
		const before = median(middle.subarray(Math.max(from, to - 2), to));
		const fall = (before - median(buckets.floor.subarray(to, Math.min(n, to + 2)))) / limit;
		fallOf[ended] = fall;
		ratioOf[ended] = clamp(growth / limit / Math.max(fall, 1e-6), -2, 3);
		peakOf[ended] = highestBefore / limit;
		ended++;
	}
	if (ended === 0) return { teeth: { ...NO_TEETH, recorded }, lives: [], starts };
	const growths = column(0, count);
	const peaks = column(6, ended);
	const typical = median(growths);
	const size = Math.abs(typical) || 1e-6;
	const deviation = Math.sqrt(variation(growths) / count);
	let atLimit = 0;
	for (let i = 0; i < ended; i++) if ((peaks[i] as number) > 0.95 && (peaks[i] as number) < 1.02) atLimit++;
	const teeth: Teeth = {
		recorded,
		lives: Math.min(5, starts.length),
		lifeGrowth: typical,
		lifeFit: median(column(1, count)),
		lifeLate: median(column(2, count)),
		growing: grown / total,
		fall: median(column(4, ended)),
		growthToFall: median(column(5, ended)),
		peak: median(peaks),
		peaksAtLimit: atLimit / ended,
		peakSpread: clamp((quantile(peaks, 0.85) - quantile(peaks, 0.15)) / size, 0, 5),
		base: median(column(3, count)),
		certainty: clamp((mean(growths) / (deviation + 1e-9)) * Math.sqrt(count), -50, 50),
		newest: clamp((growths[count - 1] as number) / size, -2, 3),
		many: Math.log(starts.length),
		...together({ t, floor }, lives),
		...longest({ t, floor }, lives),
		...againstEarlier({ t, floor }, lives),
		...aging,
	};
	return { teeth, lives, starts };
}

type Floors = Pick<Buckets, "t" | "floor">;

/** A life goes on beyond the others' age from so many times their length, and shows well what comes then from twice on. */
const LONGER = 1.3;
const WELL = 2;

/** What one life did at an age that the others did not come to. */
function longest(floors: Floors, lives: readonly Life[]): Pick<Teeth, "outlived" | "beyond" | "above"> {
	const [first, later] = [lives.slice(0, 1), lives.slice(1)];
	// What ran before the others may have been another version: one that came later is asked sooner.
	return (
		beyondOthers(floors, lives, later, WELL) ??
		beyondOthers(floors, lives, first, LONGER) ??
		beyondOthers(floors, lives, later, LONGER) ??
		NONE_LONG
	);
}

/** Of the longest of some lives against all others; null where it lasted fewer times as long as they. */
function beyondOthers({ t, floor }: Floors, lives: readonly Life[], some: readonly Life[], least: number) {
	const seconds = (life: Life) => (t[life.to - 1] as number) - (t[life.from] as number);
	const one = some.reduce<Life | null>(
		(longest, life) => (longest !== null && seconds(longest) >= seconds(life) ? longest : life),
		null,
	);
	const others = lives.filter((life) => life !== one);
	if (one === null || others.length === 0) return null;
	const usual = median(Float64Array.from(others, seconds));
	const times = seconds(one) / Math.max(usual, 1);
	if (times < least) return null;
	let from = one.from;
	while (from < one.to - LEAST_BUCKETS && (t[from] as number) - (t[one.from] as number) < usual) from++;
	const slope = median(Float64Array.from(others, (life) => life.slope));
	const growth = median(Float64Array.from(others, (life) => life.growth));
	const ends = Float64Array.from(others, (life) => life.base + life.growth);
	const end = theilSen({ x: t, y: floor }, from, one.to);
	const over = quantile(ends, 0.85) - median(floor.subarray(from, one.to));
	return {
		outlived: Math.min(4, Math.log(times)),
		beyond: clamp(end / (Math.abs(slope) || 1e-9), -2, 3),
		above: clamp(over / (Math.abs(growth) || 1e-9), -2, 3),
	};
}

/** Rows that a slope is made of, at least. */
const LEAST_ROWS = 4;

/** Of those that lasted longer than what runs now has; the first began before it was watched, and how old it was nobody knows. */
function againstEarlier({ t, floor }: Floors, lives: readonly Life[]): Pick<Teeth, "asOthers" | "othersLater"> {
	const newest = lives.at(-1);
	if (newest === undefined || newest.to < t.length) return NONE_EARLIER;
	const age = (t[newest.to - 1] as number) - (t[newest.from] as number);
	const early: number[] = [];
	const late: number[] = [];
	for (const { from, to } of lives.slice(1, -1)) {
		let then = from;
		while (then < to && (t[then] as number) - (t[from] as number) <= age) then++;
		const first = from + Math.ceil((then - from) * WARM_UP);
		if (then - first < LEAST_ROWS || to - then < LEAST_ROWS) continue;
		early.push(theilSen({ x: t, y: floor }, first, then));
		late.push(theilSen({ x: t, y: floor }, then, to));
	}
	if (early.length === 0) return NONE_EARLIER;
	const slope = Math.abs(median(Float64Array.from(early))) || 1e-9;
	return {
		asOthers: clamp(newest.slope / slope, -2, 3),
		othersLater: clamp(median(Float64Array.from(late)) / slope, -2, 3),
	};
}

const AGES = 9;

/** What the lives have in common. */
function together(
	{ t, floor }: Floors,
	lives: readonly Life[],
): Pick<Teeth, "upLives" | "slopeSpread" | "commonFit" | "profileMiddle" | "profileLate"> {
	const slopes = new Float64Array(lives.length);
	let up = 0;
	for (let i = 0; i < lives.length; i++) {
		slopes[i] = (lives[i] as Life).slope;
		if ((slopes[i] as number) > 0) up++;
	}
	const typical = Math.abs(median(slopes)) || 1e-9;
	const sums = new Float64Array(AGES);
	const counts = new Float64Array(AGES);
	let sxx = 0;
	let sxy = 0;
	let syy = 0;
	for (const { first, to } of lives) {
		const begin = t[first] as number;
		const end = t[to - 1] as number;
		let mx = 0;
		let my = 0;
		for (let i = first; i < to; i++) {
			mx += t[i] as number;
			my += floor[i] as number;
		}
		mx /= to - first;
		my /= to - first;
		for (let i = first; i < to; i++) {
			const dx = (t[i] as number) - mx;
			const dy = (floor[i] as number) - my;
			sxx += dx * dx;
			sxy += dx * dy;
			syy += dy * dy;
			const age = Math.min(AGES - 1, Math.floor((AGES * ((t[i] as number) - begin)) / (end - begin || 1)));
			sums[age] = (sums[age] as number) + dy;
			counts[age] = (counts[age] as number) + 1;
		}
	}
	const at = (age: number) => (sums[age] as number) / Math.max(1, counts[age] as number);
	const whole = Math.abs(at(8) + at(7) - at(0) - at(1)) / 2 || 1e-9;
	return {
		upLives: up / lives.length,
		slopeSpread: clamp((quantile(slopes, 0.75) - quantile(slopes, 0.25)) / typical, 0, 5),
		commonFit: sxy > 0 ? (sxy * sxy) / (sxx * syy || 1) : -(sxy * sxy) / (sxx * syy || 1),
		profileMiddle: clamp((at(5) - at(3)) / whole, -2, 2),
		profileLate: clamp((at(8) - at(6)) / whole, -2, 2),
	};
}
