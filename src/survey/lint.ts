import { Failure } from "../model/failure.ts";
import { compareFindings, type Finding, SEVERITIES } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import { manifestFiles, manifestFromStream } from "../sources/manifests/files.ts";
import { noManifests, readManifests } from "../sources/manifests/manifests.ts";
import { judgeManifests } from "../verdicts/lint/index.ts";

export interface LintInquiry {
	/** Files, folders, and `-` for the stream. */
	paths: readonly string[];
	stdin: AsyncIterable<string | Uint8Array>;
	at: Millis;
}

/**
 * Judges manifests, all together: a LimitRange in one file gives defaults to a Deployment in another. Throws `manifests-empty` for a path
 * without any, because silence would read as "nothing wrong": an empty pipe is most often a command that failed.
 */
export async function surveyManifests({ paths, stdin, at }: LintInquiry): Promise<Report> {
	const manifests = noManifests();
	const gaps: Gap[] = [];
	let [files, documents] = [0, 0];
	for (const path of paths) {
		const before = documents;
		for (const { path: file, text } of path === "-" ? [await manifestFromStream(stdin)] : manifestFiles(path, gaps)) {
			files++;
			documents += readManifests(file, text, manifests);
		}
		if (documents === before && gaps.length === 0) throw new Failure("manifests-empty", { path });
	}
	const findings = judgeManifests(manifests).sort(byPlace);
	const containers = manifests.pods.reduce((sum, pod) => sum + pod.containers.length, 0);
	return {
		at,
		findings,
		gaps,
		looked: {
			...nothingLooked(paths.join(" ")),
			containers,
			files,
			documents,
			templates: manifests.pods.length,
		},
	};
}

/** Worst first, then where they stand, so that a person can work through a file from top to bottom. */
function byPlace(a: Finding, b: Finding): number {
	const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
	if (severity !== 0) return severity;
	const [x, y] = [a.subject, b.subject];
	if (x.file !== y.file) return (x.file ?? "") < (y.file ?? "") ? -1 : 1;
	return (x.line ?? 0) - (y.line ?? 0) || (x.column ?? 0) - (y.column ?? 0) || compareFindings(a, b);
}
