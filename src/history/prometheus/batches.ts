import { LEFT, type LeftToRead } from "./asked.ts";
import type { PodEntry } from "./directory.ts";

/** Memory samples one answer should hold: 16 bytes each here, and as many again of limits and start times. */
const SAMPLES_EACH = 500_000;
/** Before the first answer has told how many samples a series has; and the most that fit a query's text. */
const SERIES_AT_FIRST = 16;
const MOST_NAMES_LENGTH = 4000;

/** Pods in portions that one question asks for. */
export class Batches {
	/** How many a series has is learnt from those that came. */
	private samplesEach = SAMPLES_EACH / SERIES_AT_FIRST;

	/** Of about so many samples each; those of which the same is left to read and whose labels have the same names together, the quickest first. */
	*of(pods: readonly PodEntry[], leftOf: (pod: PodEntry) => LeftToRead): Generator<PodEntry[]> {
		const groups = Map.groupBy(pods, leftOf);
		for (const left of Object.values(LEFT)) yield* this.alike(groups.get(left) ?? []);
	}

	/** What pods with so many series turned out to hold. */
	learn(series: number, samples: number): void {
		if (samples > 0) this.samplesEach = Math.max(1, samples / series);
	}

	private *alike(pods: readonly PodEntry[]): Generator<PodEntry[]> {
		let batch: PodEntry[] = [];
		let [series, length] = [0, 0];
		for (const pod of pods) {
			const full = (series + pod.series) * this.samplesEach > SAMPLES_EACH || length > MOST_NAMES_LENGTH;
			const [first] = batch;
			if (first !== undefined && (full || !sameDialect(first, pod))) {
				yield batch;
				[batch, series, length] = [[], 0, 0];
			}
			batch.push(pod);
			series += pod.series;
			length += pod.pod.length + pod.namespace.length;
		}
		if (batch.length > 0) yield batch;
	}
}

function sameDialect({ dialect: a }: PodEntry, { dialect: b }: PodEntry): boolean {
	return a.namespace === b.namespace && a.pod === b.pod && a.container === b.container;
}
