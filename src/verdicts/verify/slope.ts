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

/** Growth over several lives, bytes an hour: each life's slope weighed by how long it was seen. Null when none was seen long enough. */
export function growthOf(lives: readonly Life[]): Interval | null {
	const slopes = lives.flatMap((life) => {
		const slope = slopeOf(life);
		return slope === null ? [] : [{ ...slope, seconds: (life.t.at(-1) ?? 0) - (life.t[0] ?? 0) }];
	});
	const total = slopes.reduce((sum, { seconds }) => sum + seconds, 0);
	if (slopes.length === 0 || total === 0) return null;
	const value = slopes.reduce((sum, one) => sum + one.value * (one.seconds / total), 0);
	const within = Math.sqrt(slopes.reduce((sum, one) => sum + (one.error * (one.seconds / total)) ** 2, 0));
	// Lives that differ more than each is uncertain: their spread says how sure their mean is.
	const spread =
		slopes.length < 3
			? 0
			: Math.sqrt(
					slopes.reduce((sum, one) => sum + (one.value - value) ** 2 * (one.seconds / total), 0) / (slopes.length - 1),
				);
	const reach = Z * Math.max(within, spread);
	return { value: value * HOUR, low: (value - reach) * HOUR, high: (value + reach) * HOUR };
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
