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

/**
 * One pass over the samples up to row `end`: linear in their number. Samples that are not finite are passed over. With `passing` the
 * columns are overwritten by the next such call: whoever judges and lets go spares the array that a call would cost.
 */
export function bucketsOf(series: Series, end: number, passing = false): Buckets {
	const { t, capacity, start } = series;
	const span = end === 0 ? 0 : (t[end - 1] as number) - (t[0] as number);
	const { lives, startedAt } = livesOf(start, end);
	const most = Math.min(MOST, Math.max(1, Math.floor(end / SAMPLES_EACH)));
	const each = Math.min(LIFE_BUCKETS, Math.floor(BOUND / lives.length));
	const room = most + lives.length * (each + 1) + NEWEST_LIFE_BUCKETS;
	const memory = passing ? passingOf(4 * room) : new Float64Array(4 * room);
	const column = (i: number, length: number) => memory.subarray(i * room, i * room + length);
	const out: Columns = {
		t: column(0, room),
		floor: column(1, room),
		middle: column(2, room),
		peak: column(3, room),
		samples: 0,
	};
	const starts: number[] = [];
	let count = 0;
	for (const life of lives) {
		const duration = (t[life.to - 1] as number) - (t[life.from] as number);
		const least = life === lives.at(-1) ? NEWEST_LIFE_BUCKETS : each;
		const share = Math.ceil((most * duration) / (span || 1));
		const wanted = Math.max(1, share, Math.min(least, Math.floor((life.to - life.from) / SAMPLES_AT_LEAST)));
		if (starts.at(-1) !== count) starts.push(count);
		count = fill(series, life, (duration * (1 + 1e-9)) / wanted, out, count);
	}
	if (starts.length > 1 && starts.at(-1) === count) starts.pop();
	return {
		t: column(0, count),
		floor: column(1, count),
		middle: column(2, count),
		peak: column(3, count),
		capacity: end === 0 ? Number.NaN : (capacity[end - 1] as number),
		lives: starts,
		startedAt,
		samples: out.samples,
		from: t[0] ?? Number.NaN,
		span,
	};
}

let passingMemory = new Float64Array(4096);

function passingOf(length: number): Float64Array {
	if (length > passingMemory.length) passingMemory = new Float64Array(2 * length);
	return passingMemory;
}

type Columns = Pick<Buckets, "t" | "floor" | "middle" | "peak" | "samples">;

/**
 * Fills buckets from `firstBucket` on and returns the one after the last. The hot loop: every sample of the fleet passes here, so what it uses are
 * local variables and one scratch for all.
 */
function fill({ t, bytes }: Series, { from, to }: Life, width: number, out: Columns, firstBucket: number): number {
	const origin = t[from] as number;
	let scratch: Float64Array = SCRATCH;
	let count = firstBucket;
	let samples = 0;
	let rows = 1;
	for (let first = from; first < to; ) {
		// From the origin: added to it, the billionth by which a bucket is wider than even steps would be rounded away.
		const bucketEnd =
			width > 0 ? (Math.floor(((t[first] as number) - origin) / width) + 1) * width : Number.POSITIVE_INFINITY;
		// Steps are even but for gaps: the next bucket has about as many rows as the last.
		let end = Math.min(to, first + rows);
		while (end < to && (t[end] as number) - origin < bucketEnd) end++;
		while (end > first + 1 && (t[end - 1] as number) - origin >= bucketEnd) end--;
		rows = end - first;
		if (rows > scratch.length) scratch = new Float64Array(2 * rows);
		let held = 0;
		let peak = 0;
		let least = Number.POSITIVE_INFINITY;
		let next = Number.POSITIVE_INFINITY;
		for (let row = first; row < end; row++) {
			const value = bytes[row] as number;
			// NaN and infinities alone differ from 0 when taken from themselves.
			if (value - value !== 0) continue;
			scratch[held++] = value;
			if (value > peak) peak = value;
			if (value < next) {
				if (value < least) {
					next = least;
					least = value;
				} else next = value;
			}
		}
		if (held > 0) {
			// Every second, third … sample tells the median and, of many, the floor as well.
			const stride = held <= FEW ? 2 : Math.max(1, Math.floor(held / RANKED));
			const ranked = held <= SMALL ? held : Math.floor((held - 1) / stride) + 1;
			if (ranked < held) for (let i = 1; i < ranked; i++) scratch[i] = scratch[i * stride] as number;
			const half = ranked >> 1;
			const tenth = Math.floor((ranked - 1) * 0.1);
			if (ranked <= SORTED) sortSmallest(scratch, ranked, half + 1);
			else select(scratch, 0, ranked - 1, half);
			out.middle[count] = scratch[half] as number;
			if (ranked > SORTED) select(scratch, 0, half, tenth);
			// Of up to twenty samples the 10th percentile is the least or the next.
			out.floor[count] = held <= FEW / 2 ? least : held <= FEW ? next : (scratch[tenth] as number);
			out.t[count] = ((t[first] as number) + (t[end - 1] as number)) / 2;
			out.peak[count] = peak;
			count++;
			samples += held;
		}
		first = end;
	}
	out.samples += samples;
	return count;
}

/** Emptied by every use; one for all calls, which cannot overlap. */
const SCRATCH = new Float64Array(4096);

/** Scrapes round a start time to a second or so: less than two seconds later is the same start. */
const SAME_START = 2;

/** The rows of each life; one where starts are not known. A pause of the newest value (NaN) belongs to the life around it, at the end too. */
function livesOf(start: Float64Array, end: number): { lives: Life[]; startedAt: number } {
	if (end === 0) return { lives: [], startedAt: Number.NaN };
	const lives: Life[] = [];
	let from = 0;
	let known = start[0] as number;
	for (let row = nextOther(start, 1, end, known); row < end; row = nextOther(start, row + 1, end, known)) {
		const value = start[row] as number;
		if (value - known >= SAME_START) {
			lives.push({ from, to: row });
			from = row;
		}
		known = value;
	}
	lives.push({ from, to: end });
	return { lives, startedAt: known };
}

/** The next row with another value, `end` where there is none: a loop over every sample of the fleet, which makes nothing. */
function nextOther(start: Float64Array, from: number, end: number, known: number): number {
	let row = from;
	// Most start times stay as they are: four at once, of which none is another.
	while (
		row + 3 < end &&
		start[row] === known &&
		start[row + 1] === known &&
		start[row + 2] === known &&
		start[row + 3] === known
	)
		row += 4;
	for (; row < end; row++) {
		const value = start[row] as number;
		if (value !== known && !Number.isNaN(value)) return row;
	}
	return end;
}

/** Buckets of up to so many samples are few: of these least and next are enough for the floor; smaller ones are ranked whole. */
const FEW = 20;
const SMALL = 9;
/** Of more, about so many are ranked. */
const RANKED = 40;
/** Up to so many values are sorted by insertion, which beats selection on short runs. */
const SORTED = 32;

/** Brings the `wanted` smallest of the first `count` values to the front, in order; the others are lost. */
function sortSmallest(values: Float64Array, count: number, wanted: number): void {
	for (let i = 1; i < count; i++) {
		const value = values[i] as number;
		if (i >= wanted && value >= (values[wanted - 1] as number)) continue;
		let at = i < wanted ? i : wanted - 1;
		while (at > 0 && (values[at - 1] as number) > value) {
			values[at] = values[at - 1] as number;
			at--;
		}
		values[at] = value;
	}
}

/**
 * The value of rank `k` among `values[lowest..highest]`, which it reorders: smaller ones come first (Hoare 1961, quickselect). Values are parted
 * without a branch (Edelkamp and Weiss 2016): a processor that guesses wrong half of the time loses more than two stores cost.
 */
export function select(values: Float64Array, lowest: number, highest: number, k: number): number {
	let low = lowest;
	let high = highest;
	while (low < high) {
		const pivot = middleOf(values[low] as number, values[(low + high) >> 1] as number, values[high] as number);
		let end = low;
		for (let i = low; i <= high; i++) {
			const value = values[i] as number;
			values[i] = values[end] as number;
			values[end] = value;
			end += Number(value < pivot);
		}
		if (k < end) {
			high = end - 1;
			continue;
		}
		low = end;
		for (let i = low; i <= high; i++) {
			const value = values[i] as number;
			values[i] = values[end] as number;
			values[end] = value;
			end += Number(value <= pivot);
		}
		if (k < end) return pivot;
		// A pivot that is no number is neither above nor below anything: what is left is put in order, such values last.
		if (end === low) return values.subarray(low, high + 1).sort()[k - low] as number;
		low = end;
	}
	return values[k] as number;
}

function middleOf(a: number, b: number, c: number): number {
	return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Buckets whose time is in `from` to `to`, the end left out. */
export function between(buckets: Buckets, from: number, to: number): Buckets {
	const { t, lives } = buckets;
	let first = 0;
	let end = t.length;
	while (first < end && (t[first] as number) < from) first++;
	while (end > first && (t[end - 1] as number) >= to) end--;
	const starts = lives.filter((at) => at > first && at < end).map((at) => at - first);
	const began = Math.max(buckets.from, from);
	return {
		t: t.subarray(first, end),
		floor: buckets.floor.subarray(first, end),
		middle: buckets.middle.subarray(first, end),
		peak: buckets.peak.subarray(first, end),
		capacity: buckets.capacity,
		lives: end > first ? [0, ...starts] : [],
		// Another image is another process.
		startedAt: end === t.length ? buckets.startedAt : began,
		samples: Math.round((buckets.samples * (end - first)) / Math.max(1, t.length)),
		from: began,
		span: Math.max(0, Math.min(buckets.from + buckets.span, to) - began),
	};
}
