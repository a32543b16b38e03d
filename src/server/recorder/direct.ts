import type { Measured } from "../../model/measured.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { KNOCKS, type KnownBy } from "./knocks.ts";
import { type Door, knockAt, lookBy, WAYS, type Way } from "./look.ts";

/** By what kubelets know us: each is remembered apart from the others. */
export interface Credentials {
	/** A client for the kubelet at an address. */
	open(address: string): Promise<KubeClient>;
	knownBy: KnownBy;
}

/** For a kubelet on the same network. */
const PATIENCE_MS = 3000;
/**
 * A kubelet that cannot be reached directly, or refuses us, is not asked at every look; one that was only slow must not be lost for an
 * outage. The pause doubles with each failure in a row.
 */
const FIRST_RETRY_MS = 15_000;
const RETRY_MS = 300_000;

/** The way to one kubelet past the API server, with one set of credentials. Moments are Unix milliseconds. */
export class Direct {
	readonly #credentials: Credentials;
	#client: KubeClient | null = null;
	/** Not to be tried before, after it failed; and how often it did since it last answered. */
	#retryAt = 0;
	#failures = 0;
	/** When it is reminded of us the next time, and by which way. */
	#dueAt: number;
	#turn = 0;
	/** By which ways it lets us in while the API server is away. */
	#ways: readonly Way[] = WAYS;

	constructor(credentials: Credentials, dueAt: number) {
		this.#credentials = credentials;
		this.#dueAt = dueAt;
	}

	/** One for each of the credentials, reminded of us at different times: so it knows one of them the longer. */
	static all(credentials: readonly Credentials[], dueAt: number): Direct[] {
		return credentials.map((one, i) => new Direct(one, dueAt + (i * KNOCKS[one.knownBy].everyMs) / credentials.length));
	}

	isDue(now: number): boolean {
		return now >= this.#dueAt;
	}

	/** Has the kubelet ask the API server about us, so that it knows us when that is away. Never throws. */
	async knock(address: string, at: number, signal: AbortSignal): Promise<void> {
		const { everyMs, ways } = KNOCKS[this.#credentials.knownBy];
		this.#dueAt = at + everyMs;
		this.#ways = WAYS;
		const way = ways[this.#turn++ % ways.length] ?? "metrics";
		await this.#ask(address, (client) => knockAt({ client, prefix: "", patience: PATIENCE_MS }, way, signal));
		// A connection to every node would be held for nothing.
		this.close();
	}

	/** What the kubelet measures; null where it cannot be asked, or not yet again. Never throws. */
	async look(address: string, signal: AbortSignal, onSummary: NonNullable<Door["onSummary"]>) {
		const door = { prefix: "", patience: PATIENCE_MS, onSummary };
		const look = (client: KubeClient) => lookBy(this.#ways, { ...door, client }, signal);
		const found: { measured: Measured[]; answered: Way[] } | null = await this.#ask(address, look);
		// A way that is forgotten costs its whole patience at each look; where both are, either may be open later.
		this.#ways = found?.answered ?? WAYS;
		return found?.measured ?? null;
	}

	/** The kubelet answers at another address from now on. */
	moved(): void {
		this.close();
		this.#retryAt = 0;
		this.#failures = 0;
	}

	close(): void {
		this.#client?.close();
		this.#client = null;
	}

	async #ask<T>(address: string, ask: (client: KubeClient) => Promise<T>): Promise<T | null> {
		if (address === "" || Date.now() < this.#retryAt) return null;
		try {
			this.#client ??= await this.#credentials.open(address);
			const answer = await ask(this.#client);
			this.#failures = 0;
			return answer;
		} catch {
			this.#retryAt = Date.now() + Math.min(RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
			this.close();
			return null;
		}
	}
}
