import { type Canvas, DAY, HOUR, spanOf } from "./canvas.ts";
import type { Random } from "./random.ts";

/** Shorter stretches, or their halves, see a weekend and little else. */
const LEAST = 6 * DAY;

/**
 * When a service that is rolled out on workdays, once or twice, starts anew: seconds since the first sample, the first of them before it. The life
 * over the weekend is the only long one. Null of what is seen for less than six days.
 */
export function workdayStarts({ series }: Canvas, random: Random): number[] | null {
	const span = spanOf(series);
	if (span < LEAST) return null;
	const weekend = random.integer(0, 6);
	const often = random.between(0.5, 2.2);
	const starts = [-random.between(0.05, 1) * DAY];
	const before = random.between(0, 1) * DAY;
	for (let day = 0; day * DAY - before < span; day++) {
		if ((day + weekend) % 7 < 2) continue;
		const times = Array.from({ length: Math.floor(often + random.next()) }, () => random.between(9, 18) * HOUR);
		for (const time of times.sort((a, b) => a - b)) {
			const at = day * DAY - before + time;
			if (at > 0 && at < span) starts.push(at);
		}
	}
	return starts.length < 3 ? null : starts;
}
