import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Series } from "../../src/model/series.ts";
import { readSeriesFile } from "../../src/sources/series/file.ts";
import { type Curve, curveOf, levelsOf, type Model } from "../../src/verdicts/sizing/curve.ts";
import { featuresOf, type Shape, shapeOf } from "../../src/verdicts/sizing/features.ts";
import { type Profile, profileOf } from "../../src/verdicts/sizing/profile.ts";

/** How a series is cut: history from `from` to `to`, future from `to` to `end`, as shares of its samples. */
export interface Split {
	name: string;
	from: number;
	to: number;
	end: number;
	/** How much its cases count in the fit. */
	weight: number;
}

/** The split that is measured, and others for other lengths of history and horizon. */
export const MEASURED: Split = { name: "60/40", from: 0, to: 0.6, end: 1, weight: 0.25 };
export const SPLITS: readonly Split[] = [
	MEASURED,
	{ name: "50/50", from: 0, to: 0.5, end: 1, weight: 0.07 },
	{ name: "80/20", from: 0, to: 0.8, end: 1, weight: 0.07 },
	{ name: "last 40/30", from: 0.3, to: 0.7, end: 1, weight: 0.07 },
	{ name: "first 30/20", from: 0, to: 0.3, end: 0.5, weight: 0.07 },
	{ name: "last 30/20", from: 0.5, to: 0.8, end: 1, weight: 0.07 },
	{ name: "20/40", from: 0.4, to: 0.6, end: 1, weight: 0.07 },
	{ name: "10/40", from: 0.5, to: 0.6, end: 1, weight: 0.07 },
	{ name: "20/80", from: 0, to: 0.2, end: 1, weight: 0.15 },
	{ name: "10/90", from: 0, to: 0.1, end: 1, weight: 0.15 },
];
/** Horizons of so many histories, and a tenth in the middle: measured, not learnt from. */
export const FAR: readonly Split[] = [
	{ name: "10/60", from: 0, to: 0.1, end: 0.7, weight: 0 },
	{ name: "8/72", from: 0.2, to: 0.28, end: 1, weight: 0 },
];

/** One series cut once: what was known, and what came. */
export interface Case {
	file: string;
	series: string;
	split: Split;
	profile: Profile;
	shape: Shape;
	/** The highest use of the future: bytes. */
	future: number;
	/** What memory is reckoned against: the last capacity of the history, else the first of the future; NaN where there is none. */
	capacity: number;
	/** Seconds. */
	horizon: number;
	/** The history, for rules that need the samples. */
	history: Series;
}

/** Traces from $PLIMSOLL_TRACES, or `../shared/traces` beside the repository; none is in it. Empty when there are none. */
export async function readCases(splits: readonly Split[]): Promise<Case[]> {
	const folder = process.env.PLIMSOLL_TRACES ?? resolve(import.meta.dirname, "../../../shared/traces");
	if (!existsSync(folder)) return [];
	const cases: Case[] = [];
	for (const name of readdirSync(folder).sort()) {
		if (!/\.csv(\.gz)?$/.test(name)) continue;
		const file = basename(name).replace(/\.csv(\.gz)?$/, "");
		const { series } = await readSeriesFile(join(folder, name));
		for (const one of series) cases.push(...splits.flatMap((split) => caseOf(file, one, split) ?? []));
	}
	return cases;
}

/** Null where a part of it would be empty. */
export function caseOf(file: string, series: Series, split: Split): Case | null {
	const at = (share: number) => Math.floor(share * series.t.length);
	const [from, to, end] = [at(split.from), at(split.to), at(split.end)];
	if (to - from < 1 || end - to < 1) return null;
	const history = cut(series, from, to);
	const future = cut(series, to, end);
	const profile = profileOf(history);
	if (profile === null) return null;
	const horizon = Math.max(60, (future.t.at(-1) as number) - (history.t.at(-1) as number));
	return {
		file,
		series: series.name,
		split,
		profile,
		shape: shapeOf(profile, horizon),
		future: future.bytes.reduce((most, use) => Math.max(most, use), 0),
		capacity: profile.capacity ?? future.capacity.find((capacity) => capacity > 0) ?? Number.NaN,
		horizon,
		history,
	};
}

function cut(series: Series, from: number, to: number): Series {
	const part = (column: Float64Array) => column.subarray(from, to);
	return {
		name: series.name,
		t: part(series.t),
		bytes: part(series.bytes),
		capacity: part(series.capacity),
		start: part(series.start),
	};
}

/** The same case, had it been given so many times its capacity, or none that is known; memory is still reckoned against what it had. */
export function withCapacity(one: Case, times: number | null): Case {
	const before = one.profile.capacity;
	const capacity = before === null || times === null ? null : before * times;
	const profile = {
		...one.profile,
		capacity,
		bound: times === null ? Number.POSITIVE_INFINITY : one.profile.bound * times,
	};
	return { ...one, profile, shape: shapeOf(profile, one.horizon) };
}

/** A case's levels, their features and whether the future lay above: what a fit needs of it. */
export interface Rows {
	features: Float64Array[];
	exceeded: boolean[];
}

export function rowsOf({ shape, profile, future }: Case): Rows {
	const levels = levelsOf(shape, profile.last / shape.scale).filter((level) => level < shape.bound);
	return {
		features: levels.map((level) => featuresOf(shape, level)),
		exceeded: levels.map((level) => isAbove(future, level * shape.scale)),
	};
}

export function caseCurve({ shape, profile }: Case, model: Model): Curve {
	return curveOf(shape, profile.last / shape.scale, model);
}

/** Whether use lies above a limit, rounding of the last digits aside. */
export function isAbove(use: number, limit: number): boolean {
	return use > limit * (1 + 1e-9);
}

/** Which of so many folds a series falls into, by its name (FNV-1a). */
export function foldOf(series: string, folds: number): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < series.length; i++) hash = Math.imul(hash ^ series.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return ((hash ^ (hash >>> 13)) >>> 0) % folds;
}
