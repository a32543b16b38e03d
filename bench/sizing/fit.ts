import { allocate, OWN_RISK } from "../../src/verdicts/sizing/allocate.ts";
import type { Curve, Model } from "../../src/verdicts/sizing/curve.ts";
import { DIRECTIONS, FEATURES } from "../../src/verdicts/sizing/features.ts";
import { leakLimit } from "../../src/verdicts/sizing/leak.ts";
import { type Forest, type Settings, scoreOf, train } from "../leaks/boost.ts";
import { type Case, caseCurve, caseOf, isAbove, type Rows, rowsOf, SPLITS, withCapacity } from "./cases.ts";
import { MADE_UP, madeUp } from "./made-up.ts";

/** Small steps, large leaves, and each tree from a part of the rows and measurements: 300 series are few. By cross-validation and with files left out. */
const SETTINGS: Settings = {
	trees: 300,
	depth: 4,
	rate: 0.07,
	least: 1,
	ridge: 2,
	rows: 0.7,
	measurements: 0.6,
	direction: Int8Array.from(FEATURES, (feature) => DIRECTIONS[feature] ?? 0),
};
/** A case's levels count together as this many rows times the split's weight. */
const ROWS_A_CASE = 20;
/** Neighbouring levels tell the same: each third is learnt from. */
const EACH = 3;
/** So many made-up series, each cut in a third of the ways; a case counts so much beside a real one. */
const INVENTED = { series: 450, ways: 3, weight: 1.2 };

/**
 * Every fourth case counts again as if its capacity were some times as much, and every fourth as if none were known, so much beside itself: limits are often
 * generous or absent, and then tell nothing of how high use will go.
 */
const OTHERWISE = { each: 4, weight: 0.6, times: [1.5, 2, 3, 4, 6] };

/** Rows are the same for every fold: made once. */
const rowsCache = new WeakMap<Case, Rows>();

function rows(one: Case): Rows {
	const known = rowsCache.get(one);
	if (known !== undefined) return known;
	const made = rowsOf(one);
	rowsCache.set(one, made);
	return made;
}

let invented: readonly Case[] | null = null;

function inventedCases(): readonly Case[] {
	invented ??= madeUp(INVENTED.series).flatMap((series, i) =>
		SPLITS.filter((_, k) => (i + k) % INVENTED.ways === 0).flatMap((split) => caseOf(MADE_UP, series, split) ?? []),
	);
	return invented;
}

const otherwiseCache = new WeakMap<Case, readonly Case[]>();

function otherwise(one: Case, i: number): readonly Case[] {
	const known = otherwiseCache.get(one);
	if (known !== undefined) return known;
	const turn = i % OTHERWISE.each;
	const times = turn === 0 ? at(OTHERWISE.times, Math.floor(i / OTHERWISE.each) % OTHERWISE.times.length) : null;
	const made = turn % 2 === 0 && one.profile.capacity !== null ? [withCapacity(one, times)] : [];
	otherwiseCache.set(one, made);
	return made;
}

/** Boosted trees over the levels of all these cases and of made-up ones. */
export function fitForest(cases: readonly Case[]): Forest {
	const features: Float64Array[] = [];
	const labels: number[] = [];
	const weights: number[] = [];
	const again = cases.flatMap(otherwise);
	const counted = new Map(again.map((one) => [one, OTHERWISE.weight]));
	for (const one of [...cases, ...again, ...inventedCases()]) {
		if (leakLimit(one.profile) !== null) continue;
		const { features: more, exceeded } = rows(one);
		const weight = one.split.weight * (one.file === MADE_UP ? INVENTED.weight : (counted.get(one) ?? 1));
		for (const [i, row] of more.entries()) {
			if (i % EACH !== 0) continue;
			features.push(row);
			labels.push(exceeded[i] ? 1 : 0);
			weights.push((weight * ROWS_A_CASE * EACH) / more.length);
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
	// As in recommend.ts: what leaks keeps its limit, and is no measure for the others.
	const sized = cases.filter(({ profile }) => leakLimit(profile) === null);
	const held = cases.filter(({ profile }) => leakLimit(profile) !== null);
	const kept = held.map(({ profile }) => leakLimit(profile) as number);
	const curves = sized.map((one) => caseCurve(one, model(one)));
	const candidates = sized.map(({ shape }, i) => ({ curve: curves[i] as Curve, cost: shape.share }));
	return (target) => {
		const levels = allocate(candidates, target);
		const limits = sized.map(({ shape }, i) => at(curves[i]?.levels ?? [], at(levels, i)) * shape.scale);
		return outcomeOf([...sized, ...held], [...limits, ...kept]);
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

/** A model for each file that was fitted without it. */
export function leaveFileOut(cases: readonly Case[]): (one: Case) => Model {
	const files = [...new Set(cases.map(({ file }) => file))];
	const fits = new Map(files.map((file) => [file, fitRisk(cases.filter((one) => one.file !== file))]));
	return (one) => fits.get(one.file) as Model;
}

/** What part of the accepted share to use up on series not seen of files that were: of all together, so that another few hundred series keep it too, and of each file by itself. */
const MARGIN: readonly (readonly [accepted: number, together: number, alone: number])[] = [
	[0.01, 0.6, 1],
	[0.05, 0.75, 1],
	[0.1, 0.65, 0.6],
];
/** A kind of program that was never seen, by itself: so much more is less than some hundred series can tell. */
const STRANGE_ALONE = 1.15;
/** Files of fewer series tell nothing by themselves. */
const LEAST_ALONE = 50;

/**
 * For each accepted share the highest mean risk that kept, over the splits whose horizon is not longer than the history: its part of it on series the
 * fit had not seen, on average over the splits, for one alone hangs on a few series; all of it on files not seen, in every single split; and all of it on each
 * of these files sized by itself, as a fleet may be of one kind.
 */
export function aimsOf(
	cases: readonly Case[],
	unseen: { series: (one: Case) => Model; file: (one: Case) => Model },
): [accepted: number, aim: number][] {
	const splits = [...Map.groupBy(cases, ({ split }) => split).entries()]
		.filter(([{ from, to, end, weight }]) => end - to <= to - from && weight > 0)
		.map(([, group]) => group);
	const together = splits.map((group) => sizer(group, unseen.series));
	const unknown = splits.map((group) => sizer(group, unseen.file));
	const files = [...new Set(cases.map(({ file }) => file))];
	const alone = (model: (one: Case) => Model) =>
		files.flatMap((file) => {
			const parts = splits.map((group) => group.filter((one) => one.file === file));
			return parts.every(({ length }) => length >= LEAST_ALONE) ? [parts.map((part) => sizer(part, model))] : [];
		});
	const [known, strange] = [alone(unseen.series), alone(unseen.file)];
	return MARGIN.map(([accepted, part, partAlone]) => {
		let best = accepted * 0.1;
		for (let aim = best; aim < accepted * 2; aim *= 1.05) {
			const target = { aim, most: OWN_RISK * accepted };
			const exceeded = (sizers: typeof together) => sizers.map((size) => size(target).exceeded);
			if (mean(exceeded(together)) > part * accepted || exceeded(unknown).some((share) => share > accepted)) break;
			if (known.some((file) => mean(exceeded(file)) > partAlone * accepted)) break;
			if (strange.some((file) => mean(exceeded(file)) > STRANGE_ALONE * accepted)) break;
			best = aim;
		}
		return [accepted, Number(best.toPrecision(3))];
	});
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function at(values: readonly number[], i: number): number {
	return values[i] as number;
}
