import type { Series } from "../../src/model/series.ts";
import { bucketsOf } from "../../src/verdicts/leaks/buckets.ts";
import { told } from "../../src/verdicts/leaks/judge.ts";
import { LEAST_BUCKETS, type Measured, measure } from "../../src/verdicts/leaks/measure.ts";
import { type Case, casesFrom, syntheticCases } from "./cases.ts";
import { hashOf } from "./random.ts";
import { readTraces } from "./traces.ts";
import { variedCases, variedSynthetic } from "./varied.ts";

const SYNTHETIC = 3600;
/** So many more are made up for the making of the coefficients. */
const MORE_SYNTHETIC = 20_000;
/** So much of any length and step. */
const VARIED_ROUNDS = 10;
const VARIED_SYNTHETIC = 15_000;
const HELD_OUT_ROUNDS = 4;
const HELD_OUT_SYNTHETIC = 5000;
/** One series in five never takes part in the making of the coefficients. */
const FOLDS = 5;

/** Every series that is judged, one at a time: from real traces where there are any, and made up. */
export async function* allCases(): AsyncGenerator<Case> {
	for await (const { origin, series } of readTraces()) yield* casesFrom(series, origin, false);
	yield* syntheticCases(0, SYNTHETIC);
}

/** What the coefficients are made from: the same and several times as much, of nothing that is held out. */
export async function* trainingCases(): AsyncGenerator<Case> {
	for await (const { origin, series } of readTraces()) {
		if (foldOf(`${origin}/${series.name}`) === 0) continue;
		yield* casesFrom(series, origin, true);
		yield* variedCases(series, origin, VARIED_ROUNDS);
	}
	for (const one of syntheticCases(0, SYNTHETIC + MORE_SYNTHETIC)) {
		if (foldOf(one.base) !== 0) yield { ...one, more: Number(one.base.slice("synthetic/".length)) >= SYNTHETIC };
	}
	for (const one of variedSynthetic(0, VARIED_SYNTHETIC)) if (foldOf(one.base) !== 0) yield one;
}

/** Other draws, of seeds used nowhere else, from the base series that are held out. */
export async function* freshCases(draw: string): AsyncGenerator<Case> {
	for await (const { origin, series } of readTraces()) {
		if (foldOf(`${origin}/${series.name}`) === 0) yield* casesFrom(series, origin, false, draw);
	}
	for (const one of syntheticCases(0, SYNTHETIC, draw)) if (foldOf(one.base) === 0) yield one;
}

/** Stretches of any length and step from the base series that are held out. */
export async function* freshVaried(draw: string): AsyncGenerator<Case> {
	for await (const { origin, series } of readTraces()) {
		if (foldOf(`${origin}/${series.name}`) === 0) yield* variedCases(series, origin, HELD_OUT_ROUNDS, draw);
	}
	for (const one of variedSynthetic(0, HELD_OUT_SYNTHETIC, draw)) if (foldOf(one.base) === 0) yield one;
}

/** 0 is held out. All cases of one base are in the same fold. */
export function foldOf(base: string): number {
	return hashOf(base) % FOLDS;
}

/** The measurements of a series that its score is made from, in the order of `MEASUREMENTS`; null when it is too short to be judged. */
export function measurementsOf(series: Series): Float64Array | null {
	const buckets = bucketsOf(series, series.t.length);
	if (buckets.t.length < LEAST_BUCKETS) return null;
	const values = told(measure(buckets), buckets);
	return Float64Array.from(MEASUREMENTS, (name) => values[name]);
}

type Measurement = keyof Measured["values"];

/**
 * What the score is made from, and what more of it may mean: 1 only speaks for a leak, -1 only against, 0 either. Chosen from twice
 * as many by leaving out what did not help on series and on trace files that were held back.
 */
const DIRECTIONS: Partial<Record<Measurement, -1 | 0 | 1>> = {
	range: 0,
	growth: 1,
	kinkAt: 0,
	kinkFit: 1,
	oneJump: -1,
	twoJumps: -1,
	kept: 1,
	keptSteps: 1,
	keptQuiet: -1,
	keptPause: -1,
	keptFit: 1,
	keptAt: 0,
	keptLate: 0,
	keptJumps: -1,
	lowRecord: 1,
	daysUp: 1,
	dayGrowth: 1,
	middleSlope: 0,
	lateSlope: 0,
	thirdSlope: 0,
	fifthSlope: 0,
	eighthSlope: 0,
	endSlope: 0,
	slopeAfterJump: 0,
	rising: 1,
	bend: 0,
	bendCertainty: 0,
	correlation: 0,
	noise: 0,
	largestFall: -1,
	tau: 1,
	trend: 1,
	records: 0,
	middleGain: 0,
	peakGain: 0,
	settledSlope: 0,
	settledTrend: 0,
	settledFit: 0,
	settling: 0,
	jumpedSlope: 0,
	jumpedTrend: 0,
	jumpedFit: 0,
	halfTrend: 0,
	endTrend: 0,
	lagRise: 0,
	lagRiseLate: 0,
	lagBest: 0,
	wavedTrend: 0,
	wavedFit: 1,
	wavedLate: 0,
	earlierRise: 0,
	givenBack: 0,
	limited: 0,
	hours: 0,
	density: 0,
	recorded: 0,
	fall: 0,
	growthToFall: 0,
	lifeFit: 1,
	lifeGrowth: 0,
	lifeLate: 0,
	growing: 1,
	certainty: 1,
	newest: 0,
	outlived: 0,
	beyond: 1,
	above: 1,
	asOthers: 1,
	othersLater: 1,
	peak: 0,
	peaksAtLimit: 1,
	peakSpread: -1,
	many: 0,
	upLives: 1,
	slopeSpread: -1,
	commonFit: 1,
	profileMiddle: 0,
	profileLate: 0,
	aging: 0,
	agingSure: 1,
	agingLate: 0,
};

export const MEASUREMENTS = Object.keys(DIRECTIONS) as Measurement[];
export const DIRECTION = Int8Array.from(Object.values(DIRECTIONS));
