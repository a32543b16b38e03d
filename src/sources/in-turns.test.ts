import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import { inTurns } from "./in-turns.ts";

test("others get their turn while items are read, and none is lost", async () => {
	let turns = 0;
	let reading = true;
	const others = () => {
		turns++;
		if (reading) setImmediate(others);
	};
	function* slow(): Generator<number> {
		for (let item = 0; item < 5; item++) {
			for (const end = performance.now() + 15; performance.now() < end; );
			yield item;
		}
	}
	setImmediate(others);
	const read: number[] = [];
	for await (const item of inTurns(slow())) read.push(item);
	reading = false;
	expect(read).toEqual([0, 1, 2, 3, 4]);
	expect(turns).toBeGreaterThanOrEqual(4);
});
