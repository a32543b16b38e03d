import { containerIn, type StoredContainer } from "../history/store/stored.ts";
import type { Gap } from "../model/gap.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import { digestTrack, type TrackDigest, type Until } from "../verdicts/leaks/digest.ts";
import { judgeSeries, type LeakVerdict } from "../verdicts/leaks/judge.ts";
import { type Profile, profileOf } from "../verdicts/sizing/profile.ts";

/** What can be done on another thread: pure, and of plain data both ways. The same functions are called where there is no other thread. */
export const JOBS = {
	/** Series judged by themselves, each by its samples up to `upTo`. */
	judge: ({ series, upTo }: { series: readonly Series[]; upTo: Millis }): LeakVerdict[] =>
		series.map((one) => judgeSeries(one, upTo)),
	/** Containers of a recording made into what is kept of them to judge a workload's replicas together. */
	digest: ({ containers, until }: { containers: readonly StoredContainer[]; until: Until }): Digested[] =>
		containers.map((container) => digested(container, until)),
	/** What sizing keeps of series, each by its samples up to `upTo`; null for one without any. */
	profile: ({ series, upTo }: { series: readonly Series[]; upTo: Millis }): (Profile | null)[] =>
		series.map((one) => profileOf(upToMoment(one, upTo))),
};

export interface Digested {
	/** Null of a container without samples in that time. */
	digest: TrackDigest | null;
	samples: number;
	gap: Gap | null;
}

export type JobName = keyof typeof JOBS;
export type Input<N extends JobName> = Parameters<(typeof JOBS)[N]>[0];
export type Output<N extends JobName> = ReturnType<(typeof JOBS)[N]>;

/** Samples from which threads save more than their start costs; below, some 50 ms of one core do all. */
export const WORTH_THREADS = 1_000_000;

/** The memory behind columns, each piece once: given away rather than copied to another thread. */
export function memoryOf(columns: Iterable<Float64Array | null>): ArrayBuffer[] {
	const found = new Set<ArrayBuffer>();
	for (const column of columns) {
		if (column !== null && column.buffer instanceof ArrayBuffer) found.add(column.buffer);
	}
	return [...found];
}

function upToMoment(series: Series, upTo: Millis): Series {
	const { t, bytes, capacity, start } = series;
	if (upTo === Number.POSITIVE_INFINITY) return series;
	const end = t.findLastIndex((at) => at * 1000 <= upTo) + 1;
	const part = (column: Float64Array) => column.subarray(0, end);
	return { ...series, t: part(t), bytes: part(bytes), capacity: part(capacity), start: part(start) };
}

function digested(container: StoredContainer, until: Until): Digested {
	const { track, gap } = containerIn(container, true);
	return { digest: track && digestTrack(track, until), samples: track?.series.t.length ?? 0, gap };
}
