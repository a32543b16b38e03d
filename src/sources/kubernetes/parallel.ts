/**
 * Runs a task for each item, so many at a time, and yields what they give in the order it comes. Ending the iteration early
 * starts no further task.
 */
export async function* inParallel<T, R>(
	items: Iterable<T> | AsyncIterable<T>,
	width: number,
	task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
	const running = new Map<number, Promise<[number, R]>>();
	let started = 0;
	const next = async (): Promise<R> => {
		const [index, result] = await Promise.race(running.values());
		running.delete(index);
		return result;
	};
	for await (const item of items) {
		const index = started++;
		const promise = task(item).then((result): [number, R] => [index, result]);
		// The race below sees to it; while something else is awaited its failure must not count as unhandled.
		promise.catch(() => {});
		running.set(index, promise);
		if (running.size >= width) yield await next();
	}
	while (running.size > 0) yield await next();
}
