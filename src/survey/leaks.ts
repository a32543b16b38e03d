import { compareFindings, type Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import type { LeakVerdict } from "../verdicts/leaks/judge.ts";
import { JOBS, memoryOf } from "./leaks-jobs.ts";
import type { Workers } from "./workers.ts";

export interface LeaksInquiry {
	/** How the file is called in the report. */
	name: string;
	at: Millis;
	/** Samples after it are left out: only asked for when the moment lies in the past. */
	upTo: Millis | null;
}

/** Rows from which threads save more than their start costs; below, some 50 ms of one core do all. */
const WORTH_THREADS = 1_000_000;
/** Samples of a job. */
const BATCH = 50_000;

/**
 * Every series of a file judged, in batches: on this thread, and where the file is large on all cores. Series too short to be judged are
 * shown as gaps. `threads` is for tests.
 */
export async function surveyLeaks(
	file: SeriesFile,
	{ name, at, upTo }: LeaksInquiry,
	threads?: number,
): Promise<Report> {
	const findings: Finding[] = [];
	const gaps = [...file.gaps];
	let [series, samples, unjudged] = [0, 0, 0];
	for await (const { names, rows, verdicts } of judged(file, upTo ?? Number.POSITIVE_INFINITY, threads)) {
		series += names.length;
		samples += rows;
		for (const [i, { finding, reason }] of verdicts.entries()) {
			if (finding !== null) findings.push(finding);
			else if (reason === "too-short") {
				unjudged++;
				gaps.push({ source: "series", what: names[i] as string, reason: "too-short", detail: "" });
			}
		}
	}
	return {
		at,
		findings: findings.sort(compareFindings),
		gaps,
		looked: {
			source: name,
			series,
			unjudged,
			skippedRows: file.skipped,
			pods: 0,
			containers: 0,
			nodes: 0,
			events: 0,
			kernelKills: 0,
			samples,
		},
	};
}

interface Batch {
	names: string[];
	rows: number;
	verdicts: LeakVerdict[];
}

/** The batches in the file's order, whichever thread judged them. */
async function* judged(file: SeriesFile, upTo: Millis, threads: number | undefined): AsyncGenerator<Batch> {
	if (threads === undefined && file.rows < WORTH_THREADS) {
		for (const batch of batches(file.series)) yield { ...about(batch), verdicts: JOBS.judge({ series: batch, upTo }) };
		return;
	}
	const workers = (await import("./workers.ts")).Workers.open(threads);
	try {
		const all: (Omit<Batch, "verdicts"> & { verdicts: Promise<LeakVerdict[]> | LeakVerdict[] })[] = [];
		for (const batch of batches(file.series)) {
			all.push({ ...about(batch), verdicts: judgeWhereFree(workers, batch, upTo) });
			await turn();
		}
		for (const one of all) yield { ...one, verdicts: await one.verdicts };
	} finally {
		await workers.close();
	}
}

/** On a thread that has time for it, else here: this thread is one of those that judge. */
function judgeWhereFree(workers: Workers, series: Series[], upTo: Millis): Promise<LeakVerdict[]> | LeakVerdict[] {
	if (workers.free === 0) return JOBS.judge({ series, upTo });
	const columns = series.flatMap(({ t, bytes, capacity, start }) => [t, bytes, capacity, start]);
	return workers.run("judge", { series, upTo }, memoryOf(columns));
}

function about(series: readonly Series[]): Omit<Batch, "verdicts"> {
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
