import type { Series } from "../../src/model/series.ts";
import type { Random } from "./random.ts";

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** A series under construction. `unit` is the capacity in bytes, or what stands in for it: sizes of effects are shares of it. */
export interface Canvas {
	series: Series;
	unit: number;
	/** Seconds from the first sample to the last restart that an effect made; 0 if none did. */
	restarted: number;
}

export function spanOf({ t }: Series): number {
	return t.length === 0 ? 0 : (t.at(-1) as number) - (t[0] as number);
}

export function copyOf(series: Series): Series {
	return cut(series, 0, series.t.length);
}

/** Rows `from` to `to`, copied. */
export function cut({ name, t, bytes, capacity, start }: Series, from: number, to: number): Series {
	return {
		name,
		t: t.slice(from, to),
		bytes: bytes.slice(from, to),
		capacity: capacity.slice(from, to),
		start: start.slice(from, to),
	};
}

function keepRows(series: Series, keep: (row: number) => boolean): Series {
	const rows = Uint32Array.from(series.t.keys()).filter(keep);
	const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number);
	const { name, t, bytes, capacity, start } = series;
	return { name, t: pick(t), bytes: pick(bytes), capacity: pick(capacity), start: pick(start) };
}

/** Adds `effect(seconds since the first sample, row)` to every sample; memory is never negative. */
export function add({ series }: Canvas, effect: (seconds: number, row: number) => number): void {
	const { t, bytes } = series;
	const t0 = t[0] as number;
	for (let row = 0; row < t.length; row++) {
		bytes[row] = Math.max(0, (bytes[row] as number) + effect((t[row] as number) - t0, row));
	}
}

/** A window of a trace: mostly all of it, else a stretch cut at any phase of its rhythms; sometimes thinned, sometimes with holes. */
export function windowOf(series: Series, random: Random): Series {
	let window = series;
	const rows = series.t.length;
	if (random.chance(0.35) && rows >= 600) {
		const length = Math.floor(rows * random.between(0.3, 0.9));
		const from = random.integer(0, rows - length);
		window = cut(series, from, from + length);
	}
	const step = spanOf(window) / Math.max(1, window.t.length - 1);
	const thin = random.integer(2, 5);
	if (random.chance(0.25) && step * thin <= 301 && window.t.length / thin >= 240) {
		window = keepRows(window, (row) => row % thin === 0);
	}
	return random.chance(0.15) ? withHoles(window, random) : copyOf(window);
}

/** A stretch of a day to two weeks, or less where the trace is shorter, at any phase of its rhythms. */
export function shortWindowOf(series: Series, random: Random): Series {
	const rows = series.t.length;
	const each = spanOf(series) / Math.max(1, rows - 1);
	const span = random.logBetween(Math.min(DAY, spanOf(series) * 0.6), Math.min(14 * DAY, spanOf(series)));
	const length = Math.min(rows, Math.max(240, Math.floor(span / each)));
	const from = random.integer(0, rows - length);
	return windowOf(cut(series, from, from + length), random);
}

export function withHoles(series: Series, random: Random): Series {
	const rows = series.t.length;
	const holes = Array.from({ length: random.integer(1, 3) }, () => {
		const from = random.integer(0, rows - 1);
		return [from, from + rows * random.between(0.01, 0.08)] as const;
	});
	return keepRows(series, (row) => !holes.some(([from, to]) => row >= from && row < to));
}

/** An empty canvas: a level with a little noise, `span` seconds long, a sample every `step` seconds. */
export function blank(
	name: string,
	random: Random,
	span = random.logBetween(6 * HOUR, 28 * DAY),
	step = stepFor(span, random),
): Canvas {
	const rows = Math.floor(span / step);
	const capacity = random.logBetween(64, 65_536) * 2 ** 20;
	const t0 = 1_600_000_000 + random.integer(0, 7 * DAY);
	const series: Series = {
		name,
		t: Float64Array.from({ length: rows }, (_, row) => t0 + row * step),
		bytes: new Float64Array(rows),
		capacity: new Float64Array(rows).fill(capacity),
		start: new Float64Array(rows).fill(Number.NaN),
	};
	const level = capacity * random.between(0.05, 0.6);
	const noise = capacity * random.logBetween(0.0003, 0.02);
	const canvas = { series, unit: capacity, restarted: 0 };
	add(canvas, () => level + noise * random.normal());
	return canvas;
}

/** As scrapers are set, but no more than 12,000 samples and no fewer than 150. */
function stepFor(span: number, random: Random): number {
	const usual = random.pick([30, 60, 60, 120, 300]);
	return Math.min(span / 150, Math.max(usual, Math.ceil(span / 12_000 / 30) * 30));
}
