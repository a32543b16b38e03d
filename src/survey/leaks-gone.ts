import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { LeakParams, LeakRuleParams } from "../model/rules-leaks.ts";
import type { Millis } from "../model/time.ts";

type Leak = Extract<Finding, { rule: keyof LeakRuleParams }>;

/** Who has no sample for so long, or for this share of the time it was watched, is gone: as where all are judged together. */
const GONE_MS = 900_000;
const GONE_SHARE = 0.02;

/**
 * What is gone is told as it was: of what is asked for alone nothing else shows that time went on. It is no error any more, and nothing can be done for it.
 * @param newest when anything was measured, or could have been
 * @param isThere whether there are pods of it now, by those who know
 */
export function toldAsGone(report: Report, newest: Millis, isThere: (subject: Finding["subject"]) => boolean): Report {
	const findings = report.findings.map((finding): Finding => {
		if (!isLeak(finding) || isThere(finding.subject) || !isGone(finding.params, newest)) return finding;
		// The next run of a schedule leaks likewise.
		if (finding.subject.kind === "CronJob") return finding;
		const params = { ...finding.params, goneAt: finding.params.lastAt };
		return { ...finding, params, severity: "info", remedies: [] } as Leak;
	});
	return { ...report, findings };
}

function isLeak(finding: Finding): finding is Leak {
	return finding.rule.startsWith("leak/");
}

function isGone({ lastAt, spanSeconds }: LeakParams, newest: Millis): boolean {
	const watched = newest - (lastAt - spanSeconds * 1000);
	return newest - lastAt > Math.max(GONE_MS, GONE_SHARE * watched);
}
