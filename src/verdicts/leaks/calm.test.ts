import { describe, expect, test } from "vitest";
import { calmed } from "./calm.ts";
import { judgeSeries } from "./judge.ts";
import { theilSen } from "./numbers.ts";
import { BEGIN, DAY, daily, HOUR, type Recipe, series } from "./series.fixture.ts";

const GIB = 2 ** 30;

function windowOf(days: number, value: (seconds: number) => number) {
	const n = 256;
	const span = days * DAY;
	const x = Float64Array.from({ length: n }, (_, i) => i / (n - 1));
	const floor = x.map((at, i) => value(at * span) + Math.sin(i * 12.9898));
	return { x, floor, middle: floor.map((v) => v + 1), peak: floor.map((v) => v + 5), from: BEGIN, span };
}

/** Load from nine to five, less of it at weekends. */
const office = (s: number) => {
	const hour = (s % DAY) / HOUR;
	return (Math.floor(s / DAY) % 7 > 4 ? 0.4 : 1) / (1 + Math.exp(2 * Math.max(9 - hour, hour - 17)));
};

describe("a daily rhythm is taken away", () => {
	test.each([
		["a wave", 7, (s: number) => 100 * daily(s), 100],
		["a wave of which two days and a half were seen", 2.5, (s: number) => 100 * daily(s), 100],
		["over a leak of a third of it", 7, (s: number) => 100 * daily(s) + (30 * s) / (7 * DAY), 100],
		["over a fill", 7, (s: number) => 100 * daily(s) + 80 * (1 - Math.exp(-s / DAY)), 100],
		["over a step", 7, (s: number) => 100 * daily(s) + (s > 4 * DAY ? 60 : 0), 100],
	])("%s", (_, days, value, top) => {
		const seen = windowOf(days, value);
		const { window, top: found } = calmed(seen);
		expect(found).toBeGreaterThan(0.85 * top);
		expect(found).toBeLessThan(1.2 * top);
		const without = windowOf(days, (s) => value(s) - 100 * daily(s));
		const apart = window.floor.map((v, i) => Math.abs(v - (without.floor[i] as number)));
		expect(Math.max(...apart)).toBeLessThan(12);
	});

	test.each([5, 7, 10, 14])("office hours and weekends, %i days: what is left grows as the leak does", (days) => {
		const seen = windowOf(days, (s) => 100 * office(s) + (50 * s) / (days * DAY));
		const { window } = calmed(seen);
		const growth = theilSen({ x: window.x, y: window.floor }, 0, 256);
		expect(growth).toBeGreaterThan(40);
		expect(growth).toBeLessThan(60);
	});

	test("a day that was twice as busy is not its height", () => {
		const busy = (s: number) => 100 * daily(s) * (Math.floor(s / DAY) === 3 ? 2 : 1);
		const { top } = calmed(windowOf(9, busy));
		expect(top).toBeGreaterThan(90);
		expect(top).toBeLessThan(130);
	});

	test.each([
		["less than two days", 1.9, (s: number) => 100 * daily(s)],
		["growth alone", 7, (s: number) => s / DAY],
		["a step", 3, (s: number) => (s > DAY ? 100 : 0)],
		["a bump that lasted for a day", 3, (s: number) => (s > DAY && s < 2 * DAY ? 100 : 0)],
		["a fill", 3, (s: number) => 100 * (1 - Math.exp(-s / DAY))],
		["a rhythm of seventeen hours", 7, (s: number) => 100 * daily((s * 24) / 17)],
		["noise", 7, () => 0],
	])("%s is none: it stays as it is", (_, days, value) => {
		const seen = windowOf(days, value);
		expect(calmed(seen)).toEqual({ window: seen, top: 0 });
	});
});

describe("a leak beneath a daily rhythm", () => {
	const leak = (days: number, rhythm: (s: number) => number): Recipe => ({
		span: days * DAY,
		limit: 2 * GIB,
		mib: (s) => 300 + (100 * s) / (days * DAY) + 200 * rhythm(s),
		start: () => -DAY,
	});

	test.each([
		["twice as large", 5, daily],
		["twice as large", 10, daily],
		["of office hours, twice as large", 5, office],
		["of office hours, seen up to a weekend", 7, office],
		["of office hours, twice as large", 14, office],
	])("%s, for %i days: found, with its rate, and told to reach the limit by day", (_, days, rhythm) => {
		const { finding } = judgeSeries(series(leak(days, rhythm)), Number.POSITIVE_INFINITY);
		expect(finding?.rule).toBe("leak/steady");
		const { bytesPerHour, limitAt, lastAt } = (finding?.params ?? {}) as Record<
			"bytesPerHour" | "limitAt" | "lastAt",
			number
		>;
		const rate = (100 * 2 ** 20) / (days * 24);
		expect(bytesPerHour / rate).toBeGreaterThan(0.85);
		expect(bytesPerHour / rate).toBeLessThan(1.15);
		// 2048 MiB less 300, 100 and the day's 200.
		const hours = (limitAt - lastAt) / 3_600_000;
		expect(hours / ((1448 * 2 ** 20) / rate)).toBeGreaterThan(0.85);
		expect(hours / ((1448 * 2 ** 20) / rate)).toBeLessThan(1.15);
	});

	test("the rhythm alone is none", () => {
		const { span, limit, start } = leak(7, daily);
		const quiet = { span, limit, start, mib: (s: number) => 300 + 200 * daily(s) } as Recipe;
		expect(judgeSeries(series(quiet), Number.POSITIVE_INFINITY)).toMatchObject({ finding: null, reason: "rhythm" });
	});
});
