import { setImmediate } from "node:timers/promises";

/** Others get their turn this often. */
const TURN_MS = 10;

/** Items whose reading waits for nothing: a server's others would wait until all are read. */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T, void> {
	let turn = performance.now();
	for (const item of items) {
		if (performance.now() - turn > TURN_MS) {
			await setImmediate();
			turn = performance.now();
		}
		yield item;
	}
}
