import type { Finding } from "../model/finding.ts";
import type { LeakParams, LeakRuleParams } from "../model/rules-leaks.ts";
import type { Millis } from "../model/time.ts";
import type { Workloads } from "./workloads.ts";

type Leak = Extract<Finding, { rule: keyof LeakRuleParams }>;

/** Who has no sample for so long, or for this share of the time it was watched, is gone: as where all are judged together. */
const GONE_MS = 900_000;
const GONE_SHARE = 0.02;

/**
 * What is gone is told as it was: where it is asked for alone, or with others that are gone too, nothing else shows that time went on. It is no error any more,
 * and nothing can be done for it. What has pods is there, measured or not.
 * @param newest when anything was measured, or could have been
 */
export function asOfNow(newest: Millis, there: Pick<Workloads, "hasPods">): (finding: Finding) => Finding {
	return (finding) => {
		// The next run of a schedule leaks likewise.
		if (!isLeak(finding) || !isGone(finding.params, newest) || finding.subject.kind === "CronJob") return finding;
		if (there.hasPods(finding.subject)) return finding;
		const params = { ...finding.params, goneAt: finding.params.lastAt };
		return { ...finding, params, severity: "info", remedies: [] } as Leak;
	};
}

function isLeak(finding: Finding): finding is Leak {
	return finding.rule.startsWith("leak/");
}

function isGone({ lastAt, spanSeconds }: LeakParams, newest: Millis): boolean {
	const watched = newest - (lastAt - spanSeconds * 1000);
	return newest - lastAt > Math.max(GONE_MS, GONE_SHARE * watched);
}
