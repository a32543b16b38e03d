import type { Series } from "../../src/model/series.ts";
import { BENIGN, type Effect } from "./benign.ts";
import { blank, type Canvas, copyOf, shortWindowOf, spanOf, windowOf } from "./canvas.ts";
import { addLeak, addRestartMaskedLeak, atHalf, type Leak, SHAPES } from "./leaking.ts";
import { Random } from "./random.ts";

/** One labelled series. */
export interface Case {
	series: Series;
	/** Null for a series without an injected leak. */
	leak: Leak | null;
	/** The same series cut off when half of the leak had happened; null without a leak. */
	half: Series | null;
	/** What was done to it. */
	kind: string;
	/** The trace file it was made from, or `synthetic`. */
	origin: string;
	/** The series it was made from: the unit that train and test sets are split by. */
	base: string;
	/** Size of the leak against the range that the series has without it (5th to 95th percentile of smoothed memory). */
	prominence: number;
	/** Made for the making of the coefficients only. */
	more: boolean;
	/** From a stretch of any length at any step. */
	varied: boolean;
}

const EFFECTS = Object.entries(BENIGN);
/** A leak may hide under these; load that goes away again would take the leak with it. */
const COVERS = EFFECTS.filter(([kind]) => kind !== "load-bump");
/** Fewer samples say nothing either way; such series go through untouched and must not be found. */
export const ENOUGH = 120;

/** Their memory grows to the end without anything added: judged as they are, as not leaking, but not made into ten more of their kind. */
export const GROWING: ReadonlySet<string> = new Set([
	"bitbrains-rnd-2013-08/vm211",
	"bitbrains-rnd-2013-08/vm374",
	"bitbrains-rnd-2013-08/vm446",
	"bitbrains-rnd-2013-09/vm436",
	"bitbrains-rnd-2013-09/vm444",
	"nezha-2023-01/2023-01-29/ts-gateway-service-6f6cfc45b-h5m2n",
	"nezha-2023-01/2023-01-29/ts-order-other-service-6cdbf9b4cc-h7mqk",
	"nezha-2023-01/2023-01-29/ts-travel2-service-5c66d57d58-6mp2b",
	"nezha-2023-01/2023-01-30/ts-food-service-f5756978c-6sb8t",
	"nezha-2023-01/2023-01-30/ts-order-other-service-6cdbf9b4cc-swvb5",
	"nezha-2023-01/2023-01-30/ts-travel2-service-5c66d57d58-zxw8n",
]);

/** How many cases of each kind are made from one trace to be judged. */
const DRAWS = { benign: 8, leaks: 5, masked: 2 };
/** So many times as many for the making of the coefficients: what is more comes from stretches of a day to two weeks. */
const TIMES_MORE = 5;

/**
 * All cases made from one trace: itself, a window of it, hard negatives and leaks; with `more` those that nothing is judged on, too. Another `draw`
 * gives others of the same trace.
 */
export function* casesFrom(trace: Series, origin: string, more: boolean, draw = ""): Generator<Case> {
	const base = `${origin}/${trace.name}`;
	if (draw === "") yield benign(copyOf(trace), "untouched", origin, base);
	if (trace.t.length < ENOUGH || GROWING.has(base)) return;
	const window = (purpose: string, short: boolean) => {
		const random = new Random(`${base} ${purpose}${draw}`);
		const series = short ? shortWindowOf(trace, random) : windowOf(trace, random);
		return { random, canvas: canvasOf(series, random) };
	};
	const plain = window("window", false);
	yield benign(plain.canvas.series, "window", origin, base);
	const times = more ? TIMES_MORE : 1;
	const makers = [
		["benign", DRAWS.benign, withBenign],
		["leak", DRAWS.leaks, withLeak],
		["masked", DRAWS.masked, withMaskedLeak],
	] as const;
	for (const [purpose, judged, make] of makers) {
		for (let i = 0; i < judged * times; i++) {
			const { random, canvas } = window(`${purpose} ${i}`, i >= judged);
			yield { ...make(canvas, random, origin, base), more: i >= judged };
		}
	}
}

/** Cases from nothing but processes made up here. */
export function* syntheticCases(from: number, to: number, draw = ""): Generator<Case> {
	for (let i = from; i < to; i++) {
		const base = `synthetic/${i}`;
		const random = new Random(`${base}${draw}`);
		const canvas = blank(base, random);
		const kind = i % 11;
		for (let effects = random.integer(0, 1); effects > 0; effects--) random.pick(COVERS)[1](canvas, random);
		if (random.chance(0.15)) canvas.series.capacity.fill(Number.NaN);
		if (kind < 5) yield withBenign(canvas, random, "synthetic", base);
		else if (kind < 9) yield withLeak(canvas, random, "synthetic", base);
		else yield withMaskedLeak(canvas, random, "synthetic", base);
	}
}

export function canvasOf(series: Series, random: Random): Canvas {
	const sorted = series.capacity.filter((value) => !Number.isNaN(value)).sort();
	const middle = sorted[sorted.length >> 1];
	const canvas = { series, unit: middle ?? quantile(series.bytes, 0.9) * 2, restarted: 0 };
	if (middle === undefined) return canvas;
	if (random.chance(0.5) && quantile(series.bytes, 0.9) > 0.5 * middle) {
		const scale = random.between(0.3, 0.8);
		for (let row = 0; row < series.bytes.length; row++) series.bytes[row] = (series.bytes[row] as number) * scale;
	}
	if (random.chance(0.12)) series.capacity.fill(Number.NaN);
	return canvas;
}

export function benign(series: Series, kind: string, origin: string, base: string): Case {
	return {
		series: { ...series, name: `${base}#${kind}` },
		leak: null,
		half: null,
		kind,
		origin,
		base,
		prominence: 0,
		more: false,
		varied: false,
	};
}

export function withBenign(canvas: Canvas, random: Random, origin: string, base: string): Case {
	const [kind, effect] = random.pick(EFFECTS);
	effect(canvas, random);
	let extra: [string, Effect] | null = null;
	if (random.chance(0.15)) {
		extra = random.pick(EFFECTS);
		extra[1](canvas, random);
	}
	return benign(canvas.series, extra === null ? kind : `${kind}+${extra[0]}`, origin, base);
}

export function withLeak(canvas: Canvas, random: Random, origin: string, base: string, shapes = SHAPES): Case {
	let under = "";
	if (random.chance(0.25)) {
		const [kind, effect] = random.pick(COVERS);
		effect(canvas, random);
		under = ` under ${kind}`;
	}
	const range = smoothRange(canvas.series);
	const leak = addLeak(canvas, random, leakSize(canvas, range, random), shapes);
	return leaking(canvas.series, leak, `${leak.shape}${under}`, origin, base, range);
}

export function withMaskedLeak(canvas: Canvas, random: Random, origin: string, base: string, slowest = 1): Case {
	const range = smoothRange(canvas.series);
	const leak = addRestartMaskedLeak(canvas, random, slowest);
	return leaking(canvas.series, leak, leak.shape, origin, base, range);
}

function leaking(series: Series, leak: Leak, kind: string, origin: string, base: string, range: number): Case {
	const named = { ...series, name: `${base}#${kind}` };
	const prominence = leak.size / Math.max(range, 1);
	return { series: named, leak, half: atHalf(named, leak), kind, origin, base, prominence, more: false, varied: false };
}

/**
 * A share of the capacity, of what is free below it, or a multiple of the series' own range. Seldom small against that range: where
 * load comes and goes for days a small leak shows at the bottom, elsewhere nothing could tell it.
 */
function leakSize(canvas: Canvas, range: number, random: Random): number {
	const free = canvas.unit - quantile(canvas.series.bytes, 0.9);
	const least = random.chance(0.3) ? 0.3 : 0.7;
	let size = 0;
	for (let tries = 0; tries < 5; tries++) {
		const kind = random.next();
		if (kind < 0.5) size = canvas.unit * random.logBetween(0.05, 1);
		else if (kind < 0.75 && free > 0.05 * canvas.unit) size = free * random.between(0.3, 0.95);
		else size = range * random.between(1, 6);
		if (size > 0.03 * canvas.unit && size > least * range) return size;
	}
	return Math.max(0.05 * canvas.unit, range);
}

/** 5th to 95th percentile of the medians of 96 equal stretches. */
function smoothRange(series: Series): number {
	const { t, bytes } = series;
	const span = spanOf(series);
	const stretches: number[][] = Array.from({ length: 96 }, () => []);
	for (let row = 0; row < t.length; row++) {
		stretches[Math.min(95, Math.floor((((t[row] as number) - (t[0] as number)) / span) * 96))]?.push(
			bytes[row] as number,
		);
	}
	const medians = Float64Array.from(
		stretches.filter((s) => s.length > 0).map((s) => quantile(Float64Array.from(s), 0.5)),
	);
	return quantile(medians, 0.95) - quantile(medians, 0.05);
}

export function quantile(values: Float64Array, q: number): number {
	const sorted = values.toSorted();
	return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
