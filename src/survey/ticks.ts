/** Stands between the items of a stream when some time has passed. */
export const TICK = Symbol("tick");

/** The items as they come, and between them a tick each `every` milliseconds, whether or not anything comes. */
export async function* withTicks<T>(items: AsyncIterable<T>, every: number): AsyncGenerator<T | typeof TICK> {
	const iterator = items[Symbol.asyncIterator]();
	let [item, clock] = [iterator.next(), tick(every)];
	try {
		for (;;) {
			const next = await Promise.race([item, clock.passed]);
			if (next === TICK) {
				clock = tick(every);
				yield TICK;
				continue;
			}
			if (next.done === true) return;
			item = iterator.next();
			yield next.value;
		}
	} finally {
		clock.stop();
		await iterator.return?.();
	}
}

function tick(every: number): { passed: Promise<typeof TICK>; stop(): void } {
	let timer: NodeJS.Timeout | undefined;
	const passed = new Promise<typeof TICK>((resolve) => {
		timer = setTimeout(() => resolve(TICK), every);
	});
	return { passed, stop: () => clearTimeout(timer) };
}
