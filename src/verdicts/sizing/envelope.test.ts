import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Envelope } from "./envelope.ts";
import { withoutCache } from "./hard-use.ts";
import { profileOf } from "./profile.ts";
import { DAY, FROM, MI, series, steady } from "./series.fixture.ts";

function pooled(all: readonly ReturnType<typeof series>[]) {
	const envelope = new Envelope();
	for (const one of all) envelope.add(one);
	return envelope.profile("pool", { limit: null, use: null });
}

const anyTrack = fc
	.record({
		bytes: fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 50 }),
		step: fc.integer({ min: 1, max: 500_000 }),
		from: fc.integer({ min: 0, max: 100 * DAY }),
	})
	.map(({ bytes, step, from }) => {
		const one = series(bytes, { step });
		return { ...one, t: one.t.map((t) => t + from) };
	});

describe("replicas as one", () => {
	test("one replica alone is itself", () => {
		const one = series(steady(500 * MI), { capacity: 1024 * MI });
		const [alone, pool] = [profileOf(one), pooled([one])];
		expect(pool).toMatchObject({ peak: alone?.peak, mean: alone?.mean, samples: alone?.samples, capacity: 1024 * MI });
		expect(pool?.bound).toBe(1024 * MI);
		expect(Math.abs((pool?.seconds ?? 0) - (alone?.seconds ?? 0))).toBeLessThan(2000);
	});
	test("whatever the tracks: the highest peak, all samples, in any order", () => {
		fc.assert(
			fc.property(fc.array(anyTrack, { minLength: 1, maxLength: 6 }), (tracks) => {
				const [there, back] = [pooled(tracks), pooled(tracks.toReversed())];
				const peak = Math.max(...tracks.flatMap(({ bytes }) => [...bytes]));
				for (const pool of [there, back]) {
					expect(pool?.peak).toBe(peak);
					expect(Math.max(...(pool?.parts ?? []))).toBe(peak);
					expect(pool?.samples).toBe(tracks.reduce((sum, { t }) => sum + t.length, 0));
				}
			}),
		);
	});
	test.each([900, 1000, 1001, 1100, 2000, 2047, 2048, 2049, 5000])(
		"a sample %i minutes before a long track: nothing of it is lost, nor is more held than there was",
		(before) => {
			const long = series(
				Array.from({ length: 1048 }, (_, i) => (i + 1) * MI),
				{ step: 60 },
			);
			const early = { ...series([5000 * MI]), t: Float64Array.of(FROM - before * 60) };
			for (const all of [
				[long, early],
				[early, long],
			]) {
				const pool = pooled(all);
				expect(pool).toMatchObject({ peak: 5000 * MI, last: 1048 * MI, samples: 1049 });
				expect(pool?.parts[0]).toBe(5000 * MI);
				expect(pool?.parts[15]).toBe(1048 * MI);
				const seconds = (before + 1047) * 60;
				expect(pool?.seconds).toBeGreaterThanOrEqual(seconds);
				expect(pool?.seconds).toBeLessThan(seconds + 2 * 60 * 8);
			}
		},
	);
	test("an earlier rollout's pods lengthen the history", () => {
		const old = series(steady(300 * MI, 0.02, 2000));
		const now = { ...old, t: old.t.map((t) => t + 7 * DAY) };
		expect(pooled([now, old])?.seconds).toBeGreaterThan(13 * DAY);
	});
	test("restarts at the limit of an earlier rollout were answered by the limit that was raised since", () => {
		const dying = (limit: number) =>
			series(steady(limit * 0.99, 0.005, 400), {
				capacity: limit,
				start: Array.from({ length: 400 }, (_, i) => Math.floor(i / 100)),
			});
		const [low, high] = [dying(100 * MI), dying(200 * MI)];
		const sound = series(steady(150 * MI), { capacity: 400 * MI });
		expect(pooled([low, sound])?.restartsAtLimit).toEqual({ count: 3, limit: 100 * MI });
		for (const all of [
			[low, high, sound],
			[high, low, sound],
		])
			expect(pooled(all)?.restartsAtLimit).toEqual({ count: 3, limit: 200 * MI });
		expect(pooled([high, high])?.restartsAtLimit).toEqual({ count: 6, limit: 200 * MI });
	});
	/** Replicas one after the other, each with a limit: their capacity, and what bounds the need, MiB. */
	const replica = (mebi: number, limit: number, day = 0, start = Number.NaN) => {
		const one = series(steady(mebi * MI, 0, 100), { capacity: limit * MI, start: start + day * DAY });
		return { ...one, t: one.t.map((t) => t + day * DAY) };
	};
	test.each<[string, ReturnType<typeof series>[], { limit: number | null; use: number | null }, number | null, number]>(
		[
			["the limit of the last", [replica(50, 200), replica(50, 100, 1)], { limit: null, use: null }, 100, 200],
			["whichever comes first", [replica(50, 100, 1), replica(50, 200)], { limit: null, use: null }, 100, 200],
			["the one in force", [replica(50, 100)], { limit: 300, use: null }, 300, 300],
			["lowered just now", [replica(50, 200)], { limit: 100, use: null }, 100, 200],
			["lowered by some pages", [replica(50, 100)], { limit: 95, use: null }, 95, 95],
			["none at all", [replica(50, Number.NaN)], { limit: null, use: null }, null, Infinity],
			["one that came just now", [replica(50, Number.NaN)], { limit: 100, use: null }, 100, 100],
			[
				"use above it once",
				[replica(50, 100), replica(150, 100, 1), replica(50, 400, 2)],
				{ limit: null, use: null },
				400,
				Infinity,
			],
			["as much as it", [replica(100, 100)], { limit: null, use: null }, 100, 100],
			["use above it now", [replica(50, 100)], { limit: null, use: 150 }, 100, Infinity],
		],
	)("limits: %s", (_, all, { limit, use }, capacity, bound) => {
		const envelope = new Envelope();
		for (const one of all) envelope.add(one);
		const given = { limit: limit === null ? null : limit * MI, use: use === null ? null : use * MI };
		const pool = envelope.profile("pool", given);
		expect([pool?.capacity, pool?.bound]).toEqual([capacity === null ? null : capacity * MI, bound * MI]);
	});
	test("what is used now counts, though no sample shows it yet", () => {
		const envelope = new Envelope();
		envelope.add(replica(50, 100));
		const at = (use: number | null) => envelope.profile("pool", { limit: null, use: use === null ? null : use * MI });
		expect(at(null)).toMatchObject({ last: 50 * MI, peak: 50 * MI });
		expect(at(20)).toMatchObject({ last: 20 * MI, peak: 50 * MI });
		expect(at(80)).toMatchObject({ last: 80 * MI, peak: 80 * MI });
	});
	test("the start that took most, of all", () => {
		const [low, high] = [replica(50, 100, 0, FROM), replica(70, 100, 1, FROM)];
		expect(pooled([low, high])?.startPeak).toBe(70 * MI);
		expect(pooled([high, low])?.startPeak).toBe(70 * MI);
		expect(pooled([replica(50, 100)])?.startPeak).toBe(0);
	});
	test("a leak shows in more than half of the replicas", () => {
		const climb = series(
			steady(50 * MI, 0, 100).map((use, i) => use + i * MI),
			{ capacity: 400 * MI },
		);
		const calm = replica(50, 400);
		expect([[climb], [climb, climb, calm], [climb, calm], [calm]].map((all) => pooled(all)?.climbing)).toEqual([
			...[true, true, false, false],
		]);
	});
	test("nothing added is no profile", () => {
		expect(pooled([])).toBeNull();
		expect(pooled([series([])])).toBeNull();
	});
});

describe("page cache", () => {
	const track = (cache: number[] | null, rss: number[] | null) => ({
		namespace: "n",
		pod: "p",
		container: "c",
		series: series([100, 400, 100]),
		rss: rss && Float64Array.from(rss),
		cache: cache && Float64Array.from(cache),
		swap: null,
		stretches: [],
		owner: null,
	});
	test.each([
		["dropped down to what is anonymous", track([0, 350, 0], [90, 120, 90]), false, [100, 120, 100], 280],
		["what is not cache stays", track([0, 50, 0], [90, 120, 90]), false, [100, 350, 100], 50],
		["tmpfs is in the cache and stays", track([0, 350, 0], [90, 120, 90]), true, [100, 400, 100], 0],
		["not known", track(null, [90, 120, 90]), false, [100, 400, 100], 0],
		["a moment without figures", track([0, Number.NaN, 0], [90, 120, 90]), false, [100, 400, 100], 0],
	])("%s", (_, given, inMemory, bytes, dropped) => {
		const { series: left, pageCache } = withoutCache(given, inMemory);
		expect([...left.bytes]).toEqual(bytes);
		expect(pageCache).toBe(dropped);
	});
});
