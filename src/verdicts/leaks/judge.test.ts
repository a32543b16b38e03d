import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NotLeaking } from "../../model/not-leaking.ts";
import type { SteadyLeakParams } from "../../model/rules-leaks.ts";
import type { Series } from "../../model/series.ts";
import { judgeSeries } from "./judge.ts";
import { BEGIN, DAY, daily, HOUR, MIB, MINUTE, noiseAt, type Recipe, series } from "./series.fixture.ts";

const judge = (one: Series) => judgeSeries(one, Number.POSITIVE_INFINITY);
const GIB = 1024 * MIB;

/** Days at which what is rolled out on workdays, at any hour of them, begins anew. */
const ROLL_OUTS = [-0.6, 0.4, 1.6, 2.5, 3.7, 4.45, 7.4, 8.65, 9.5, 10.4, 11.6];
const rolledOut = (s: number) => DAY * (ROLL_OUTS.findLast((day) => day * DAY <= s) as number);

describe("leaks", () => {
	test.each<[string, Recipe]>([
		["along a line", { span: 5 * DAY, limit: GIB, mib: (s) => 200 + (s / DAY) * 40 }],
		["without a limit", { span: 5 * DAY, mib: (s) => 200 + (s / DAY) * 40 }],
		["from the middle on", { span: 6 * DAY, limit: GIB, mib: (s) => 300 + Math.max(0, s - 3 * DAY) / 600 }],
		["faster and faster", { span: 4 * DAY, limit: GIB, mib: (s) => 200 + 300 * (s / (4 * DAY)) ** 2 }],
		["a batch at a time", { span: 4 * DAY, limit: GIB, mib: (s) => 200 + 12 * Math.floor(s / (4 * HOUR)) }],
		["under a daily rhythm", { span: 7 * DAY, limit: GIB, mib: (s) => 200 + (s / DAY) * 40 + 80 * daily(s) }],
		[
			"by day only",
			{ span: 7 * DAY, limit: GIB, mib: (s) => 200 + Math.floor(s / DAY) * 50 + Math.min(50, 150 * ((s / DAY) % 1)) },
		],
		[
			"under a collector's saw-teeth",
			{ span: 3 * DAY, limit: GIB, mib: (s) => 200 + (s / DAY) * 90 + 60 * ((s / (40 * MINUTE)) % 1) },
		],
		[
			"after a warm-up",
			{ span: 3 * DAY, limit: GIB, mib: (s) => 100 + 150 * (1 - Math.exp(-s / HOUR)) + (s / DAY) * 80 },
		],
		[
			"since the roll-out",
			{
				span: 8 * DAY,
				limit: GIB,
				mib: (s) => 250 + Math.max(0, s - 5 * DAY) / 700,
				start: (s) => (s < 5 * DAY ? 0 : 5 * DAY),
			},
		],
	])("%s", (_, recipe) => {
		const { finding, confidence, reason } = judge(series(recipe));
		expect(finding?.rule).toBe("leak/steady");
		expect(reason).toBeNull();
		expect(confidence).toBeGreaterThan(0.9);
	});

	test.each<[string, Recipe]>([
		[
			"killed at the limit",
			{
				span: 5 * DAY,
				limit: GIB,
				mib: (s) => 200 + 820 * ((s / (14 * HOUR)) % 1),
				start: (s) => s - (s % (14 * HOUR)),
			},
		],
		[
			"killed at the limit, starts not known",
			{ span: 5 * DAY, limit: GIB, mib: (s) => 180 + 840 * ((s / (14 * HOUR)) % 1) },
		],
		[
			"restarted every night",
			{ span: 9 * DAY, limit: GIB, mib: (s) => 200 + 250 * ((s / DAY) % 1), start: (s) => s - (s % DAY) },
		],
		[
			"rolled out on workdays, and over the weekend it goes on",
			{ span: 12 * DAY, limit: GIB, mib: (s) => 200 + (120 * (s - rolledOut(s))) / DAY, start: rolledOut },
		],
	])("%s", (_, recipe) => {
		const { finding } = judge(series(recipe));
		expect(finding?.rule).toBe("leak/restart-masked");
		expect(finding?.params).toMatchObject({ recorded: recipe.start !== undefined });
	});
});

test.each<[string, number, (seconds: number) => number]>([
	["goes on more slowly", 4 * DAY, (s) => 200 + (s / DAY) * 80],
	["has only begun", HOUR / 2, () => 320],
])("restarts hid a leak, and the present life %s: still a leak", (_, present, mib) => {
	const before = 5 * DAY;
	const { finding } = judge(
		series({
			span: before + present,
			limit: GIB,
			mib: (s) => (s < before ? 200 + 600 * ((s / (20 * HOUR)) % 1) : mib(s - before)),
			start: (s) => (s < before ? s - (s % (20 * HOUR)) : before),
		}),
	);
	expect(finding).not.toBeNull();
});

describe("not leaks", () => {
	test.each<[string, NotLeaking, Recipe]>([
		["too few samples", "too-short", { span: 2 * HOUR, mib: (s) => s / 60 }],
		["flat", "no-growth", { span: 5 * DAY, limit: GIB, mib: () => 300 }],
		["falling", "no-growth", { span: 5 * DAY, limit: GIB, mib: (s) => 300 - (s / DAY) * 5 }],
		[
			"a warm-up",
			"warm-up",
			{ span: DAY, step: 60, limit: GIB, mib: (s) => 100 + 400 * (1 - Math.exp(-s / (2 * HOUR))) },
		],
		[
			"a cache that fills to its bound",
			"bounded-cache",
			{ span: 5 * DAY, limit: GIB, mib: (s) => 200 + Math.min(400, s / 500) },
		],
		["a step", "step", { span: 5 * DAY, limit: GIB, mib: (s) => (s < 2 * DAY ? 200 : 400) }],
		[
			"two steps",
			"step",
			{ span: 5 * DAY, limit: GIB, mib: (s) => 200 + (s > 1.5 * DAY ? 150 : 0) + (s > 3.5 * DAY ? 150 : 0) },
		],
		[
			"a daily rhythm that ends at its peak",
			"rhythm",
			{ span: 5.5 * DAY, limit: GIB, mib: (s) => 200 + 300 * daily(s) },
		],
		[
			"load that comes and goes",
			"load",
			{ span: 5 * DAY, limit: GIB, mib: (s) => 200 + 300 * Math.max(0, 1 - Math.abs(s / DAY - 2.5) / 1.5) },
		],
		[
			"a collector's saw-teeth",
			"collector-saw-tooth",
			{ span: 2 * DAY, limit: GIB, mib: (s) => 200 + 300 * ((s / (30 * MINUTE)) % 1) },
		],
		[
			"log rotation, in a process that never restarted",
			"rhythm",
			{ span: 9 * DAY, limit: GIB, mib: (s) => 200 + 250 * ((s / DAY) % 1), start: () => -DAY },
		],
		[
			"a leak that was fixed, by a setting, days ago",
			"stopped",
			{
				span: 9 * DAY,
				limit: GIB,
				mib: (s) => (s < 5 * DAY ? 200 + 600 * ((s / (20 * HOUR)) % 1) : 320),
				start: (s) => (s < 5 * DAY ? s - (s % (20 * HOUR)) : 5 * DAY),
			},
		],
		[
			"a leak that was fixed, which the present life shows for half as long again as the others took",
			"stopped",
			{
				span: 5 * DAY + 30 * HOUR,
				limit: GIB,
				mib: (s) => (s < 5 * DAY ? 200 + 600 * ((s / (20 * HOUR)) % 1) : 320),
				start: (s) => (s < 5 * DAY ? s - (s % (20 * HOUR)) : 5 * DAY),
			},
		],
		[
			"roll-outs, each followed by a fill up to a bound for half of the time to the next",
			"rhythm",
			{
				span: 8 * DAY,
				limit: GIB,
				mib: (s) => 200 + 300 * Math.min(1, (s % DAY) / (12 * HOUR)),
				start: (s) => s - (s % DAY),
			},
		],
		[
			"roll-outs that cut a fill short, and one that came to its bound and stayed",
			"bounded-cache",
			{
				span: 9 * DAY,
				limit: GIB,
				mib: (s) => 200 + 300 * (1 - Math.exp(-(s < 5 * DAY ? s % (15 * HOUR) : s - 5 * DAY) / (9 * HOUR))),
				start: (s) => (s < 5 * DAY ? s - (s % (15 * HOUR)) : 5 * DAY),
			},
		],
		[
			"a cache that takes a day to fill, which workdays' roll-outs cut short and the weekend does not",
			"bounded-cache",
			{
				span: 12 * DAY,
				limit: GIB,
				mib: (s) => 200 + 300 * (1 - Math.exp(-(s - rolledOut(s)) / (12 * HOUR))),
				start: rolledOut,
			},
		],
		[
			"a fill that roll-outs cut short, to a bound at which the process before them stood for long",
			"bounded-cache",
			{
				span: 9 * DAY,
				limit: GIB,
				mib: (s) => 200 + Math.min(300, (s < 5 * DAY ? 20 * DAY : (s - 5 * DAY) % (16 * HOUR)) / 240),
				start: (s) => (s < 5 * DAY ? -15 * DAY : s - ((s - 5 * DAY) % (16 * HOUR))),
			},
		],
		[
			"a cache that fills within a day or two after each restart, the newest in the midst of it",
			"bounded-cache",
			{
				span: 15 * DAY,
				limit: GIB,
				mib: (s) => 200 + 300 * (1 - Math.exp(-(s % (3.5 * DAY)) / (12 * HOUR))),
				start: (s) => s - (s % (3.5 * DAY)),
			},
		],
		[
			"load by day in what is restarted each night, as the newest day's begins",
			"restarts-without-growth",
			{
				span: 14.6 * DAY,
				limit: GIB,
				mib: (s) => 200 + 300 * Math.max(0, Math.sin((2 * Math.PI * (s % DAY)) / DAY - 1.2)),
				start: (s) => s - (s % DAY),
			},
		],
		[
			"page cache that is dropped now and then, where nobody knows whether the process restarted",
			"load",
			{
				span: 9 * DAY,
				limit: 2 * GIB,
				mib: (s) => 200 + 500 * (1 - Math.exp(-((s + 3 * HOUR) % (29 * HOUR)) / (12 * HOUR))),
			},
		],
		[
			"nightly restarts with a warm-up",
			"restarts-without-growth",
			{
				span: 9 * DAY,
				limit: GIB,
				mib: (s) => 200 + 150 * (1 - Math.exp(-(s % DAY) / HOUR)),
				start: (s) => s - (s % DAY),
			},
		],
	])("%s", (_, expected, recipe) => {
		const { finding, reason } = judge(series(recipe));
		expect(finding).toBeNull();
		expect(reason).toBe(expected);
	});
});

test("a steady leak says since when, how fast, how much, and when the limit is reached", () => {
	const leak = series({ span: 6 * DAY, limit: GIB, mib: (s) => 300 + (Math.max(0, s - 2 * DAY) / DAY) * 96 });
	const { finding } = judge(leak);
	const params = finding?.params as SteadyLeakParams;
	const onset = (BEGIN + 2 * DAY) * 1000;
	expect(params.sinceFrom).toBeLessThanOrEqual(onset);
	expect(params.sinceTo).toBeGreaterThanOrEqual(onset);
	expect(Math.abs(params.since - onset)).toBeLessThan(4 * HOUR * 1000);
	expect(params.bytesPerHour / MIB).toBeCloseTo(4, 0);
	expect(params.leakedBytes / MIB).toBeCloseTo(384, -1);
	// 684 MiB after six days, 340 to go at 96 a day.
	const reached = (BEGIN + (6 + 340 / 96) * DAY) * 1000;
	expect(Math.abs((params.limitAt ?? 0) - reached)).toBeLessThan(6 * HOUR * 1000);
	expect(params.limitFrom).toBeLessThan(params.limitAt ?? 0);
	expect(params.limitTo).toBeGreaterThan(params.limitAt ?? 0);
	expect(finding?.severity).toBe("error");
	expect(finding?.subject).toEqual({ series: "shop/web" });
	expect(params.curve).toHaveLength(24);
});

test("of what speeds up nine in ten reach the limit, and began, inside the intervals, and it is foretold within a third", () => {
	const told = [1.3, 1.6, 2, 2.5, 3].flatMap((power) =>
		[0, 1, 2, 3].map((seed) => {
			// The limit is reached on day 10; it is judged when half has leaked, and began on day 2.
			const mib = (s: number) => 300 + 700 * Math.max(0, (s - 2 * DAY) / (8 * DAY)) ** power;
			const now = 2 * DAY + 8 * DAY * 0.5 ** (1 / power);
			const leak = series({ span: now, limit: 1000 * MIB, noise: 4 + 6 * seed, seed, mib });
			const params = judge(leak).finding?.params as SteadyLeakParams;
			const { limitAt, limitFrom, limitTo, sinceFrom, sinceTo } = params;
			const [left, at] = [(10 * DAY - now) * 1000, (days: number) => (BEGIN + days * DAY) * 1000];
			return {
				limit: (limitFrom ?? 0) <= at(10) && at(10) <= (limitTo ?? Number.POSITIVE_INFINITY),
				onset: sinceFrom <= at(2) && at(2) <= sinceTo,
				off: Math.abs((limitAt ?? 0) - at(10)) / left,
			};
		}),
	);
	expect(told.filter(({ limit }) => limit).length).toBeGreaterThanOrEqual(0.9 * told.length);
	expect(told.filter(({ onset }) => onset).length).toBeGreaterThanOrEqual(0.9 * told.length);
	expect(told.filter(({ off }) => off < 1 / 3).length).toBeGreaterThanOrEqual(0.9 * told.length);
});

test("of what leaked no more than all was kept", () => {
	const leak = series({ span: 4 * DAY, limit: GIB, mib: (s) => 200 + 300 * (s / (4 * DAY)) ** 2 });
	const params = judge(leak).finding?.params as SteadyLeakParams;
	const { keptBytes, leakedBytes } = params;
	expect(keptBytes / leakedBytes).toBeGreaterThan(0.9);
	expect(keptBytes).toBeLessThanOrEqual(leakedBytes);
});

test("only samples up to the moment count", () => {
	const leak = series({ span: 6 * DAY, limit: GIB, mib: (s) => 300 + Math.max(0, s - 3 * DAY) / 600 });
	expect(judgeSeries(leak, (BEGIN + 2.9 * DAY) * 1000).finding).toBeNull();
	expect(judgeSeries(leak, (BEGIN - 1) * 1000)).toEqual({ finding: null, reason: "too-short", confidence: 0 });
});

const numbers = fc.float64Array({ minLength: 0, maxLength: 300 });

test("any columns give a verdict with a confidence from 0 to 1", () => {
	fc.assert(
		fc.property(
			numbers,
			numbers,
			fc.constantFrom(0, 1e3, 1e9, Number.NaN),
			fc.integer({ min: 1, max: 900 }),
			(a, b, limit, step) => {
				const length = Math.min(a.length, b.length);
				const { reason, finding, confidence } = judge({
					name: "x",
					t: Float64Array.from({ length }, (_, i) => BEGIN + i * step),
					bytes: a.slice(0, length).map(Math.abs),
					capacity: new Float64Array(length).fill(limit),
					start: b.slice(0, length),
				});
				expect(confidence).toBeGreaterThanOrEqual(0);
				expect(confidence).toBeLessThanOrEqual(1);
				expect(reason === null).toBe(finding !== null);
				const params = Object.values(finding?.params ?? {});
				expect(params.filter((value) => typeof value === "number" && !Number.isFinite(value))).toEqual([]);
			},
		),
	);
});

test("the unit of memory and the date do not matter", () => {
	const recipe: Recipe = {
		span: 3 * DAY,
		limit: GIB,
		mib: (s) => 200 + (s / DAY) * 60 + 50 * daily(s * 1.3),
		noise: 20,
	};
	const one = series(recipe);
	const { confidence } = judge(one);
	fc.assert(
		fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -3000, max: 3000 }), (power, days) => {
			const scale = 2 ** power;
			const other: Series = {
				...one,
				t: one.t.map((t) => t + days * DAY),
				bytes: one.bytes.map((bytes) => bytes * scale),
				capacity: one.capacity.map((limit) => limit * scale),
			};
			expect(judge(other).confidence).toBeCloseTo(confidence, 6);
		}),
	);
});

const shapes: readonly ((t: number, i: number) => number)[] = [
	() => 1e8,
	(t) => 1e8 * daily(t),
	(t, i) => 1e8 * daily(t) + 1e5 * i,
	(_, i) => 1e8 * (1 + noiseAt(i)),
	() => 0,
	(t, i) => 1e8 * daily(t) + 1e6 * (i % 97),
];

test("whatever a series holds, what is told of it is numbers", () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...shapes),
			fc.integer({ min: 2, max: 700 }),
			fc.double({ min: 0.05, max: 60, noNaN: true }),
			fc.constantFrom(-1e6, 0, BEGIN),
			// Restarts, and from where on no start is told any more; rows that were not measured.
			fc.array(fc.nat(700), { maxLength: 12 }),
			fc.constantFrom("always", "never", "at first", "now and then"),
			fc.array(fc.nat(700), { maxLength: 9 }),
			fc.constantFrom(Number.NaN, 5e8),
			(shape, n, days, begin, restarts, told, gaps, limit) => {
				const t = Float64Array.from({ length: n }, (_, i) => begin + (days * DAY * i) / n);
				const bytes = t.map((at, i) => (gaps.includes(i) ? Number.NaN : shape(at, i)));
				let life = t[0] as number;
				const start = t.map((at, i) => {
					if (restarts.includes(i)) life = at;
					if (told === "never" || (told === "at first" && i > n / 2) || (told === "now and then" && i % 3 > 0))
						return Number.NaN;
					return life;
				});
				const capacity = new Float64Array(n).fill(limit);
				const { finding, confidence } = judgeSeries(
					{ name: "any", t, bytes, capacity, start },
					Number.POSITIVE_INFINITY,
				);
				expect(confidence).toBeGreaterThanOrEqual(0);
				expect(confidence).toBeLessThanOrEqual(1);
				const numbers = Object.entries(finding?.params ?? {}).filter(([, value]) => typeof value === "number");
				expect(numbers.filter(([, value]) => !Number.isFinite(value))).toEqual([]);
			},
		),
		{ numRuns: 1500 },
	);
});
