import { expect, test } from "vitest";
import { TICK, withTicks } from "./ticks.ts";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("items in their order, ticks while nothing comes, and the end", async () => {
	async function* items() {
		yield 1;
		yield 2;
		await pause(60);
		yield 3;
	}
	const seen: (number | "tick")[] = [];
	for await (const item of withTicks(items(), 15)) seen.push(item === TICK ? "tick" : item);
	expect(seen.filter((item) => item !== "tick")).toEqual([1, 2, 3]);
	expect(seen.slice(seen.indexOf(2), seen.indexOf(3))).toContain("tick");
});

test("an error of the stream is the reader's", async () => {
	const read = async () => {
		async function* items() {
			yield 1;
			throw new Error("broken");
		}
		for await (const _ of withTicks(items(), 1000));
	};
	await expect(read()).rejects.toThrow("broken");
});

test("who stops reading ends the stream", async () => {
	let ended = false;
	async function* items() {
		try {
			for (;;) {
				await pause(1);
				yield 1;
			}
		} finally {
			ended = true;
		}
	}
	for await (const _ of withTicks(items(), 1000)) break;
	expect(ended).toBe(true);
});
