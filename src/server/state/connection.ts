import { setTimeout as sleep } from "node:timers/promises";
import { failedOf } from "../../sources/kubernetes/gaps.ts";
import type { State } from "./state.ts";
import type { Watches } from "./watches.ts";

/** Between two questions, and for as long an answer is waited for. */
export const HEARTBEAT_MS = 5000;

interface ConnectionOptions {
	/** Asks the API server something small, once. @throws Failure where no answer comes within `HEARTBEAT_MS` */
	ask(): Promise<unknown>;
	/** What the watches know of it. */
	watches: Pick<Watches, "isUp" | "isListed">;
	state: State;
	signal: AbortSignal;
	/** Told of each question whether it was answered. */
	onAnswer(answered: boolean): void;
	/** Told for how long it was away, in milliseconds, when it is back. */
	onBack(away: number): void;
}

/** Whether the cluster is followed, and since when: what the page shows above all else. */
export class Connection {
	readonly #options: ConnectionOptions;
	/** What the last heartbeat failed of; null where it was answered. */
	#failed: string | null = null;

	constructor(options: ConnectionOptions) {
		this.#options = options;
	}

	/** Asks every few seconds until the signal aborts: a watch that hears nothing may be a quiet cluster; asking tells it from a server that hangs. */
	async run(): Promise<void> {
		const { ask, signal, onAnswer } = this.#options;
		while (!signal.aborted) {
			await sleep(HEARTBEAT_MS, undefined, { signal }).catch(() => {});
			if (signal.aborted) return;
			try {
				await ask();
				this.#failed = null;
			} catch (error) {
				this.#failed = failedOf(error);
			}
			onAnswer(this.#failed === null);
			this.show("");
		}
	}

	/**
	 * Brings the state to what is known.
	 * @param detail of a watch that broke off; empty where none did
	 */
	show(detail: string): void {
		const { watches, state, signal, onBack } = this.#options;
		if (signal.aborted) return;
		const before = state.source;
		if (this.#failed !== null) state.setSource("away", this.#failed);
		else if (!watches.isUp && watches.isListed) state.setSource("away", detail);
		// Back before the nodes were looked at, it is away no longer, and not yet followed.
		else if (watches.isUp) state.setSource(state.outlooks === null ? "starting" : "live", "");
		if (before.state === "away" && state.source.state === "live") onBack(state.now() - before.since);
	}
}
