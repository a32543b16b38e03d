import { isAway } from "../recorder/presence.ts";
import { Brief } from "./identity.ts";

/** An answer is asked for anew after this, so a permission taken away holds no longer. */
const HOLDS_MS = 30_000;
const MOST_KNOWN = 1000;

/**
 * What the API server answered about somebody, by a key. While it does not answer, which is when people come to look, its last word stands in for as long as
 * a kubelet would go by it.
 */
export class Answers<T> {
	readonly #fresh = new Brief<Promise<T>>(HOLDS_MS, MOST_KNOWN);
	readonly #given: Brief<T>;

	/** @param standsInMs since it was given */
	constructor(standsInMs: number) {
		this.#given = new Brief<T>(standsInMs, MOST_KNOWN);
	}

	async get(key: string, ask: () => Promise<T>): Promise<T> {
		let known = this.#fresh.get(key);
		if (known === undefined) {
			known = this.#ask(key, ask);
			this.#fresh.set(key, known);
			// What failed is not remembered: the API server may be back in a moment.
			known.catch(() => this.#fresh.delete(key));
		}
		return await known;
	}

	async #ask(key: string, ask: () => Promise<T>): Promise<T> {
		try {
			const answer = await ask();
			this.#given.set(key, answer);
			return answer;
		} catch (error) {
			const before = isAway(error) ? this.#given.get(key) : undefined;
			if (before === undefined) throw error;
			return before;
		}
	}
}
