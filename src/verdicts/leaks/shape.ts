import { type Beside, besideOf } from "./beside.ts";
import { type Blocks, blocksOf, lowsOf, type Window } from "./blocks.ts";
import { select } from "./buckets.ts";
import { bendOf, type Kink, type Kinks, keptLevels, kinksOf, levelErrors } from "./fits.ts";
import { clamp, highest, median, Place, rangeOf, scratchOf, theilSen, variation } from "./numbers.ts";
import { type Rises, risesOf } from "./rises.ts";
import { type Unrest, unrestOf } from "./unrest.ts";
import { type Waved, wavedOf } from "./waved.ts";

const DAY = 86_400;
const BLOCKS = 48;
const COARSE_BLOCKS = 12;
/** Nothing smaller than this share of the limit is told apart: it keeps ratios of two nothings from meaning something. */
const NOTHING = 1e-6;

/**
 * What is measured of the floors between two restarts. Sizes are shares of the limit, times shares of the window, slopes multiples
 * of the slope after the kink: a leak's are near 1, those of growth that is over near 0.
 */
export interface Shape extends Unrest, Beside, Rises, Waved {
	/** 5th to 95th percentile of the medians. */
	range: number;
	/** Growth over the window by the median slope of all pairs. */
	growth: number;
	/** When a level turns into a line, how much of the variation that explains, and how much the line grows to the end. */
	kinkAt: number;
	kinkFit: number;
	kinkGrowth: number;
	/** Logarithm of the kink's error over that of two levels, and of three: above 0 jumps explain more than growth. */
	oneJump: number;
	twoJumps: number;
	/** Growth never given back, in how many equal steps it came, and how long the last tenth has lasted against the others. */
	kept: number;
	keptSteps: number;
	keptQuiet: number;
	/** Since when nothing came to it, against its longest pause before. */
	keptPause: number;
	/** The same growth as a level that turns into a line: how well that fits, when it turns, how the later half goes on, and whether jumps fit better. */
	keptFit: number;
	keptAt: number;
	keptLate: number;
	keptJumps: number;
	/** How far the end is below the highest level, against the growth. */
	fallen: number;
	/** Lows of the last quarter against the highest low before, against the growth. */
	lowRecord: number;
	/** Share of the later half that is above the same time the day before; growth from day to day against the growth. */
	daysUp: number;
	dayGrowth: number;
	/** Slopes since the kink: of the middle third and the later half. */
	middleSlope: number;
	lateSlope: number;
	/** Slopes of the window's last third, fifth and eighth by blocks, of its last 15 % by buckets, and after the largest jump. */
	thirdSlope: number;
	fifthSlope: number;
	eighthSlope: number;
	endSlope: number;
	slopeAfterJump: number;
	/** Share of levels since the kink that are above what they were an eighth of that time before. */
	rising: number;
	/** How the growth since the kink bends: below 0 it slows down. Against the growth, and against what noise can do. */
	bend: number;
	bendCertainty: number;
}

/** A level that turns into a line. */
interface Line {
	/** The kink of least error, and all that were tried. */
	kink: Kink;
	all: Kinks;
	blocks: Blocks;
	/** As `kinkFit` and `rising` of the shape. */
	explained: number;
	rising: number;
}

export interface Judged extends Line {
	shape: Shape;
}

/** `limit` in bytes scales what is told apart. */
export function lineIn(window: Window, limit: number): Line {
	const blocks = blocksOf(window, BLOCKS);
	const { x, level } = blocks;
	const all = kinksOf(x, level);
	const kink = all.best;
	const explained = 1 - kink.error / (variation(level) + (NOTHING * limit) ** 2);
	return { kink, all, blocks, explained, rising: rising(level, kink.at) };
}

/** `limit` in bytes scales the sizes. */
export function shapeOf(window: Window, limit: number): Judged {
	const line = lineIn(window, limit);
	const { blocks, kink } = line;
	const { x, level } = blocks;
	const n = x.length;
	const gain = kink.slope * (1 - kink.x);
	const size = Math.max(Math.abs(gain), NOTHING * limit);
	const nothing = (NOTHING * limit) ** 2;
	const jumps = levelErrors(level);
	const end = median(level.subarray(Math.max(0, n - 3)));
	const bend = bendOf(x, level, kink.at, nothing);
	const shape: Shape = {
		range: rangeOf(window.middle, 0.05) / limit,
		growth: theilSen({ x, y: level }, 0, n) / limit,
		kinkAt: kink.x,
		kinkFit: line.explained,
		kinkGrowth: gain / limit,
		oneJump: Math.log((kink.error + nothing) / (jumps.two + nothing)),
		twoJumps: Math.log((kink.error + nothing) / (jumps.three + nothing)),
		...kept(blocks, limit),
		fallen: clamp((highest(level, 0, n) - end) / size, 0, 5),
		lowRecord: lowRecord(window, size),
		...days(window, size),
		...slopes(window, blocks, kink, jumps.jumpAt),
		rising: line.rising,
		bend: clamp(bend.share, -3, 3),
		bendCertainty: clamp(bend.certainty, -30, 30),
		...unrestOf(window, blocks, kink, size, nothing),
		...besideOf(blocks, kink, size, nothing),
		...risesOf(blocks, kink, size),
		...wavedOf(window, kink.x),
	};
	return { shape, ...line };
}

type Slopes = Pick<
	Shape,
	"middleSlope" | "lateSlope" | "thirdSlope" | "fifthSlope" | "eighthSlope" | "endSlope" | "slopeAfterJump"
>;

function slopes(window: Window, { x, level }: Blocks, kink: Kink, jumpAt: number): Slopes {
	const n = x.length;
	const unit = Math.abs(kink.slope) || 1e-9;
	const slope = (from: number, to = n) => clamp(theilSen({ x, y: level }, from, to) / unit, -4, 5);
	const since = (share: number) => kink.at + Math.floor((n - kink.at) * share);
	const last = endOf(window);
	return {
		middleSlope: slope(since(0.33), since(0.67)),
		lateSlope: slope(since(0.5)),
		thirdSlope: slope(Math.floor(n * 0.67)),
		fifthSlope: slope(Math.floor(n * 0.8)),
		eighthSlope: slope(Math.floor(n * 0.88)),
		endSlope: clamp(theilSen({ x: last.x, y: last.level }, 0, last.x.length) / unit, -4, 5),
		slopeAfterJump: slope(jumpAt),
	};
}

const END = new Place();
const TENTHS = new Place();

/** The last 15 % of the window in finer blocks, in the window's own time. */
function endOf({ x, floor, middle, peak, from, span }: Window): Pick<Blocks, "x" | "level"> {
	const first = Math.floor(x.length * 0.85);
	const begins = x[first] as number;
	const rest = 1 - begins || 1;
	const times = END.of(x.length - first);
	for (let i = 0; i < times.length; i++) times[i] = ((x[first + i] as number) - begins) / rest;
	const blocks = blocksOf({ x: times, floor: floor.subarray(first), middle, peak, from, span }, COARSE_BLOCKS);
	for (let i = 0; i < blocks.x.length; i++) blocks.x[i] = (blocks.x[i] as number) * rest;
	return blocks;
}

type Kept = Pick<
	Shape,
	"kept" | "keptSteps" | "keptQuiet" | "keptPause" | "keptFit" | "keptAt" | "keptLate" | "keptJumps"
>;

const NOTHING_KEPT: Kept = {
	kept: 0,
	keptSteps: 0,
	keptQuiet: 20,
	keptPause: 5,
	keptFit: 0,
	keptAt: 1,
	keptLate: 0,
	keptJumps: 5,
};

/** Under loads that come and go for days the lows alone tell: what the memory never fell below again. */
function kept({ x, low }: Blocks, limit: number): Kept {
	const levels = keptLevels(low);
	const n = levels.length;
	const first = levels[0] as number;
	const total = (levels[n - 1] as number) - first;
	if (total <= NOTHING * limit) return NOTHING_KEPT;
	let squares = 0;
	for (let i = 1; i < n; i++) squares += ((levels[i] as number) - (levels[i - 1] as number)) ** 2;
	const tenths = TENTHS.of(9);
	for (let tenth = 1, i = 0; tenth <= 9; tenth++) {
		while (i < n - 1 && (levels[i] as number) < first + (total * tenth) / 10) i++;
		tenths[tenth - 1] = x[i] as number;
	}
	const waits = new Float64Array(8);
	for (let i = 0; i < 8; i++) waits[i] = (tenths[i + 1] as number) - (tenths[i] as number);
	const kink = kinksOf(x, levels).best;
	const nothing = (NOTHING * limit) ** 2;
	const late = theilSen({ x, y: levels }, kink.at + ((n - kink.at) >> 1), n);
	return {
		kept: total / limit,
		keptSteps: (total * total) / squares,
		keptQuiet: clamp((1 - (tenths[8] as number)) / Math.max(median(waits), 0.02), 0, 20),
		keptPause: pauseOf(x, levels, total),
		keptFit: 1 - kink.error / (variation(levels) + nothing),
		keptAt: kink.x,
		keptLate: clamp(late / (Math.abs(kink.slope) || 1e-9), -1, 4),
		keptJumps: Math.log((kink.error + nothing) / (levelErrors(levels).three + nothing)),
	};
}

/** Growth is seen from this share of the whole on; no pause is shorter than that of the time. */
const SEEN = 0.04;

function pauseOf(x: Float64Array, levels: Float64Array, total: number): number {
	let marked = levels[0] as number;
	let at = Number.NaN;
	let longest = SEEN;
	for (let i = 1; i < levels.length; i++) {
		if ((levels[i] as number) - marked < SEEN * total) continue;
		marked = levels[i] as number;
		if ((x[i] as number) - at > longest) longest = (x[i] as number) - at;
		at = x[i] as number;
	}
	return clamp((1 - at) / longest, 0, 5);
}

function lowRecord(window: Window, size: number): number {
	const low = lowsOf(window, COARSE_BLOCKS);
	const n = low.length;
	if (n < 5) return 0;
	const before = highest(low, 0, n - 3);
	return clamp((median(low.subarray(n - 3)) - before) / size, -2, 2);
}

/** Each floor less that of a day before, between the two buckets nearest to that time; neutral where less than two days are seen. */
function days({ x, floor, span }: Window, size: number): Pick<Shape, "daysUp" | "dayGrowth"> {
	const day = DAY / span;
	if (day > 0.5) return { daysUp: 0.5, dayGrowth: 1 };
	const gap = 3 / x.length;
	const changes = scratchOf(x.length);
	let count = 0;
	let back = 0;
	let late = 0;
	let up = 0;
	for (let i = 0; i < x.length; i++) {
		const wanted = (x[i] as number) - day;
		if (wanted < 0) continue;
		while ((x[back + 1] as number) <= wanted) back++;
		const before = x[back] as number;
		const after = x[back + 1] as number;
		if (after - before > gap) continue;
		const low = floor[back] as number;
		const high = floor[back + 1] as number;
		const change = (floor[i] as number) - low - ((high - low) * (wanted - before)) / (after - before);
		changes[count++] = change;
		if ((x[i] as number) < (1 + day) / 2) continue;
		late++;
		if (change > 0) up++;
	}
	if (late === 0) return { daysUp: 0.5, dayGrowth: 1 };
	return { daysUp: up / late, dayGrowth: clamp(select(changes, 0, count - 1, count >> 1) / day / size, -2, 4) };
}

function rising(level: Float64Array, from: number): number {
	const apart = Math.max(1, (level.length - from) >> 3);
	let up = 0;
	let pairs = 0;
	for (let i = from; i + apart < level.length; i++) {
		pairs++;
		if ((level[i + apart] as number) > (level[i] as number)) up++;
	}
	return pairs === 0 ? 0 : up / pairs;
}
