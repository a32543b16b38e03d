import type { Series } from "../../src/model/series.ts";
import { bucketsOf } from "../../src/verdicts/leaks/buckets.ts";
import { LEAST_BUCKETS, type Measured, measure } from "../../src/verdicts/leaks/measure.ts";
import { NO_TEETH } from "../../src/verdicts/leaks/teeth.ts";
import { type Case, casesFrom, syntheticCases } from "./cases.ts";
import { readLabelled } from "./labelled.ts";
import { hashOf } from "./random.ts";
import { readTraces } from "./traces.ts";

const SYNTHETIC = 1500;
/** One series in five never takes part in the making of the coefficients. */
const FOLDS = 5;

/** Every labelled series, one at a time: from real traces where there are any, made up, and recorded from processes. */
export async function* allCases(): AsyncGenerator<Case> {
	for await (const { origin, series } of readTraces()) yield* casesFrom(series, origin);
	yield* syntheticCases(SYNTHETIC);
	yield* readLabelled();
}

/** 0 is held out. All cases of one base are in the same fold. */
export function foldOf(base: string): number {
	return hashOf(base) % FOLDS;
}

/** The measurements of a series, in the order of `MEASUREMENTS`; null when it is too short to be judged. */
export function measurementsOf(series: Series): Float64Array | null {
	const buckets = bucketsOf(series, series.t.length);
	if (buckets.t.length < LEAST_BUCKETS) return null;
	const { values } = measure(buckets);
	return Float64Array.from(MEASUREMENTS, (name) => values[name]);
}

/** Every measurement there is, by name. */
export const MEASUREMENTS: readonly (keyof Measured["values"])[] = namesOf();

function namesOf(): (keyof Measured["values"])[] {
	const t = Float64Array.from({ length: 64 }, (_, i) => i * 60);
	const none = new Float64Array(64).fill(Number.NaN);
	const flat: Series = { name: "", t, bytes: new Float64Array(64).fill(1), capacity: none, start: none };
	const { values } = measure(bucketsOf(flat, 64));
	return Object.keys({ ...values, ...NO_TEETH }) as (keyof Measured["values"])[];
}
