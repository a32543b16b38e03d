import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
	DisconnectedLeakParams,
	DrivenLeakParams,
	FleetLeakParams,
	RolloutLeakParams,
} from "../../model/rules-leaks.ts";
import { BEGIN, DAY, daily, HOUR, MIB, MINUTE } from "./series.fixture.ts";
import { counter, type History, judged, rulesOf, track } from "./track.fixture.ts";

const GIB = 1024 * MIB;
const SPAN = 6 * DAY;
const leaking = (s: number) => 200 + (s / DAY) * 40;
const base = { span: SPAN, limit: GIB };
/** Grows by 20 MiB on some days and by none on others. */
const busy = (s: number) => {
	const day = Math.floor(s / DAY);
	const done = [0, 400, 450, 1200, 1210, 1900, 2400];
	return (done[day] ?? 2400) + ((done[day + 1] ?? 2400) - (done[day] ?? 2400)) * ((s / DAY) % 1);
};

describe("who leaks", () => {
	test.each<[string, string[], History]>([
		["one replica", ["leak/steady"], { tracks: [track({ ...base, mib: leaking })] }],
		["nobody", [], { tracks: [1, 2, 3].map((n) => track({ ...base, pod: `web-${n}`, seed: n, mib: () => 300 })) }],
		[
			"every replica: one finding",
			["leak/fleet"],
			{ tracks: [1, 2, 3].map((n) => track({ ...base, pod: `web-${n}`, seed: n, mib: (s) => leaking(s) + 20 * n })) },
		],
		[
			"the leader alone",
			["leak/steady"],
			{
				tracks: [1, 2, 3].map((n) =>
					track({ ...base, pod: `web-${n}`, seed: n, mib: (s) => (n === 2 ? leaking(s) : 200) }),
				),
			},
		],
		[
			"pods that follow one another",
			["leak/restart-masked"],
			{
				tracks: [0, 1, 2, 3, 4, 5].map((n) =>
					track({
						span: (n + 1) * DAY - 60,
						limit: GIB,
						from: n * DAY,
						pod: `web-${n}`,
						seed: n,
						mib: (s) => 200 + 300 * ((s - n * DAY) / DAY),
					}),
				),
			},
		],
		[
			"since another image, in new pods",
			["leak/since-rollout"],
			{
				tracks: [
					track({ ...base, span: 3 * DAY, pod: "web-a", image: "web:1", mib: () => 250 }),
					track({ ...base, from: 3 * DAY, pod: "web-b", image: "web:2", mib: (s) => 250 + ((s - 3 * DAY) / DAY) * 60 }),
				],
			},
		],
		[
			"since another revision of the same image",
			["leak/since-rollout"],
			{
				tracks: [1, 2].flatMap((n) => [
					track({
						...base,
						span: 3 * DAY,
						pod: `web-a${n}`,
						seed: n,
						owner: { kind: "ReplicaSet", name: "web-aaa" },
						mib: () => 250,
					}),
					track({
						...base,
						from: 3 * DAY,
						pod: `web-b${n}`,
						seed: n + 5,
						owner: { kind: "ReplicaSet", name: "web-bbb" },
						mib: (s) => 250 + ((s - 3 * DAY) / DAY) * 60,
					}),
				]),
			},
		],
		[
			"before and after the roll-out alike: roll-outs are restarts, too",
			["leak/restart-masked"],
			{
				tracks: [
					track({ ...base, span: 3 * DAY, pod: "web-a", image: "web:1", mib: (s) => 250 + (s / DAY) * 60 }),
					track({ ...base, from: 3 * DAY, pod: "web-b", image: "web:2", mib: (s) => 250 + ((s - 3 * DAY) / DAY) * 60 }),
				],
			},
		],
		[
			"no longer, since the fix",
			[],
			{
				tracks: [
					track({ ...base, span: 3 * DAY, pod: "web-a", image: "web:1", mib: (s) => 250 + (s / DAY) * 60 }),
					track({ ...base, from: 3 * DAY, pod: "web-b", image: "web:2", mib: () => 250 }),
				],
			},
		],
		["page cache alone grows", [], { tracks: [track({ ...base, mib: leaking, rss: () => 120 })] }],
		[
			"RSS grows, and presses page cache out",
			["leak/steady"],
			{ tracks: [track({ ...base, mib: () => 900, rss: (s) => 200 + (s / DAY) * 60 })] },
		],
	])("%s", (_, rules, history) => {
		expect(rulesOf(judged(history))).toEqual(rules);
	});
});

describe("what it follows", () => {
	const driven = { ...base, mib: (s: number) => 200 + 0.12 * busy(s) };
	const even = counter("requests", SPAN, (s) => s / 7 + 30 * daily(s));
	test.each<[string, string[], History]>([
		[
			"namespaces created",
			["leak/driven"],
			{ tracks: [track(driven)], counters: [counter("namespaces created", SPAN, busy), even] },
		],
		[
			"a counter that was reset",
			["leak/driven"],
			{
				tracks: [track(driven)],
				counters: [counter("namespaces created", SPAN, (s) => (s < 2 * DAY ? busy(s) : busy(s) - busy(2 * DAY)))],
			},
		],
		[
			"a counter that merely rises too",
			["leak/steady"],
			{ tracks: [track({ ...base, mib: leaking })], counters: [counter("requests", SPAN, (s) => s / 3), even] },
		],
		[
			"a counter that rises ever faster beside a leak that does not",
			["leak/steady"],
			{ tracks: [track({ ...base, mib: leaking })], counters: [counter("requests", SPAN, (s) => (s / HOUR) ** 2)] },
		],
		[
			"requests that the pod counts itself",
			["leak/driven"],
			{ tracks: [track(driven)], own: new Map([["web-1", [counter("requests", SPAN, busy)]]]) },
		],
		[
			"requests to somebody else",
			["leak/steady"],
			{ tracks: [track(driven)], own: new Map([["web-2", [counter("requests", SPAN, busy)]]]) },
		],
		[
			"what is in use, not what came and went: load",
			[],
			{
				tracks: [track({ ...base, mib: (s: number) => 200 + 0.12 * busy(s) })],
				counters: [
					counter("namespaces created", SPAN, (s) => busy(s) + s / 50),
					counter("namespaces deleted", SPAN, (s) => s / 50),
				],
			},
		],
		[
			"the API server's absence",
			["leak/while-disconnected"],
			{
				tracks: [
					track({
						span: 6 * HOUR,
						step: 15,
						mib: (s) =>
							100 +
							60 * (Math.min(1, Math.max(0, s - 2 * HOUR) / HOUR) + Math.min(1, Math.max(0, s - 4 * HOUR) / HOUR)),
					}),
				],
				disconnected: [
					[2 * HOUR, 3 * HOUR],
					[4 * HOUR, 5 * HOUR],
				],
			},
		],
		[
			"growth that comes and goes with the absence",
			["leak/while-disconnected"],
			{
				tracks: [
					track({
						span: 6 * HOUR,
						step: 15,
						mib: (s) => 100 + 90 * (s < 2 * HOUR || s > 3 * HOUR ? 0 : (s - 2 * HOUR) / HOUR),
					}),
				],
				disconnected: [[2 * HOUR, 3 * HOUR]],
			},
		],
		[
			"an absence that makes no difference",
			["leak/steady"],
			{ tracks: [track({ ...base, mib: leaking })], disconnected: [[2 * DAY, 3 * DAY]] },
		],
		[
			"an absence of a sound process",
			[],
			{ tracks: [track({ span: 6 * HOUR, step: 15, mib: () => 100 })], disconnected: [[2 * HOUR, 3 * HOUR]] },
		],
	])("%s", (_, rules, history) => {
		expect(rulesOf(judged(history))).toEqual(rules);
	});

	test("a driver says how many bytes for each, in an interval that holds the truth", () => {
		const counters = [counter("namespaces created", SPAN, busy), even];
		const { findings } = judged({ tracks: [track(driven)], counters });
		const params = findings[0]?.params as DrivenLeakParams;
		expect(params.driver).toBe("namespaces created");
		expect(params.bytesPerEventFrom).toBeLessThan(0.12 * MIB);
		expect(params.bytesPerEventTo).toBeGreaterThan(0.12 * MIB);
		expect(params.bytesPerEvent / MIB).toBeCloseTo(0.12, 2);
		expect(params.driverConfidence).toBeGreaterThan(0.9);
		expect(params.events).toBeCloseTo(2400, -2);
	});

	test("growth while disconnected foretells no limit: that hangs on the next absence", () => {
		const hour = (n: number): [number, number] => [n * HOUR, (n + 1) * HOUR];
		const disconnected = [hour(1), hour(3), hour(5)];
		const away = (s: number) => disconnected.reduce((sum, [from]) => sum + Math.min(HOUR, Math.max(0, s - from)), 0);
		const mib = (s: number) => 100 + (40 * away(s)) / HOUR;
		const { findings } = judged({ tracks: [track({ span: 7 * HOUR, step: 15, mib, limit: 256 * MIB })], disconnected });
		expect(findings.filter(({ rule }) => rule === "leak/while-disconnected")).toMatchObject([
			{ severity: "warning", params: { limit: 256 * MIB, limitAt: null, limitFrom: null } },
		]);
	});

	test("growth while disconnected is told from growth outside", () => {
		const grows = (s: number) => 100 + 60 * Math.min(1, Math.max(0, s - 2 * HOUR) / HOUR);
		const { findings } = judged({
			tracks: [track({ span: 6 * HOUR, step: 15, mib: grows })],
			disconnected: [[2 * HOUR, 3 * HOUR]],
		});
		const params = findings[0]?.params as DisconnectedLeakParams;
		expect(params.disconnections).toBe(1);
		expect(params.bytesPerHour / MIB).toBeCloseTo(60, -1);
		expect(params.bytesPerHourFrom).toBeLessThan(60 * MIB);
		expect(params.bytesPerHourTo).toBeGreaterThan(60 * MIB);
		expect(Math.abs(params.bytesPerHourOutside / MIB)).toBeLessThan(3);
	});
});

test("a fleet says how many leak, how fast, and who is first", () => {
	const tracks = [1, 2, 3, 4].map((n) =>
		track({ ...base, pod: `web-${n}`, seed: n, mib: (s) => (n === 4 ? 210 : leaking(s) + 30 * n) }),
	);
	const { findings, judged: others } = judged({ tracks });
	const params = findings[0]?.params as FleetLeakParams;
	expect(findings[0]?.subject).toEqual({ kind: "Deployment", namespace: "shop", name: "web", container: "web" });
	expect(params).toMatchObject({ replicas: 4, leaking: 3, pod: "web-3", image: "web:1" });
	expect(params.bytesPerHour / MIB).toBeCloseTo(40 / 24, 1);
	expect(others.map(({ subject, reason }) => [subject.name, reason])).toEqual([["web-4", "no-growth"]]);
});

test("a roll-out's finding names both images and when", () => {
	const tracks = [
		track({
			...base,
			images: [
				[0, "web:1"],
				[3 * DAY, "web:2"],
			],
			mib: (s) => 250 + Math.max(0, (s - 3 * DAY) / DAY) * 60,
		}),
	];
	const { findings } = judged({ tracks });
	expect(findings[0]?.rule).toBe("leak/since-rollout");
	const params = findings[0]?.params as RolloutLeakParams;
	expect(params).toMatchObject({
		change: "image",
		before: "web:1",
		after: "web:2",
		rolledOutAt: (BEGIN + 3 * DAY) * 1000,
	});
	expect(Math.abs(params.bytesPerHourBefore)).toBeLessThan(0.3 * MIB);
});

/** Pods one after the other, each of an image of its own: MiB a day that it grows by, and the days that it ran. */
type Ran = readonly [image: string, rate: number, days: number];

function versions(...all: readonly Ran[]) {
	let from = 0;
	return all.map(([image, rate, days], n) => {
		const began = from;
		from += days * DAY;
		return track({
			span: from - 300,
			from: began,
			limit: GIB,
			pod: `web-${n}`,
			seed: n,
			image,
			mib: (s) => 250 + ((s - began) / DAY) * rate,
		});
	});
}

describe("the roll-out that it began with", () => {
	test.each<[string, readonly Ran[], Partial<RolloutLeakParams>]>([
		[
			"the last",
			[
				["web:1", 0, 4],
				["web:2", 60, 3],
			],
			{ before: "web:1", after: "web:2", rolledOutAt: 4 },
		],
		[
			"the one before",
			[
				["web:1", 0, 4],
				["web:2", 60, 3],
				["web:3", 60, 3],
			],
			{ before: "web:1", after: "web:2", rolledOutAt: 4 },
		],
		[
			"a roll-back to what leaked",
			[
				["web:1", 60, 3],
				["web:2", 0, 3],
				["web:1", 60, 3],
			],
			{ before: "web:2", after: "web:1", rolledOutAt: 6 },
		],
		[
			"one of many: every day another version",
			Array.from({ length: 14 }, (_, day) => [`web:${day + 1}`, day < 5 ? 0 : 60, 1] as const),
			{ before: "web:5", after: "web:6", rolledOutAt: 5 },
		],
		[
			"one that ran for minutes is passed over",
			[
				["web:1", 0, 4],
				["web:2", 0, 0.02],
				["web:3", 60, 3],
			],
			{ before: "web:1", after: "web:3", rolledOutAt: 4.02 },
		],
	])("%s", (_, all, { before, after, rolledOutAt = 0 }) => {
		const [finding, ...others] = judged({ tracks: versions(...all) }).findings;
		expect(others).toEqual([]);
		expect(finding).toMatchObject({ rule: "leak/since-rollout", params: { before, after } });
		const params = finding?.params as RolloutLeakParams;
		const at = (BEGIN + rolledOutAt * DAY) * 1000;
		expect(Math.abs(params.rolledOutAt - at)).toBeLessThan(HOUR * 1000);
		expect(params.sinceFrom - HOUR * 1000).toBeLessThanOrEqual(at);
		expect(params.sinceTo).toBeGreaterThanOrEqual(at);
	});

	test("none, when it began days after it", () => {
		const later = (s: number) => 250 + Math.max(0, (s - 5 * DAY) / DAY) * 80;
		const tracks = [
			track({ ...base, span: 2 * DAY, pod: "web-a", image: "web:1", mib: () => 250 }),
			track({ ...base, span: 8 * DAY, from: 2 * DAY, pod: "web-b", image: "web:2", mib: later }),
		];
		expect(rulesOf(judged({ tracks }))).toEqual(["leak/steady"]);
	});

	test("a leak through all of a week's roll-outs has lasted for the week", () => {
		const all = Array.from({ length: 7 }, (_, n) => [`web:${n}`, 60, 1] as const);
		const [finding] = judged({ tracks: versions(...all) }).findings;
		expect(finding).toMatchObject({
			rule: "leak/restart-masked",
			params: { since: BEGIN * 1000, restarts: 6, restartsFirst: true },
		});
	});

	test("each version that runs is told of as one", () => {
		const tracks = [1, 2].flatMap((n) => [
			track({ ...base, pod: `web-a${n}`, seed: n, image: "web:1", mib: leaking }),
			track({ ...base, from: 3 * DAY, pod: `web-b${n}`, seed: n + 5, image: "web:2", mib: () => 250 }),
		]);
		const { findings, judged: others } = judged({ tracks });
		expect(findings).toMatchObject([{ rule: "leak/fleet", params: { image: "web:1", replicas: 2, leaking: 2 } }]);
		expect(others.map(({ subject }) => subject.name)).toEqual(["web-b1", "web-b2"]);
	});
});

describe("runs of a Job", () => {
	const run = (n: number, hours: number, peak = 500) =>
		track({
			span: n * DAY + hours * HOUR,
			from: n * DAY,
			step: 60,
			limit: GIB,
			pod: `job-${n}`,
			seed: n,
			mib: (s) =>
				100 + Math.min(1, (s - n * DAY) / (5 * HOUR)) * (peak - 100) * Math.max(1, (s - n * DAY) / (5 * HOUR)),
		});
	test.each<[string, string[], History]>([
		["that grow to their end", [], { kind: "CronJob", tracks: [0, 1, 2, 3].map((n) => run(n, 5)) }],
		["the last goes on", [], { kind: "CronJob", tracks: [run(0, 5), run(1, 5), run(2, 3)] }],
		[
			"the last goes on for far longer",
			["leak/steady"],
			{ kind: "CronJob", tracks: [run(0, 5), run(1, 5), run(2, 11)] },
		],
		[
			"the others ended at the limit",
			["leak/steady"],
			{ kind: "Job", tracks: [run(0, 5, 1020), run(1, 5, 1020), run(2, 4, 1020)] },
		],
		["the first", ["leak/steady"], { kind: "Job", tracks: [run(0, 5)] }],
	])("%s", (_, rules, history) => {
		const verdict = judged(history);
		expect(rulesOf(verdict)).toEqual(rules);
		if (rules.length === 0) expect(verdict.judged).toMatchObject([{ reason: "run" }]);
	});
});

test("without a limit the node's room says when it ends", () => {
	const { findings } = judged({
		tracks: [track({ span: SPAN, mib: leaking })],
		room: new Map([["node-1", 400 * MIB]]),
	});
	const params = findings[0]?.params as FleetLeakParams;
	expect(params.limit).toBeNull();
	expect(params.threshold).toBeGreaterThan(800 * MIB);
	// 400 MiB at 40 a day.
	expect(Math.abs((params.limitAt ?? 0) - (BEGIN + SPAN + 10 * DAY) * 1000)).toBeLessThan(DAY * 1000);
});

test("why memory is not called leaking is kept", () => {
	const filled = { ...base, mib: (s: number) => 200 + Math.min(400, s / 900) };
	const { judged: reasons } = judged({ tracks: [track(filled)] });
	expect(reasons).toMatchObject([{ reason: "bounded-cache", subject: { name: "web" } }]);
	const cached = judged({ tracks: [track({ ...base, mib: leaking, rss: () => 120 })] });
	expect(cached.judged).toMatchObject([{ reason: "page-cache" }]);
	expect(judged({ tracks: [track({ span: 30 * MINUTE, mib: leaking })] }).judged).toMatchObject([
		{ reason: "too-short" },
	]);
	expect(judged({ tracks: [] })).toEqual({ findings: [], judged: [] });
});

test("any history gives a verdict on every replica, with a confidence from 0 to 1", () => {
	const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.constant(Number.NaN)), {
		minLength: 1,
		maxLength: 80,
	});
	const pod = fc.record({
		values,
		from: fc.integer({ min: 0, max: 5 }),
		image: fc.constantFrom("", "web:1", "web:2"),
		name: fc.integer({ min: 0, max: 2 }),
	});
	fc.assert(
		fc.property(fc.array(pod, { maxLength: 5 }), values, fc.boolean(), (pods, counts, away) => {
			const tracks = pods.map(({ values: mib, from, image, name }) =>
				track({
					pod: `web-${name}`,
					span: from * HOUR + mib.length * 300,
					from: from * HOUR,
					image,
					mib: (s) => mib[Math.round((s - from * HOUR) / 300)] ?? 0,
				}),
			);
			const counters = [counter("things created", 8 * HOUR, (s) => counts[Math.floor(s / 600)] ?? 7)];
			const { findings, judged: others } = judged({ tracks, counters, disconnected: away ? [[HOUR, 2 * HOUR]] : [] });
			for (const { confidence } of [...findings, ...others]) {
				expect(confidence).toBeGreaterThanOrEqual(0);
				expect(confidence).toBeLessThanOrEqual(1);
			}
		}),
	);
});

describe("what was measured last long before everything else", () => {
	const one = track({ ...base, mib: leaking });
	test.each<[string, Partial<History>, string[]]>([
		["as everything", { newest: SPAN }, ["leak/steady"]],
		["an hour before: within a fiftieth of its time", { newest: SPAN + HOUR }, ["leak/steady"]],
		["a day before", { newest: SPAN + DAY }, []],
		["a run of a Job", { newest: SPAN + DAY, kind: "Job" }, ["leak/steady"]],
		["nobody knows", {}, ["leak/steady"]],
	])("%s", (_, about, rules) => {
		const verdict = judged({ tracks: [one], ...about });
		expect(rulesOf(verdict)).toEqual(rules);
		if (rules.length === 0) expect(verdict.judged).toMatchObject([{ reason: "no-longer-measured", confidence: 0 }]);
	});
	test("of several pods one that goes on is enough", () => {
		const gone = track({ ...base, pod: "web-0", mib: leaking });
		const goesOn = track({ ...base, span: SPAN + DAY, pod: "web-1", seed: 2, mib: leaking });
		expect(rulesOf(judged({ tracks: [gone, goesOn], newest: SPAN + DAY }))).toEqual(["leak/steady"]);
	});
});
