import { describe, expect, test } from "vitest";
import { judgeSeries } from "./judge.ts";
import { BEGIN, DAY, HOUR, MIB, type Recipe, series } from "./series.fixture.ts";

const GIB = 1024 * MIB;

function masked(recipe: Recipe) {
	const { finding } = judgeSeries(series(recipe), Number.POSITIVE_INFINITY);
	if (finding?.rule !== "leak/restart-masked") throw new Error(`called ${finding?.rule}`);
	return finding;
}

const at = (seconds: number) => (BEGIN + seconds) * 1000;

describe("since when", () => {
	test.each<[string, number, number]>([
		["from the beginning", 0, 0],
		["from the eighth night on", 7 * DAY, 7 * DAY],
		["in the middle of a life", 6.5 * DAY, 6 * DAY],
		["late", 10 * DAY, 10 * DAY],
	])("restarted every night, leaks %s", (_, onset, life) => {
		const mib = (s: number) => 200 + (240 * Math.max(0, s - Math.max(onset, s - (s % DAY)))) / DAY;
		const { params } = masked({ span: 14 * DAY - 600, limit: 4 * GIB, mib, start: (s) => s - (s % DAY) });
		expect(params.sinceFrom).toBeLessThanOrEqual(at(onset));
		expect(params.sinceTo).toBeGreaterThanOrEqual(at(onset));
		expect(Math.abs(params.since - at(life))).toBeLessThanOrEqual(DAY * 1000);
		// What leaks says how fast, how much and how high, not what went before.
		expect(params.bytesPerHour / MIB).toBeCloseTo(10, 0);
		expect(Math.abs(params.leakedBytes / MIB - 240)).toBeLessThan(20);
		expect(Math.abs(params.peakBytes / MIB - 440)).toBeLessThan(15);
	});
});

/** Killed at the limit again and again. */
const LIFE = 20 * HOUR;
const killed = (span: number, warmUp = 0): Recipe => ({
	span,
	limit: GIB,
	noise: 10,
	mib: (s) => 200 + warmUp * (1 - Math.exp(-(s % LIFE) / 900)) + ((824 - warmUp) * (s % LIFE)) / LIFE,
	start: (s) => s - (s % LIFE),
});

describe("when the limit is reached", () => {
	test("nine in ten hold, whenever one looks", () => {
		const held = Array.from({ length: 40 }, (_, i) => {
			const age = (i + 0.5) / 40;
			const { limitFrom, limitTo } = masked(killed((6 + age) * LIFE)).params;
			// Noise of ten MiB reaches the limit a quarter of an hour before the line does.
			return (limitFrom ?? 0) <= at(7 * LIFE) && (limitTo ?? Number.POSITIVE_INFINITY) >= at(7 * LIFE) - 900_000;
		});
		expect(held.filter((one) => one).length).toBeGreaterThanOrEqual(36);
	});

	test.each([
		["just after a restart", 20 * 60, 0],
		["just after a restart, its warm-up still before it", 20 * 60, 300],
		["in the middle", LIFE / 2, 300],
	])("%s", (_, age, warmUp) => {
		const { limitAt } = masked(killed(6 * LIFE + age, warmUp)).params;
		expect(Math.abs((limitAt ?? 0) - at(7 * LIFE)) / 1000).toBeLessThan(0.12 * (LIFE - age));
	});
});

describe("a schedule that restarts what leaks before it comes to the limit", () => {
	const nightly = (span: number): Recipe => ({
		span,
		limit: GIB,
		mib: (s) => 200 + (250 * (s % DAY)) / DAY,
		start: (s) => s - (s % DAY),
	});

	test("comes first: no limit is reached, and it is no error", () => {
		const { params, severity } = masked(nightly(9.5 * DAY));
		expect(params).toMatchObject({ restartsFirst: true, limitAt: null, limitFrom: null, limitTo: null, limit: GIB });
		expect(severity).toBe("warning");
	});

	test.each<[string, Recipe]>([
		[
			"that has not come this time",
			{
				...nightly(9 * DAY + 30 * HOUR),
				start: (s) => Math.min(9, Math.floor(s / DAY)) * DAY,
				mib: (s) => 200 + (250 * (s - Math.min(9, Math.floor(s / DAY)) * DAY)) / DAY,
			},
		],
		["that may come too late", { ...nightly(9.5 * DAY), limit: 470 * MIB }],
	])("does not count %s", (_, recipe) => {
		const { params, severity } = masked(recipe);
		expect(params.restartsFirst).toBe(false);
		expect(params.limitAt).not.toBeNull();
		expect(severity).toBe("error");
	});
});

test("what began with the newest life is told of it alone, in numbers", () => {
	// Earlier lives gained something; the last gains five times as much.
	const mib = (s: number) => 300 + (s < 8 * DAY ? (40 * (s % DAY)) / DAY : (200 * (s - 8 * DAY)) / DAY);
	const recipe = { span: 9.5 * DAY, limit: GIB, mib, start: (s: number) => Math.min(8, Math.floor(s / DAY)) * DAY };
	const { finding } = judgeSeries(series(recipe), Number.POSITIVE_INFINITY);
	const params = Object.entries(finding?.params ?? {});
	expect(params.filter(([, value]) => typeof value === "number" && !Number.isFinite(value))).toEqual([]);
	expect(finding).toMatchObject({ rule: "leak/steady", params: { since: at(8 * DAY) } });
});
