import type { Series } from "../model/series.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import { type Input, JOBS, type JobName, memoryOf, type Output, WORTH_THREADS } from "./leaks-jobs.ts";
import type { Workers } from "./workers.ts";

/** Samples of a job. */
const BATCH = 50_000;

/** Jobs whose input is series and a moment up to which their samples count. */
type SeriesJob = { [N in JobName]: Input<N> extends { series: readonly Series[]; upTo: number } ? N : never }[JobName];

interface Done<N extends JobName> {
	names: string[];
	rows: number;
	output: Output<N>;
}

/**
 * The job done for all series of a file, in batches in the file's order: on this thread, and where the file is large on all cores. `threads`
 * is for tests.
 */
export async function* inBatches<N extends SeriesJob>(
	job: N,
	file: SeriesFile,
	upTo: number,
	threads?: number,
): AsyncGenerator<Done<N>> {
	const here = (series: Series[]) => JOBS[job]({ series, upTo }) as Output<N>;
	if (threads === undefined && file.rows < WORTH_THREADS) {
		for (const batch of batches(file.series)) yield { ...about(batch), output: here(batch) };
		return;
	}
	const workers = (await import("./workers.ts")).Workers.open(threads);
	try {
		const all: (Omit<Done<N>, "output"> & { output: Promise<Output<N>> | Output<N> })[] = [];
		for (const batch of batches(file.series)) {
			// This thread is one of those that work: where the others have enough to do, it does the batch itself.
			const told = about(batch);
			all.push({ ...told, output: workers.free === 0 ? here(batch) : send(workers, job, batch, upTo) });
			await turn();
		}
		for (const one of all) yield { ...one, output: await one.output };
	} finally {
		await workers.close();
	}
}

function send<N extends SeriesJob>(workers: Workers, job: N, series: Series[], upTo: number): Promise<Output<N>> {
	const columns = series.flatMap(({ t, bytes, capacity, start }) => [t, bytes, capacity, start]);
	return workers.run(job, { series, upTo } as unknown as Input<N>, memoryOf(columns));
}

function about(series: readonly Series[]): { names: string[]; rows: number } {
	return { names: series.map(({ name }) => name), rows: series.reduce((sum, { t }) => sum + t.length, 0) };
}

function* batches(all: Iterable<Series>): Generator<Series[]> {
	let batch: Series[] = [];
	let rows = 0;
	for (const series of all) {
		batch.push(series);
		rows += series.t.length;
		if (rows < BATCH) continue;
		yield batch;
		[batch, rows] = [[], 0];
	}
	if (batch.length > 0) yield batch;
}

/** Lets what other threads have answered arrive. */
function turn(): Promise<void> {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
}
