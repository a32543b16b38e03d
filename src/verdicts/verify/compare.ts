import type { Interval, VerifyOutcome } from "../../model/rules-verify.ts";
import type { Before } from "./alike.ts";
import { FILLS_SECONDS } from "./filling.ts";
import { ratioOf } from "./rates.ts";
import type { Side } from "./side.ts";

/** A leak that is left of this share of what it was is none any more; what differs by less than this share is not called different. */
const GONE = 0.2;
/** Where the interval is wider than this share of what was there before, nothing is said of it. */
const PRECISE = 0.3;
/** Events that would have been expected by now and did not come: with 3, chance is 5 % (Poisson). */
const EXPECTED = 3;
/** The chance left to "none at all has come since", one-sided. */
const CHANCE = 0.05;

interface Comparison {
	outcome: VerifyOutcome;
	confidence: number;
	/** Seconds that must be measured after the moment until it can be told. */
	seconds: number | null;
}

/** What else there is to hold against the two sides. */
interface Beside {
	/** After over before. */
	load: number;
	/** Growth in stretches of before. */
	earlier: Before;
	/** Growth in the later half of after: growth that is over there is none. */
	later: Side;
	/** For how long, seconds, what began after the moment may still be filling up to what was held before it; 0 where it is not. */
	filling: number;
}

/** Growth speaks first, then what ended, then peaks. */
export function compare(before: Side, after: Side, beside: Beside): Comparison {
	const { load, earlier, later, filling } = beside;
	const was = before.side.bytesPerHour;
	const is = after.side.bytesPerHour;
	if (before.grows && was !== null) {
		// Without load nothing could have grown.
		if (load <= 0) return tooEarly(null);
		const expected = { value: was.value * load, low: was.low * load, high: was.high * load };
		if (is === null) return tooEarly(Math.max(24 * before.step, before.span / 4));
		return compareGrowth(expected, is, { before, after, beside });
	}
	if (before.ends >= 2 && before.watched > 0) return compareEnds(before, after, load);
	if (moreEnds(before, after, load)) return told("verify/worse", 0.9);
	if (after.grows && was !== null && is !== null) {
		const usual = earlier.often(after.span, ({ value }) => value >= is.value);
		if (later.grows && !usual) return filling > 0 ? tooEarly(after.span + filling) : told("verify/worse", 0.8);
	}
	// What nobody has seen before can be neither better nor worse, and no time to come will show it.
	if (was === null) return tooEarly(null);
	if (is === null) return tooEarly(24 * Math.max(before.step, after.step));
	const level = comparePeaks(before.side.peaks, after.side.peaks, load);
	// What still fills is no lower peak yet.
	const rest = Math.min(filling, FILLS_SECONDS);
	const mayReach = (after.side.peak ?? 0) + (is.high * rest) / 3600;
	const isBack = mayReach >= (1 - GONE) * (before.side.peaks?.low ?? 0);
	if (level.outcome === "verify/improved" && rest > 0 && isBack) return tooEarly(after.span + rest);
	// Growth that before would have shown may be too slow to be seen yet: nothing has changed only where there is none.
	const reach = Math.min(reachOf(is), reachOf(later.side.bytesPerHour ?? is));
	const hidden = (PRECISE * reach) / Math.max(reachOf(was), before.matters);
	if (level.outcome === "verify/unchanged" && hidden > 1) return tooEarly(longer(after.span, hidden));
	return level;
}

/** How fast it may grow, or shrink while it does: bytes an hour. */
function reachOf({ low, high }: Interval): number {
	return Math.max(high, -low);
}

/** The error of a slope falls with the time seen to the power of 1.5: how long it must be to be so many times less. */
function longer(seconds: number, times: number): number {
	return seconds * Math.max(1.1, times) ** (2 / 3);
}

function compareGrowth(
	expected: Interval,
	is: Interval,
	{ before, after, beside }: { before: Side; after: Side; beside: Beside },
): Comparison {
	const { earlier, later, filling } = beside;
	const half = (is.high - is.low) / 2;
	const was = before.side.bytesPerHour?.value ?? 0;
	const asOften = after.ends > 0 && after.ends / after.watched >= before.ends / before.watched;
	if (is.high < GONE * expected.value) {
		// A leak that comes in leaps or by day alone rests in between, and rested before.
		const rests = ({ high }: Interval) => high < GONE * was;
		if (earlier.often(after.span, rests)) return tooEarly(earlier.enough(after.span, rests));
		const needed = earlier.sameDay(rests);
		if (after.span < needed) return tooEarly(needed);
		return told(asOften ? "verify/improved" : "verify/fixed", 0.95);
	}
	if (is.low > expected.high && is.value > (1 + GONE) * expected.value) {
		const over = (later.side.bytesPerHour?.low ?? 0) <= expected.high;
		const usual = earlier.often(after.span, ({ value }) => value >= is.value);
		if (over || usual) return tooEarly(2 * after.span);
		return filling > 0 ? tooEarly(after.span + filling) : told("verify/worse", 0.95);
	}
	if (is.high < (1 - GONE) * expected.low && is.low > 0) {
		const slows = ({ high }: Interval) => high < (1 - GONE) * (before.side.bytesPerHour?.low ?? 0);
		if (earlier.often(after.span, slows)) return tooEarly(earlier.enough(after.span, slows));
		return told("verify/improved", 0.9);
	}
	if (half <= PRECISE * expected.value && is.high >= (1 - GONE) * expected.low) return told("verify/unchanged", 0.9);
	return tooEarly(longer(after.span, half / (GONE * 0.8 * expected.value)));
}

/**
 * Kills or restarts alone: what masks a leak, or what a peak brings about. How much of it the load is to blame for is not known: less load may be why
 * less has ended, more load why more has, and each is held against what is claimed.
 */
function compareEnds(before: Side, after: Side, load: number): Comparison {
	const least = after.watched * Math.min(1, load);
	if (least <= 0) return tooEarly(null);
	const rate = before.ends / before.watched;
	// What is watched of all containers together goes by faster the more there are.
	const pace = (after.watched / after.span) * Math.min(1, load);
	if (after.ends === 0) {
		// None of n after, where a share p of them was to be expected: chance (1 - p)^n.
		const needed = before.watched * (CHANCE ** (-1 / before.ends) - 1);
		return least >= needed ? told("verify/fixed", 0.95) : tooEarly(needed / pace);
	}
	if (rate * least < EXPECTED && after.ends < EXPECTED) return tooEarly(EXPECTED / (rate * pace));
	const fewer = ratioOf(before.ends, after.ends, least / before.watched);
	if (fewer !== null && fewer.high < 1 && fewer.value < 1 - GONE) return told("verify/improved", 0.9);
	return told(moreEnds(before, after, load) ? "verify/worse" : "verify/unchanged", 0.9);
}

function moreEnds(before: Side, after: Side, load: number): boolean {
	const more = ratioOf(before.ends, after.ends, (after.watched * Math.max(1, load)) / before.watched);
	return after.ends >= EXPECTED && more !== null && more.low > 1 && more.value > 1 + GONE;
}

/** Neither grows nor ends: peaks are left. All of a peak may follow the load, or none of it. */
function comparePeaks(was: Interval | null, is: Interval | null, load: number): Comparison {
	if (was === null || is === null) return told("verify/unchanged", 0.6);
	if (is.high < (1 - GONE) * was.low * Math.min(1, load)) return told("verify/improved", 0.8);
	if (is.low > (1 + GONE) * was.high * Math.max(1, load)) return told("verify/worse", 0.8);
	return told("verify/unchanged", 0.7);
}

function told(outcome: VerifyOutcome, confidence: number): Comparison {
	return { outcome, confidence, seconds: null };
}

function tooEarly(seconds: number | null): Comparison {
	return { outcome: "verify/too-early", confidence: 0.5, seconds };
}
