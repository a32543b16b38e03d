/**
 * Peaks that come by the calendar: a nightly job, a weekly report, the close of a month. Called recurring when the highest use of nearly
 * every cycle fell into the same place of it and stood out from the rest: then the horizon sees it again, whatever the risk accepted.
 */
export interface RecurringPeak {
	period: Period;
	/** The highest of them, bytes. */
	bytes: number;
	/** From the end of the history to the next one, seconds. */
	next: number;
}

export const PERIODS = ["day", "week", "month"] as const;
export type Period = (typeof PERIODS)[number];

const HOUR = 3600;
const DAY = 86_400;
/** The longest a cycle lasts, seconds. */
export const LENGTH: Readonly<Record<Period, number>> = { day: DAY, week: 7 * DAY, month: 31 * DAY };
const HOURS: Readonly<Record<Period, number>> = { day: 24, week: 168, month: 744 };
const SHORTEST: Readonly<Record<Period, number>> = { day: 24, week: 168, month: 28 * 24 };
/** A cycle counts when it was measured from this much of its beginning to its end. */
const WHOLE = 0.9;
/** Of the cycles so many must have their peak in the same place: one of four may go without. */
const SAME_PLACE = 0.75;
/** Hours by which a job may come earlier or later, which summer time moves as well. */
const NEAR = 1;
/** A recurring peak stands out from all else in its cycle by this factor. */
const STANDS_OUT = 1.1;
/** Twice in the same three hours of a day is chance once in eight times, thrice once in 64; the places of a week are many more. */
const LEAST_CYCLES: Readonly<Record<Period, number>> = { day: 3, week: 2, month: 2 };
/** What lies further back is not looked at: three months and what is left of a fourth. */
const MOST_HOURS = 124 * 24;

/** The highest use of each hour (UTC), as a series passes by. Times must not go back. */
export class HourlyPeaks {
	#hour = Number.NEGATIVE_INFINITY;
	#until = Number.NEGATIVE_INFINITY;
	#peak = 0;
	#hours: Hour[] = [];

	add(t: number, bytes: number): void {
		if (t < this.#until) {
			if (bytes > this.#peak) this.#peak = bytes;
			return;
		}
		this.#close();
		this.#hour = Math.floor(t / HOUR);
		this.#until = (this.#hour + 1) * HOUR;
		this.#peak = bytes;
	}

	/** Each period's peak that recurs; `end` is the last sample's time, unix seconds. */
	recurring(end: number): RecurringPeak[] {
		this.#close();
		const from = this.#hour - MOST_HOURS;
		const hours = (this.#hours[0]?.hour ?? 0) > from ? this.#hours : this.#hours.filter(({ hour }) => hour > from);
		return PERIODS.flatMap((period) => recurringIn(period, hours, Math.floor(end / HOUR)) ?? []);
	}

	#close(): void {
		if (this.#hour > Number.NEGATIVE_INFINITY) this.#hours.push({ hour: this.#hour, peak: this.#peak });
	}
}

interface Hour {
	/** Hours since the epoch. */
	hour: number;
	peak: number;
}

function recurringIn(period: Period, hours: readonly Hour[], now: number): RecurringPeak | null {
	if (spanOf(hours) < WHOLE * LEAST_CYCLES[period] * SHORTEST[period]) return null;
	const cycles = cyclesOf(period, hours, now).filter((cycle) => spanOf(cycle) >= WHOLE * SHORTEST[period]);
	const least = Math.max(LEAST_CYCLES[period], SAME_PLACE * cycles.length);
	const tops = cycles.map((cycle) => cycle.reduce((top, one) => (one.peak > top.peak ? one : top)));
	const [last] = tops;
	if (last === undefined) return null;
	for (const from of period === "month" ? (["start", "end"] as const) : (["start"] as const)) {
		// The latest must be one of them: what has stopped comes no more.
		const place = placeOf(period, last.hour, from);
		const near = ({ hour }: Hour) => isNear(period, placeOf(period, hour, from), place);
		if (tops.filter(near).length < least) continue;
		const hits = tops.filter((top, i) => near(top) && standsOut(top, cycles[i] ?? [], near));
		if (hits.length < least || !hits.includes(last)) continue;
		const bytes = hits.reduce((most, { peak }) => Math.max(most, peak), 0);
		return { period, bytes, next: untilNext(period, place, from, now) * HOUR };
	}
	return null;
}

function standsOut(top: Hour, cycle: readonly Hour[], near: (hour: Hour) => boolean): boolean {
	const beside = cycle.reduce((most, one) => (one.peak > most && !near(one) ? one.peak : most), 0);
	return top.peak >= STANDS_OUT * beside;
}

/** The latest first. */
function cyclesOf(period: Period, hours: readonly Hour[], now: number): Hour[][] {
	const cycles: Hour[][] = [];
	let [cycle, at]: [Hour[], number] = [[], Number.NaN];
	for (const hour of hours) {
		const number = cycleOf(period, hour.hour, now);
		if (number !== at) {
			cycle = [];
			at = number;
			cycles.unshift(cycle);
		}
		cycle.push(hour);
	}
	return cycles;
}

/** Hours from the first to the last. */
function spanOf(hours: readonly Hour[]): number {
	return (hours.at(-1)?.hour ?? 0) - (hours[0]?.hour ?? 1) + 1;
}

/** Cycles are counted back from the end of the history, so that a fortnight is two weeks whichever day it ends on. */
function cycleOf(period: Period, hour: number, now: number): number {
	if (period !== "month") return -Math.floor((now - hour) / HOURS[period]);
	const [month, day] = dateOf(hour);
	return day > dateOf(now)[1] ? month + 1 : month;
}

/** Where in its cycle an hour lies: hours for a day and a week, days for a month, as people set jobs by its first or its last days. */
function placeOf(period: Period, hour: number, from: "start" | "end"): number {
	if (period !== "month") return hour % HOURS[period];
	const [month, day] = dateOf(hour);
	return from === "start" ? day : day - new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
}

/** Months since the year 0, and the day of the month. */
function dateOf(hour: number): [month: number, day: number] {
	const date = new Date(hour * HOUR * 1000);
	return [date.getUTCFullYear() * 12 + date.getUTCMonth(), date.getUTCDate()];
}

function isNear(period: Period, place: number, other: number): boolean {
	const apart = Math.abs(place - other);
	return period === "month" ? apart === 0 : Math.min(apart, HOURS[period] - apart) <= NEAR;
}

/** Hours until the earliest moment at which it may come again. */
function untilNext(period: Period, place: number, from: "start" | "end", now: number): number {
	for (let ahead = 1; ahead <= LENGTH.month / HOUR + 24; ahead++) {
		if (placeOf(period, now + ahead, from) === place) return Math.max(0, ahead - NEAR);
	}
	return LENGTH[period] / HOUR;
}
