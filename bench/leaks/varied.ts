import type { Series } from "../../src/model/series.ts";
import { BENIGN } from "./benign.ts";
import { blank, type Canvas, copyOf, cut, DAY, HOUR, spanOf } from "./canvas.ts";
import { benign, type Case, canvasOf, ENOUGH, GROWING, withBenign, withLeak, withMaskedLeak } from "./cases.ts";
import { EVERY_SHAPE } from "./leaking.ts";
import { Random } from "./random.ts";

/** Cases of each kind from one trace, for one round: the trace itself as it is, with what memory does without a leak, and with leaks. */
const EACH = { cut: 2, benign: 3, leak: 3, covered: 1, masked: 2 };
/** The same of what is made up. */
const PURPOSES = [
	...["benign", "benign", "benign", "benign", "benign", "benign", "benign"],
	...["leak", "leak", "leak", "leak", "covered", "masked", "masked"],
];
/** What a leak shows under least: saw-teeth of others, jobs and rhythms. */
const COVERS = [BENIGN.collector, BENIGN.rotation, BENIGN.rhythm, BENIGN.bursts, BENIGN["page-cache"]];
/** Of those that restarts hide, so many are under one of them, and so many under a rhythm alone: it looks most like what each life does. */
const MASKED_COVERED = 0.4;
const MASKED_IN_RHYTHM = 0.2;
/** Days: over a weekend it shows, over a day hardly. */
const SLOWEST = 3;
/** Seconds of the shortest stretch: what is seen soon after something was started. Of a trace it has at least so many of its samples: lines between fewer look like no memory. */
const LEAST_SPAN = HOUR / 3;
const LEAST_OF_TRACE = 24;
/** A record of fewer samples is too short to be judged. */
const LEAST = 40;
/** No series says more with more samples than these. */
const MOST = 12_000;

/**
 * Cases from stretches of any length from twenty minutes on, at any of the usual steps up to an hour, with every shape of leak: what people bring is no
 * month at five minutes. Other rounds and draws give others of the same trace.
 */
export function* variedCases(trace: Series, origin: string, rounds: number, draw = ""): Generator<Case> {
	const base = `${origin}/${trace.name}`;
	if (trace.t.length < ENOUGH || GROWING.has(base)) return;
	for (let round = 0; round < rounds; round++) {
		for (const [purpose, count] of Object.entries(EACH)) {
			for (let i = 0; i < count; i++) {
				const random = new Random(`${base} varied ${purpose} ${round} ${i}${draw}`);
				const series = stretchOf(trace, random);
				if (series === null) continue;
				if (purpose === "cut") yield varied(benign(series, "cut", origin, base));
				else yield varied(made(purpose, canvasOf(series, random), random, origin, base));
			}
		}
	}
}

/** The same from nothing but processes made up here. */
export function* variedSynthetic(from: number, to: number, draw = ""): Generator<Case> {
	for (let i = from; i < to; i++) {
		const base = `synthetic/varied ${i}`;
		const random = new Random(`${base}${draw}`);
		const span = random.logBetween(LEAST_SPAN, 30 * DAY);
		const canvas = blank(base, random, span, stepFor(span, random));
		if (random.chance(0.5)) follows(canvas, random);
		if (random.chance(0.25)) random.pick(Object.values(BENIGN))(canvas, random);
		if (random.chance(0.25)) canvas.series.capacity.fill(Number.NaN);
		const purpose = PURPOSES[i % PURPOSES.length] as string;
		yield varied(made(purpose, canvas, random, "synthetic", base));
	}
}

function made(purpose: string, canvas: Canvas, random: Random, origin: string, base: string): Case {
	if (purpose === "benign") return withBenign(canvas, random, origin, base);
	if (purpose === "covered" || (purpose === "masked" && random.chance(MASKED_COVERED)))
		random.pick(COVERS)?.(canvas, random);
	else if (purpose === "masked" && random.chance(MASKED_IN_RHYTHM / (1 - MASKED_COVERED)))
		BENIGN.rhythm?.(canvas, random);
	if (purpose === "leak" || purpose === "covered") return withLeak(canvas, random, origin, base, EVERY_SHAPE);
	return withMaskedLeak(canvas, random, origin, base, SLOWEST);
}

const varied = (one: Case): Case => ({ ...one, more: true, varied: true });

/** Noise that follows itself from sample to sample, beside the canvas's own that does not. */
function follows({ series, unit }: Canvas, random: Random): void {
	const pull = random.pick([0.9, 0.97, 0.99]);
	const deviation = unit * random.logBetween(0.001, 0.02) * Math.sqrt(1 - pull * pull);
	let x = 0;
	for (let row = 0; row < series.bytes.length; row++) {
		x = pull * x + deviation * random.normal();
		series.bytes[row] = Math.max(0, (series.bytes[row] as number) + x);
	}
}

const STEPS = [30, 60, 60, 300, 300, 900, HOUR];

/** A usual step that gives enough samples and not too many. */
function stepFor(span: number, random: Random): number {
	const fitting = STEPS.filter((step) => span / step >= LEAST && span / step <= MOST);
	return fitting.length === 0 ? span / 240 : random.pick(fitting);
}

/** A stretch of a trace: as it was sampled, every so many samples, or, at finer steps, on the lines between them; null where it holds too little. */
function stretchOf(trace: Series, random: Random): Series | null {
	const whole = spanOf(trace);
	const native = whole / (trace.t.length - 1);
	const span = random.logBetween(Math.min(Math.max(LEAST_SPAN, LEAST_OF_TRACE * native), whole), whole);
	const begin = (trace.t[0] as number) + random.between(0, whole - span);
	const from = trace.t.findIndex((t) => t >= begin);
	const to = trace.t.findLastIndex((t) => t <= begin + span) + 1;
	const step = random.chance(0.4) ? native : stepFor(span, random);
	const series = step < native * 0.75 ? finer(cut(trace, from, to), step) : coarser(trace, from, to, step / native);
	return series.t.length < LEAST ? null : series;
}

function coarser(trace: Series, from: number, to: number, times: number): Series {
	const each = Math.max(1, Math.round(times));
	if (each === 1) return copyOf(cut(trace, from, to));
	const pick = (column: Float64Array) => column.subarray(from, to).filter((_, row) => row % each === 0);
	const { name, t, bytes, capacity, start } = trace;
	return { name, t: pick(t), bytes: pick(bytes), capacity: pick(capacity), start: pick(start) };
}

function finer(series: Series, step: number): Series {
	const { name, t, bytes, capacity, start } = series;
	const count = Math.floor(spanOf(series) / step) + 1;
	const times = Float64Array.from({ length: count }, (_, i) => (t[0] as number) + i * step);
	let row = 0;
	const levels = times.map((time) => {
		while (row + 2 < t.length && (t[row + 1] as number) <= time) row++;
		const [a, b] = [t[row] as number, t[row + 1] ?? Number.NaN];
		const share = Number.isNaN(b) ? 0 : Math.min(1, (time - a) / (b - a || 1));
		return (bytes[row] as number) * (1 - share) + (bytes[row + 1] ?? (bytes[row] as number)) * share;
	});
	const all = (value: number | undefined) => new Float64Array(count).fill(value ?? Number.NaN);
	return { name, t: times, bytes: levels, capacity: all(capacity[0]), start: all(start[0]) };
}
