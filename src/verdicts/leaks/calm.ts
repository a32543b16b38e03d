import { meansOf, type Window } from "./blocks.ts";
import { clamp, mean, quantile, variation } from "./numbers.ts";
import { centre, dot, takeOutOfLater, unwound } from "./regression.ts";
import { DAY, ROWS, rhythmOf, wavesIn, wavesOf } from "./rhythm.ts";

interface Calmed {
	/** Its floors are less what the load takes by day; the window itself where it does nothing by day. */
	window: Window;
	/** Bytes that the load takes at its height on most days. */
	top: number;
}

/** Where the line bends beside which waves are sought, in shares of the window: growth of any shape, and no wave of a day. */
const BENDS = [0.25, 0.5, 0.75];
/** Memory has a rhythm where the waves are so much of what the line leaves, and that is so much like itself a day before. */
const SHARE = 0.4;
const ALIKE = 0.5;

/** As how much of a day's own variation the usual counts: in a part of one, growth and load may be the same. The most that a day may be of the usual. */
const WEIGHT = { whole: 0.1, part: 1 };
const WHOLE = 0.85 * DAY;
const MOST = 2;
/** A day that was busier than the others is not what comes next. */
const HEIGHT = 0.95;

/** A window without its daily rhythm, which hides what goes on for days: a leak is seen beneath one that is several times as large. */
export function calmed(window: Window): Calmed {
	const { x, floor, from, span } = window;
	const { x: line, level: y } = meansOf(window, ROWS);
	const time = line.map((at) => from + at * span);
	const known = wavesIn(time);
	if (known === 0) return { window, top: 0 };
	const lines = [line, ...BENDS.map((bend) => line.map((at) => Math.max(0, at - bend)))];
	const waves = rhythmOf(time, undefined, known);
	const columns = [...lines, ...waves, y];
	for (const one of columns) centre(one, [0]);
	for (let i = 0; i < lines.length; i++) takeOutOfLater(columns, i);
	const before = dot(y, y);
	if (!(likeDayBefore(time, y) > ALIKE)) return { window, top: 0 };
	const taken = waves.map((_, i) => takeOutOfLater(columns, lines.length + i));
	if (!(dot(y, y) < (1 - SHARE) * before)) return { window, top: 0 };
	const t = x.map((at) => from + at * span);
	const load = loadOf(t, floor, unwound(taken, []));
	const calm = floor.map((value, i) => value - (load[i] as number));
	return { window: { ...window, floor: calm }, top: quantile(load, HEIGHT) };
}

/**
 * What the day's load takes above the night: the waves from their lowest on, each day as much of them as its own floors follow them. Of weekends that is less, and the nights stay
 * where they are.
 */
function loadOf(t: Float64Array, floor: Float64Array, coefficients: readonly number[]): Float64Array {
	const waves = wavesOf(t, coefficients);
	let night = 0;
	for (let i = 1; i < waves.length; i++) if ((waves[i] as number) < (waves[night] as number)) night = i;
	const lowest = waves[night] as number;
	const usual = variation(waves) / waves.length;
	const load = new Float64Array(t.length);
	const dayOf = (i: number) => Math.floor(((t[i] as number) - (t[night] as number)) / DAY);
	for (let first = 0, end = 0; first < t.length; first = end) {
		while (end < t.length && dayOf(end) === dayOf(first)) end++;
		const day = waves.subarray(first, end);
		const [middle, level] = [mean(day), mean(floor.subarray(first, end))];
		const seen = (t[end - 1] as number) - (t[first] as number);
		const weight = (seen < WHOLE ? WEIGHT.part : WEIGHT.whole) * usual * day.length;
		let [both, own] = [weight, weight];
		for (let i = first; i < end; i++) {
			const wave = (waves[i] as number) - middle;
			both += wave * ((floor[i] as number) - level);
			own += wave * wave;
		}
		const share = clamp(both / (own || 1), 0, MOST);
		for (let i = first; i < end; i++) load[i] = share * ((waves[i] as number) - lowest);
	}
	return load;
}

/** Correlation of each row with the one that is a day before it. */
function likeDayBefore(t: Float64Array, y: Float64Array): number {
	let [both, here, there] = [0, 0, 0];
	let back = 0;
	for (let i = 0; i < t.length; i++) {
		while ((t[back + 1] as number) <= (t[i] as number) - DAY) back++;
		if ((t[back] as number) > (t[i] as number) - DAY) continue;
		const [a, b] = [y[i] as number, y[back] as number];
		both += a * b;
		here += a * a;
		there += b * b;
	}
	return both / Math.sqrt(here * there || 1);
}
