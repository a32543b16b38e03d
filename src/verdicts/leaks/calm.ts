import type { Window } from "./blocks.ts";
import { centre, DAY, dot, rhythmOf, takeOutOfLater, unwound, wavesIn, withoutWaves } from "./rhythm.ts";

interface Calmed {
	/** Floors, medians and peaks less what the memory does by day; the window itself where it does nothing by day. */
	window: Window;
	/** Bytes by which the waves that were taken rise above their mean. */
	top: number;
}

/** So many rows tell of waves as much as all buckets do. */
const ROWS = 128;
/** Where the line bends beside which waves are sought, in shares of the window: growth of any shape, and no wave of a day. */
const BENDS = [0.25, 0.5, 0.75];
/** Memory has a rhythm where the waves are so much of what the line leaves, and that is so much like itself a day before. */
const WAVES = 0.4;
const ALIKE = 0.5;

/** A window without its daily rhythm, which hides what goes on for days: a leak is seen beneath one that is several times as large. */
export function calmed(window: Window): Calmed {
	const { x, floor, from, span } = window;
	const each = Math.ceil(x.length / ROWS);
	const rows = Math.floor(x.length / each);
	const memory = new Float64Array((3 + BENDS.length) * rows);
	const column = (i: number) => memory.subarray(i * rows, (i + 1) * rows);
	const [time, y, line] = [column(0), column(1), column(2)];
	const bends = BENDS.map((_, i) => column(3 + i));
	for (let row = 0; row < rows; row++) {
		let at = 0;
		let sum = 0;
		for (let i = row * each; i < (row + 1) * each; i++) {
			at += x[i] as number;
			sum += floor[i] as number;
		}
		at /= each;
		time[row] = from + at * span;
		y[row] = sum / each;
		line[row] = at;
		for (let i = 0; i < bends.length; i++) (bends[i] as Float64Array)[row] = Math.max(0, at - (BENDS[i] as number));
	}
	const known = wavesIn(time);
	if (known === 0) return { window, top: 0 };
	const lines = [line, ...bends];
	const waves = rhythmOf(time, undefined, known);
	const columns = [...lines, ...waves, y];
	for (const one of columns) centre(one, [0]);
	for (let i = 0; i < lines.length; i++) takeOutOfLater(columns, i);
	const before = dot(y, y);
	if (!(likeDayBefore(time, y) > ALIKE)) return { window, top: 0 };
	const taken = waves.map((_, i) => takeOutOfLater(columns, lines.length + i));
	if (!(dot(y, y) < (1 - WAVES) * before)) return { window, top: 0 };
	const coefficients = unwound(taken, []);
	const t = x.map((at) => from + at * span);
	const without = (values: Float64Array) => withoutWaves(t, values, coefficients);
	const calm = without(floor);
	let top = 0;
	for (let i = 0; i < calm.length; i++) top = Math.max(top, (floor[i] as number) - (calm[i] as number));
	return { window: { ...window, floor: calm, middle: without(window.middle), peak: without(window.peak) }, top };
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
