import type { Interval } from "../../model/rules-verify.ts";
import type { Life } from "./lives.ts";

const BLOCKS = 32;
const FEWEST_BLOCKS = 5;
const SAMPLES_A_BLOCK = 2;
/** Two-sided 95 %. */
const Z = 1.96;
/** Blocks that stand beside each other are not independent: Sen's interval is too narrow for memory by about this much. */
const WIDENED = 1.5;
const HOUR = 3600;

interface Slope {
	value: number;
	error: number;
	seconds: number;
}

/**
 * Growth over several lives, bytes an hour: each life's slope weighed by how long it was seen. Lives that followed one another and differ more than each is
 * uncertain say by their spread how sure their mean is; replicas beside one another are all that there are, and may differ. Null when none was seen long enough.
 */
export function growthOf(lives: readonly Life[]): Interval | null {
	const places = inPlaces(lives).flatMap((place) => {
		const slopes = place.flatMap((life) => {
			const slope = slopeOf(life);
			return slope === null ? [] : [{ ...slope, seconds: endOf(life) - beginOf(life) }];
		});
		const one = together(slopes);
		if (one === null) return [];
		const spread = slopes.reduce(
			(sum, { value, seconds }) => sum + (value - one.value) ** 2 * (seconds / one.seconds),
			0,
		);
		const apart = slopes.length < 3 ? 0 : Math.sqrt(spread / (slopes.length - 1));
		return [{ ...one, error: Math.max(one.error, apart) }];
	});
	const all = together(places);
	if (all === null) return null;
	const reach = Z * all.error;
	return { value: all.value * HOUR, low: (all.value - reach) * HOUR, high: (all.value + reach) * HOUR };
}

function together(slopes: readonly Slope[]): Slope | null {
	const total = slopes.reduce((sum, { seconds }) => sum + seconds, 0);
	if (slopes.length === 0 || total === 0) return null;
	return {
		value: slopes.reduce((sum, one) => sum + one.value * (one.seconds / total), 0),
		error: Math.sqrt(slopes.reduce((sum, one) => sum + (one.error * (one.seconds / total)) ** 2, 0)),
		seconds: total,
	};
}

/** Lives that followed one another, in the place that was left last. */
function inPlaces(lives: readonly Life[]): Life[][] {
	const places: Life[][] = [];
	for (const life of lives.toSorted((a, b) => beginOf(a) - beginOf(b))) {
		const left = (place: readonly Life[]) => endOf(place.at(-1) as Life);
		const free = places.filter((place) => left(place) <= beginOf(life));
		const place = free.toSorted((a, b) => left(b) - left(a))[0];
		if (place === undefined) places.push([life]);
		else place.push(life);
	}
	return places;
}

function beginOf({ t }: Life): number {
	return t[0] ?? 0;
}

function endOf({ t }: Life): number {
	return t.at(-1) ?? 0;
}

/** Bytes a second with its standard error: the median slope between the floors of blocks (Theil 1950), with Sen's rank interval (1968). */
function slopeOf({ t, bytes }: Life): { value: number; error: number } | null {
	const blocks = Math.min(BLOCKS, Math.floor(t.length / SAMPLES_A_BLOCK));
	if (blocks < FEWEST_BLOCKS) return null;
	const points = Array.from({ length: blocks }, (_, i) => {
		const [from, to] = [Math.floor((i * t.length) / blocks), Math.floor(((i + 1) * t.length) / blocks)];
		return { t: quantile(t.slice(from, to), 0.5), floor: quantile(bytes.slice(from, to), 0.25) };
	});
	const slopes: number[] = [];
	for (const [i, a] of points.entries()) {
		for (const b of points.slice(i + 1)) if (b.t > a.t) slopes.push((b.floor - a.floor) / (b.t - a.t));
	}
	if (slopes.length === 0) return null;
	slopes.sort((a, b) => a - b);
	// The variance of Kendall's S without ties.
	const reach = Z * Math.sqrt((blocks * (blocks - 1) * (2 * blocks + 5)) / 18);
	const place = (at: number) => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(at)))] ?? 0;
	const [low, high] = [place((slopes.length - reach) / 2), place((slopes.length + reach) / 2)];
	return { value: place((slopes.length - 1) / 2), error: (WIDENED * (high - low)) / (2 * Z) };
}

function quantile(values: Float64Array, share: number): number {
	const sorted = values.toSorted();
	return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
