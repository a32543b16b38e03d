import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	badness,
	compareDeclared,
	compareEviction,
	type Declared,
	type Evictable,
	ranks,
	weighsBelowNothing,
} from "./ranking.ts";

const MI = 1024 ** 2;
const GI = 1024 ** 3;

describe("the kernel's badness", () => {
	const weight = (resident: number, oomScoreAdj: number, swap = 0, pageTables = 0) => ({
		resident,
		swap,
		pageTables,
		oomScoreAdj,
	});
	test.each<[string, ReturnType<typeof weight>, number, number | null]>([
		["a tenth of the memory", weight(100_000 * 4096, 0), 1_000_000 * 4096, 100],
		["swap and page tables count", weight(100_000 * 4096, 0, 50_000 * 4096, 50_000 * 4096), 1_000_000 * 4096, 200],
		["the adj is in thousandths", weight(100_000 * 4096, 500), 1_000_000 * 4096, 600],
		["below nothing", weight(100_000 * 4096, -997), 1_000_000 * 4096, -897],
		["never killed", weight(GI, -1000), GI, null],
		// 1500 pages: a thousandth is one page, not one and a half.
		["a thousandth is whole pages", weight(0, 900), 1500 * 4096, 600],
		["parts of a page do not count", weight(4095, 0), 1000 * 4096, 0],
	])("%s", (_, given, allowed, expected) => {
		expect(badness(given, allowed)).toBe(expected);
	});

	test.each([
		["4.18.0-553.el8.x86_64", false],
		["5.4.0-150-generic", false],
		["5.8.18", false],
		["5.9.0", true],
		["5.15.0-1051-aws", true],
		["6.18.5", true],
		["", true],
	])("kernel %s tells Guaranteed containers apart: %s", (release, expected) => {
		expect(weighsBelowNothing(release)).toBe(expected);
	});
});

describe("the kubelet's order", () => {
	const pod = (workingSet: number | null, request: number, change: Partial<Evictable> = {}): Evictable => ({
		workingSet,
		request,
		priority: 0,
		critical: false,
		...change,
	});
	test.each<[string, Evictable, Evictable]>([
		["no figures", pod(null, GI), pod(GI, 0)],
		["above its request", pod(11 * MI, 10 * MI), pod(GI, 2 * GI)],
		["above its request, whatever the priority", pod(11 * MI, 10 * MI, { priority: 1000 }), pod(GI, 2 * GI)],
		["the lower priority", pod(11 * MI, 10 * MI, { priority: -1 }), pod(GI, 0)],
		["the larger excess", pod(30 * MI, 10 * MI), pod(100 * MI, 90 * MI)],
		["the smaller room below its request", pod(9 * MI, 10 * MI), pod(50 * MI, GI)],
		["anything before a critical pod", pod(MI, GI, { priority: 1000 }), pod(GI, 0, { critical: true })],
	])("%s goes first", (_, first, second) => {
		expect(compareEviction(first, second)).toBeLessThan(0);
		expect(compareEviction(second, first)).toBeGreaterThan(0);
	});

	test.each<[string, Evictable, Evictable]>([
		["the same figures", pod(20 * MI, 10 * MI), pod(110 * MI, 100 * MI)],
		["exactly at the request is not above it", pod(MI, MI), pod(2 * MI, 2 * MI)],
		["no figures of either", pod(null, GI), pod(null, 0)],
		["both critical", pod(MI, 0, { critical: true }), pod(GI, 0, { critical: true, priority: 5 })],
	])("%s: they stand level", (_, a, b) => {
		expect(compareEviction(a, b)).toBe(0);
	});

	test("is an order, so that sorting means something", () => {
		const any = fc.record({
			workingSet: fc.option(fc.nat(4)),
			request: fc.nat(4),
			priority: fc.nat(2),
			critical: fc.boolean(),
		});
		fc.assert(
			fc.property(any, any, any, (a, b, c) => {
				expect(Math.sign(compareEviction(a, b))).toBe(-Math.sign(compareEviction(b, a)) || 0);
				if (compareEviction(a, b) <= 0 && compareEviction(b, c) <= 0)
					expect(compareEviction(a, c)).toBeLessThanOrEqual(0);
			}),
		);
	});
});

describe("by requests alone", () => {
	const pod = (request: number, limit: number | null, priority = 0, critical = false): Declared => ({
		request,
		limit,
		priority,
		critical,
	});
	test.each<[string, Declared, Declared]>([
		["what requests nothing", pod(0, null, 1000), pod(MI, null)],
		["what may outgrow its request", pod(GI, null), pod(MI, MI)],
		["the lower priority", pod(GI, null, -1), pod(MI, null)],
		["the smaller request", pod(MI, null), pod(2 * MI, null)],
		["anything before a critical pod", pod(GI, GI), pod(0, null, 2_000_000_000, true)],
	])("%s goes first", (_, first, second) => {
		expect(compareDeclared(first, second)).toBeLessThan(0);
		expect(compareDeclared(second, first)).toBeGreaterThan(0);
	});
});

test.each([
	[[], []],
	[[7], [1]],
	[
		[3, 1, 2],
		[3, 1, 2],
	],
	[
		[5, 1, 5, 9],
		[2, 1, 2, 4],
	],
	[
		[1, 1],
		[1, 1],
	],
])("ranks of %j are %j", (items, expected) => {
	expect(ranks(items, (a, b) => a - b)).toEqual(expected);
});
