import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Input, JOBS, type JobName, type Output } from "./leaks-jobs.ts";

export interface Question {
	id: number;
	job: JobName;
	input: unknown;
}

export interface Answer {
	id: number;
	output: unknown;
	/** Not null when the job threw. */
	error: unknown;
}

interface Waiting {
	resolve: (output: unknown) => void;
	reject: (error: unknown) => void;
	thread: Thread;
}

interface Thread {
	worker: Worker;
	/** Jobs given to it and not yet answered. */
	jobs: number;
}

/** Jobs a thread is given at a time: one that it does and one that waits, so that it never does. */
const AHEAD = 2;

/**
 * Threads that do the jobs of `leaks-jobs.ts`, as many as there are cores beside the caller's own; none on a machine with one core.
 *
 *     const workers = Workers.open();
 *     try {
 *         for (const batch of batches) {
 *             // `free` is 0 where there are no threads, and while all of them have enough to do.
 *             if (workers.free > 0) answers.push(workers.run("judge", batch, memoryOf(columns)));
 *             else answers.push(JOBS.judge(batch));
 *             await turn();
 *         }
 *         return await Promise.all(answers);
 *     } finally {
 *         await workers.close();
 *     }
 *
 * - A batch is worth sending from some 50,000 samples on (a few milliseconds); a thread's start takes some 40 ms, in which it can be given jobs.
 * - What is in `give` (`memoryOf` of the columns) belongs to the thread from then on: the caller's arrays are empty afterwards.
 * - Whoever judges on its own thread as well must let the event loop turn between jobs (`setImmediate`), or no answer arrives.
 * - Answers are the same to the byte wherever a job is done. A thread that dies fails the jobs it held; so does `close`.
 */
export class Workers {
	private readonly threads: Thread[] = [];
	private readonly waiting = new Map<number, Waiting>();
	private next = 0;

	/** `threads` is for tests and measurements. Where the system gives no more threads, those it gave have to do. */
	static open(threads = availableParallelism() - 1): Workers {
		const workers = new Workers();
		try {
			while (workers.threads.length < threads) workers.start();
		} catch (error) {
			if (!(error instanceof Error && "code" in error && error.code === "ERR_WORKER_INIT_FAILED")) throw error;
		}
		return workers;
	}

	/** How many jobs can be given now without one having to wait for long. */
	get free(): number {
		return this.threads.reduce((sum, { jobs }) => sum + AHEAD - jobs, 0);
	}

	/** Does a job on the thread that has least to do; at once and on the caller's own where there is none. */
	run<N extends JobName>(job: N, input: Input<N>, give: readonly ArrayBuffer[] = []): Promise<Output<N>> {
		const thread = this.threads.reduce<Thread | null>(
			(least, one) => (least === null || one.jobs < least.jobs ? one : least),
			null,
		);
		if (thread === null) return Promise.resolve(JOBS[job](input as never) as Output<N>);
		const id = this.next++;
		thread.jobs++;
		const answer = new Promise<Output<N>>((resolve, reject) => {
			this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject, thread });
			thread.worker.postMessage({ id, job, input } satisfies Question, [...give]);
		});
		// Answers are awaited later, in their order: until then a failure is not one that nobody handles.
		answer.catch(() => undefined);
		return answer;
	}

	async close(): Promise<void> {
		const threads = this.threads.splice(0);
		for (const { worker } of threads) worker.removeAllListeners();
		await Promise.all(threads.map(({ worker }) => worker.terminate()));
		for (const thread of threads) this.fail(thread, new Error("closed"));
	}

	private start(): void {
		const worker = new Worker(FILE);
		const thread: Thread = { worker, jobs: 0 };
		worker.on("message", (answer: Answer) => this.settle(answer));
		worker.on("error", (error) => this.fail(thread, error));
		worker.on("exit", () => this.fail(thread, new Error("a thread has ended")));
		this.threads.push(thread);
	}

	private settle({ id, output, error }: Answer): void {
		const waiting = this.waiting.get(id);
		if (waiting === undefined) return;
		this.waiting.delete(id);
		waiting.thread.jobs--;
		if (error === null) waiting.resolve(output);
		else waiting.reject(error);
	}

	/** A thread that threw outside a job, ran out of memory or was ended gives no answers any more. */
	private fail(thread: Thread, error: unknown): void {
		const at = this.threads.indexOf(thread);
		if (at !== -1) this.threads.splice(at, 1);
		for (const [id, waiting] of this.waiting) {
			if (waiting.thread !== thread) continue;
			this.waiting.delete(id);
			waiting.reject(error);
		}
	}
}

/** Beside this file in the source, beside the bundle in the built program. */
const FILE = join(import.meta.dirname, import.meta.filename.endsWith(".ts") ? "leaks-worker.ts" : "leaks-worker.cjs");
