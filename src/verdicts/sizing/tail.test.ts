import { describe, expect, test } from "vitest";
import { expectedAbove, logOddsAlike, tailOf } from "./tail.ts";

const logs = (...peaks: number[]) => peaks.map(Math.log);

describe("what peaks tell of peaks to come, were all times alike", () => {
	const tail = tailOf(logs(10, 20, 30, 40, 80, 100));
	test.each([
		[9, 6],
		[10, 6],
		[80, 2],
		[100, 1],
	])("just above %f: as the %f-th highest", (level, expected) => {
		expect(expectedAbove(tail, Math.log(level * 1.0000001))).toBeCloseTo(expected, 3);
	});
	test("beyond the highest peak ever fewer, by what the highest ones are apart", () => {
		const beyond = [1, 1.2, 1.5, 3].map((times) => expectedAbove(tail, Math.log(100 * times)));
		expect(beyond).toEqual(beyond.toSorted((a, b) => b - a));
		expect(expectedAbove(tailOf(logs(99, 99, 99, 100)), Math.log(110))).toBeLessThan(beyond[1] ?? 0);
	});
	test.each([
		[1, 1 / 2],
		[2 / 3, 2 / 5],
		[4, 4 / 5],
	])("a horizon of %f histories holds the new record with a chance of %f", (ratio, chance) => {
		const odds = Math.exp(logOddsAlike(tail, Math.log(100), ratio));
		expect(odds / (1 + odds)).toBeCloseTo(chance, 6);
	});
	test("a single part tells of wide margins", () => {
		expect(tailOf(logs(5)).spacing).toBe(0.3);
	});
});
