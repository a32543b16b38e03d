import { add, type Canvas, DAY, HOUR, MINUTE, spanOf } from "./canvas.ts";
import type { Random } from "./random.ts";
import { workdayStarts } from "./workdays.ts";

/** What memory does without a leak: each effect is added to a canvas in place. */
export type Effect = (canvas: Canvas, random: Random) => void;

/** Rises to its level after the start (class loading, connection pools, first requests) and stays. */
export const warmUp: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const size = canvas.unit * random.between(0.05, 0.5);
	const settle = span * random.logBetween(0.01, 0.2);
	const delay = random.chance(0.3) ? span * random.between(0, 0.2) : 0;
	const overshoot = random.chance(0.3) ? random.between(0.1, 0.6) : 0;
	add(canvas, (s) => {
		const age = (s - delay) / settle;
		return age < 0 ? 0 : size * (1 - Math.exp(-age) + overshoot * age * Math.exp(-age));
	});
};

/** A cache that fills up to its bound: linear, exponential (from two time constants on are seen) or S-shaped; the bound jitters. */
export const cacheFill: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const size = canvas.unit * random.logBetween(0.05, 0.7);
	const from = random.chance(0.5) ? 0 : span * random.between(0, 0.3);
	const full = (span - from) * random.between(0.15, 0.82);
	const shape = random.pick(["linear", "exponential", "exponential", "logistic"]);
	const tau = (span - from) / random.logBetween(1.9, 8);
	const jitter = random.between(0, 0.03);
	add(canvas, (s) => {
		const age = s - from;
		if (age < 0) return 0;
		let share: number;
		if (shape === "linear") share = Math.min(1, age / full);
		else if (shape === "exponential") share = 1 - Math.exp(-age / tau);
		else share = 1 / (1 + Math.exp((-10 * (age - full / 2)) / full));
		return size * (share - jitter * random.next() * share);
	});
};

/** Day and night, and often the weekend; cut at whatever phase the window has. */
export const rhythm: Effect = (canvas, random) => {
	const size = canvas.unit * random.logBetween(0.03, 0.4);
	const span = spanOf(canvas.series);
	// Less than two days say nothing of a daily rhythm: there the load comes in shorter waves, but for some.
	const period = span >= 2 * DAY || random.chance(0.15) ? DAY : span / random.between(2, 7);
	const phase = random.between(0, period);
	const weekend = random.chance(0.6) ? random.between(0.1, 0.7) : 1;
	const sharp = random.pick([0, 0, 3, 8]);
	const epoch = (canvas.series.t[0] as number) + phase;
	let scale = 1;
	let day = -1;
	add(canvas, (s) => {
		const at = epoch + s;
		const today = Math.floor(at / period);
		if (today !== day) {
			day = today;
			scale = (today % 7 < 2 ? weekend : 1) * random.between(0.85, 1.1);
		}
		const wave = Math.sin((2 * Math.PI * (at % period)) / period - Math.PI / 2);
		return size * scale * (sharp === 0 ? (1 + wave) / 2 : 1 / (1 + Math.exp(-sharp * wave)));
	});
};

/** Load that comes and goes again; most or all of the memory is given back before the end. */
export const loadBump: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const size = canvas.unit * random.logBetween(0.05, 0.5);
	const back = random.between(0.75, 1);
	const rise = span * random.between(0.05, 0.4);
	const hold = span * random.between(0, 0.2);
	const fall = span * random.between(0.03, 0.3);
	const from = (span - rise - hold - fall) * random.between(0, 0.95);
	add(canvas, (s) => {
		const age = s - from;
		if (age < 0) return 0;
		if (age < rise) return (size * age) / rise;
		if (age < rise + hold) return size;
		return size * (1 - back * Math.min(1, (age - rise - hold) / fall));
	});
};

/** One to three jumps that stay, up more often than down. */
export const steps: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const jumps = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => ({
		at: span * random.between(0.05, 0.95),
		size: canvas.unit * random.logBetween(0.03, 0.35) * (random.chance(0.75) ? 1 : -1),
	}));
	add(canvas, (s) => jumps.reduce((sum, jump) => (s >= jump.at ? sum + jump.size : sum), 0));
};

/** A random walk that is drawn back to its mean (Ornstein and Uhlenbeck). */
export const wander: Effect = (canvas, random) => {
	const { t } = canvas.series;
	const tau = spanOf(canvas.series) * random.logBetween(0.005, 0.12);
	const deviation = canvas.unit * random.logBetween(0.01, 0.08);
	let x = random.normal();
	add(canvas, (_, row) => {
		const pull = row === 0 ? 1 : Math.exp(-((t[row] as number) - (t[row - 1] as number)) / tau);
		x = pull * x + Math.sqrt(1 - pull * pull) * random.normal();
		return deviation * x;
	});
};

/** Saw-teeth of a garbage collector; the young generation may grow, the old one may fill and be emptied by full collections. */
export const collector: Effect = (canvas, random) => {
	const step = spanOf(canvas.series) / canvas.series.t.length;
	const span = spanOf(canvas.series);
	const period = random.logBetween(Math.max(4 * step, 2 * MINUTE), span / random.between(5, 8));
	const even = random.chance(0.5) ? 0 : 0.25;
	// A collector works to stay below the limit.
	const free = Math.max(
		0.05,
		0.9 - canvas.series.bytes.reduce((sum, bytes) => sum + bytes / canvas.unit, 0) / canvas.series.t.length,
	);
	const growing = random.chance(0.3) ? random.between(0.2, 1) : 0;
	const size = canvas.unit * Math.min(random.logBetween(0.03, 0.7), free / (0.6 + growing));
	const old = random.chance(0.4) ? random.between(0.02, 0.08) : 0;
	const fullEvery = random.integer(3, 10);
	let began = 0;
	let length = period;
	let teeth = 0;
	add(canvas, (s) => {
		if (s - began >= length) {
			began = s;
			length = period * random.between(1 - even, 1 + even);
			teeth++;
		}
		const height = size * (0.6 + growing * (s / span));
		return height * ((s - began) / length) + size * old * (teeth % fullEvery);
	});
};

/** Roll-outs and scheduled restarts: the process starts anew and warms up; a new version needs more or less than the old. */
export const deploys: Effect = (canvas, random) => {
	const { t, start } = canvas.series;
	const span = spanOf(canvas.series);
	const nightly = span > 4 * DAY && random.chance(0.12);
	const often = nightly ? Math.floor(span / DAY) : random.chance(0.3) ? random.integer(5, 25) : 0;
	const times = nightly ? daysIn(span, random) : often > 0 ? evenly(span, often, random) : fewTimes(span, random);
	// Restarts on a schedule change nothing; a new version does.
	const levels = [0, ...times.map(() => (often > 0 ? 0 : canvas.unit * random.between(-0.1, 0.15)))];
	const shortest = [...times, span].reduce((least, time, i) => Math.min(least, time - (times[i - 1] ?? 0)), span);
	const settle = Math.min(shortest * random.between(0.02, 0.15), random.logBetween(5 * MINUTE, 3 * HOUR));
	const dip = canvas.unit * random.between(0, 0.15);
	const known = random.chance(0.7);
	canvas.restarted = times.at(-1) ?? 0;
	const t0 = t[0] as number;
	// What is restarted each night has its load by day.
	if (nightly) rhythm(canvas, random);
	add(canvas, (s, row) => {
		const deploy = times.findLastIndex((time) => time <= s);
		const began = deploy === -1 ? -DAY : (times[deploy] as number);
		if (known) start[row] = t0 + began;
		return (levels[deploy + 1] as number) - (deploy === -1 ? 0 : dip * Math.exp(-(s - began) / settle));
	});
};

function daysIn(span: number, random: Random): number[] {
	const phase = random.between(0, DAY);
	return Array.from({ length: Math.ceil((span - phase) / DAY) }, (_, day) => phase + day * DAY);
}

function evenly(span: number, count: number, random: Random): number[] {
	return Array.from({ length: count }, (_, i) => (span * (i + random.between(0.4, 0.6))) / count);
}

function fewTimes(span: number, random: Random): number[] {
	const times = Array.from({ length: random.integer(1, 4) }, () => span * random.between(0.05, 0.95));
	return times.sort((a, b) => a - b);
}

/** A process's life from one start to the next, in seconds since the first sample. */
interface Span {
	from: number;
	length: number;
}

/** Lives of one process after another that fill the time; so uneven, the first in progress as one begins to look. */
function livesIn(span: number, count: number, uneven: number, random: Random): Span[] {
	const lengths = Array.from({ length: count }, () => random.between(1 - uneven, 1 + uneven));
	const times = span / lengths.reduce((sum, length) => sum + length, 0);
	let from = 0;
	return lengths.map((length) => {
		const life = { from, length: length * times };
		from += life.length;
		return life;
	});
}

/** Sets what a process holds by its age in the life that runs; whether starts are recorded is drawn. */
function liveBy(
	canvas: Canvas,
	random: Random,
	lives: readonly Span[],
	known: number,
	held: (age: number, life: number) => number,
): void {
	const { t, start } = canvas.series;
	const recorded = random.chance(known);
	canvas.restarted = lives.at(-1)?.from ?? 0;
	let at = 0;
	add(canvas, (s, row) => {
		while (at + 1 < lives.length && (lives[at + 1] as Span).from <= s) at++;
		const { from } = lives[at] as Span;
		if (recorded) start[row] = (t[0] as number) + from;
		return held(s - from, at);
	});
}

/**
 * Roll-outs, each followed by a fill up to a bound: every life that is long enough shows it, and some are cut short before they come to it. Where most are,
 * a long one comes to it: the newest most often, or that over a weekend.
 */
export const fills: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const starts = random.chance(0.4) ? workdayStarts(canvas, random) : null;
	const lives = starts === null ? anywhere(fewLong(span, random), span, random) : spansFrom(starts, span);
	const lengths = Float64Array.from(lives, ({ length }) => length).sort();
	const usual = lengths[(lengths.length - 1) >> 1] as number;
	const longest = lengths.at(-1) as number;
	const size = canvas.unit * random.logBetween(0.05, 0.5);
	const full = random.logBetween(0.15 * usual, longest > 2 * usual ? 0.6 * longest : 0.65 * usual);
	const exponential = random.chance(0.5);
	const jitter = random.between(0, 0.03);
	liveBy(canvas, random, lives, 0.8, (age) => {
		const share = exponential ? 1 - Math.exp((-3 * age) / full) : Math.min(1, age / full);
		return size * (share - jitter * random.next() * share);
	});
};

/** Lives of about one length; or short ones and a long one, which is the newest most often. */
function fewLong(span: number, random: Random): Span[] {
	const count = random.integer(3, 20);
	const lives = livesIn(span, count, random.pick([0, 0.1, 0.5]), random);
	if (random.chance(0.5)) return lives;
	const long = random.pick([count - 1, count - 1, random.integer(0, count - 1)]);
	const share = random.between(0.25, 0.6);
	let from = 0;
	return lives.map(({ length }, i) => {
		const life = { from, length: i === long ? share * span : (length * (1 - share) * count) / (count - 1) };
		from += life.length;
		return life;
	});
}

/** One in three is seen from within the first to within the last, which has then lasted as long as is seen of it. */
function anywhere(lives: readonly Span[], span: number, random: Random): readonly Span[] {
	if (random.chance(2 / 3)) return lives;
	const [first, last] = [lives[0] as Span, lives.at(-1) as Span];
	const [begin, end] = [first.length * random.next(), last.from + last.length * random.between(0.1, 0.9)];
	const scale = span / (end - begin);
	const seen = lives.map(({ from, length }) => ({ from: (from - begin) * scale, length: length * scale }));
	return seen.map(({ from, length }) => ({ from, length: Math.min(length, span - from) }));
}

function spansFrom(starts: readonly number[], span: number): Span[] {
	return starts.map((from, i) => ({ from, length: (starts[i + 1] ?? span) - from }));
}

/** What leaked from restart to restart, until it was mended: the newest life has shown it for as long as the others took to grow. */
export const mended: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const count = random.integer(2, 10);
	const over = random.between(0.15, 0.5);
	const leaking = livesIn(span * (1 - over), count, random.pick([0, 0.05, 0.3]), random);
	const newest = { from: span * (1 - over), length: span * over };
	const usual = (span * (1 - over)) / count;
	// A newest life that is shorter than theirs could not be told from one that begins.
	if (newest.length < 1.1 * usual) return fills(canvas, random);
	const size = canvas.unit * random.logBetween(0.1, 0.6);
	const rate = size / usual;
	liveBy(canvas, random, [...leaking, newest], 0.9, (age, life) => (life === count ? 0 : rate * age));
};

/** Files that are read and written: their pages fill what is free up to a bound, and are dropped, all or most, now and then; no process restarts. */
export const pageCache: Effect = (canvas, random) => {
	const { series } = canvas;
	const span = spanOf(series);
	const size = canvas.unit * random.logBetween(0.05, 0.5);
	const drops = random.integer(2, 14);
	const times = Array.from({ length: drops }, () => span * random.next()).sort((a, b) => a - b);
	const tau = (span / drops) * random.logBetween(0.1, 1.2);
	const kept = random.chance(0.5) ? 0 : random.between(0, 0.4);
	if (random.chance(0.35)) series.start.fill((series.t[0] as number) - random.between(HOUR, 30 * DAY));
	let level = random.next();
	let last = 0;
	let next = 0;
	add(canvas, (s) => {
		level = 1 - (1 - level) * Math.exp(-(s - last) / tau);
		last = s;
		while (next < times.length && (times[next] as number) <= s) {
			level *= kept;
			next++;
		}
		return size * level;
	});
};

/** A log file's pages: grow with the file, gone when it is rotated; the process does not restart. */
export const rotation: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const period = Math.min(random.pick([HOUR, 6 * HOUR, 12 * HOUR, DAY]), span / random.between(6, 12));
	const size = canvas.unit * random.logBetween(0.03, 0.2);
	const phase = random.between(0, period);
	const started = (canvas.series.t[0] as number) - random.between(HOUR, 30 * DAY);
	if (random.chance(0.5)) canvas.series.start.fill(started);
	add(canvas, (s) => size * (((s + phase) % period) / period));
};

/** Short bursts: a report, a batch job, a big request. */
export const bursts: Effect = (canvas, random) => {
	const span = spanOf(canvas.series);
	const size = canvas.unit * random.logBetween(0.05, 0.5);
	const each = span * random.logBetween(0.002, 0.02);
	const rate = 1 / (each * random.between(3, 30));
	const step = span / canvas.series.t.length;
	let until = -1;
	let height = 0;
	add(canvas, (s) => {
		if (s > until && random.chance(rate * step)) {
			until = s + each * random.between(0.2, 2);
			height = size * random.between(0.3, 1);
		}
		return s <= until ? height : 0;
	});
};

export const BENIGN: Record<string, Effect> = {
	"warm-up": warmUp,
	"cache-fill": cacheFill,
	rhythm,
	"load-bump": loadBump,
	steps,
	wander,
	collector,
	deploys,
	fills,
	mended,
	"page-cache": pageCache,
	rotation,
	bursts,
};
