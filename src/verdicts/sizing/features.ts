import { PARTS, type Profile } from "./profile.ts";

/** Peaks below this share of the highest count as this share: what is almost nothing is not told apart on a log scale. */
const FLOOR = 0.01;
/** A part's weight halves over this share of the history: what happened lately counts more. */
const HALF_LIFE = 0.5;
/** Room above a level is felt on a log scale that starts at this share of the capacity. */
const ROOM = 0.02;
/** Where no capacity is known, the peak is taken to be this share of what the container might use. */
const UNKNOWN_SHARE = 0.5;
const FEW_PARTS = 4;
/** Horizons beyond so many histories were not measured, and are taken as this long. */
const LONGEST = 4;
/** No scale is known from zeros: the peak then counts as this share of the capacity, or as so many bytes. */
const NO_USE = { share: 0.001, bytes: 1 << 20 };

/** A profile on its own scale, whatever its bytes: levels are multiples of the highest peak. */
export interface Shape {
	/** Bytes that stand for 1. */
	scale: number;
	/** The highest peak as a share of the capacity. */
	share: number;
	/** The capacity on this scale, where it is a bound; infinite where not. */
	bound: number;
	/** Natural logs of the parts' peaks, in order of time; parts without samples are left out. */
	parts: readonly number[];
	/** How much each of them counts. */
	weights: readonly number[];
	/** The third quartile of the parts' peaks, on this scale. */
	body: number;
	/** The highest peak of the last quarter of the parts, on this scale. */
	late: number;
	/** Log of the typical change from part to part. */
	restlessness: number;
	/** How much higher the typical peak of the later half is, as a log; 0 where it is not. */
	rising: number;
	fewParts: boolean;
	/** A function of horizon / history. */
	horizon: number;
}

/** `horizon` in seconds. */
export function shapeOf(profile: Profile, horizon: number): Shape {
	const { capacity, bounded } = profile;
	const scale = profile.peak > 0 ? profile.peak : capacity === null ? NO_USE.bytes : capacity * NO_USE.share;
	const parts: number[] = [];
	for (const peak of profile.parts) if (peak >= 0) parts.push(Math.log(Math.max(peak / scale, FLOOR)));
	const changes = parts.slice(1).map((part, i) => Math.abs(part - (parts[i] as number)));
	const half = parts.length >> 1;
	const rise = parts.length < FEW_PARTS ? 0 : middle(parts.slice(half)) - middle(parts.slice(0, half));
	const sorted = parts.toSorted(ascending);
	// A single sample stands for a minute: the shortest step that samples come in.
	const ratio = Math.min(LONGEST, horizon / Math.max(profile.seconds, 60));
	return {
		scale,
		share: capacity === null ? UNKNOWN_SHARE : scale / capacity,
		bound: bounded && capacity !== null ? capacity / scale : Number.POSITIVE_INFINITY,
		parts,
		weights: parts.map((_, i) => 2 ** (-age(i, parts.length) / HALF_LIFE)),
		body: Math.exp(sorted[Math.min(sorted.length - 1, Math.floor(0.75 * sorted.length))] as number),
		late: Math.exp(Math.max(...parts.slice(Math.floor(0.75 * parts.length)))),
		restlessness: Math.log(0.005 + (changes.length === 0 ? 0.3 : middle(changes))),
		rising: Math.max(0, rise),
		fewParts: parts.length < FEW_PARTS,
		// The chance of a new record, were all times alike.
		horizon: ratio / (ratio + 1),
	};
}

export const FEATURES = [
	"one",
	"partsAbove",
	"episodesAbove",
	"oneEpisode",
	"sinceAbove",
	"restlessness",
	"roomAbovePeak",
	"roomAboveBody",
	"roomAboveLate",
	"rising",
	"fewParts",
	"share",
	"horizon",
] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * What the chance of exceeding a level (a multiple of the scale) is judged by, in the order of FEATURES. How much of the history lies
 * above it, in how many separate episodes and how long ago; how much room there is above what was seen, in shares of the capacity.
 */
export function featuresOf(shape: Shape, level: number): number[] {
	const { parts, weights, share } = shape;
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
	return [
		1,
		Math.log((above + 0.3) / (all + 0.6)),
		Math.log(episodes + 0.3),
		episodes === 1 ? 1 : 0,
		since,
		shape.restlessness,
		Math.log1p((share * Math.max(0, level - 1)) / ROOM),
		Math.log1p((share * Math.max(0, level - shape.body)) / ROOM),
		Math.log1p((share * Math.max(0, level - shape.late)) / ROOM),
		shape.rising,
		shape.fewParts ? 1 : 0,
		Math.log(Math.min(level * share, 1.5) + 0.05),
		shape.horizon,
	];
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
