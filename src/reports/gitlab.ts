import type { Severity } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { Words } from "../words/words.ts";
import { messageWithObject } from "./describe.ts";
import { safeJson } from "./document.ts";
import { fingerprints } from "./fingerprint.ts";

const SEVERITIES: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info" };

/** GitLab's Code Quality report: a list of issues in the form of Code Climate. What is suppressed is not told. */
export function renderGitlab(report: Report, words: Words): string {
	const prints = fingerprints(report.findings);
	return safeJson(
		report.findings.flatMap((finding, i) =>
			finding.suppressed !== undefined
				? []
				: [
						{
							type: "issue",
							description: messageWithObject(finding, words),
							check_name: finding.rule,
							categories: ["Bug Risk"],
							fingerprint: prints[i],
							severity: SEVERITIES[finding.severity],
							location: {
								path: (finding.subject.file ?? report.looked.source).replace(/^(?:\.\/)+/, ""),
								lines: { begin: finding.subject.line ?? 1, end: finding.subject.endLine ?? finding.subject.line ?? 1 },
							},
						},
					],
		),
	);
}
