import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { Span } from "../history/clusters.ts";
import type { History, HistoryRequest } from "../history/history.ts";
import type { StoredContainer } from "../history/store/stored.ts";
import type { ContainerTrack } from "../model/track.ts";
import { digestTrack, type TrackDigest, type Until } from "../verdicts/leaks/digest.ts";
import type { OwnLook } from "./leaks-first-look.ts";
import { type Digested, JOBS, WORTH_THREADS } from "./leaks-jobs.ts";
import type { Workers } from "./workers.ts";

/** A container as it was read from a history. */
export interface ReadContainer
	extends Pick<ContainerTrack, "namespace" | "pod" | "container" | "owner" | "workload" | "cluster"> {
	samples: number;
	/** From when to when it was seen; not told of what a recording holds. */
	span?: Span;
	/** Whether it, and with it all of its workload, is worth judging. */
	grows: boolean;
	/** What is kept of it to judge it: made when it is asked for, of one that may never be. Null for what turns out to be damaged. */
	digest(): TrackDigest | null;
}

/** Samples of a container up to which they take no more room as chunks than what is kept of them to judge it. */
const MOST_WAITING = 8192;

/** Each container of a history once. Of a lent track nothing is held but its digest. */
export async function* digestsOf(
	history: History,
	request: HistoryRequest,
	{ look, until, threads }: { look: OwnLook | null; until: Until; threads: Threads },
): AsyncGenerator<ReadContainer> {
	if (history.stored !== undefined && look === null) {
		yield* storedDigests(history, history.stored(request), request.signal, { until, threads });
		return;
	}
	for await (const track of history.containers({ ...request, glimpses: look?.glimpses })) {
		const samples = track.whole?.samples ?? track.series.t.length;
		const grows = look?.worthJudging(track) ?? true;
		const digest = () => {
			const whole = track.whole === undefined ? track : track.whole.track();
			return whole === null ? null : digestTrack(whole, until);
		};
		// What may never be judged waits as it came, unless that is more than its digest.
		const waits = !grows && track.whole !== undefined && samples <= MOST_WAITING;
		const now = waits ? null : digest();
		const { namespace, pod, container, owner, workload, cluster, series } = track;
		const span = { from: series.t[0] ?? Number.NaN, to: series.t.at(-1) ?? Number.NaN };
		yield {
			namespace,
			pod,
			container,
			owner,
			workload,
			cluster,
			span,
			samples,
			grows,
			digest: waits ? digest : () => now,
		};
	}
}

/** How many threads beside this one may help; `large`: as many as there are other cores, where there is much to read. */
export type Threads = number | "large";

/** Each takes some 25 MB. */
const MOST_THREADS = 4;
/** Of a job: some 25,000 samples of five figures. */
const JOB_BYTES = 100_000;
/** Of a row in chunks. */
const ROW_BYTES = 4;
/** Jobs whose answers are waited for, the oldest first, before more is read. */
const MOST_UNDER_WAY = 16;

interface UnderWay {
	containers: readonly StoredContainer[];
	answer: Digested[] | Promise<Digested[]>;
}

/** What takes long is to unpack them: of a large recording on all cores, in the order in which they lie there. */
async function* storedDigests(
	history: History,
	stored: AsyncIterable<StoredContainer>,
	signal: AbortSignal | undefined,
	{ until, threads }: { until: Until; threads: Threads },
): AsyncGenerator<ReadContainer> {
	let workers = typeof threads === "number" && threads > 0 ? await open(threads) : null;
	let [samples, over] = [0, false];
	const underWay: UnderWay[] = [];
	try {
		for await (const containers of inJobs(stored)) {
			if (workers === null && threads === "large" && samples > WORTH_THREADS)
				workers = await open(Math.min(MOST_THREADS, availableParallelism() - 1));
			const answer = answerTo(containers);
			if (Array.isArray(answer)) samples += answer.reduce((sum, one) => sum + one.samples, 0);
			underWay.push({ containers, answer });
			// Lets arrive what other threads have answered.
			if (workers !== null) await setImmediate();
			for (let [first] = underWay; first !== undefined && isDue(first); [first] = underWay) {
				underWay.shift();
				yield* readOf(first);
			}
		}
		for (const one of underWay) yield* readOf(one);
	} finally {
		over = true;
		await workers?.close();
	}

	function isDue({ answer }: UnderWay): boolean {
		return Array.isArray(answer) || underWay.length > MOST_UNDER_WAY;
	}

	/** This thread is one of those that work: where the others have enough to do, it does the job itself. */
	function answerTo(containers: readonly StoredContainer[]): UnderWay["answer"] {
		if (workers === null || workers.free === 0) return JOBS.digest({ containers, until });
		const answer = workers.run("digest", { containers, until }).catch((error) => {
			if (over) throw error;
			// Nothing was given away: what a thread that died was to do is done here.
			return JOBS.digest({ containers, until });
		});
		// It is waited for in its turn; until then a failure is not one that nobody handles.
		answer.catch(() => undefined);
		return answer;
	}

	async function* readOf({ containers, answer }: UnderWay): AsyncGenerator<ReadContainer> {
		const all = await answer;
		signal?.throwIfAborted();
		for (const [i, { digest, samples, gap }] of all.entries()) {
			if (gap !== null) history.damaged?.(gap);
			const { namespace, pod, container, owner } = containers[i] as StoredContainer;
			const name = { namespace, pod, container, owner, workload: undefined };
			if (samples > 0) yield { ...name, samples, grows: true, digest: () => digest };
		}
	}
}

async function open(threads: number): Promise<Workers> {
	return (await import("./workers.ts")).Workers.open(threads);
}

async function* inJobs(all: AsyncIterable<StoredContainer>): AsyncGenerator<StoredContainer[]> {
	let job: StoredContainer[] = [];
	let bytes = 0;
	for await (const container of all) {
		job.push(container);
		bytes += container.chunks.reduce((sum, { length }) => sum + length, ROW_BYTES * (container.newest?.t.length ?? 0));
		if (bytes < JOB_BYTES) continue;
		yield job;
		[job, bytes] = [[], 0];
	}
	if (job.length > 0) yield job;
}
