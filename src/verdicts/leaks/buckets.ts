import type { Series } from "../../model/series.ts";

/**
 * A series in a few hundred stretches of time; everything after works on these. Stretches without a sample are left out, and
 * none reaches across a restart.
 */
export interface Buckets {
	/** Unix seconds of the middle of each stretch's samples. */
	t: Float64Array;
	/** Bytes: the 10th percentile (bursts and collector saw-teeth stand on it), the median and the highest. */
	floor: Float64Array;
	middle: Float64Array;
	peak: Float64Array;
	/** The newest limit, bytes; NaN where there is none. */
	capacity: number;
	/** Index of the first bucket of every life of the process that `start` tells of; begins with 0. */
	lives: number[];
	/** The newest start time, unix seconds; NaN where the series has none. */
	startedAt: number;
	samples: number;
	/** Unix seconds of the first sample, and seconds from it to the last. */
	from: number;
	span: number;
}

/** Fine enough to see a saw-tooth of fifty teeth, coarse enough that the rest costs little against the one pass over the samples. */
const MOST = 256;
/** Every life gets some buckets for its slope, the newest enough to be judged alone; with very many lives the sum is bounded. */
const LIFE_BUCKETS = 12;
const NEWEST_LIFE_BUCKETS = 64;
const BOUND = 2048;
/** A bucket of fewer samples has no floor. */
const SAMPLES_EACH = 4;
const SAMPLES_AT_LEAST = 2;

interface Life {
	from: number;
	to: number;
}

/** One pass over the samples up to row `end`: linear in their number. Samples that are not finite are passed over. */
export function bucketsOf(series: Series, end: number): Buckets {
	const { t, capacity, start } = series;
	const span = end === 0 ? 0 : (t[end - 1] as number) - (t[0] as number);
	const lives = livesOf(start, end);
	const most = Math.min(MOST, Math.max(1, Math.floor(end / SAMPLES_EACH)));
	const each = Math.min(LIFE_BUCKETS, Math.floor(BOUND / lives.length));
	const filler = new Filler(series, most + lives.length * (each + 1) + NEWEST_LIFE_BUCKETS);
	const starts: number[] = [];
	for (const life of lives) {
		const duration = (t[life.to - 1] as number) - (t[life.from] as number);
		const rows = life.to - life.from;
		const least = life === lives.at(-1) ? NEWEST_LIFE_BUCKETS : each;
		const share = Math.ceil((most * duration) / (span || 1));
		const wanted = Math.max(1, share, Math.min(least, Math.floor(rows / SAMPLES_AT_LEAST)));
		if (starts.at(-1) !== filler.count) starts.push(filler.count);
		filler.fill(life, (duration * (1 + 1e-9)) / wanted);
	}
	if (starts.length > 1 && starts.at(-1) === filler.count) starts.pop();
	return {
		...filler.columns(),
		capacity: end === 0 ? Number.NaN : (capacity[end - 1] as number),
		lives: starts,
		startedAt: end === 0 ? Number.NaN : (start[end - 1] as number),
		samples: filler.samples,
		from: t[0] ?? Number.NaN,
		span,
	};
}

class Filler {
	count = 0;
	samples = 0;
	private readonly series: Series;
	private readonly t: Float64Array;
	private readonly floor: Float64Array;
	private readonly middle: Float64Array;
	private readonly peak: Float64Array;
	private scratch: Float64Array = new Float64Array(1024);

	constructor(series: Series, most: number) {
		this.series = series;
		this.t = new Float64Array(most);
		this.floor = new Float64Array(most);
		this.middle = new Float64Array(most);
		this.peak = new Float64Array(most);
	}

	/** The hot loop: every sample of the fleet passes here, so what it uses lies in local variables. */
	fill({ from, to }: Life, width: number): void {
		const { t, bytes } = this.series;
		const origin = t[from] as number;
		let scratch = this.scratch;
		let [held, first, peak] = [0, from, 0];
		let bucketEnd = width > 0 ? origin + width : Number.POSITIVE_INFINITY;
		for (let row = from; row < to; row++) {
			const time = t[row] as number;
			if (time >= bucketEnd) {
				this.close(first, row - 1, held, peak);
				held = 0;
				first = row;
				peak = 0;
				bucketEnd = origin + (Math.floor((time - origin) / width) + 1) * width;
			}
			const value = bytes[row] as number;
			// NaN and infinities alone differ from themselves when taken from themselves.
			if (value - value !== 0) continue;
			if (held === scratch.length) scratch = this.widen();
			scratch[held++] = value;
			if (value > peak) peak = value;
		}
		this.close(first, to - 1, held, peak);
	}

	private close(first: number, last: number, held: number, peak: number): void {
		if (held === 0) return;
		const { series, scratch } = this;
		const bucket = this.count++;
		const [half, tenth] = [held >> 1, Math.floor((held - 1) * 0.1)];
		if (held <= SORTED) sortFirst(scratch, held);
		else {
			select(scratch, 0, held - 1, half);
			select(scratch, 0, half, tenth);
		}
		this.t[bucket] = ((series.t[first] as number) + (series.t[last] as number)) / 2;
		this.middle[bucket] = scratch[half] as number;
		this.floor[bucket] = scratch[tenth] as number;
		this.peak[bucket] = peak;
		this.samples += held;
	}

	private widen(): Float64Array {
		const wider = new Float64Array(this.scratch.length * 2);
		wider.set(this.scratch);
		this.scratch = wider;
		return wider;
	}

	columns(): Pick<Buckets, "t" | "floor" | "middle" | "peak"> {
		return {
			t: this.t.subarray(0, this.count),
			floor: this.floor.subarray(0, this.count),
			middle: this.middle.subarray(0, this.count),
			peak: this.peak.subarray(0, this.count),
		};
	}
}

/** Scrapes round a start time to a second or so: less than two seconds later is the same start. */
const SAME_START = 2;

/** The rows of each life; one where starts are not known. A pause of the newest value (NaN) belongs to the life around it. */
function livesOf(start: Float64Array, end: number): Life[] {
	if (end === 0) return [];
	const lives: Life[] = [];
	let from = 0;
	let known = start[0] as number;
	for (let row = 1; row < end; row++) {
		const value = start[row] as number;
		if (value === known || Number.isNaN(value)) continue;
		if (value - known >= SAME_START) {
			lives.push({ from, to: row });
			from = row;
		}
		known = value;
	}
	lives.push({ from, to: end });
	return lives;
}

/** Up to so many values are sorted by insertion, which beats selection on short runs. */
const SORTED = 32;

function sortFirst(values: Float64Array, count: number): void {
	for (let i = 1; i < count; i++) {
		const value = values[i] as number;
		let at = i;
		while (at > 0 && (values[at - 1] as number) > value) {
			values[at] = values[at - 1] as number;
			at--;
		}
		values[at] = value;
	}
}

/** The value of rank `k` among `values[lowest..highest]`, which it reorders: smaller ones come first (Hoare 1961, quickselect). */
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
