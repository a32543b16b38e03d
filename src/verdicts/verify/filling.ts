import type { Series } from "../../model/series.ts";
import type { Side } from "./side.ts";

/** In a day a process has seen every hour of it, and what it takes to warm up. */
export const FILLS_SECONDS = 86_400;

/**
 * A process that has just begun takes what it needs, and a cache of it fills: growth that leads no further than where what ran before was is not held
 * against it. On its first day that is as far as it ever was, later where it usually was. How long that may go on, seconds; 0 where it is further.
 */
export function fillingFor(series: readonly Series[], before: Side, after: Side): number {
	const { peaks: usual, peak: most } = before.side;
	const { peak: holds, bytesPerHour: growth } = after.side;
	if (usual === null || most === null || holds === null) return 0;
	const age = ageOf(series, 2 * after.step);
	if (age < FILLS_SECONDS) return holds > most ? 0 : FILLS_SECONDS - age;
	if (growth === null || growth.value <= 0 || holds >= usual.high) return 0;
	return (3600 * (usual.high - holds)) / growth.value;
}

/** Of the youngest process that still runs, seconds; within so many of the last sample it still did. */
function ageOf(series: readonly Series[], within: number): number {
	const last = Math.max(...series.map(({ t }) => t.at(-1) ?? 0));
	const running = series.filter(({ t }) => (t.at(-1) ?? 0) >= last - within);
	return Math.min(...running.map(({ t, start }) => (t.at(-1) ?? 0) - (start.at(-1) || (t[0] ?? 0))));
}
