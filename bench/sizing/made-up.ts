import type { Series } from "../../src/model/series.ts";
import { Random } from "../leaks/random.ts";

/** Series that were made up, so that the fit has seen characters that few real ones of ours have: what is nobody's fleet is no fleet's favour. */
export const MADE_UP = "made-up";
const SAMPLES = 1500;

export function madeUp(count: number): Series[] {
	return Array.from({ length: count }, (_, i) => one(i, new Random(`sizing ${i}`)));
}

function one(i: number, random: Random): Series {
	const days = random.logBetween(0.5, 30);
	const step = (days * 86_400) / SAMPLES;
	const capacity = random.logBetween(2 ** 27, 2 ** 35);
	const level = capacity * random.logBetween(0.03, 0.7);
	const bytes = new Float64Array(SAMPLES).fill(1);
	times(bytes, noise(random));
	if (random.chance(0.4)) times(bytes, walk(random));
	if (random.chance(0.3)) times(bytes, shifts(random));
	if (random.chance(0.3)) times(bytes, warmUp(random));
	if (random.chance(0.4)) times(bytes, daily(random, step));
	if (random.chance(0.75)) times(bytes, bursts(random));
	const limited = random.chance(0.9);
	const limit = limited ? capacity : level * 2;
	return {
		name: `${MADE_UP} ${i}`,
		t: Float64Array.from(bytes, (_, k) => 1_700_000_000 + Math.round(k * step)),
		bytes: bytes.map((factor) => (limited ? Math.min(capacity, level * factor) : level * factor)),
		capacity: new Float64Array(SAMPLES).fill(limit),
		start: new Float64Array(SAMPLES).fill(Number.NaN),
	};
}

function times(bytes: Float64Array, factor: (i: number) => number): void {
	for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) * factor(i);
}

/** Wobble that forgets within some samples. */
function noise(random: Random): (i: number) => number {
	const [size, memory] = [random.logBetween(0.001, 0.15), 1 - 1 / random.logBetween(1, 100)];
	let at = 0;
	return () => {
		at = memory * at + Math.sqrt(1 - memory * memory) * random.normal();
		return Math.exp(size * at);
	};
}

/** Wandering that never comes back by itself. */
function walk(random: Random): (i: number) => number {
	const size = random.logBetween(0.02, 0.6) / Math.sqrt(SAMPLES);
	let at = 0;
	return () => {
		at += size * random.normal();
		return Math.exp(at);
	};
}

/** Deployments: now and then another level for good. */
function shifts(random: Random): (i: number) => number {
	const [rate, size] = [random.logBetween(0.5, 8) / SAMPLES, random.logBetween(0.05, 0.7)];
	let at = 0;
	return () => {
		if (random.chance(rate)) at += size * random.normal();
		return Math.exp(at);
	};
}

/** Caches and heaps that fill and then stay. */
function warmUp(random: Random): (i: number) => number {
	const [from, length] = [random.logBetween(0.1, 0.9), random.logBetween(0.01, 0.6) * SAMPLES];
	return (i) => 1 - (1 - from) * Math.exp(-i / length);
}

function daily(random: Random, step: number): (i: number) => number {
	const [size, phase] = [random.logBetween(0.03, 0.6), random.logBetween(0.1, 6)];
	return (i) => 1 + size * Math.max(0, Math.sin((i * step * 2 * Math.PI) / 86_400 + phase)) ** 2;
}

/** Bursts at any time, rare or often, alike or of all heights, for a sample or for long. */
function bursts(random: Random): (i: number) => number {
	const [rate, height, spread] = [
		random.logBetween(0.7, 120) / SAMPLES,
		random.logBetween(0.1, 3),
		random.logBetween(0.05, 0.8),
	];
	const length = random.logBetween(1, 30);
	let [left, at] = [0, 1];
	return () => {
		if (left <= 0 && random.chance(rate)) {
			left = 1 + Math.floor(-length * Math.log(random.logBetween(0.001, 1)) * 0.3);
			at = 1 + height * Math.exp(spread * random.normal());
		}
		return left-- > 0 ? at : 1;
	};
}
