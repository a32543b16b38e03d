import { describe, expect, test } from "vitest";
import { HourlyPeaks, type RecurringPeak } from "./calendar.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** So many days of samples every half hour that end at a moment: `peak` at the hours a job runs, 100 else. */
function seen(end: string, days: number, isJob: (date: Date) => boolean, peak = 400): RecurringPeak[] {
	const hours = new HourlyPeaks();
	const to = Date.parse(end) / 1000;
	for (let t = to - days * DAY; t <= to; t += HOUR / 2) {
		const date = new Date(t * 1000);
		hours.add(t, isJob(date) ? peak + date.getUTCDate() / 100 : 100);
	}
	return hours.recurring(to);
}
const at = (hour: number) => (date: Date) => date.getUTCHours() === hour;
const lastOfMonth = (date: Date) => new Date(date.getTime() + DAY * 1000).getUTCDate() === 1;

describe("peaks that come by the calendar", () => {
	test.each<[string, string, number, (date: Date) => boolean, RecurringPeak["period"], number]>([
		["every night", "2026-03-10T12:00:00Z", 4, at(3), "day", 14],
		["across midnight, UTC", "2026-03-10T12:00:00Z", 5, at(0), "day", 11],
		["every Sunday", "2026-03-11T12:00:00Z", 14, (date) => date.getUTCDay() === 0 && at(2)(date), "week", 3 * 24 + 13],
		[
			"every first",
			"2026-03-20T00:00:00Z",
			61,
			(date) => date.getUTCDate() === 1 && at(5)(date),
			"month",
			11 * 24 + 23,
		],
		["every last day", "2026-04-10T00:00:00Z", 62, (date) => lastOfMonth(date) && at(5)(date), "month", 19 * 24 + 23],
		["three nights", "2026-03-10T12:00:00Z", 3, at(3), "day", 14],
		[
			"but for one night of five",
			"2026-03-10T12:00:00Z",
			5,
			(date) => date.getUTCDate() !== 7 && at(3)(date),
			"day",
			14,
		],
		[
			"an hour later every other night",
			"2026-03-10T12:00:00Z",
			6,
			(date) => date.getUTCHours() === 3 + (date.getUTCDate() % 2),
			"day",
			14,
		],
		[
			"in the first half of its hour alone",
			"2026-03-10T12:00:00Z",
			4,
			(date) => at(3)(date) && date.getUTCMinutes() === 0,
			"day",
			14,
		],
		[
			"in the second half alone",
			"2026-03-10T12:00:00Z",
			4,
			(date) => at(3)(date) && date.getUTCMinutes() === 30,
			"day",
			14,
		],
	])("%s", (_, end, days, job, period, hours) => {
		const found = seen(end, days, job);
		expect(found).toMatchObject([{ period }]);
		expect(found[0]?.bytes).toBeGreaterThan(400);
		// A place is an hour, of months a day; a job may come an hour early.
		expect(Math.abs((found[0]?.next ?? 0) / HOUR - hours)).toBeLessThanOrEqual(period === "month" ? 24 : 2);
	});
	test.each<[string, string, number, (date: Date) => boolean]>([
		["two nights are chance", "2026-03-10T12:00:00Z", 2, at(3)],
		["one week holds a weekly job once", "2026-03-11T12:00:00Z", 9, (date) => date.getUTCDay() === 0 && at(2)(date)],
		["a month and a half", "2026-03-20T00:00:00Z", 45, (date) => date.getUTCDate() === 1 && at(5)(date)],
		["nothing ever", "2026-03-20T00:00:00Z", 61, () => false],
		["a job that has stopped", "2026-03-20T00:00:00Z", 20, (date) => date < new Date("2026-03-17") && at(3)(date)],
		[
			"any hour of any day",
			"2026-03-20T00:00:00Z",
			20,
			(date) => (date.getUTCDate() * 7 + 3) % 24 === date.getUTCHours(),
		],
	])("not called recurring: %s", (_, end, days, job) => {
		expect(seen(end, days, job)).toEqual([]);
	});
	test("what hardly stands out is the body of use", () => {
		expect(seen("2026-03-10T12:00:00Z", 6, at(3), 105)).toEqual([]);
		expect(seen("2026-03-10T12:00:00Z", 6, at(3), 110)).toMatchObject([{ period: "day", bytes: 110.1 }]);
	});
	test("what lies further back than four months is forgotten", () => {
		const another = (date: Date) => date < new Date("2025-11-01") && at(3)(date);
		expect(seen("2026-03-10T12:00:00Z", 200, (date) => another(date) || at(9)(date))).toMatchObject([
			{ period: "day" },
		]);
	});
});
