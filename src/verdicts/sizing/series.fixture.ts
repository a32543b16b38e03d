import type { Series } from "../../model/series.ts";

export const MI = 1 << 20;
export const DAY = 86_400;
export const FROM = 1_700_000_000;

/** A series of samples `step` seconds apart; capacity and start may be given once for all or for each sample. */
export function series(
	bytes: readonly number[],
	{ name = "web", step = 300, capacity = Number.NaN, start = Number.NaN }: SeriesOptions = {},
): Series {
	const column = (given: number | readonly number[]) =>
		Float64Array.from(bytes, (_, i) => (typeof given === "number" ? given : (given[i] as number)));
	return {
		name,
		t: Float64Array.from(bytes, (_, i) => FROM + i * step),
		bytes: Float64Array.from(bytes),
		capacity: column(capacity),
		start: column(start),
	};
}

interface SeriesOptions {
	name?: string;
	step?: number;
	capacity?: number | readonly number[];
	start?: number | readonly number[];
}

/** Two weeks at five minutes: a level that wobbles by a share of itself, the same every time. */
export function steady(level: number, wobble = 0.02, samples = 4032): number[] {
	return Array.from({ length: samples }, (_, i) => level * (1 + wobble * Math.sin(i * 1.7) * Math.cos(i / 97)));
}
