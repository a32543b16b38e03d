import { type Blocks, blocksOf, type Window } from "./blocks.ts";
import { type Kink, keptLevels, kinks, levelErrors } from "./fits.ts";
import { clamp, median, quantile, theilSen, variation } from "./numbers.ts";

const DAY = 86_400;
const BLOCKS = 48;
const COARSE_BLOCKS = 12;
/** Nothing smaller than this share of the limit is told apart: it keeps ratios of two nothings from meaning something. */
const NOTHING = 1e-6;

/**
 * What is measured of the floors between two restarts. Sizes are shares of the limit, times shares of the window, slopes multiples
 * of the slope after the kink.
 */
export interface Shape {
	/** 5th to 95th percentile of the medians. */
	range: number;
	/** Growth over the window by the median slope of all pairs. */
	growth: number;
	/** Share of the variation that a level with a kink explains, when the kink is, and growth since. */
	kinkFit: number;
	kinkAt: number;
	kinkGrowth: number;
	/** Logarithm of the kink's error over that of two levels, and of three: above 0 jumps explain more than growth. */
	oneJump: number;
	twoJumps: number;
	/** Growth that was never given back, in how many equal steps it came, when it began, how long ago the last tenth came. */
	kept: number;
	keptSteps: number;
	keptFrom: number;
	keptQuiet: number;
	/** How far the end is below the highest level, against the growth. */
	fallen: number;
	/** The lowest of the last twelfth against the three before it; of the last quarter against all before; both against the growth. */
	newestLow: number;
	lowRecord: number;
	/** Share of the later half that is above the same time the day before, and growth from day to day against the growth. */
	daysUp: number;
	dayGrowth: number;
	/** Slope of the later half, third and tenth of the time since the kink. */
	lateSlope: number;
	thirdSlope: number;
	fifthSlope: number;
	tenthSlope: number;
	climbFit: number;
	climb: number;
	climbToNoise: number;
	climbToFineNoise: number;
	climbEven: number;
	climbHalf: number;
	climbTail: number;
	/** Slope of the last 15 % of the window, and after the largest jump. */
	endSlope: number;
	slopeAfterJump: number;
	middleSlope: number;
	/** Share of block pairs an eighth apart that rise: since the kink, and in all. */
	rising: number;
	risingOverall: number;
}

export interface Judged {
	shape: Shape;
	kink: Kink;
	all: Kink[];
	blocks: Blocks;
}

/** `limit` in bytes scales the sizes. */
export function shapeOf(window: Window, limit: number): Judged {
	const blocks = blocksOf(window, BLOCKS);
	const { x, level } = blocks;
	const n = x.length;
	const all = kinks(x, level);
	const kink = all.reduce((best, next) => (next.error < best.error ? next : best), all[0] as Kink);
	const nothing = (NOTHING * limit) ** 2;
	const total = variation(level) + nothing;
	const gain = kink.slope * (1 - kink.x);
	const size = Math.max(Math.abs(gain), NOTHING * limit);
	const unit = Math.abs(kink.slope) || 1e-9;
	const levels = levelErrors(level);
	const curve = { x, y: level };
	const after = n - kink.at;
	const slope = (from: number, to: number) => clamp(theilSen(curve, from, to) / unit, -4, 5);
	const sinceKink = (share: number) => kink.at + Math.floor(after * share);
	const end = median(level.subarray(Math.max(0, n - 3)));
	const shape: Shape = {
		range: (quantile(window.middle, 0.95) - quantile(window.middle, 0.05)) / limit,
		growth: theilSen(curve, 0, n) / limit,
		kinkFit: 1 - kink.error / total,
		kinkAt: kink.x,
		kinkGrowth: gain / limit,
		oneJump: Math.log((kink.error + nothing) / (levels.two + nothing)),
		twoJumps: Math.log((kink.error + nothing) / (levels.three + nothing)),
		...kept(blocks, limit),
		fallen: clamp((level.reduce((a, b) => Math.max(a, b)) - end) / size, 0, 5),
		...lows(window, size),
		...days(window, size),
		lateSlope: slope(sinceKink(0.5), n),
		middleSlope: slope(sinceKink(0.33), sinceKink(0.67)),
		thirdSlope: slope(Math.floor(n * 0.67), n),
		fifthSlope: slope(Math.floor(n * 0.8), n),
		tenthSlope: slope(Math.floor(n * 0.88), n),
		endSlope: clamp(endSlope(window) / unit, -4, 5),
		slopeAfterJump: slope(levels.jumpAt, n),
		...climb(x, level, window, limit),
		rising: rising(level, kink.at, after),
		risingOverall: rising(level, 0, n),
	};
	return { shape, kink, all, blocks };
}

function kept({ x, low }: Blocks, limit: number): Pick<Shape, "kept" | "keptSteps" | "keptFrom" | "keptQuiet"> {
	const levels = keptLevels(low);
	const n = levels.length;
	const first = levels[0] as number;
	const total = (levels[n - 1] as number) - first;
	if (total <= NOTHING * limit) return { kept: 0, keptSteps: 0, keptFrom: 1, keptQuiet: 20 };
	let squares = 0;
	for (let i = 1; i < n; i++) squares += ((levels[i] as number) - (levels[i - 1] as number)) ** 2;
	const tenths = new Float64Array(9);
	for (let tenth = 1, i = 0; tenth <= 9; tenth++) {
		while (i < n - 1 && (levels[i] as number) < first + (total * tenth) / 10) i++;
		tenths[tenth - 1] = x[i] as number;
	}
	const waits = Float64Array.from({ length: 8 }, (_, i) => (tenths[i + 1] as number) - (tenths[i] as number));
	return {
		kept: total / limit,
		keptSteps: (total * total) / squares,
		keptFrom: tenths[0] as number,
		keptQuiet: clamp((1 - (tenths[8] as number)) / Math.max(median(waits), 0.02), 0, 20),
	};
}

function endSlope({ x, floor, middle, from, span }: Window): number {
	const first = Math.floor(x.length * 0.85);
	const blocks = blocksOf(
		{
			x: x.subarray(first).map((v) => (v - (x[first] as number)) / (1 - (x[first] as number))),
			floor: floor.subarray(first),
			middle,
			from,
			span,
		},
		24,
	);
	return theilSen({ x: blocks.x, y: blocks.level }, 0, blocks.x.length) / (1 - (x[first] as number));
}

function climb(
	x: Float64Array,
	level: Float64Array,
	window: Window,
	limit: number,
): Pick<Shape, "climbFit" | "climb" | "climbToNoise" | "climbToFineNoise" | "climbEven" | "climbHalf" | "climbTail"> {
	const n = x.length;
	const rising = isotonic(level);
	const first = rising[0] as number;
	const gain = (rising[n - 1] as number) - first;
	const rest = level.map((value, i) => value - (rising[i] as number));
	let error = 0;
	for (const value of rest) error += value * value;
	const tenths = new Float64Array(9);
	for (let tenth = 1, i = 0; tenth <= 9; tenth++) {
		while (i < n - 1 && (rising[i] as number) < first + (gain * tenth) / 10) i++;
		tenths[tenth - 1] = gain > 0 ? (x[i] as number) : 1;
	}
	let [waits, squares] = [0, 0];
	for (let i = 1; i < 9; i++) {
		const w = (tenths[i] as number) - (tenths[i - 1] as number);
		waits += w;
		squares += w * w;
	}
	const fine = window.floor.map(
		(value, i) => value - (rising[Math.min(n - 1, Math.floor((window.x[i] as number) * n))] as number),
	);
	return {
		climb: gain / limit,
		climbFit: 1 - error / (variation(level) + (1e-6 * limit) ** 2),
		climbToNoise: clamp(gain / Math.max(quantile(rest, 0.95) - quantile(rest, 0.05), 1e-4 * limit), 0, 100),
		climbToFineNoise: clamp(gain / Math.max(quantile(fine, 0.95) - quantile(fine, 0.05), 1e-4 * limit), 0, 100),
		climbEven: squares > 0 ? (waits * waits) / squares : 0,
		climbHalf: waits > 0 ? ((tenths[4] as number) - (tenths[0] as number)) / waits : 0.5,
		climbTail: (1 - (tenths[8] as number)) / Math.max(1 - (tenths[0] as number), 0.02),
	};
}

function isotonic(y: Float64Array): Float64Array {
	const values: number[] = [];
	const counts: number[] = [];
	for (const value of y) {
		let [v, c] = [value, 1];
		while (values.length > 0 && (values.at(-1) as number) > v) {
			const [pv, pc] = [values.pop() as number, counts.pop() as number];
			v = (pv * pc + v * c) / (pc + c);
			c += pc;
		}
		values.push(v);
		counts.push(c);
	}
	const out = new Float64Array(y.length);
	let at = 0;
	for (let k = 0; k < values.length; k++) {
		out.fill(values[k] as number, at, at + (counts[k] as number));
		at += counts[k] as number;
	}
	return out;
}

function lows(window: Window, size: number): Pick<Shape, "newestLow" | "lowRecord"> {
	const { low } = blocksOf(window, COARSE_BLOCKS);
	const n = low.length;
	if (n < 5) return { newestLow: 0, lowRecord: 0 };
	const before = low.subarray(0, n - 3).reduce((a, b) => Math.max(a, b));
	return {
		newestLow: clamp(((low[n - 1] as number) - median(low.subarray(n - 4, n - 1))) / size, -2, 2),
		lowRecord: clamp((median(low.subarray(n - 3)) - before) / size, -2, 2),
	};
}

function days({ x, floor, span }: Window, size: number): Pick<Shape, "daysUp" | "dayGrowth"> {
	const day = DAY / span;
	if (day > 0.5) return { daysUp: 0.5, dayGrowth: 1 };
	const near = 1.5 / x.length;
	const changes = new Float64Array(x.length);
	let [count, back, late, up] = [0, 0, 0, 0];
	for (let i = 0; i < x.length; i++) {
		const wanted = (x[i] as number) - day;
		if (wanted < 0) continue;
		while ((x[back] as number) < wanted - near) back++;
		if ((x[back] as number) > wanted + near) continue;
		const change = (floor[i] as number) - (floor[back] as number);
		changes[count++] = change;
		if ((x[i] as number) < (1 + day) / 2) continue;
		late++;
		if (change > 0) up++;
	}
	if (late === 0) return { daysUp: 0.5, dayGrowth: 1 };
	return { daysUp: up / late, dayGrowth: clamp(median(changes.subarray(0, count)) / day / size, -2, 4) };
}

function rising(level: Float64Array, from: number, length: number): number {
	const apart = Math.max(1, length >> 3);
	let [up, pairs] = [0, 0];
	for (let i = from; i + apart < level.length; i++) {
		pairs++;
		if ((level[i + apart] as number) > (level[i] as number)) up++;
	}
	return pairs === 0 ? 0 : up / pairs;
}
