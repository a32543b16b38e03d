import type { Series } from "../../src/model/series.ts";
import { add, type Canvas, cut, DAY, spanOf } from "./canvas.ts";
import type { Random } from "./random.ts";
import { workdayStarts } from "./workdays.ts";

/** A leak that was injected. */
export interface Leak {
	shape: string;
	/** Unix seconds when the first byte leaked. */
	since: number;
	/** Bytes leaked at the end, or in the largest life between restarts. */
	size: number;
	/** The row at which half of it had happened. */
	halfRow: number;
}

/** Share of the leak after a share `u` of the time since its onset; both 0 to 1. */
type Growth = (u: number) => number;

type Shapes = Record<string, (canvas: Canvas, random: Random, from: number) => Growth>;

export const SHAPES: Shapes = {
	linear: () => (u) => u,
	accelerating: (_, random) => {
		const power = random.between(1.3, 3);
		return (u) => u ** power;
	},
	easing: (_, random) => {
		const power = random.between(0.85, 0.97);
		return (u) => u ** power;
	},
	uneven: (_, random) => {
		const rates = Array.from({ length: random.integer(4, 12) }, () => random.between(0.2, 1.8));
		return cumulative(rates);
	},
	batches: (_, random) =>
		cumulative(Array.from({ length: random.integer(200, 400) }, () => (random.chance(0.12) ? 1 : 0))),
	increments: (_, random) => {
		const count = random.integer(15, 150);
		return (u) => Math.floor(u * count) / count;
	},
	daytime: ({ series }, random, from) => {
		const t0 = (series.t[0] as number) + from;
		const length = spanOf(series) - from;
		// Fewer days than four could not be told from one busy day.
		if (length < 4 * DAY) return (u) => u;
		const morning = random.between(0, DAY);
		const bins = 480;
		return cumulative(
			Array.from({ length: bins }, (_, i) => ((t0 + (length * i) / bins + morning) % DAY < DAY * 0.45 ? 1 : 0.03)),
		);
	},
};

/** Those, and shapes that only stretches of any length are given. */
export const EVERY_SHAPE: Shapes = {
	...SHAPES,
	straight: () => (u) => u,
	exponential: (_, random) => {
		const steep = random.between(0.8, 3);
		return (u) => Math.expm1(steep * u) / Math.expm1(steep);
	},
	"few increments": (_, random) => {
		const count = random.integer(5, 15);
		return (u) => Math.floor(u * count) / count;
	},
	// The last pause is no longer than those before: who sees a longer one knows of nothing that goes on.
	"few increments at random": (_, random) => {
		const count = random.integer(7, 16);
		const waits = Array.from({ length: count }, () => random.between(0.3, 1.7));
		const rest = Math.max(...waits) * random.between(0, 0.9);
		const total = waits.reduce((sum, wait) => sum + wait, rest);
		const times: number[] = [];
		for (const wait of waits) times.push((times.at(-1) ?? 0) + wait / total);
		const sizes = waits.map(() => random.between(0.4, 1.6));
		const whole = sizes.reduce((sum, size) => sum + size, 0);
		return (u) => sizes.reduce((sum, size, i) => ((times[i] as number) <= u ? sum + size / whole : sum), 0);
	},
	"increments at random": (_, random) => {
		const times = Array.from({ length: random.integer(12, 60) }, () => random.next()).sort((a, b) => a - b);
		return (u) => times.filter((time) => time < u).length / times.length;
	},
};

function cumulative(rates: number[]): Growth {
	const sums = [0];
	for (const rate of rates) sums.push((sums.at(-1) as number) + rate);
	const total = sums.at(-1) as number;
	if (total === 0) return (u) => u;
	return (u) => {
		const at = Math.min(u, 1) * rates.length;
		const i = Math.min(Math.floor(at), rates.length - 1);
		return ((sums[i] as number) + (rates[i] as number) * (at - i)) / total;
	};
}

/** Adds a leak that goes on to the end; `size` in bytes. */
export function addLeak(canvas: Canvas, random: Random, size: number, shapes = SHAPES): Leak {
	const { series } = canvas;
	const span = spanOf(series);
	// What had leaked before a restart is gone with it.
	const onset = random.chance(0.45) ? 0 : span * random.between(0.1, 0.65);
	const from = Math.max(onset, Math.min(canvas.restarted, 0.8 * span));
	const shape = random.pick(Object.keys(shapes));
	const growth = (shapes[shape] as Shapes[string])(canvas, random, from);
	let halfRow = series.t.length;
	add(canvas, (s, row) => {
		const share = s <= from ? 0 : growth((s - from) / (span - from));
		if (share >= 0.5 && row < halfRow) halfRow = row;
		return size * share;
	});
	return { shape, since: (series.t[0] as number) + from, size, halfRow: Math.min(halfRow + 1, series.t.length) };
}

/**
 * Adds a leak that restarts hide: at the limit (the kernel's OOM killer), on a schedule, or by the roll-outs of workdays; from the beginning, or since a version. The process begins each
 * life with a share of its memory and warms up. Whether restarts at the limit are recorded in `start` is drawn.
 * @param slowest days that what is rolled out on workdays takes at most to leak its size
 */
export function addRestartMaskedLeak(canvas: Canvas, random: Random, slowest = 1): Leak {
	const { series } = canvas;
	const { t, bytes, start } = series;
	const span = spanOf(series);
	const atLimit = random.chance(0.6);
	// Teeth below the limit with no start times are no different from a collector's or a log rotation's.
	const known = !atLimit || random.chance(0.6);
	const step = span / t.length;
	const lives = random.logBetween(2.3, Math.min(30, t.length / 30));
	// The version before leaked nothing, and ran for long.
	const onset = random.chance(0.3) ? span * random.between(0.1, 0.5) : 0;
	let life = (span - onset) / lives;
	if (!atLimit && span - onset > 3 * DAY && random.chance(0.6)) life = random.pick([DAY, DAY / 2, 2 * DAY]);
	const rolledOut = !atLimit && random.chance(0.4) ? workdayStarts(canvas, random) : null;
	const nextRollout = (s: number) => rolledOut?.find((at) => at > s) ?? 2 * span;
	if (rolledOut !== null) life = DAY * random.between(1, slowest);
	const sorted = bytes.toSorted();
	const typical = sorted[Math.floor(sorted.length * 0.9)] as number;
	let limit = canvas.unit;
	// Over a weekend it may come to the limit, too.
	const bounded = atLimit || rolledOut !== null;
	if (bounded && typical > limit * 0.7) {
		limit = typical * random.between(1.5, 3);
		if (!Number.isNaN(series.capacity[0])) series.capacity.fill(limit);
	}
	const perLife = atLimit ? limit - typical : Math.max(typical * 0.3, canvas.unit * random.logBetween(0.1, 0.7));
	const kept = random.chance(0.4) ? 1 : random.between(0.3, 1);
	const settle = Math.min(life * 0.05, 1800);
	let began = onset === 0 ? (rolledOut?.[0] ?? -random.between(0, life)) : -random.between(0, 10) * DAY;
	let rate = onset === 0 ? perLife / life : 0;
	const lengthFrom = (s: number) => {
		if (atLimit) return Number.POSITIVE_INFINITY;
		return rolledOut === null ? life * random.between(0.999, 1.001) : nextRollout(s + 4 * step) - s;
	};
	let length = onset > 0 ? onset - began : lengthFrom(began);
	const t0 = t[0] as number;
	const first = onset === 0 ? began : onset;
	for (let row = 0; row < t.length; row++) {
		const s = (t[row] as number) - t0;
		const age = s - began;
		const warm = kept + (1 - kept) * (1 - Math.exp(-age / settle));
		const value = (bytes[row] as number) * warm + rate * age;
		const dies = age >= length || (bounded && rate > 0 && value >= limit * 0.99);
		if (dies && age > 4 * step) {
			began = s;
			rate = (perLife / life) * random.between(0.8, 1.25);
			length = lengthFrom(s);
			bytes[row] = (bytes[row] as number) * kept;
		} else bytes[row] = bounded ? Math.min(value, limit) : value;
		if (known) start[row] = t0 + began;
	}
	return {
		shape: atLimit ? "restarts-at-limit" : "scheduled-restarts",
		since: t0 + first,
		size: perLife,
		halfRow: t.findIndex((at) => at - t0 >= onset + (span - onset) / 2),
	};
}

export function atHalf(series: Series, leak: Leak): Series {
	return cut(series, 0, leak.halfRow);
}
