import { BIAS, MEMBERS } from "./coefficients.ts";
import { parseCommittee, pointsOf } from "./committee.ts";
import { blankFeatures, FEATURES, type Shape, setLevel } from "./features.ts";

/** Logs of the levels tried: fine about the highest peak, coarse far from it. */
const STEPS = [
	-2.5, -2, -1.6, -1.3, -1, -0.8, -0.6, -0.45, -0.3, -0.2, -0.14, -0.1, -0.07, -0.05, -0.035, -0.02, -0.01, 0.0005,
	0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.09, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.1,
	1.3, 1.6, 2, 2.5, 3,
];
/** Where no capacity bounds use, nothing above some four times the highest peak is offered: no history tells risks there apart. */
const HIGHEST_UNBOUNDED = Math.exp(1.3);
/** A level set by a part's peak lies this much above it. */
const ABOVE_PART = 1.003;
/** What is left of the risk at a bound that was never exceeded. */
const RESIDUAL = 0.001;

/** The chance of exceeding each of some rising levels (multiples of the scale); it never rises with the level. */
export interface Curve {
	levels: readonly number[];
	risks: readonly number[];
}

/** The levels from a floor (what is in use now, on the shape's scale) up to the bound, if there is one. */
export function levelsOf(shape: Shape, floor: number): number[] {
	const bounded = shape.bound < Number.POSITIVE_INFINITY;
	const levels = [
		Math.max(floor, Math.exp(STEPS[0] as number)),
		...STEPS.map(Math.exp),
		...shape.parts.map((part) => Math.exp(part) * ABOVE_PART),
	].filter(
		(level) => level >= floor && level < shape.bound && (bounded || level <= Math.max(floor, HIGHEST_UNBOUNDED)),
	);
	if (bounded) levels.push(Math.max(floor, shape.bound));
	return [...new Set(levels)].sort((a, b) => a - b);
}

/** The log-odds of exceeding a level, from its features in the order of FEATURES. */
export type Model = (features: Float64Array) => number;

/** The chance of exceeding a level: boosted trees (docs/sizing.md). */
function riskAt(shape: Shape, level: number, model: Model, features: Float64Array): number {
	if (level >= shape.bound) return RESIDUAL;
	setLevel(features, shape, level);
	const odds = shape.hedge * Math.exp(model(features));
	return Math.max(RESIDUAL, odds / (1 + odds));
}

const COMMITTEE = parseCommittee(MEMBERS, FEATURES);
const FITTED: Model = (features) => BIAS + pointsOf(COMMITTEE, features);

export function curveOf(shape: Shape, floor: number, model: Model = FITTED): Curve {
	const levels = levelsOf(shape, floor);
	const risks: number[] = [];
	const features = blankFeatures(shape);
	let least = 1;
	for (const level of levels) {
		least = Math.min(least, riskAt(shape, level, model, features));
		risks.push(least);
	}
	return { levels, risks };
}

/** The lowest level whose risk is at most this; the highest of all where none is. */
export function levelAt({ levels, risks }: Curve, risk: number): number {
	const i = risks.findIndex((one) => one <= risk);
	return levels.at(i) as number;
}

/** A tenth lies below the range, and a tenth above. */
const OUTSIDE = 0.1;

/**
 * Where the highest use lies in four of five cases, as levels: the upper end is the lowest level that is exceeded in a tenth of them at most, the
 * lower end the highest that is exceeded in nine tenths. The latter goes by the odds without the shape's hedge, which errs upwards on purpose: with it
 * the highest use within horizons of several histories lay below the range far more often than in a tenth of the cases. The lowest level of all is
 * surely reached.
 */
export function rangeOf(curve: Curve, hedge: number): { low: number; high: number } {
	const odds = (1 - OUTSIDE) / OUTSIDE;
	const surely = curve.risks.findLastIndex((risk) => risk >= (1 - risk) * hedge * odds);
	return { low: curve.levels[Math.max(0, surely)] as number, high: levelAt(curve, OUTSIDE) };
}
