import { describe, expect, test } from "vitest";
import type { Interval } from "../../model/rules-verify.ts";
import { type Before, NOTHING_BEFORE } from "./alike.ts";
import { compare } from "./compare.ts";
import type { Side } from "./side.ts";

const HOUR = 3600;
/** What is told, and after how many hours of measuring where it is too early. */
type Told = "fixed" | "improved" | "unchanged" | "worse" | number | null;

interface Given {
	/** Growth with its interval; null where it is not known. Whether it matters follows: what is at least 10 does. */
	rate?: [low: number, value: number, high: number] | null;
	peaks?: [low: number, high: number] | null;
	peak?: number;
	ends?: number;
	hours?: number;
	/** Hours that all containers together were watched, where it is more than one. */
	watched?: number;
	step?: number;
}
const interval = (low: number, value: number, high: number): Interval => ({ low, value, high });

function side({
	rate = [-1, 0, 1],
	peaks = [100, 100],
	peak = 100,
	ends = 0,
	hours = 168,
	watched,
	step = 60,
}: Given): Side {
	const all = (watched ?? hours) * HOUR;
	return {
		side: {
			seconds: all,
			lives: 1,
			bytesPerHour: rate && interval(...rate),
			peak,
			peaks: peaks && interval(peaks[0], (peaks[0] + peaks[1]) / 2, peaks[1]),
			restarts: ends,
			deaths: null,
			endsPerHour: null,
			image: "",
		},
		span: hours * HOUR,
		watched: all,
		grows: rate !== null && rate[0] > 0 && rate[1] >= 10,
		matters: 10,
		step,
		ends,
	};
}

interface More {
	load?: number;
	/** Hours. */
	filling?: number;
	later?: Given;
	/** Growth of every stretch before, in which the same would have been called so. */
	stretches?: Interval;
	/** Hours for which a stretch must last, and hours until a whole day of it was seen, where they are asked. */
	enough?: number;
	sameDay?: number;
}

function told(before: Given, after: Given, { load = 1, filling = 0, later, stretches, enough, sameDay }: More = {}) {
	const earlier: Before =
		stretches === undefined
			? NOTHING_BEFORE
			: {
					often: (_, called) => enough !== undefined && called(stretches),
					enough: (_, called) => (called(stretches) ? (enough ?? 0) * HOUR : 0),
					sameDay: (called) => (called(stretches) ? (sameDay ?? 0) * HOUR : 0),
				};
	const sides = [side(before), side(after)] as const;
	const beside = { load, earlier, later: later === undefined ? sides[1] : side(later), filling: filling * HOUR };
	const { outcome, seconds } = compare(...sides, beside);
	return outcome === "verify/too-early" ? seconds && Math.round((100 * seconds) / HOUR) / 100 : outcome.slice(7);
}

describe("it grew", () => {
	const grew: Given = { rate: [90, 100, 110] };
	test.each<[string, Given, More, Told]>([
		["less than a fifth is left, at the most", { rate: [-5, 10, 19] }, {}, "fixed"],
		["a fifth may be left, half as sure", { rate: [-20, 0, 20] }, {}, 168 * 1.25 ** (2 / 3)],
		["neither surely less nor surely as much", { rate: [0, 30, 60] }, {}, 168 * 1.875 ** (2 / 3)],
		["some is left for sure", { rate: [1, 10, 21] }, {}, "improved"],
		["less than four fifths of the least it was", { rate: [30, 50, 71] }, {}, "improved"],
		["four fifths of that", { rate: [45, 60, 72] }, {}, "unchanged"],
		["about as much", { rate: [80, 100, 120] }, {}, "unchanged"],
		["known to a third: about as much", { rate: [70, 100, 130] }, {}, "unchanged"],
		["known to less", { rate: [69, 100, 131] }, {}, 168 * (31 / 16) ** (2 / 3)],
		["a fifth more", { rate: [111, 120, 129] }, {}, "unchanged"],
		["over a fifth more, perhaps no more than it was", { rate: [110, 121, 132] }, {}, "unchanged"],
		["over a fifth more for sure", { rate: [111, 121, 131] }, {}, "worse"],
		["nothing is known of it now: as long as a quarter of before", { rate: null, hours: 2 }, {}, 42],
	])("%s", (_, after, more, expected) => {
		expect(told(grew, after, more)).toEqual(typeof expected === "number" ? Math.round(expected * 100) / 100 : expected);
	});

	test("24 samples, where a quarter of before is less", () => {
		expect(told({ ...grew, step: 2 * HOUR }, { rate: null, hours: 2 })).toBe(48);
	});

	test.each<[string, Given, number, Told]>([
		["half the load, half of it", { rate: [45, 50, 55] }, 0.5, "unchanged"],
		["half the load, a tenth of it", { rate: [0, 5, 9.9] }, 0.5, "fixed"],
		["half the load, less than four fifths of the least", { rate: [15, 25, 35.9] }, 0.5, "improved"],
		["half the load, all of it", { rate: [90, 100, 110] }, 0.5, "worse"],
		["twice the load, twice as much", { rate: [180, 200, 220] }, 2, "unchanged"],
		["twice the load, as much as before", { rate: [90, 100, 110] }, 2, "improved"],
		["no load", { rate: [-1, 0, 1] }, 0, null],
	])("under %s", (_, after, load, expected) => expect(told(grew, after, { load })).toEqual(expected));

	test.each<[string, Given, Given, Told]>([
		["as often", { ends: 7 }, { ends: 7 }, "improved"],
		["more often in less time", { ends: 7 }, { ends: 2, hours: 24 }, "improved"],
		["less often", { ends: 7 }, { ends: 6 }, "fixed"],
		["never", { ends: 0 }, { ends: 0 }, "fixed"],
	])("it grows no more, and ends %s", (_, before, after, expected) =>
		expect(told({ ...grew, ...before }, { rate: [-5, 0, 5], ...after })).toBe(expected),
	);

	test.each<[string, Given, More, Told]>([
		["rested so long", { rate: [-5, 0, 5] }, { stretches: interval(0, 0, 19), enough: 30 }, 30],
		["never rested so", { rate: [-5, 0, 5] }, { stretches: interval(0, 10, 20), enough: 30 }, "fixed"],
		["rested by day", { rate: [-5, 0, 5], hours: 20 }, { stretches: interval(0, 0, 0), sameDay: 40 }, 40],
		[
			"rested by day, which has passed",
			{ rate: [-5, 0, 5], hours: 40 },
			{ stretches: interval(0, 0, 0), sameDay: 40 },
			"fixed",
		],
		["slowed so", { rate: [30, 40, 50] }, { stretches: interval(0, 0, 71), enough: 30 }, 30],
		["never slowed so", { rate: [30, 40, 50] }, { stretches: interval(0, 0, 72), enough: 30 }, "improved"],
		["quickened so", { rate: [190, 200, 210] }, { stretches: interval(0, 200, 0), enough: 30 }, 336],
		["never quickened so", { rate: [190, 200, 210] }, { stretches: interval(0, 199, 0), enough: 30 }, "worse"],
	])("before it %s by itself", (_, after, more, expected) => expect(told(grew, after, more)).toBe(expected));

	test.each<[string, More, Told]>([
		["it is over in the later half", { later: { rate: [110, 150, 190] } }, 336],
		["it goes on in the later half", { later: { rate: [111, 150, 190] } }, "worse"],
		["nothing is known of the later half", { later: { rate: null } }, 336],
		["a fresh process may still fill", { filling: 5 }, 173],
	])("faster: %s", (_, more, expected) => expect(told(grew, { rate: [190, 200, 210] }, more)).toBe(expected));
});

describe("it did not grow", () => {
	test.each<[string, Given, Given, More, Told]>([
		["it grows now", {}, { rate: [5, 10, 15] }, {}, "worse"],
		["too slowly to matter, seen as sharply as before could be", {}, { rate: [5, 9, 13] }, {}, "unchanged"],
		["it may grow by what nobody could miss", {}, { rate: [-34, 0, 34] }, {}, 168 * 1.1 ** (2 / 3)],
		["it grows a little, and may by more", {}, { rate: [1, 9, 34] }, {}, 168 * 1.1 ** (2 / 3)],
		["or shrink, which hides as much", {}, { rate: [-68, -66, -64] }, {}, 168 * 2.04 ** (2 / 3)],
		["before hid as much", { rate: [-40, 0, 40] }, { rate: [-68, 0, 68] }, {}, "unchanged"],
		["the later half is known better", {}, { rate: [-34, 0, 34] }, { later: { rate: [-33, 0, 33] } }, "unchanged"],
		["it grows, and may be filling", {}, { rate: [5, 10, 15] }, { filling: 5 }, 173],
		["it grew, and is over", {}, { rate: [5, 10, 15] }, { later: { rate: [-1, 0, 1] } }, "unchanged"],
		[
			"it grows as it did at times",
			{},
			{ rate: [5, 10, 15] },
			{ stretches: interval(0, 10, 0), enough: 1 },
			"unchanged",
		],
		["it grows as it never did", {}, { rate: [5, 10, 15] }, { stretches: interval(0, 9, 0), enough: 1 }, "worse"],
		["nobody knows what was", { rate: null }, {}, {}, null],
		["nobody knows what is: 24 samples of the coarser side", { step: 600 }, { rate: null, step: 300 }, {}, 4],
		["nobody knows what is: 24 samples of the coarser side", { step: 300 }, { rate: null, step: 600 }, {}, 4],
	])("%s", (_, before, after, more, expected) => {
		expect(told(before, after, more)).toEqual(
			typeof expected === "number" ? Math.round(expected * 100) / 100 : expected,
		);
	});

	const peaks: Given = { peaks: [100, 120] };
	test.each<[string, Given, More, Told]>([
		["lower by more than a fifth", { peaks: [60, 79] }, {}, "improved"],
		["lower by a fifth", { peaks: [60, 80] }, {}, "unchanged"],
		["higher by more than a fifth", { peaks: [145, 160] }, {}, "worse"],
		["higher by a fifth", { peaks: [144, 160] }, {}, "unchanged"],
		["not known", { peaks: null }, {}, "unchanged"],
		["lower by half, under half the load", { peaks: [40, 50] }, { load: 0.5 }, "unchanged"],
		["lower by two thirds, under half the load", { peaks: [30, 39] }, { load: 0.5 }, "improved"],
		["lower by a third, under twice the load", { peaks: [60, 70] }, { load: 2 }, "improved"],
		["twice as high, under twice the load", { peaks: [200, 240] }, { load: 2 }, "unchanged"],
		["three times as high, under twice the load", { peaks: [300, 360] }, { load: 2 }, "worse"],
		["higher by half, under half the load", { peaks: [150, 180] }, { load: 0.5 }, "worse"],
		[
			"lower, but it may come back while it fills",
			{ peaks: [60, 79], peak: 75, rate: [0, 1, 1], hours: 2 },
			{ filling: 5 },
			7,
		],
		[
			"lower, and cannot come back by then",
			{ peaks: [60, 79], peak: 74, rate: [0, 1, 1], hours: 2 },
			{ filling: 5 },
			"improved",
		],
		[
			"lower, and may fill for days: a day is waited for",
			{ peaks: [60, 79], peak: 75, rate: [0, 1, 1] },
			{ filling: 99 },
			192,
		],
	])("peaks are %s", (_, after, more, expected) => expect(told(peaks, after, more)).toEqual(expected));
});

describe("what ended", () => {
	/** Ends in as many hours, of one container: none of n after, where a share p was to be expected, by chance (1 - p)^n. */
	const untilSure = (ends: number, hours: number) => hours * (0.05 ** (-1 / ends) - 1);
	test.each<[string, Given, Given, number, Told]>([
		["often, and never for long enough", { ends: 7 }, { hours: Math.ceil(untilSure(7, 168)) }, 1, "fixed"],
		[
			"often, and never for not quite as long",
			{ ends: 7 },
			{ hours: Math.floor(untilSure(7, 168)) },
			1,
			untilSure(7, 168),
		],
		["often, and never: two of them were watched", { ends: 7 }, { hours: 20, watched: 40 }, 1, untilSure(7, 168) / 2],
		["often, and never: under half the load", { ends: 7 }, { hours: 60 }, 0.5, 2 * untilSure(7, 168)],
		["often, and never: more load proves no more", { ends: 7 }, { hours: 60 }, 2, untilSure(7, 168)],
		["often, while nothing was watched", { ends: 7, hours: 0, rate: null }, {}, 1, null],
		["once, while nothing was watched, and often", { ends: 1, hours: 0, rate: null }, { ends: 9 }, 1, null],
		["often, and without any load", { ends: 7 }, {}, 0, null],
		["often, and nothing was watched", { ends: 7 }, { hours: 0 }, 1, null],
		["twice, and once in a day", { ends: 2 }, { ends: 1, hours: 24 }, 1, 252],
		["twice, and twice in a day", { ends: 2 }, { ends: 2, hours: 24, watched: 48 }, 1, 126],
		["daily, and once in three days", { ends: 7 }, { ends: 1, hours: 72 }, 1, "unchanged"],
		["daily, and once in two", { ends: 7 }, { ends: 1, hours: 48 }, 1, 72],
		["daily, and once in four under half the load", { ends: 7 }, { ends: 1, hours: 96 }, 0.5, 144],
		["once, and twice as soon", { ends: 1 }, { ends: 2, hours: 10 }, 1, "unchanged"],
		["once, and three times in ten hours", { ends: 1 }, { ends: 3, hours: 10 }, 1, "worse"],
		[
			"once, and three times in ten hours under ten times the load",
			{ ends: 1 },
			{ ends: 3, hours: 10 },
			10,
			"unchanged",
		],
		["once, and three times in ten hours under a tenth of the load", { ends: 1 }, { ends: 3, hours: 10 }, 0.1, "worse"],
		["a thousand times, and a fifth less", { ends: 1000 }, { ends: 801 }, 1, "unchanged"],
		["a thousand times, and more than a fifth less", { ends: 1000 }, { ends: 799 }, 1, "improved"],
		["a thousand times, and a fifth more", { ends: 1000 }, { ends: 1200 }, 1, "unchanged"],
		["a thousand times, and more than a fifth more", { ends: 1000 }, { ends: 1201 }, 1, "worse"],
		["ten times, and four: chance", { ends: 10 }, { ends: 4 }, 1, "unchanged"],
		["half as often in half of the time", { ends: 100 }, { ends: 50, hours: 84 }, 1, "unchanged"],
	])("%s", (_, before, after, load, expected) => {
		const found = told(before, after, { load });
		if (typeof expected === "number") expect(found).toBeCloseTo(expected, 1);
		else expect(found).toBe(expected);
	});
});

test.each<[string, Given, Given, number]>([
	["growth that is gone", { rate: [90, 100, 110] }, {}, 0.95],
	["growth that is more", { rate: [90, 100, 110] }, { rate: [190, 200, 210] }, 0.95],
	["growth that is less", { rate: [90, 100, 110] }, { rate: [40, 50, 60] }, 0.9],
	["growth as it was", { rate: [90, 100, 110] }, { rate: [90, 100, 110] }, 0.9],
	["growth where none was", {}, { rate: [90, 100, 110] }, 0.8],
	["no more ends", { ends: 50 }, {}, 0.95],
	["fewer ends", { ends: 50 }, { ends: 9 }, 0.9],
	["as many ends", { ends: 50 }, { ends: 50 }, 0.9],
	["ends where none were", {}, { ends: 50 }, 0.9],
	["lower peaks", {}, { peaks: [50, 50] }, 0.8],
	["higher peaks", {}, { peaks: [200, 200] }, 0.8],
	["peaks as they were", {}, {}, 0.7],
	["no peaks", { peaks: null }, {}, 0.6],
	["too little", { rate: null }, {}, 0.5],
])("how sure it is: %s", (_, before, after, confidence) => {
	const beside = { load: 1, earlier: NOTHING_BEFORE, later: side(after), filling: 0 };
	expect(compare(side(before), side(after), beside).confidence).toBe(confidence);
});
