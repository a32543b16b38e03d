import { setTimeout as sleep } from "node:timers/promises";

/** Worth another try: the receiver is away, overloaded, or asks for patience. */
export class TryAgain extends Error {
	readonly afterMs: number | null;
	constructor(message: string, afterMs: number | null = null) {
		super(message);
		this.afterMs = afterMs;
	}
}

export interface OutboxOptions {
	signal: AbortSignal;
	/** What was given up, and why; never the address, which may be a secret. */
	onLost(name: string, why: string): void;
	/** Milliseconds; shorter in tests. */
	backOff?: { first: number; most: number; patience: number };
}

const BACK_OFF = { first: 1000, most: 300_000, patience: 3_600_000 };
/** Beyond that the oldest are dropped: a receiver that is away for a day gets no thousand messages afterwards. */
const MOST_WAITING = 200;

/** Sends what it is given in order, one at a time, tries again with growing pauses, and gives up after an hour. */
export class Outbox<T> {
	readonly name: string;
	readonly #send: (item: T) => Promise<void>;
	readonly #options: OutboxOptions;
	readonly #waiting: { item: T; onEnd: () => void }[] = [];
	#running: Promise<void> | null = null;

	constructor(name: string, send: (item: T) => Promise<void>, options: OutboxOptions) {
		this.name = name;
		this.#send = send;
		this.#options = options;
	}

	/** @param onEnd called once it was taken, or given up; not when the signal aborted before it was sent */
	put(item: T, onEnd: () => void = () => {}): void {
		this.#waiting.push({ item, onEnd });
		if (this.#waiting.length > MOST_WAITING) {
			this.#waiting.shift()?.onEnd();
			this.#options.onLost(this.name, `more than ${MOST_WAITING} messages were waiting`);
		}
		this.#running ??= this.#run().finally(() => {
			this.#running = null;
		});
	}

	/** Whether something waits or is being sent. */
	get busy(): boolean {
		return this.#running !== null;
	}

	/** Until nothing waits. */
	async idle(): Promise<void> {
		await this.#running;
	}

	async #run(): Promise<void> {
		for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
			if (await this.#deliver(next.item)) next.onEnd();
			if (this.#options.signal.aborted) return;
		}
	}

	/** Whether it came to an end: taken, or given up. */
	async #deliver(item: T): Promise<boolean> {
		const { signal, onLost } = this.#options;
		const { first, most, patience } = this.#options.backOff ?? BACK_OFF;
		const started = performance.now();
		for (let pause = first; !signal.aborted; pause = Math.min(most, 2 * pause)) {
			try {
				await this.#send(item);
				return true;
			} catch (error) {
				const why = error instanceof Error ? error.message : String(error);
				const over = performance.now() - started > patience;
				if (signal.aborted) return false;
				if (!(error instanceof TryAgain) || over) {
					onLost(this.name, why);
					return true;
				}
				// Who asks for patience gets it; who asks for none is not asked at every turn.
				const wait = error.afterMs === null ? pause : Math.min(patience, Math.max(first, error.afterMs));
				await sleep(wait, undefined, { signal }).catch(() => {});
			}
		}
		return false;
	}
}
