import { describe, expect, test } from "vitest";
import type { Series } from "../../model/series.ts";
import { judgeFix, type VerifyFacts } from "./judge.ts";
import type { KnownEnd } from "./side.ts";

const MI = 1024 ** 2;
const T0 = 1_795_000_000;
const DAY = 86_400;
const STEP = 300;

interface Made {
	name?: string;
	/** Days, from T0. */
	from: number;
	to: number;
	/** MiB: at the start, and an hour. */
	level?: number;
	slope: number;
	noise?: number;
	/** Hours between restarts; 0 for none. */
	life?: number;
}

/** A pod's memory along a line, with the noise of a fixed sequence, restarted every so often. */
function made({ name = "shop/app-1/main", from, to, level = 200, slope, noise = 2, life = 0 }: Made): Series {
	const count = Math.floor(((to - from) * DAY) / STEP);
	const t = Float64Array.from({ length: count }, (_, i) => T0 + from * DAY + i * STEP);
	const age = (i: number) => (life === 0 ? i * STEP : (i * STEP) % (life * 3600));
	let seed = 1;
	const random = () => {
		seed = (seed * 16807) % 2147483647;
		return seed / 2147483647 - 0.5;
	};
	const bytes = t.map((_, i) => (level + (slope * age(i)) / 3600 + 2 * noise * random()) * MI);
	const start = t.map((time, i) => time - age(i));
	return { name, t, bytes, capacity: new Float64Array(count).fill(512 * MI), start };
}

/** `perHour` on either side of day 7. */
function counter(before: number, after: number): Series {
	const t = Float64Array.from({ length: 14 * 24 }, (_, i) => T0 + i * 3600);
	let sum = 0;
	const bytes = t.map((_, i) => {
		sum += i < 7 * 24 ? before : after;
		return sum;
	});
	const none = new Float64Array(t.length).fill(Number.NaN);
	return { name: "namespaces created", t, bytes, capacity: none, start: none };
}

/** Counts in bursts that memory does not follow, and nothing after day 7. */
function uneven(): Series {
	const base = counter(0, 0);
	let sum = 0;
	const bytes = base.t.map((_, i) => {
		sum += i < 7 * 24 && (i * 7919) % 11 < 3 ? 50 : 0;
		return sum;
	});
	return { ...base, bytes };
}

/** Ends of one cause, spread over the week before and the week after. */
function ended(cause: KnownEnd["cause"], before: number, after: number): KnownEnd[] {
	const spread = (count: number, from: number) =>
		Array.from({ length: count }, (_, i) => ({ cause, at: (T0 + (from + (7 * (i + 0.5)) / count) * DAY) * 1000 }));
	return [...spread(before, 0), ...spread(after, 7)];
}

function withFreak(series: Series): Series {
	const bytes = series.bytes.slice();
	bytes[bytes.length >> 1] = 500 * MI;
	return { ...series, bytes };
}

function judged(series: Series[], change: Partial<VerifyFacts> = {}) {
	return judgeFix({
		subject: { kind: "Deployment", namespace: "shop", name: "app" },
		series,
		counters: [],
		since: (T0 + 7 * DAY) * 1000,
		until: (T0 + 14 * DAY) * 1000,
		ends: null,
		images: { before: "app:1", after: "app:2" },
		...change,
	});
}

const leaking = made({ from: 0, to: 7, slope: 2 });
const next = (change: Partial<Made> & { slope: number }) =>
	made({ name: "shop/app-2/main", from: 7, to: 14, ...change });

describe("before and after", () => {
	test.each<[string, Series[], Partial<VerifyFacts>, string]>([
		["the leak is gone", [leaking, next({ slope: 0 })], {}, "verify/fixed"],
		["gone, and it shrinks", [leaking, next({ slope: -0.1 })], {}, "verify/fixed"],
		["half as fast", [leaking, next({ slope: 1 })], {}, "verify/improved"],
		["as before", [leaking, next({ slope: 2 })], {}, "verify/unchanged"],
		["faster", [leaking, next({ slope: 4 })], {}, "verify/worse"],
		["a leak where none was", [made({ from: 0, to: 7, slope: 0 }), next({ slope: 2 })], {}, "verify/worse"],
		["never leaked", [made({ from: 0, to: 7, slope: 0 }), next({ slope: 0 })], {}, "verify/unchanged"],
		[
			"an hour is not enough",
			[leaking, next({ to: 7.04, slope: 0 })],
			{ until: (T0 + 7.04 * DAY) * 1000 },
			"verify/too-early",
		],
		["nothing after", [leaking], {}, "verify/too-early"],
		["nothing at all", [], {}, "verify/too-early"],
		["nothing before, and a leak after", [next({ slope: 2 })], {}, "verify/too-early"],
		[
			"a few minutes before, and a leak after",
			[made({ from: 6.99, to: 7, slope: 0 }), next({ slope: 2 })],
			{},
			"verify/too-early",
		],
		[
			"noise hides it",
			[leaking, next({ to: 7.3, slope: 0, noise: 60 })],
			{ until: (T0 + 7.3 * DAY) * 1000 },
			"verify/too-early",
		],
		[
			"three replicas, all mended",
			[
				leaking,
				made({ name: "shop/app-b/main", from: 0, to: 7, slope: 2.2 }),
				next({ slope: 0 }),
				next({ name: "shop/app-c/main", slope: 0 }),
			],
			{},
			"verify/fixed",
		],
		[
			"restarts masked it, and are gone",
			[made({ from: 0, to: 7, slope: 6, life: 24 }), next({ slope: 0 })],
			{},
			"verify/fixed",
		],
		[
			"killed every day, then never",
			[made({ from: 0, to: 7, slope: 0, life: 24 }), next({ slope: 0 })],
			{},
			"verify/fixed",
		],
		[
			"killed every day, and still",
			[made({ from: 0, to: 7, slope: 0, life: 24 }), next({ slope: 0, life: 24 })],
			{},
			"verify/unchanged",
		],
		[
			"killed twice in a week, a day ago",
			[made({ from: 0, to: 7, slope: 0, life: 60 }), next({ to: 8, slope: 0 })],
			{ until: (T0 + 8 * DAY) * 1000 },
			"verify/too-early",
		],
		[
			"evictions as told",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0 })],
			{ ends: ended("eviction", 20, 0) },
			"verify/fixed",
		],
		[
			"kills as told, less than half as many",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0 })],
			{ ends: ended("kill", 20, 8) },
			"verify/improved",
		],
		[
			"the same under less than half the load: the load may be why",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0 })],
			{ ends: ended("kill", 20, 8), counters: [counter(10, 4)] },
			"verify/unchanged",
		],
		[
			"kills where there were none",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0 })],
			{ ends: ended("kill", 0, 6) },
			"verify/worse",
		],
		[
			"the same under ten times the load",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0 })],
			{ ends: ended("kill", 1, 6), counters: [counter(10, 100)] },
			"verify/unchanged",
		],
		[
			"restarts that are all known to have another cause are no deaths",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0, life: 24 })],
			{ ends: ended("other", 0, 6) },
			"verify/unchanged",
		],
		[
			"restarts of which only some have a known cause count all",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0, life: 24 })],
			{ ends: ended("other", 0, 2) },
			"verify/worse",
		],
		[
			"peaks are lower by half",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0, level: 100 })],
			{},
			"verify/improved",
		],
		[
			"the same under half the load",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0, level: 100 })],
			{ counters: [counter(10, 5)] },
			"verify/unchanged",
		],
		[
			"peaks are twice as high",
			[made({ from: 0, to: 7, slope: 0 }), next({ slope: 0, level: 400 })],
			{},
			"verify/worse",
		],
		[
			"a single freak peak is no change",
			[made({ from: 0, to: 7, slope: 0 }), withFreak(next({ slope: 0 }))],
			{},
			"verify/unchanged",
		],
		[
			"half as fast, but under half the load",
			[leaking, next({ slope: 1 })],
			{ counters: [counter(10, 5)] },
			"verify/unchanged",
		],
		["flat, but without load", [leaking, next({ slope: 0 })], { counters: [counter(10, 0)] }, "verify/too-early"],
		["flat under the same load", [leaking, next({ slope: 0 })], { counters: [counter(10, 11)] }, "verify/fixed"],
		[
			"flat, and what is counted never drove it",
			[leaking, next({ slope: 0 })],
			{ counters: [uneven()] },
			"verify/fixed",
		],
		[
			"the old pod lingers into the new version's time",
			[made({ from: 0, to: 7.5, slope: 2 }), next({ slope: 0 })],
			{},
			"verify/fixed",
		],
		["the same process goes on", [made({ from: 0, to: 14, slope: 2 })], {}, "verify/unchanged"],
	])("%s", (_, series, change, outcome) => expect(judged(series, change).rule).toBe(outcome));
});

describe("what differs by less than a fifth is no difference", () => {
	const flat = (level: number) => [made({ from: 0, to: 7, slope: 0 }), next({ slope: 0, level })];
	/** Growth and peaks, MiB. */
	test.each<[string, Series[], string]>([
		["a tenth faster", [leaking, next({ slope: 2.2 })], "verify/unchanged"],
		["a third faster", [leaking, next({ slope: 2.7 })], "verify/worse"],
		["a tenth slower", [leaking, next({ slope: 1.8 })], "verify/unchanged"],
		["a third slower", [leaking, next({ slope: 1.3 })], "verify/improved"],
		["a third of a tenth is left", [leaking, next({ slope: 0.07 })], "verify/fixed"],
		["a quarter is left", [leaking, next({ slope: 0.5 })], "verify/improved"],
		["peaks a seventh higher", flat(230), "verify/unchanged"],
		["peaks a third higher", flat(270), "verify/worse"],
		["peaks a seventh lower", flat(170), "verify/unchanged"],
		["peaks a third lower", flat(130), "verify/improved"],
	])("%s", (_, series, outcome) => expect(judged(series).rule).toBe(outcome));

	/** Kills of a week before and of a week after. */
	test.each<[number, number, string]>([
		[1, 0, "verify/unchanged"],
		[2, 0, "verify/too-early"],
		[5, 0, "verify/fixed"],
		[5, 1, "verify/unchanged"],
		[40, 30, "verify/unchanged"],
		[1000, 850, "verify/unchanged"],
		[1000, 700, "verify/improved"],
		[1000, 1150, "verify/unchanged"],
		[1000, 1300, "verify/worse"],
		[0, 2, "verify/unchanged"],
		[1, 3, "verify/unchanged"],
		[2, 12, "verify/worse"],
	])("killed %i times, then %i", (before, after, outcome) =>
		expect(judged(flat(200), { ends: ended("kill", before, after) }).rule).toBe(outcome),
	);
});

describe("the old pod lingers for most of the new version's time", () => {
	const both = [made({ from: 0, to: 13.5, slope: 2 }), next({ slope: 0 })];
	test.each<[string, VerifyFacts["images"], string]>([
		["another image: the new pod alone is what came after", { before: "app:1", after: "app:2" }, "verify/fixed"],
		["the same image: both are", { before: "app:1", after: "app:1" }, "verify/improved"],
		["an image that nobody knows", { before: "", after: "app:2" }, "verify/improved"],
	])("%s", (_, images, outcome) => expect(judged(both, { images }).rule).toBe(outcome));
});

test("figures of both sides, with intervals that hold the truth", () => {
	const { params } = judged([leaking, next({ slope: 0.5 })]);
	const [before, after] = [params.before.bytesPerHour, params.after.bytesPerHour];
	expect(before?.low).toBeLessThanOrEqual(2 * MI);
	expect(before?.high).toBeGreaterThanOrEqual(2 * MI);
	expect(after?.low).toBeLessThanOrEqual(0.5 * MI);
	expect(after?.high).toBeGreaterThanOrEqual(0.5 * MI);
	expect(params.before.peak).toBeGreaterThan(500 * MI);
	expect(params.after.peak).toBeLessThan(300 * MI);
	// Of a line the median of the blocks' peaks is its middle.
	const peaks = params.before.peaks;
	expect(peaks?.low).toBeLessThan(368 * MI);
	expect(peaks?.high).toBeGreaterThan(368 * MI);
	expect(params.after.endsPerHour).toMatchObject({ value: 0, low: 0 });
	// None in seven days: below 3.689 in them.
	expect((params.after.endsPerHour?.high ?? 0) * 24 * 7).toBeCloseTo(3.7, 1);
	expect([params.before.image, params.after.image]).toEqual(["app:1", "app:2"]);
});

test("too early says when it can be told, and then it can", () => {
	const early = judged([leaking, next({ to: 7.1, slope: 0, noise: 8 })], { until: (T0 + 7.1 * DAY) * 1000 });
	expect(early.rule).toBe("verify/too-early");
	const tellAt = early.params.tellAt ?? 0;
	expect(tellAt).toBeGreaterThan((T0 + 7.1 * DAY) * 1000);
	const later = tellAt / 1000 / DAY - T0 / DAY + 0.5;
	expect(judged([leaking, next({ to: later, slope: 0, noise: 8 })], { until: tellAt + DAY * 500 }).rule).toBe(
		"verify/fixed",
	);
});

test("days in which nothing was measured bring it no nearer: it cannot be told now", () => {
	const at = (days: number) => judged([leaking], { until: (T0 + days * DAY) * 1000 });
	const [soon, late] = [at(7.5), at(30)].map(({ rule, params }) => ({ rule, days: (params.tellAt ?? 0) / 1000 / DAY }));
	expect([soon?.rule, late?.rule]).toEqual(["verify/too-early", "verify/too-early"]);
	expect((soon?.days ?? 0) - T0 / DAY - 7.5).toBeGreaterThan(1);
	expect((late?.days ?? 0) - T0 / DAY - 30).toBeCloseTo((soon?.days ?? 0) - T0 / DAY - 7.5, 6);
});

/** MiB by hours of age and since T0; a process for each side, the newer for so many hours. */
function shaped(
	hours: number,
	was: (age: number, hour: number) => number,
	is: (age: number, hour: number) => number,
	days = 7,
	startless = false,
) {
	const one = (name: string, from: number, to: number, mib: (age: number, hour: number) => number): Series => {
		const base = made({ name, from, to, slope: 0, level: 0, noise: 0.5 });
		const hour = (at: number) => (at - T0) / 3600;
		return {
			...base,
			start: startless ? base.start.map(() => Number.NaN) : base.start,
			bytes: base.bytes.map((noise, i) => noise + MI * mib(hour(base.t[i] ?? 0) - from * 24, hour(base.t[i] ?? 0))),
		};
	};
	const to = days + hours / 24;
	return judged([one("shop/app-1/main", 0, days, was), one("shop/app-2/main", days, to, is)], {
		since: (T0 + days * DAY) * 1000,
		until: (T0 + to * DAY) * 1000,
	});
}

const leaps = (age: number) => 300 + 40 * Math.floor(age / 6);
const byDay = (_: number, hour: number) => 300 + 60 * Math.sin((2 * Math.PI * hour) / 24);
/** Five days of eight hours from T0 on, then two without. */
const officeHours = (_: number, hour: number) => {
	const week = (hours: number) => 8 * Math.min(5, Math.floor(hours / 24)) + (hours < 120 ? Math.min(8, hours % 24) : 0);
	return 300 + 5 * (40 * Math.floor(hour / 168) + week(hour % 168));
};
/** Half an hour until most is there. */
const warming = (level: (age: number, hour: number) => number) => (age: number, hour: number) =>
	level(age, hour) * (1 - 0.5 * Math.exp(-2 * age));
const cache = (age: number) => 200 + 200 * (1 - Math.exp(-age / 24));
const fills = (age: number) => 300 + 500 * (1 - Math.exp(-age / 3));

describe("what came about by itself before proves nothing after", () => {
	test.each<[string, ReturnType<typeof judged>, string]>([
		["a leak by leaps rests in between", shaped(3, leaps, leaps), "verify/too-early"],
		["and goes on", shaped(72, leaps, leaps), "verify/unchanged"],
		["it rests for longer than it ever did", shaped(72, leaps, () => 300), "verify/fixed"],
		["a leak by office hours, at the weekend", shaped(40, officeHours, officeHours, 4.9), "verify/too-early"],
		["and mended, at the weekend", shaped(40, officeHours, () => 500, 4.9), "verify/too-early"],
		["and on Monday", shaped(96, officeHours, () => 500, 4.9), "verify/fixed"],
		["a day begins", shaped(4, byDay, byDay), "verify/too-early"],
		["four days that were like those before", shaped(96, byDay, byDay), "verify/unchanged"],
		["a day begins, and a fresh process warms up", shaped(3, byDay, warming(byDay)), "verify/too-early"],
		[
			"it has warmed up to a level",
			shaped(
				12,
				() => 300,
				warming(() => 300),
			),
			"verify/unchanged",
		],
		["a cache fills for days", shaped(48, () => 400, cache), "verify/too-early"],
		["it has filled", shaped(144, () => 400, cache), "verify/unchanged"],
		["it fills beyond what there was", shaped(48, () => 320, cache), "verify/worse"],
		[
			"a level of half as much that has just begun",
			shaped(
				3,
				() => 400,
				warming(() => 200),
			),
			"verify/too-early",
		],
		[
			"half as much for long enough to say so",
			shaped(
				20,
				() => 400,
				warming(() => 200),
			),
			"verify/improved",
		],
		["a fresh process fills up to what the one before it held", shaped(2, () => 800, fills), "verify/too-early"],
		["it has filled up", shaped(26, () => 800, fills), "verify/unchanged"],
		[
			"it has filled up, and goes on",
			shaped(
				72,
				() => 800,
				(age) => fills(age) + 6 * age,
			),
			"verify/worse",
		],
		["a fresh process fills up after a fix", shaped(6, (age) => 900 + 3 * age, fills), "verify/too-early"],
	])("%s", (_, { rule }, outcome) => expect(rule).toBe(outcome));
});

describe("growth too slow to be seen yet is neither there nor not there", () => {
	/** MiB an hour before and after, of 200 MiB with so much noise, so many hours after. */
	const slow = (before: number, after: number, hours: number, noise = 2) => {
		const to = 7 + hours / 24;
		return judged([made({ from: 0, to: 7, slope: before, noise }), next({ to, slope: after, noise })], {
			until: (T0 + to * DAY) * 1000,
		});
	};
	test.each<[string, ReturnType<typeof judged>, string]>([
		["none before, two hours after", slow(0, 0, 2), "verify/too-early"],
		["and a day after", slow(0, 0, 24), "verify/unchanged"],
		["a new leak of a fifth a day, two hours after", slow(0, 1.6, 2), "verify/too-early"],
		["and a day after", slow(0, 1.6, 24), "verify/worse"],
		["a leak of a twelfth a day, two hours after", slow(0.7, 0.7, 2), "verify/too-early"],
		["a leak that was slower than what matters, two hours after", slow(0.02, 0, 2), "verify/too-early"],
		["and a day after", slow(0.02, 0, 24), "verify/unchanged"],
		["shrinking hides as much", slow(0, -1, 4), "verify/too-early"],
		["noise that hid as much before as it does now", slow(0, 0, 96, 60), "verify/unchanged"],
	])("%s", (_, { rule }, outcome) => expect(rule).toBe(outcome));

	test.each([2, 15])("it says when, and then it can be told: noise of %i MiB", (noise) => {
		const { params } = slow(0, 0, 2, noise);
		const hours = ((params.tellAt ?? 0) - params.since) / 3_600_000;
		expect(hours).toBeGreaterThan(2);
		expect(slow(0, 0, hours / 2, noise).rule).toBe("verify/too-early");
		expect(slow(0, 0, hours * 1.5, noise).rule).toBe("verify/unchanged");
	});
});

describe("when it can be told of a fresh process, hours from now", () => {
	const hours = ({ rule, params }: ReturnType<typeof judged>) => [
		rule,
		Math.round(((params.tellAt ?? Number.NaN) - params.until) / 3_600_000),
	];
	test.each<[string, ReturnType<typeof judged>, number]>([
		["after its first day", shaped(2, () => 800, fills), 22],
		["where no start is known, after a day of it", shaped(2, () => 800, fills, 7, true), 22],
		["when it is where the one before it was", shaped(48, () => 400, cache), 8],
	])("%s", (_, found, expected) => expect(hours(found)).toEqual(["verify/too-early", expected]));
});

describe("how often containers end is told of each container", () => {
	const pods = (count: number, from: number, to: number) =>
		Array.from({ length: count }, (_, i) =>
			made({ name: `shop/app-${from}-${i}/main`, from, to, slope: 0, life: 10 + i }),
		);
	test.each([
		["fewer", 6, 1],
		["more", 1, 6],
	])("%s replicas alone make nothing better or worse", (_, before, after) => {
		const { rule, params } = judged([...pods(before, 0, 7), ...pods(after, 7, 14)]);
		expect(rule).toBe("verify/unchanged");
		const [was, is] = [params.before.endsPerHour?.value ?? 0, params.after.endsPerHour?.value ?? 0];
		expect(is / was).toBeGreaterThan(0.7);
		expect(is / was).toBeLessThan(1.4);
	});
});

test("how long it was seen is the time its ends are counted in, warm-ups and lives of one sample included", () => {
	const { before } = judged([made({ from: 0, to: 7, slope: 0, life: STEP / 3600 })]).params;
	expect(before.seconds).toBe(7 * DAY - STEP);
	expect(before.endsPerHour?.value).toBeCloseTo((before.restarts / before.seconds) * 3600, 1);
});

describe("replicas that grow unlike one another", () => {
	const side = (from: number, to: number, slopes: readonly number[]) =>
		slopes.map((slope, i) => made({ name: `shop/app-${from}-${i}/main`, from, to, slope }));
	test.each<[string, number[], number[], string]>([
		["the leader alone leaked, and is mended", [6, 0, 0], [0, 0, 0], "verify/fixed"],
		["the leader leaks on, in another pod", [6, 0, 0], [0, 6, 0], "verify/unchanged"],
		["each at its pace, and on", [1, 3, 6], [1, 3, 6], "verify/unchanged"],
		["each at half its pace", [1, 3, 6], [0.5, 1.5, 3], "verify/improved"],
		["one of three is mended", [3, 3, 3], [0, 3, 3], "verify/improved"],
		["one of three leaks that did not", [0, 0, 0], [4, 0, 0], "verify/worse"],
	])("%s", (_, before, after, outcome) => {
		expect(judged([...side(0, 7, before), ...side(7, 14, after)]).rule).toBe(outcome);
	});
});
