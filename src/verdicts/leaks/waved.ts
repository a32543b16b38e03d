import { meansOf, type Window } from "./blocks.ts";
import { clamp, Place } from "./numbers.ts";
import { besideRhythm, ROWS } from "./rhythm.ts";

/** Growth since the kink beside the waves of a day, which are most of what many memories do. */
export interface Waved {
	/** Against its standard error, and how much it explains of what the waves leave (below 0 where it falls). */
	wavedTrend: number;
	wavedFit: number;
	/** Slope of its later half against its own. */
	wavedLate: number;
}

/** Growth that began later is too short to have a later half. */
const LATEST = 0.9;
const MEMORY = new Place();
const NOTHING: Waved = { wavedTrend: 0, wavedFit: 0, wavedLate: 1 };

/** `kinkAt`: when it began, 0 to 1. */
export function wavedOf(window: Window, kinkAt: number): Waved {
	const { x, level } = meansOf(window, ROWS);
	const rows = x.length;
	const memory = MEMORY.of(3 * rows);
	const column = (i: number) => memory.subarray(i * rows, (i + 1) * rows);
	const [time, since, late] = [column(0), column(1), column(2)];
	const begin = Math.min(kinkAt, LATEST);
	const half = (1 + begin) / 2;
	for (let row = 0; row < rows; row++) {
		const at = x[row] as number;
		time[row] = window.from + at * window.span;
		since[row] = Math.max(0, at - begin);
		late[row] = Math.max(0, at - half);
	}
	const found = besideRhythm(time, { y: level, first: since, second: late }, [0]);
	if (found === null) return NOTHING;
	const { slope, certainty, explained, first, second } = found;
	return {
		wavedTrend: certainty,
		wavedFit: Math.sign(slope) * explained,
		wavedLate: clamp((first + second) / (Math.abs(slope) || 1e-9), -4, 5),
	};
}
