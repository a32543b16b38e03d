import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketsOf, select } from "./buckets.ts";
import { BEGIN } from "./series.fixture.ts";

test("select finds the value of every rank", () => {
	fc.assert(
		fc.property(fc.float64Array({ minLength: 1, noNaN: true }), fc.nat(), (values, rank) => {
			const k = rank % values.length;
			const sorted = values.toSorted();
			// Sorting puts -0 before 0; to whoever selects, they are equal.
			expect(select(values.slice(), 0, values.length - 1, k) === sorted[k]).toBe(true);
		}),
	);
});

test.each([
	["the middle of three", [Number.NaN, 3, 1], 1, 3],
	["nothing else", [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN], 2, Number.NaN],
	["most of them", [1, Number.NaN, Number.NaN, Number.NaN, 0, Number.NaN, Number.NaN], 1, 1],
])("select comes to an end with values that are no numbers: %s", (_, values, k, expected) => {
	expect(select(Float64Array.from(values), 0, values.length - 1, k)).toBe(expected);
});

test.each([1, 2, 5, 10, 15, 30])("steps of %i s to the second make no more buckets than there is room for", (step) => {
	for (let n = 20; n < 400; n++) {
		const t = Float64Array.from({ length: n }, (_, i) => BEGIN + i * step);
		const none = new Float64Array(n).fill(Number.NaN);
		const buckets = bucketsOf({ name: "", t, bytes: t.map(() => 5), capacity: none, start: none }, n);
		expect(Math.max(...buckets.t)).toBeLessThanOrEqual(BEGIN + n * step);
		expect(buckets.floor.every((bytes) => bytes === 5)).toBe(true);
		expect(buckets.t.every((at, i) => i === 0 || at > (buckets.t[i - 1] as number))).toBe(true);
	}
});

const rows = fc.array(
	fc.record({
		wait: fc.integer({ min: 1, max: 3000 }),
		bytes: fc.oneof({ weight: 20, arbitrary: fc.nat() }, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)),
		restart: fc.integer({ min: 0, max: 40 }).map((n) => n === 0),
	}),
	{ maxLength: 400 },
);

test("every sample is in one bucket, in order, none reaches across a restart", () => {
	fc.assert(
		fc.property(rows, (list) => {
			let [time, started] = [BEGIN, BEGIN - 100];
			const starts = new Set<number>();
			const columns = list.map(({ wait, bytes, restart }) => {
				time += wait;
				if (restart) started = time - 0.5;
				starts.add(started);
				return { time, bytes, started };
			});
			const buckets = bucketsOf(
				{
					name: "x",
					t: Float64Array.from(columns, (row) => row.time),
					bytes: Float64Array.from(columns, (row) => row.bytes),
					capacity: new Float64Array(list.length).fill(Number.NaN),
					start: Float64Array.from(columns, (row) => row.started),
				},
				list.length,
			);
			const { t, floor, middle, peak, lives } = buckets;
			expect(buckets.samples).toBe(columns.filter(({ bytes }) => Number.isFinite(bytes)).length);
			expect(lives.length).toBeLessThanOrEqual(Math.max(1, starts.size));
			for (let i = 0; i < t.length; i++) {
				if (i > 0) expect(t[i]).toBeGreaterThan(t[i - 1] as number);
				expect(floor[i]).toBeLessThanOrEqual(middle[i] as number);
				expect(middle[i]).toBeLessThanOrEqual(peak[i] as number);
			}
			const measured = columns.map(({ bytes }) => bytes).filter(Number.isFinite);
			if (measured.length > 0) expect(Math.max(...peak)).toBe(Math.max(...measured));
		}),
	);
});
