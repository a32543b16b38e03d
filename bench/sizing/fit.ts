import { allocate, OWN_RISK } from "../../src/verdicts/sizing/allocate.ts";
import type { Curve } from "../../src/verdicts/sizing/curve.ts";
import { FEATURES } from "../../src/verdicts/sizing/features.ts";
import { type Case, caseCurve, foldOf, isAbove, type Rows, rowsOf } from "./cases.ts";

/** Keeps coefficients small where the data say little; on standardised features, against about 400 weighted cases' levels. */
const RIDGE = 1;
const STEPS = 20;
/** A case's levels count together as this many rows times the split's weight. */
const ROWS_A_CASE = 20;
/** Levels that are exceeded more often than not decide nothing: they count a tenth. */
const [UNDECIDED, LESS] = [0.5, 0.1];

/** Rows are the same for every fold: made once. */
const rowsCache = new WeakMap<Case, Rows>();

function rows(one: Case): Rows {
	const known = rowsCache.get(one);
	if (known !== undefined) return known;
	const made = rowsOf(one);
	rowsCache.set(one, made);
	return made;
}

/** Coefficients in the order of FEATURES: a weighted ridge logistic regression, fitted twice (the second time with eyes on low risks). */
export function fitRisk(cases: readonly Case[]): number[] {
	const features: number[][] = [];
	const exceeded: boolean[] = [];
	const weights: number[] = [];
	for (const one of cases) {
		const { features: more, exceeded: outcomes } = rows(one);
		for (const [i, row] of more.entries()) {
			features.push(row);
			exceeded.push(outcomes[i] as boolean);
			weights.push((one.split.weight * ROWS_A_CASE) / more.length);
		}
	}
	const first = regress(features, exceeded, weights);
	const again = weights.map((weight, i) =>
		logistic(dot(features[i] as number[], first)) > UNDECIDED ? weight * LESS : weight,
	);
	return regress(features, exceeded, again);
}

/** Newton's method on standardised features; the intercept is not held back. */
function regress(features: readonly number[][], exceeded: readonly boolean[], weights: readonly number[]): number[] {
	const size = FEATURES.length;
	const all = weights.reduce((a, b) => a + b, 0);
	const mean = new Array<number>(size).fill(0);
	const deviation = new Array<number>(size).fill(0);
	for (const [i, row] of features.entries())
		for (let j = 1; j < size; j++) mean[j] = at(mean, j) + (at(weights, i) * at(row, j)) / all;
	for (const [i, row] of features.entries())
		for (let j = 1; j < size; j++)
			deviation[j] = at(deviation, j) + (at(weights, i) * (at(row, j) - at(mean, j)) ** 2) / all;
	for (let j = 0; j < size; j++) deviation[j] = Math.sqrt(at(deviation, j)) || 1;
	const standard = features.map((row) => row.map((value, j) => (value - at(mean, j)) / at(deviation, j)));

	const beta = new Array<number>(size).fill(0);
	for (let step = 0; step < STEPS; step++) {
		const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0));
		const gradient = beta.map((value, j) => (j === 0 ? 0 : -RIDGE * value));
		for (const [i, row] of standard.entries()) {
			const chance = logistic(dot(row, beta));
			const error = at(weights, i) * ((exceeded[i] ? 1 : 0) - chance);
			const curvature = at(weights, i) * Math.max(1e-6, chance * (1 - chance));
			for (let j = 0; j < size; j++) {
				gradient[j] = at(gradient, j) + error * at(row, j);
				const line = hessian[j] as number[];
				for (let k = 0; k <= j; k++) line[k] = at(line, k) + curvature * at(row, j) * at(row, k);
			}
		}
		for (let j = 0; j < size; j++) {
			const line = hessian[j] as number[];
			line[j] = at(line, j) + (j === 0 ? 1e-6 : RIDGE);
			for (let k = 0; k < j; k++) (hessian[k] as number[])[j] = at(line, k);
		}
		const move = solve(hessian, gradient);
		for (let j = 0; j < size; j++) beta[j] = at(beta, j) + at(move, j);
		if (Math.max(...move.map(Math.abs)) < 1e-5) break;
	}
	const plain = beta.map((value, j) => value / at(deviation, j));
	plain[0] = plain.reduce((sum, value, j) => (j === 0 ? sum : sum - value * at(mean, j)), at(plain, 0));
	return plain;
}

/** Gaussian elimination with pivots. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
	const size = right.length;
	const lines = matrix.map((line, i) => [...line, at(right, i)]);
	for (let i = 0; i < size; i++) {
		let pivot = i;
		for (let k = i; k < size; k++) if (Math.abs(cell(lines, k, i)) > Math.abs(cell(lines, pivot, i))) pivot = k;
		[lines[i], lines[pivot]] = [lines[pivot] as number[], lines[i] as number[]];
		for (let k = i + 1; k < size; k++) {
			const factor = cell(lines, k, i) / cell(lines, i, i);
			for (let j = i; j <= size; j++) (lines[k] as number[])[j] = cell(lines, k, j) - factor * cell(lines, i, j);
		}
	}
	const found = new Array<number>(size).fill(0);
	for (let i = size - 1; i >= 0; i--) {
		let rest = cell(lines, i, size);
		for (let j = i + 1; j < size; j++) rest -= cell(lines, i, j) * at(found, j);
		found[i] = rest / cell(lines, i, i);
	}
	return found;
}

/** Coefficients that have not seen the case's series, for every case: one fit a fold. */
export function crossFit(cases: readonly Case[], fold: (one: Case) => number, folds: number): (one: Case) => number[] {
	const fits = Array.from({ length: folds }, (_, left) => fitRisk(cases.filter((one) => fold(one) !== left)));
	return (one) => fits[fold(one)] as number[];
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
	coefficients: (one: Case) => readonly number[],
): (target: { aim: number; most: number }) => Outcome {
	const curves = cases.map((one) => caseCurve(one, coefficients(one)));
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
	const coefficients = crossFit(cases, (one) => foldOf(`aim ${one.series}`, 5), 5);
	const groups = [...Map.groupBy(cases, ({ split }) => split).entries()]
		.filter(([{ from, to, end }]) => end - to <= to - from)
		.map(([, group]) => sizer(group, coefficients));
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

function logistic(x: number): number {
	return 1 / (1 + Math.exp(-x));
}

function dot(a: readonly number[], b: readonly number[]): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
	return sum;
}

function at(values: readonly number[], i: number): number {
	return values[i] as number;
}

function cell(lines: readonly number[][], i: number, j: number): number {
	return (lines[i] as number[])[j] as number;
}
