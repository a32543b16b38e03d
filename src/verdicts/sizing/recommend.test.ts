import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Recommendation, SizingReason } from "../../model/recommendation.ts";
import type { Series } from "../../model/series.ts";
import { OWN_RISK } from "./allocate.ts";
import { profileOf } from "./profile.ts";
import { recommend } from "./recommend.ts";
import { DAY, FROM, MI, series, steady } from "./series.fixture.ts";

const FORTNIGHT = 14 * DAY;

function size(all: readonly Series[], oomRisks = [0.05], horizon = FORTNIGHT): Recommendation[] {
	return recommend(
		all.flatMap((one) => profileOf(one) ?? []),
		{ oomRisks, horizon },
	);
}
function sizeOne(one: Series, oomRisk = 0.05, horizon = FORTNIGHT): Recommendation {
	const [recommendation] = size([one], [oomRisk], horizon);
	if (recommendation === undefined) throw new Error("not sized");
	return recommendation;
}

/** Series as the reader gives them: any lengths, levels, capacities, with and without restarts. */
const anySeries = fc
	.record({
		bytes: fc.array(fc.double({ min: 0, max: 2 ** 40, noNaN: true }), { minLength: 1, maxLength: 60 }),
		step: fc.integer({ min: 1, max: 100_000 }),
		capacity: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 1, max: 2 ** 41, noNaN: true })),
		restartAt: fc.integer({ min: 0, max: 80 }),
	})
	.map(({ bytes, step, capacity, restartAt }) =>
		series(bytes, { step, capacity, start: bytes.map((_, i) => (i < restartAt ? 1 : 2)) }),
	);
const anyRisk = fc.double({ min: 0.001, max: 0.9, noNaN: true });

describe("for any series", () => {
	test("request and limit are whole bytes, the request at most the limit, neither below what is in use", () => {
		fc.assert(
			fc.property(fc.array(anySeries, { minLength: 1, maxLength: 8 }), anyRisk, (all, risk) => {
				for (const { request, limit, use, expectedRisk } of size(all, [risk])) {
					expect(Number.isSafeInteger(limit) && Number.isSafeInteger(request)).toBe(true);
					expect(request).toBeGreaterThan(0);
					expect(request).toBeLessThanOrEqual(limit);
					expect(request).toBeGreaterThanOrEqual(use ?? 0);
					expect(expectedRisk).toBeGreaterThan(0);
					expect(expectedRisk).toBeLessThanOrEqual(1);
				}
			}),
		);
	});
	test("a smaller risk never gives a smaller limit", () => {
		fc.assert(
			fc.property(fc.array(anySeries, { minLength: 1, maxLength: 8 }), anyRisk, anyRisk, (all, a, b) => {
				const [small, large] = [size(all, [Math.min(a, b)]), size(all, [Math.max(a, b)])];
				for (const [i, { limit }] of small.entries()) expect(limit).toBeGreaterThanOrEqual(large[i]?.limit ?? 0);
			}),
		);
	});
	test("the same in other units: bytes and capacity times k give limits times k", () => {
		fc.assert(
			// By doublings: what was measured how often is kept in buckets of a hundredth, whose edges move with those alone.
			fc.property(anySeries, anyRisk, fc.integer({ min: 1, max: 10 }), (one, risk, doublings) => {
				const k = 2 ** doublings;
				fc.pre(one.bytes.some((use) => use > MI));
				const times = { ...one, bytes: one.bytes.map((use) => use * k), capacity: one.capacity.map((c) => c * k) };
				expect(sizeOne(times, risk).limit / k).toBeCloseTo(sizeOne(one, risk).limit, -1);
			}),
		);
	});
	test("the same facts give the same recommendations, whatever came before", () => {
		fc.assert(
			fc.property(fc.array(anySeries, { minLength: 1, maxLength: 5 }), anyRisk, (all, risk) => {
				expect(size(all, [risk, 0.01])).toEqual(size(all, [risk, 0.01]));
			}),
		);
	});
	test("nobody's own risk is more than three times what was accepted, where any limit can do that", () => {
		const calm = Array.from({ length: 40 }, (_, i) => series(steady((i + 1) * 40 * MI), { capacity: 4096 * MI }));
		for (const risk of [0.1, 0.05, 0.01]) {
			for (const one of size(calm, [risk])) expect(one.expectedRisk).toBeLessThanOrEqual(OWN_RISK * risk);
		}
	});
});

describe("reasons, and what follows from them", () => {
	const spiky = steady(200 * MI).map((use, i) => (i === 900 ? 3000 * MI : use));
	const sawtooth = Array.from({ length: 400 }, (_, i) => (40 + 60 * ((i % 100) / 99)) * MI);
	const lives = sawtooth.map((_, i) => Math.floor(i / 100));
	const killed = [...steady(50 * MI, 0.02, 200), 99 * MI, ...steady(50 * MI, 0.02, 200)];
	test.each<[string, Series, SizingReason[], SizingReason[]]>([
		["flat below its limit", series(steady(500 * MI), { capacity: 1024 * MI }), [], ["rising", "short-history"]],
		["a lone peak long ago", series(spiky, { capacity: 4096 * MI }), ["peak-not-covered"], []],
		["no limit", series(steady(500 * MI)), ["no-capacity"], ["at-capacity"]],
		["one sample", series([70 * MI], { capacity: 4096 * MI }), ["short-history", "horizon-beyond-history"], []],
		["all of it in use", series(steady(1000 * MI, 0.001), { capacity: 1001.5 * MI }), ["at-capacity"], ["rising"]],
		["above its capacity", series(steady(500 * MI), { capacity: 300 * MI }), ["above-capacity"], ["at-capacity"]],
		["nothing but zeros", series(new Array(100).fill(0), { capacity: 1024 * MI }), ["no-use"], []],
		[
			"rises",
			series(
				steady(500 * MI).map((use, i) => use * (1 + i / 8000)),
				{ capacity: 4096 * MI },
			),
			["rising"],
			[],
		],
		[
			"a leak that dies at its limit",
			series(sawtooth, { capacity: 100 * MI, start: lives }),
			["leak-suspected"],
			["restarts-at-limit"],
		],
		[
			"killed once at its limit",
			series(killed, { capacity: 100 * MI, start: killed.map((_, i) => (i > 200 ? 2 : 1)) }),
			["restarts-at-limit"],
			["leak-suspected"],
		],
	])("%s", (_, one, holds, lacks) => {
		const { reasons } = sizeOne(one, 0.1, 2 * DAY);
		expect(reasons).toEqual(expect.arrayContaining(holds));
		for (const reason of lacks) expect(reasons).not.toContain(reason);
	});

	test("a container that was killed at its limit gets more in the first pass, a leak does not", () => {
		expect(
			sizeOne(series(killed, { capacity: 100 * MI, start: killed.map((_, i) => (i > 200 ? 2 : 1)) })).limit,
		).toBeGreaterThanOrEqual(120 * MI);
		const leak = sizeOne(series(sawtooth, { capacity: 100 * MI, start: lives }));
		expect(leak.limit).toBeLessThanOrEqual(100 * MI);
		expect(leak.expectedRisk).toBe(1);
	});
	test("restarts at a limit that was raised since ask for more than that one, not for more than the new one", () => {
		const raised = [...steady(99 * MI, 0.005, 400), ...steady(90 * MI, 0.02, 400)];
		const one = series(raised, { start: raised.map((_, i) => Math.min(4, Math.floor(i / 100))) });
		for (const [now, more] of [
			[100, true],
			[200, false],
		] as const) {
			one.capacity.set(raised.map((_, i) => (i < 400 ? 100 : now) * MI));
			const { reasons, limit } = sizeOne(one, 0.1, DAY);
			expect(reasons.includes("restarts-at-limit")).toBe(more);
			expect(limit).toBeGreaterThanOrEqual(160 * MI);
			expect(limit).toBeLessThan(250 * MI);
		}
	});

	describe("the limit of a leak stays as it is, for less brings its end sooner and more delays it", () => {
		const climb = steady(200 * MI).map((use, i) => use + i * 0.1 * MI);
		test.each<[string, number, number, number]>([
			["far below its limit", 8192, 0.4, 8192],
			["near its limit", 640, 0.01, 640],
			["above its limit: never below what is in use now", 512, 0.1, 0],
		])("%s", (_, capacity, risk, expected) => {
			const one = sizeOne(series(climb, { capacity: capacity * MI }), risk);
			expect(one.reasons).toContain("leak-suspected");
			expect(one.limit).toBe(expected === 0 ? Math.ceil(climb.at(-1) ?? 0) : expected * MI);
		});
		test("its risk is that of reaching it within the horizon", () => {
			expect(sizeOne(series(climb, { capacity: 640 * MI })).expectedRisk).toBe(1);
			expect(sizeOne(series(climb, { capacity: 8192 * MI })).expectedRisk).toBeLessThan(0.05);
		});
		test("without a limit there is none to leave: it is sized", () => {
			expect(sizeOne(series(climb)).limit).toBeGreaterThan(600 * MI);
		});
		test("the others are sized as without it", () => {
			const calm = series(steady(300 * MI), { capacity: 4096 * MI });
			const beside = size([series(climb, { capacity: 8192 * MI }), calm]);
			expect(beside[1]).toEqual(size([calm])[0]);
		});
	});
	/** Use about 500Mi under a limit of before, which becomes another in the middle: MiB; NaN is none. */
	const lowered = (before: number, now: number, bytes = steady(500 * MI)) =>
		series(bytes, { capacity: bytes.map((_, i) => (2 * i < bytes.length ? before : now) * MI) });
	const higher = steady(500 * MI).map((use, i) => (i === 100 ? 900 * MI : use));
	test.each<[string, Series, number, number, boolean]>([
		["never above what it had before", lowered(1024, 531), 0.01, 1024, true],
		["nor where its use would not fit today", lowered(1024, 531, higher), 0.01, 1024, true],
		["within the new one where that is borne out", lowered(1024, 531), 0.1, 531, false],
		["to just less", lowered(1024, 1000), 0.01, 1000, false],
		["raised", lowered(600, 1024), 0.01, 1024, false],
		["none before, and use would have fitted", lowered(Number.NaN, 531), 0.01, 531, false],
	])("a limit that was changed: %s", (_, one, risk, most, isLowered) => {
		const { limit, reasons } = sizeOne(one, risk);
		expect(limit).toBeLessThanOrEqual(most * MI);
		expect(reasons.includes("limit-lowered")).toBe(isLowered);
		expect(reasons.includes("at-capacity")).toBe(!isLowered && risk < 0.1);
	});
	test.each<[string, Series]>([
		["use was above the limit of its time", lowered(400, 300)],
		["none before, and use was above what it is now", lowered(Number.NaN, 531, higher)],
	])("nothing bounds the need: %s", (_, one) => {
		const { limit, peak, reasons } = sizeOne(one, 0.01);
		expect(limit).toBeGreaterThan(1.5 * (peak ?? 0));
		expect(reasons).not.toContain("at-capacity");
	});
	test("a bound that was never exceeded is not exceeded by the limit", () => {
		expect(sizeOne(series(steady(1000 * MI, 0.05), { capacity: 1060 * MI }), 0.001).limit).toBeLessThanOrEqual(
			1060 * MI,
		);
	});
	test("an old lone peak is left to the risk where much is accepted, and covered where little is", () => {
		const one = series(spiky, { capacity: 4096 * MI });
		expect(sizeOne(one, 0.1, 2 * DAY).limit).toBeLessThan(3000 * MI);
		expect(sizeOne(one, 0.001, 2 * DAY).limit).toBeGreaterThanOrEqual(3000 * MI);
	});
	test("less history asks for a wider margin and says so", () => {
		const long = sizeOne(series(steady(500 * MI), { capacity: 8192 * MI }), 0.05, DAY);
		const short = sizeOne(series(steady(500 * MI).slice(0, 3), { capacity: 8192 * MI }), 0.05, DAY);
		expect(short.limit).toBeGreaterThan(long.limit);
		expect(short.confidence).toBeLessThan(0.2);
		expect(long.confidence).toBe(1);
		expect(short.neededPeak.high / (short.peak ?? 1)).toBeGreaterThan(long.neededPeak.high / (long.peak ?? 1));
	});
});

describe("peaks that the calendar brings", () => {
	const at = (days: number, isJob: (date: Date) => boolean, step = 1800): Series =>
		series(
			Array.from({ length: (days * DAY) / step }, (_, i) =>
				isJob(new Date((FROM + i * step) * 1000)) ? (800 + (i % 7)) * MI : (200 + (i % 11)) * MI,
			),
			{ step, capacity: 4096 * MI },
		);
	const hour = (date: Date) => date.getUTCHours();
	// FROM is a Tuesday evening, UTC.
	test.each<[string, Series, number, SizingReason]>([
		["a weekly job, two weeks", at(14, (date) => date.getUTCDay() === 0 && hour(date) === 2), 7 * DAY, "week-peak"],
		["a nightly job, four days", at(4, (date) => hour(date) === 3), DAY, "day-peak"],
		[
			"a job on the first, 70 days",
			at(70, (date) => date.getUTCDate() === 1 && hour(date) === 5),
			31 * DAY,
			"month-peak",
		],
	])("%s: covered at any risk", (_, one, horizon, reason) => {
		for (const risk of [0.01, 0.1, 0.4]) {
			const sized = sizeOne(one, risk, horizon);
			expect(sized.limit).toBeGreaterThanOrEqual(800 * MI);
			if (reason !== "day-peak") expect(sized.reasons).toContain(reason);
		}
	});
	test("one that comes after the horizon is left to the risk", () => {
		const weekly = at(14, (date) => date.getUTCDay() === 0 && hour(date) === 2);
		expect(sizeOne(weekly, 0.4, DAY).reasons).not.toContain("week-peak");
	});
	test.each<[string, number, number, SizingReason[]]>([
		["a day of history for a day", 1, DAY, ["day-seen-once"]],
		["ten days for a fortnight", 10, FORTNIGHT, ["week-seen-once", "horizon-beyond-history"]],
		["40 days for a month", 40, 31 * DAY, ["month-seen-once"]],
		["a fortnight for a fortnight", 14, FORTNIGHT, []],
	])("cycles that were not seen twice are said: %s", (_, days, horizon, expected) => {
		const told = sizeOne(
			at(days, () => false),
			0.05,
			horizon,
		).reasons;
		const about = told.filter((reason) => reason.endsWith("-seen-once") || reason === "horizon-beyond-history");
		expect(about.toSorted()).toEqual(expected.toSorted());
	});
});

describe("nobody pays for what no limit can take away", () => {
	const fleet = Array.from({ length: 20 }, (_, i) => series(steady((i + 5) * 20 * MI), { capacity: 4096 * MI }));
	const limits = (all: readonly Recommendation[]) => all.slice(0, fleet.length).map(({ limit }) => limit);
	test.each<[string, Series]>([
		["an hour old, and without a limit", series(steady(200 * MI, 0, 12))],
		["days old, and without a limit", series(steady(200 * MI, 0, 1200))],
		["a leak without a limit", series(steady(200 * MI).map((use, i) => use + i * 0.1 * MI))],
		["off, and without a limit", series(new Array(100).fill(0))],
	])("%s", (_, one) => {
		for (const risk of [0.1, 0.05, 0.01]) {
			const [alone, beside] = [size(fleet, [risk]), size([...fleet, one], [risk])];
			expect(limits(beside)).toEqual(limits(alone));
			expect(beside.at(-1)?.limit).toBe(sizeOne(one, risk).limit);
		}
	});
	test("a fortnight's use without a limit is a measure as any other", () => {
		const beside = size([...fleet, series(steady(200 * MI))], [0.01]);
		expect(beside.at(-1)?.limit).toBeLessThan(sizeOne(series(steady(200 * MI)), 0.01).limit);
	});
});

test("the replay counts what would have been exceeded, beside KRR's and VPA's rules", () => {
	const one = sizeOne(
		series(
			steady(200 * MI).map((use, i) => (i % 1000 === 500 && i < 2000 ? 3000 * MI : use)),
			{ capacity: 4096 * MI },
		),
		0.3,
	);
	const { recommended, krr, vpa } = one.replay;
	expect(recommended).toMatchObject({ limit: one.limit, exceeded: one.limit < 3000 * MI ? 2 : 0 });
	expect(krr).toMatchObject({ limit: Math.ceil(3000 * MI * 1.15), exceeded: 0 });
	expect(vpa.limit).toBeLessThan(300 * MI);
	expect(vpa.exceeded).toBe(2);
});

test("thirty containers of one name are thirty recommendations, and an empty fleet is none", () => {
	const all = Array.from({ length: 30 }, (_, i) => series(steady((i + 1) * 30 * MI), { capacity: 2048 * MI }));
	expect(size(all, [0.05, 0.01])).toHaveLength(60);
	expect(size([])).toEqual([]);
	expect(profileOf(series([]))).toBeNull();
});
