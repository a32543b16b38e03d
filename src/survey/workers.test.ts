import { expect, test } from "vitest";
import { memoryOf } from "./leaks-jobs.ts";
import { Workers } from "./workers.ts";

const series = (length: number) => {
	const column = (value: number) => new Float64Array(length).fill(value);
	const t = Float64Array.from({ length }, (_, row) => 1_700_000_000 + 300 * row);
	return { name: "a", t, bytes: column(1e8), capacity: column(1e9), start: column(Number.NaN) };
};

test.each([0, 2])("with %i threads every job is answered in its own place", async (threads) => {
	const workers = Workers.open(threads);
	try {
		expect(workers.free).toBe(2 * threads);
		const answers = await Promise.all(
			[10, 500, 20, 600].map((length) =>
				workers.run("judge", { series: [series(length)], upTo: Number.POSITIVE_INFINITY }),
			),
		);
		expect(answers.map(([verdict]) => verdict?.reason)).toEqual(["too-short", "no-growth", "too-short", "no-growth"]);
		expect(workers.free).toBe(2 * threads);
	} finally {
		await workers.close();
	}
});

test("what is given away is gone, and shared memory is given once", async () => {
	const workers = Workers.open(1);
	try {
		const one = series(400);
		const both = { ...one, start: one.capacity };
		const memory = memoryOf([one.t, one.bytes, both.capacity, both.start]);
		expect(memory).toHaveLength(3);
		await workers.run("judge", { series: [both], upTo: Number.POSITIVE_INFINITY }, memory);
		expect(one.bytes).toHaveLength(0);
	} finally {
		await workers.close();
	}
});

test("a job that throws fails alone; closing fails those that wait", async () => {
	const workers = Workers.open(1);
	const broken = { series: [{}] as never, upTo: 0 };
	await expect(workers.run("judge", broken)).rejects.toThrow(TypeError);
	await expect(workers.run("judge", { series: [series(10)], upTo: 0 })).resolves.toHaveLength(1);
	const waiting = workers.run("judge", { series: [series(10)], upTo: 0 });
	const closed = expect(waiting).rejects.toThrow("closed");
	await workers.close();
	await closed;
});
