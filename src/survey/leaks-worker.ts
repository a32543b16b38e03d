import { parentPort } from "node:worker_threads";
import { JOBS } from "./leaks-jobs.ts";
import type { Answer, Question } from "./workers.ts";

/** The other end of `Workers`: one thread, one job at a time. In the built program this file is dist/leaks-worker.cjs. */
parentPort?.on("message", ({ id, job, input }: Question) => {
	parentPort?.postMessage(answerTo(id, () => JOBS[job](input as never)));
});

function answerTo(id: number, work: () => unknown): Answer {
	try {
		return { id, output: work(), error: null };
	} catch (error) {
		return { id, output: null, error };
	}
}
