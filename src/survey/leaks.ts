import { compareFindings, type Finding } from "../model/finding.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import { inBatches } from "./series-batches.ts";

interface LeaksInquiry {
	/** How the file is called in the report. */
	name: string;
	at: Millis;
	/** Samples after it are left out: only asked for when the moment lies in the past. */
	upTo: Millis | null;
}

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
	for await (const { names, rows, output } of inBatches("judge", file, upTo ?? Number.POSITIVE_INFINITY, threads)) {
		series += names.length;
		samples += rows;
		for (const [i, { finding, reason }] of output.entries()) {
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
			...nothingLooked(name),
			series,
			unjudged,
			skippedRows: file.skipped,
			strayRows: file.strays,
			samples,
		},
	};
}
