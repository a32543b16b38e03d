import { setTimeout as sleep } from "node:timers/promises";
import type { History } from "../../history/history.ts";
import type { Gap } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import type { ClusterSource } from "../../sources/kubernetes/cluster.ts";
import { forgetSizes, isUnsized, sizeByPieces } from "./sizes.ts";
import type { State } from "./state.ts";
import { LONG_PATIENCE_MS, type Turns } from "./turns.ts";

/** Sizes rest on weeks: a day more or less changes little, and reading them is the most there is to read. */
const ALL_MS = 86_400_000;
/** What has come since then is sized this often. */
const NEW_MS = 600_000;
/** After each look at a history so many times as long is left to others. */
const REST = 4;
const FIRST_LOOK_MS = 1000;

interface SizerOptions {
	open(): Promise<ClusterSource>;
	/** Where memory series are; null where none are. */
	history(cluster: ClusterSource): Promise<History | null>;
	state: State;
	turns: Turns;
	signal: AbortSignal;
	/** Told when there are new sizes to be shown. */
	onChange(): void;
	/** Does it, and says whether it could be done. */
	attempt(task: () => Promise<void>): Promise<boolean>;
}

/** What containers should have: all of them each day, and those that have come since then every few minutes. */
export class Sizer {
	/** What sizes would follow from too, and could not be read. */
	gaps: readonly Gap[] = [];
	readonly #options: SizerOptions;

	constructor(options: SizerOptions) {
		this.#options = options;
	}

	/** Begins after the first look at everything and runs until the signal aborts. */
	async run(): Promise<void> {
		const { state, signal, attempt } = this.#options;
		while (state.version === 0 && !signal.aborted) await this.#pause(FIRST_LOOK_MS);
		let allAt = Number.NEGATIVE_INFINITY;
		while (!signal.aborted) {
			const all = performance.now() - allAt >= ALL_MS;
			if ((await attempt(() => this.#look(all))) && all) allAt = performance.now();
			await this.#pause(NEW_MS);
		}
	}

	async #look(all: boolean): Promise<void> {
		const { state, signal } = this.#options;
		if (!all && !state.facts.pods.values().some((pod) => isUnsized(state, pod))) return;
		const source = await this.#options.open();
		let history: History | null = null;
		try {
			history = await this.#options.history(source);
			const pieces = sizeByPieces(state, { source, history }, all ? null : (pod) => isUnsized(state, pod));
			for (let took = 0, done: boolean | undefined = false; !done; ) {
				await this.#pause(took * REST);
				if (signal.aborted) return;
				done = await this.#options.turns.take(async () => {
					const started = performance.now();
					const piece = await pieces.next();
					took = performance.now() - started;
					return piece.done;
				}, LONG_PATIENCE_MS);
				this.#options.onChange();
			}
			if (all) forgetSizes(state);
			// Kind by kind and namespace by namespace it would be a page of them.
			this.gaps = source.gaps.slice(0, 1).map((gap) => ({ ...gap, what: said("what governs sizes") }));
		} finally {
			await history?.close();
			await source.close();
		}
	}

	async #pause(milliseconds: number): Promise<void> {
		await sleep(milliseconds, undefined, { signal: this.#options.signal }).catch(() => {});
	}
}
