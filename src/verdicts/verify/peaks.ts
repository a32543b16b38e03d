import type { Interval } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";

/** Blocks that the shorter side is cut into; of fewer than six the median has no 95 % interval. */
const BLOCKS = 8;
const FEWEST = 6;
/** A block of fewer samples has no peak worth the name. */
const SAMPLES_A_BLOCK = 2;

/** How long a block of peaks is, seconds: the same on both sides, as a longer time has higher peaks by chance alone. */
export function blockSeconds(before: number, after: number, step: number): number {
	return Math.max(Math.min(before, after) / BLOCKS, SAMPLES_A_BLOCK * step);
}

/**
 * The usual peak, bytes: the median of the highest memory in blocks of equal length, each over all containers that ran in it, with the interval of a
 * median by order statistics (Thompson 1936): without assumptions on how peaks are distributed. Null where there are too few blocks.
 */
export function usualPeak(series: readonly Series[], from: number, to: number, block: number): Interval | null {
	if (!(block > 0)) return null;
	const peaks = new Map<number, { peak: number; samples: number }>();
	for (const { t, bytes } of series) {
		for (let row = 0; row < t.length; row++) {
			const [at, value] = [t[row] ?? 0, bytes[row] ?? Number.NaN];
			if (at <= from || at > to || !(value >= 0)) continue;
			const place = Math.floor(at / block);
			const known = peaks.get(place);
			if (known === undefined) peaks.set(place, { peak: value, samples: 1 });
			else {
				known.peak = Math.max(known.peak, value);
				known.samples++;
			}
		}
	}
	const sorted = [...peaks.values()]
		.flatMap(({ peak, samples }) => (samples >= SAMPLES_A_BLOCK ? [peak] : []))
		.sort((a, b) => a - b);
	if (sorted.length < FEWEST) return null;
	const rank = lowerRank(sorted.length);
	const at = (i: number) => Math.round(sorted[i] ?? 0);
	return { value: at(Math.floor((sorted.length - 1) / 2)), low: at(rank), high: at(sorted.length - 1 - rank) };
}

/** The greatest index from either end between which the median lies with 95 %: tails of the binomial of one half. */
function lowerRank(n: number): number {
	// Where the binomial's first term is no number any more, its normal limit is as good.
	if (n > 1000) return Math.floor(n / 2 - 0.98 * Math.sqrt(n)) - 1;
	let [term, sum, rank] = [0.5 ** n, 0, 0];
	for (let i = 0; i < n / 2; i++) {
		sum += term;
		if (sum > 0.025) break;
		rank = i;
		term *= (n - i) / (i + 1);
	}
	return rank;
}
