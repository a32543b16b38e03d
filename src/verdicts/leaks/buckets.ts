import type { Series } from "../../model/series.ts";

/**
 * A series in a few hundred equal stretches of time; everything after works on these. Stretches without a sample are left out, and
 * none reaches across a restart.
 */
export interface Buckets {
	/** Unix seconds of the middle of each stretch's samples. */
	t: Float64Array;
	/** Bytes: the 10th percentile (bursts and collector saw-teeth stand on it) and the median. */
	floor: Float64Array;
	middle: Float64Array;
	/** The newest limit, bytes; NaN where there is none. */
	capacity: number;
	/** Index of the first bucket of every life of the process that `start` tells of; starts with 0. */
	lives: number[];
	/** Whether the series knows when its process started. */
	startsKnown: boolean;
	samples: number;
	/** Seconds from the first to the last sample. */
	span: number;
}

/** Fine enough to see a saw-tooth of fifty teeth, coarse enough that the rest costs little against the one pass over the samples. */
const MOST = 512;
/** A bucket of fewer samples has no floor. */
const SAMPLES_EACH = 4;
/** A life needs some buckets for its slope; with very many lives that is the bound. */
const LIFE_BUCKETS = 10;
const HARD_BOUND = 2048;

/** One pass over the samples up to row `end`: linear in their number. Samples that are not finite are passed over. */
export function bucketsOf({ t, bytes, capacity, start }: Series, end: number): Buckets {
	const first = t[0] ?? 0;
	const span = end === 0 ? 0 : (t[end - 1] as number) - first;
	const lifeCount = countLives(start, end);
	const wanted = Math.min(HARD_BOUND, Math.max(MOST, lifeCount * LIFE_BUCKETS), Math.floor(end / SAMPLES_EACH));
	const width = wanted < 1 || span === 0 ? Number.POSITIVE_INFINITY : (span * (1 + 1e-9)) / wanted;
	const limit = Math.min(end, wanted + lifeCount) + 1;
	const [times, floor, middle] = [new Float64Array(limit), new Float64Array(limit), new Float64Array(limit)];
	const lives = [0];
	const scratch = new Float64Array(Math.min(end, 65_536));
	let count = 0;
	let held = 0;
	let from = 0;
	let origin = first;
	let bucketEnd = first + width;
	let samples = 0;
	for (let row = 0; row <= end; row++) {
		const time = t[row] as number;
		const restarted = row > 0 && row < end && isRestart(start[row - 1] as number, start[row] as number);
		if (row === end || time >= bucketEnd || restarted || held === scratch.length) {
			if (held > 0) {
				times[count] = ((t[from] as number) + (t[row - 1] as number)) / 2;
				middle[count] = select(scratch, 0, held - 1, held >> 1);
				floor[count] = select(scratch, 0, held >> 1, Math.floor((held - 1) * 0.1));
				count++;
				held = 0;
			}
			if (row === end) break;
			from = row;
			if (restarted) {
				if (lives.at(-1) !== count) lives.push(count);
				origin = time;
			}
			bucketEnd = origin + (Math.floor((time - origin) / width) + 1) * width;
		}
		const value = bytes[row] as number;
		if (value - value === 0) {
			scratch[held++] = value;
			samples++;
		}
	}
	if (lives.length > 1 && lives.at(-1) === count) lives.pop();
	return {
		t: times.subarray(0, count),
		floor: floor.subarray(0, count),
		middle: middle.subarray(0, count),
		capacity: end === 0 ? Number.NaN : (capacity[end - 1] as number),
		lives,
		startsKnown: end > 0 && !Number.isNaN(start[end - 1]),
		samples,
		span,
	};
}

/** Scrapes round a start time to a second or so; less than two seconds is the same start. */
function isRestart(before: number, after: number): boolean {
	return after - before >= 2;
}

function countLives(start: Float64Array, end: number): number {
	let lives = 1;
	if (end === 0 || Number.isNaN(start[end - 1])) return lives;
	for (let row = 1; row < end; row++) if (isRestart(start[row - 1] as number, start[row] as number)) lives++;
	return lives;
}

/** The value of rank `k` among `values[low..high]`, which it reorders so that smaller ones come first (Hoare 1961, quickselect). */
export function select(values: Float64Array, lowest: number, highest: number, k: number): number {
	let [low, high] = [lowest, highest];
	while (low < high) {
		const pivot = values[(low + high) >> 1] as number;
		let [i, j] = [low, high];
		while (i <= j) {
			while ((values[i] as number) < pivot) i++;
			while ((values[j] as number) > pivot) j--;
			if (i <= j) {
				const swap = values[i] as number;
				values[i++] = values[j] as number;
				values[j--] = swap;
			}
		}
		if (k <= j) high = j;
		else if (k >= i) low = i;
		else break;
	}
	return values[k] as number;
}
