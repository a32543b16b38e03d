import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";

interface LeaksWatch {
	/** Judges as of a moment. */
	look(at: Millis): Promise<Report>;
	now(): Millis;
	signal: AbortSignal;
	/** Milliseconds between two looks. */
	every: number;
	/** A later look that failed; the next may not. */
	onFailure(error: unknown): void;
}

/** First all leaks, then at every look those that were not told before. One that went away for a look and comes back is not news. */
export async function* watchLeaks({ look, now, signal, every, onFailure }: LeaksWatch): AsyncGenerator<Report> {
	const told = new Set<string>();
	let first = true;
	while (!signal.aborted) {
		try {
			const report = await look(now());
			const findings = report.findings.filter((finding) => !told.has(keyOf(finding)));
			for (const finding of findings) told.add(keyOf(finding));
			if (first || findings.length > 0) yield { ...report, findings };
			first = false;
		} catch (error) {
			if (signal.aborted) return;
			// The first look says whether there is anything to watch.
			if (first) throw error;
			onFailure(error);
		}
		await sleep(every, undefined, { signal }).catch(() => {});
	}
}

/** The same leak, however its numbers and its severity go on. */
function keyOf({ rule, subject }: Finding): string {
	const { kind, namespace, name, container, node, series } = subject;
	return JSON.stringify([rule, kind, namespace, name, container, node, series]);
}
