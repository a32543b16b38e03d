import { describe, expect, test } from "vitest";
import { bucketsOf } from "./buckets.ts";
import { DAY, HOUR, series } from "./series.fixture.ts";
import { teethOf } from "./teeth.ts";

const GIB = 2 ** 30;

/** A week in which a process began anew at these days. */
function teethIn(starts: readonly number[], mib: (age: number, life: number) => number) {
	const lifeAt = (s: number) => starts.findLastIndex((day) => day * DAY <= s);
	const one = series({
		span: 7 * DAY,
		limit: GIB,
		mib: (s) => 100 + mib(s - (starts[lifeAt(s)] as number) * DAY, lifeAt(s)),
		start: (s) => (starts[lifeAt(s)] as number) * DAY,
		noise: 1,
	});
	return teethOf(bucketsOf(one, one.t.length), GIB).teeth;
}

const grows = (age: number) => (100 * age) / DAY;
const fillsInHalfADay = (age: number) => Math.min(50, grows(age));

describe("what one life did at an age that the others did not come to", () => {
	const [weekend, early] = [
		[-0.5, 0.5, 1, 1.5, 2, 5, 5.5, 6],
		[-3, 4, 4.6, 5, 5.65, 6.1, 6.5],
	];
	test.each([
		["a leak over the weekend goes on as by day", weekend, grows, { outlived: 6, beyond: 1, above: [-2, -1] }],
		["a fill has come to its bound", weekend, fillsInHalfADay, { outlived: 6, beyond: 0, above: [-0.2, 0.2] }],
		["a fill that the first life shows", early, fillsInHalfADay, { outlived: 8, beyond: 0, above: [-0.2, 0.2] }],
		[
			"a leak that came after a version without",
			early,
			(age: number, life: number) => (life === 0 ? 0 : grows(age)),
			{ outlived: 8, beyond: 0, above: [0.8, 2] },
		],
		["lives of one length", [0, 1, 2, 3, 4, 5, 6], grows, { outlived: 1, beyond: 1, above: [3, 3] }],
	] as const)("%s", (_, starts, mib, { outlived, beyond, above: [least, most] }) => {
		const found = teethIn(starts, mib);
		expect(Math.exp(found.outlived)).toBeCloseTo(outlived, 0);
		expect(found.beyond).toBeCloseTo(beyond, 0);
		expect(found.above).toBeGreaterThanOrEqual(least);
		expect(found.above).toBeLessThanOrEqual(most);
	});

	test("a life that lasted but little longer is asked only where the first says nothing", () => {
		const found = teethIn([-0.1, 1, 2, 3.5, 4.5, 5.5, 6.5], (age) => Math.min(100, (200 * age) / (2 * HOUR)));
		expect(Math.exp(found.outlived)).toBeCloseTo(1.5, 1);
	});
});

describe("what runs now against what came before it", () => {
	const everyOtherDay = [0, 2, 4, 6];
	test.each([
		["each leaks", grows, 1, 1],
		["each fills in a little more than a day", (age: number) => Math.min(110, grows(age)), 1, 0],
		["the newest leaks, those before did not", (age: number, life: number) => (life === 3 ? grows(age) : 0), 3, 0],
	])("%s", (_, mib, asOthers, othersLater) => {
		const found = teethIn(everyOtherDay, mib);
		expect(found.asOthers).toBeCloseTo(asOthers, 0);
		if (asOthers < 3) expect(found.othersLater).toBeCloseTo(othersLater, 0);
	});

	test.each([
		["nothing that came before lasted longer", [0, 2, 4]],
		["what did began before it was watched", [-4, 4, 5]],
	])("%s: nothing is known", (_, starts) => {
		expect(teethIn(starts, grows)).toMatchObject({ asOthers: 3, othersLater: 1 });
	});
});
