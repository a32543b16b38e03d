import { setTimeout as sleep } from "node:timers/promises";

/** What nobody waits for (sizes, leaks) waits for as long as others may take. */
export const LONG_PATIENCE_MS = 600_000;

/**
 * Background work one after another: looks at everything, at nodes, at sizes and for leaks each take some megabytes while they go on, and need not do so at the
 * same time.
 */
export class Turns {
	#last: Promise<void> = Promise.resolve();

	/**
	 * Does some work when what was asked for before is done.
	 * @param patience milliseconds after which it is not waited for any longer: what reads of an engine may hang for minutes
	 */
	async take<T>(work: () => Promise<T>, patience: number): Promise<T> {
		const before = this.#last;
		const { promise, resolve } = Promise.withResolvers<void>();
		// Who comes next waits for those before too, whether or not we did.
		this.#last = Promise.all([before, promise]).then(() => {});
		const given = new AbortController();
		try {
			await Promise.race([before, sleep(patience, undefined, { signal: given.signal }).catch(() => {})]);
			given.abort();
			return await work();
		} finally {
			resolve();
		}
	}
}
