/** Stands between the items of a stream when some time has passed. */
export const TICK = Symbol("tick");

/**
 * The items as they come, and between them a tick each `every` milliseconds, whether or not anything comes. One waiter for each item and no
 * race: what races with a stream that is silent for hours gathers a reaction at every turn.
 */
export async function* withTicks<T>(items: AsyncIterable<T>, every: number): AsyncGenerator<T | typeof TICK> {
	const iterator = items[Symbol.asyncIterator]();
	let wake = (): void => {};
	let come: (() => IteratorResult<T>) | null = null;
	let ticked = false;
	const pull = (): void => {
		const arrived = (result: () => IteratorResult<T>) => {
			come = result;
			wake();
		};
		iterator.next().then(
			(result) => arrived(() => result),
			(error: unknown) =>
				arrived(() => {
					throw error;
				}),
		);
	};
	const clock = setInterval(() => {
		ticked = true;
		wake();
	}, every);
	try {
		pull();
		for (;;) {
			if (come === null && !ticked) await new Promise<void>((resolve) => (wake = resolve));
			if (ticked) {
				ticked = false;
				yield TICK;
			}
			const item: (() => IteratorResult<T>) | null = come;
			if (item === null) continue;
			come = null;
			const { done, value } = (item as () => IteratorResult<T>)();
			if (done === true) return;
			pull();
			yield value as T;
		}
	} finally {
		clearInterval(clock);
		await iterator.return?.();
	}
}
