import type { Recommendation } from "../model/recommendation.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import { type Profile, profileOf } from "../verdicts/sizing/profile.ts";
import { recommend } from "../verdicts/sizing/recommend.ts";
import { totalsOf } from "../verdicts/sizing/totals.ts";

export interface SizeInquiry {
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

/** Requests and limits for every series of a file, sized together. One series' samples are looked at at a time. */
export function surveySize(file: SeriesFile, { name, oomRisks, horizon, at, upTo }: SizeInquiry): Report {
	const profiles: Profile[] = [];
	const gaps = [...file.gaps];
	let [samples, rows] = [0, 0];
	for (const series of file.series) {
		const end = upTo === null ? series.t.length : series.t.findLastIndex((t) => t * 1000 <= upTo) + 1;
		const profile = profileOf({
			...series,
			t: series.t.subarray(0, end),
			bytes: series.bytes.subarray(0, end),
			capacity: series.capacity.subarray(0, end),
			start: series.start.subarray(0, end),
		});
		if (profile === null) gaps.push({ source: "series", what: series.name, reason: "absent", detail: "" });
		else profiles.push(profile);
		samples += end;
		rows += series.t.length;
	}
	const recommendations: Recommendation[] = recommend(profiles, { oomRisks, horizon });
	return {
		at,
		findings: [],
		recommendations,
		totals: totalsOf(recommendations),
		gaps,
		looked: {
			source: name,
			series: profiles.length,
			skippedRows: file.skipped,
			repeatedRows: file.rows - rows,
			pods: 0,
			containers: 0,
			nodes: 0,
			events: 0,
			kernelKills: 0,
			samples,
		},
	};
}
