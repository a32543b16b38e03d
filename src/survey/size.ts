import type { Recommendation } from "../model/recommendation.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import { Histogram } from "../verdicts/sizing/histogram.ts";
import type { Profile } from "../verdicts/sizing/profile.ts";
import { recommend } from "../verdicts/sizing/recommend.ts";
import { totalsOf } from "../verdicts/sizing/totals.ts";
import { inBatches } from "./series-batches.ts";

interface SizeInquiry {
	/** How the file is called in the report. */
	name: string;
	/** Accepted shares of containers that exceed their limit within the horizon, each in (0, 1). */
	oomRisks: readonly number[];
	/** Seconds. */
	horizon: number;
	at: Millis;
	/** Samples after `at` are left out: only asked for when the moment lies in the past. */
	upTo: Millis | null;
}

/** Requests and limits for every series of a file, sized together. Series are looked at in batches, those of large files on all cores; `threads` is for tests. */
export async function surveySize(
	file: SeriesFile,
	{ name, oomRisks, horizon, at, upTo }: SizeInquiry,
	threads?: number,
): Promise<Report> {
	const profiles: Profile[] = [];
	const gaps = [...file.gaps];
	let [samples, rows] = [0, 0];
	const batches = inBatches("profile", file, upTo ?? Number.POSITIVE_INFINITY, threads);
	for await (const { names, rows: read, output } of batches) {
		rows += read;
		for (const [i, profile] of output.entries()) {
			if (profile === null) {
				gaps.push({ source: "series", what: names[i] as string, reason: "absent", detail: "" });
				continue;
			}
			// What came from another thread is data alone.
			profiles.push({ ...profile, spread: Histogram.of(profile.spread) });
			samples += profile.samples;
		}
	}
	const recommendations: Recommendation[] = recommend(profiles, { oomRisks, horizon });
	return {
		at,
		findings: [],
		recommendations,
		totals: totalsOf(recommendations),
		gaps,
		looked: {
			...nothingLooked(name),
			series: profiles.length,
			skippedRows: file.skipped,
			repeatedRows: file.rows - file.strays - rows,
			strayRows: file.strays,
			samples,
		},
	};
}
