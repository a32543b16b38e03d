import { PARTS, type Profile } from "./profile.ts";
import { expectedAbove, logOddsAlike, type Tail, tailOf } from "./tail.ts";

/** Peaks below this share of the highest count as this share: what is almost nothing is not told apart on a log scale. */
const FLOOR = 0.01;
/** A part's weight halves over this share of the history: what happened lately counts more. */
const HALF_LIFE = 0.5;
/** Room above a level is felt on a log scale that starts at this share of the capacity. */
const ROOM = 0.02;
/** Where no capacity is known, the peak is taken to be this share of what the container might use. */
const UNKNOWN_SHARE = 0.5;
export const FEW_PARTS = 4;
/** The typical change of what has only one part. */
const UNKNOWN_CHANGE = 0.3;
/** Horizons beyond so many histories were not measured, and are taken as this long. */
const LONGEST = 9;
/**
 * A horizon beyond the history holds times unlike any seen: of one so many histories long the odds count that number to this power, at most so
 * often. With less the promise broke on files not seen.
 */
const HEDGE = { power: 1.5, most: 8 };
/** No scale is known from zeros: the peak then counts as this share of the capacity, or as so many bytes. */
const NO_USE = { share: 0.001, bytes: 1 << 20 };

/** A profile on its own scale, whatever its bytes: levels are multiples of the highest peak. */
export interface Shape {
	/** Bytes that stand for 1. */
	scale: number;
	/** The highest peak as a share of the capacity. */
	share: number;
	/** What bounds use on this scale; infinite where nothing does. */
	bound: number;
	/** Natural logs of the parts' peaks, in order of time; parts without samples are left out. */
	parts: readonly number[];
	/** How much each of them counts. */
	weights: readonly number[];
	/** The third quartile of the parts' peaks, on this scale. */
	body: number;
	/** The highest peak of the last quarter of the parts, on this scale. */
	late: number;
	/** How the parts' peaks are spread, for what lies beyond them. */
	tail: Tail;
	/** horizon / history, at most LONGEST. */
	ratio: number;
	/** What the odds of exceeding are multiplied by; 1 where the history is as long as the horizon. */
	hedge: number;
	/** What does not depend on the level, in the order of GLOBAL. */
	global: Float64Array;
}

/** `horizon` in seconds. */
export function shapeOf(profile: Profile, horizon: number): Shape {
	const { capacity, bound } = profile;
	const scale = profile.peak > 0 ? profile.peak : capacity === null ? NO_USE.bytes : capacity * NO_USE.share;
	const parts: number[] = [];
	for (const peak of profile.parts) if (peak >= 0) parts.push(rounded(Math.log(Math.max(peak / scale, FLOOR))));
	const sorted = parts.toSorted(ascending);
	// A single sample stands for a minute: the shortest step that samples come in.
	const ratio = Math.min(LONGEST, horizon / Math.max(profile.seconds, 60));
	const shape = {
		ratio,
		hedge: Math.max(1, Math.min(HEDGE.most, ratio ** HEDGE.power)),
		tail: tailOf(sorted),
		scale,
		share: capacity === null ? UNKNOWN_SHARE : scale / capacity,
		bound: bound / scale,
		parts,
		weights: parts.map((_, i) => 2 ** (-age(i, parts.length) / HALF_LIFE)),
		body: Math.exp(sorted[Math.min(sorted.length - 1, Math.floor(0.75 * sorted.length))] as number),
		late: Math.exp(Math.max(...parts.slice(Math.floor(0.75 * parts.length)))),
	};
	return { ...shape, global: globalOf(profile, shape, sorted) };
}

/** What the risk is judged by and does not depend on the level. Logs of bytes on the shape's scale where not said otherwise. */
export const GLOBAL = [
	/** Shares of the samples that lie below. */
	"low",
	"quarter",
	"half",
	"high",
	"highest",
	/** The second, third, fourth, sixth, ninth and lowest of the parts' peaks. */
	"second",
	"third",
	"fourth",
	"sixth",
	"ninth",
	"lowest",
	/** The last part's peak, the last sample, and the middle of the last quarter. */
	"lastPart",
	"last",
	"recent",
	/** Log of the typical change from part to part; the mean change; the spread of the parts' peaks. */
	"restlessness",
	"meanChange",
	"spread",
	/** How much higher the typical peak of the later half is; 0 where it is not. */
	"rising",
	/** How long ago the highest peak was, as a share of the history. */
	"sincePeak",
	/** How many parts hold samples. */
	"partsKnown",
	/** Log of the highest peak as a share of the capacity. */
	"shareOfPeak",
	/** A function of horizon / history: the chance of a new record, were all times alike. */
	"horizon",
] as const;

/** What depends on the level. Room is felt as log(1 + room / 2 % of the capacity). */
const LEVEL = [
	"level",
	"partsAbove",
	"episodesAbove",
	"sinceAbove",
	"roomAbovePeak",
	"roomAboveBody",
	"roomAboveLate",
	"shareOfLevel",
	"aboveSecond",
	"aboveHalf",
	"aboveHighest",
	"aboveLate",
	"spreadsAbove",
	/** Log of how many parts of a history as long are expected to exceed the level, and the log-odds of the horizon's peak exceeding it, were all times alike. */
	"expectedAbove",
	"alike",
] as const;

export const FEATURES = [...LEVEL, ...GLOBAL];
type Feature = (typeof FEATURES)[number];

/** More of these can only speak for a higher risk (1), or only for a lower one (-1). */
export const DIRECTIONS: Readonly<Partial<Record<Feature, 1 | -1>>> = {
	level: -1,
	partsAbove: 1,
	roomAbovePeak: -1,
	roomAboveBody: -1,
	roomAboveLate: -1,
	shareOfLevel: -1,
	aboveSecond: -1,
	aboveHalf: -1,
	aboveHighest: -1,
	aboveLate: -1,
	spreadsAbove: -1,
	expectedAbove: 1,
	alike: 1,
	horizon: 1,
};

function globalOf(
	profile: Profile,
	{ scale, share, parts, ratio }: Omit<Shape, "global">,
	sorted: readonly number[],
): Float64Array {
	const log = (bytes: number) => Math.log(Math.min(1, Math.max(bytes / scale, 0.001)));
	const quantile = (of: number) => log(profile.spread.percentile(of));
	const top = (place: number) => sorted[Math.max(0, sorted.length - place)] as number;
	const changes = parts.slice(1).map((part, i) => Math.abs(part - (parts[i] as number)));
	const half = parts.length >> 1;
	const rise = parts.length < FEW_PARTS ? 0 : middle(parts.slice(half)) - middle(parts.slice(0, half));
	const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
	const spread = Math.sqrt(parts.reduce((sum, part) => sum + (part - mean) ** 2, 0) / parts.length);
	return Float64Array.of(
		quantile(0.01),
		quantile(0.25),
		quantile(0.5),
		quantile(0.9),
		quantile(0.99),
		top(2),
		top(3),
		top(4),
		top(6),
		top(9),
		top(16),
		parts.at(-1) as number,
		log(profile.last),
		log(profile.recentMiddle),
		Math.log(0.005 + (changes.length === 0 ? UNKNOWN_CHANGE : middle(changes))),
		changes.length === 0 ? UNKNOWN_CHANGE : changes.reduce((sum, change) => sum + change, 0) / changes.length,
		spread,
		Math.max(0, rise),
		age(parts.lastIndexOf(top(1)), parts.length),
		parts.length,
		Math.log(Math.max(share, 0.001)),
		ratio / (ratio + 1),
	);
}

const [SECOND, HALF, HIGHEST] = (["second", "half", "highest"] as const).map((name) => GLOBAL.indexOf(name)) as [
	number,
	number,
	number,
];

/** The features of a level (a multiple of the scale), in the order of FEATURES. */
export function featuresOf(shape: Shape, level: number): Float64Array {
	const features = blankFeatures(shape);
	setLevel(features, shape, level);
	return features;
}

/** What does not depend on the level is there already: one array serves all levels of a shape. */
export function blankFeatures({ global }: Shape): Float64Array {
	const features = new Float64Array(FEATURES.length);
	features.set(global, LEVEL.length);
	return features;
}

export function setLevel(features: Float64Array, shape: Shape, level: number): void {
	const { parts, weights, share, global } = shape;
	const log = Math.log(level);
	let [above, all, episodes, since] = [0, 0, 0, 1];
	for (let i = 0; i < parts.length; i++) {
		const weight = weights[i] as number;
		all += weight;
		if ((parts[i] as number) <= log) continue;
		above += weight;
		since = age(i, parts.length);
		if (i === 0 || (parts[i - 1] as number) <= log) episodes++;
	}
	const [second, half, highest] = [global[SECOND] as number, global[HALF] as number, global[HIGHEST] as number];
	// In the order of LEVEL.
	features[0] = log;
	features[1] = Math.log((above + 0.3) / (all + 0.6));
	features[2] = episodes;
	features[3] = since;
	features[4] = Math.log1p((share * Math.max(0, level - 1)) / ROOM);
	features[5] = Math.log1p((share * Math.max(0, level - shape.body)) / ROOM);
	features[6] = Math.log1p((share * Math.max(0, level - shape.late)) / ROOM);
	features[7] = Math.log(level * share + 0.02);
	features[8] = log - second;
	features[9] = log - half;
	features[10] = log - highest;
	features[11] = log - Math.log(shape.late);
	features[12] = (log - half) / (highest - half + 0.02);
	features[13] = Math.log(expectedAbove(shape.tail, log));
	features[14] = logOddsAlike(shape.tail, log, shape.ratio);
}

/** Peaks that differ by the last digits are alike, or their order would hang on the unit of memory. */
function rounded(log: number): number {
	return Math.round(log * 1e9) / 1e9;
}

/** How long ago a part was, as a share of the history. */
function age(i: number, parts: number): number {
	return (parts - 1 - i) / parts;
}

/** The upper of the two in the middle where the count is even. */
function middle(values: readonly number[]): number {
	return values.toSorted(ascending)[values.length >> 1] as number;
}

function ascending(a: number, b: number): number {
	return a - b;
}

/** How much of the history holds samples, 0 to 1. */
export function covered(profile: Profile): number {
	return profile.parts.filter((peak) => peak >= 0).length / PARTS;
}
