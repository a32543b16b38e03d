import type { Interval } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";
import { livesOf } from "./lives.ts";
import { growthOf } from "./slope.ts";

/** Fewer stretches say nothing of how often a thing happens; more add nothing. */
const FEWEST = 5;
const MOST = 60;
/** What happened before as often as this may have happened after by itself. */
const CHANCE = 0.05;
const LONGER = 1.5;

/** What growth looked like before in stretches of any length: what came about by itself then proves nothing now. */
export interface Before {
	/** Whether it would have been called so, too, in more than one stretch in twenty of so many seconds; false where too little was seen. */
	often(seconds: number, called: (growth: Interval) => boolean): boolean;
	/** How long a stretch must be that it would not; as long as all of before where none is. Seconds. */
	enough(seconds: number, called: (growth: Interval) => boolean): number;
	/**
	 * How long after must be until a whole day of it has one of the same weekday before, where it would have been called so in half a day: who grows by office
	 * hours rests at the weekend, which a week that has none cannot show. 0 where it would not. Seconds.
	 */
	sameDay(called: (growth: Interval) => boolean): number;
}

export const NOTHING_BEFORE: Before = { often: () => false, enough: (seconds) => LONGER * seconds, sameDay: () => 0 };

const DAY = 86_400;

/** `since` is where before ends, unix seconds. */
export function beforeOf(series: readonly Series[], since: number): Before {
	const begin = Math.min(...series.map(({ t }) => t[0] ?? Number.POSITIVE_INFINITY));
	const often: Before["often"] = (seconds, called) => {
		const room = since - begin - seconds;
		const step = Math.max(seconds / 2, room / MOST);
		if (!(room >= 0 && step > 0)) return false;
		const growths: Interval[] = [];
		for (let from = begin; from <= begin + room; from += step) {
			const growth = growthOf(series.flatMap((one) => livesOf(one, from - 1, from + seconds).lives));
			if (growth !== null) growths.push(growth);
		}
		return growths.length >= FEWEST && growths.filter(called).length > CHANCE * growths.length;
	};
	const enough: Before["enough"] = (seconds, called) => {
		for (let longer = seconds * LONGER; longer < (since - begin) / 2; longer *= LONGER)
			if (!often(longer, called)) return longer;
		return since - begin;
	};
	const sameDay: Before["sameDay"] = (called) =>
		often(DAY / 2, called) ? Math.max(DAY, 8 * DAY - (since - begin)) : 0;
	return { often, enough, sameDay };
}
