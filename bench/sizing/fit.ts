import { allocate, OWN_RISK } from "../../src/verdicts/sizing/allocate.ts";
import type { Curve, Model } from "../../src/verdicts/sizing/curve.ts";
import { DIRECTIONS, FEATURES } from "../../src/verdicts/sizing/features.ts";
import { type Forest, type Settings, scoreOf, train } from "../leaks/boost.ts";
import { type Case, caseCurve, foldOf, isAbove, type Rows, rowsOf } from "./cases.ts";

/** Small steps and large leaves: 300 series are few. The rest by cross-validation. */
const SETTINGS: Settings = {
	trees: 120,
	depth: 4,
	rate: 0.08,
	least: 3,
	ridge: 5,
	rows: 1,
	measurements: 1,
	direction: Int8Array.from(FEATURES, (feature) => DIRECTIONS[feature] ?? 0),
};
/** A case's levels count together as this many rows times the split's weight. */
const ROWS_A_CASE = 20;
/** Neighbouring levels tell the same: every other one is learnt from. */
const EACH = 2;
/** Fits of which each leaves out another part of the series, for the aims. */
const AIM_FOLDS = 3;

/** Rows are the same for every fold: made once. */
const rowsCache = new WeakMap<Case, Rows>();

function rows(one: Case): Rows {
	const known = rowsCache.get(one);
	if (known !== undefined) return known;
	const made = rowsOf(one);
	rowsCache.set(one, made);
	return made;
}

/** Boosted trees over the levels of all cases. */
export function fitForest(cases: readonly Case[]): Forest {
	const features: Float64Array[] = [];
	const labels: number[] = [];
	const weights: number[] = [];
	for (const one of cases) {
		const { features: more, exceeded } = rows(one);
		for (const [i, row] of more.entries()) {
			if (i % EACH !== 0) continue;
			features.push(row);
			labels.push(exceeded[i] ? 1 : 0);
			weights.push((one.split.weight * ROWS_A_CASE * EACH) / more.length);
		}
	}
	return train(features, Uint8Array.from(labels), Float64Array.from(weights), SETTINGS);
}

export function fitRisk(cases: readonly Case[]): Model {
	const forest = fitForest(cases);
	return (features) => scoreOf(forest, features);
}

/** A model that has not seen the case's series, for every case: one fit a fold. */
export function crossFit(cases: readonly Case[], fold: (one: Case) => number, folds: number): (one: Case) => Model {
	const fits = Array.from({ length: folds }, (_, left) => fitRisk(cases.filter((one) => fold(one) !== left)));
	return (one) => fits[fold(one)] as Model;
}

/** What came of sizing some cases together. Shares, 0 to 1. */
export interface Outcome {
	cases: number;
	exceeded: number;
	/** The mean of limit / capacity. */
	memory: number;
	/** The sum of limits over the sum of capacities. */
	bytes: number;
}

/** Sizes the cases together for any target; their curves are made once. */
export function sizer(
	cases: readonly Case[],
	model: (one: Case) => Model,
): (target: { aim: number; most: number }) => Outcome {
	const curves = cases.map((one) => caseCurve(one, model(one)));
	const candidates = cases.map(({ shape }, i) => ({ curve: curves[i] as Curve, cost: shape.share }));
	return (target) => {
		const levels = allocate(candidates, target);
		return outcomeOf(
			cases,
			cases.map(({ shape }, i) => at(curves[i]?.levels ?? [], at(levels, i)) * shape.scale),
		);
	};
}

export function outcomeOf(cases: readonly Case[], limits: readonly number[]): Outcome {
	let [exceeded, memory, bytes, capacities, known] = [0, 0, 0, 0, 0];
	for (const [i, { future, capacity }] of cases.entries()) {
		if (isAbove(future, at(limits, i))) exceeded++;
		if (Number.isNaN(capacity)) continue;
		known++;
		memory += at(limits, i) / capacity;
		bytes += at(limits, i);
		capacities += capacity;
	}
	return { cases: cases.length, exceeded: exceeded / cases.length, memory: memory / known, bytes: bytes / capacities };
}

/** What part of the accepted share to use up, so that another few hundred series keep it too. */
const MARGIN: readonly (readonly [accepted: number, part: number])[] = [
	[0.01, 0.5],
	[0.05, 0.65],
	[0.1, 0.7],
];

/**
 * For each accepted share the highest mean risk that kept its part of it on series the fit had not seen: on average over all splits
 * whose horizon is not longer than the history, for one split alone hangs on a few series.
 */
export function aimsOf(cases: readonly Case[]): [accepted: number, aim: number][] {
	const model = crossFit(cases, (one) => foldOf(`aim ${one.series}`, AIM_FOLDS), AIM_FOLDS);
	const groups = [...Map.groupBy(cases, ({ split }) => split).entries()]
		.filter(([{ from, to, end }]) => end - to <= to - from)
		.map(([, group]) => sizer(group, model));
	return MARGIN.map(([accepted, part]) => {
		let best = accepted * 0.2;
		for (let aim = best; aim < accepted * 3; aim *= 1.05) {
			const shares = groups.map((size) => size({ aim, most: OWN_RISK * accepted }).exceeded);
			if (shares.reduce((a, b) => a + b, 0) / shares.length > part * accepted) break;
			best = aim;
		}
		return [accepted, Number(best.toPrecision(3))];
	});
}

function at(values: readonly number[], i: number): number {
	return values[i] as number;
}
