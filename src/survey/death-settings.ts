import type { Finding, FindingOf } from "../model/finding.ts";
import type { OwnSetting } from "../model/rules-deaths.ts";

type AtLimit = FindingOf<"death/container-limit" | "death/child-killed" | "death/unreported-oom">;

/** A death at the container's own limit, told with the setting of its application that left too little of it, and both ways out. */
export function withSetting(finding: Finding, settings: readonly Finding[]): Finding {
	if (!isAtLimit(finding)) return finding;
	const { workload } = finding.params;
	const own = settings.filter(
		({ subject }) =>
			subject.container === finding.subject.container &&
			subject.kind === workload.kind &&
			subject.name === workload.name &&
			(subject.namespace ?? "") === workload.namespace,
	);
	if (own.length === 0) return finding;
	const remedies = own.flatMap((one) => one.remedies);
	const setting = own.map(ownSetting).find((one) => one !== null);
	const evidence = own.flatMap((one) => one.evidence.filter(({ what }) => what === "setting"));
	// The rule of thumb for a limit is of no use where the setting says what it must be.
	const others = finding.remedies.filter(
		({ kind }) => kind !== "raise-memory-limit" || !remedies.some((one) => one.kind === "raise-limit-for-setting"),
	);
	const params = setting === undefined ? finding.params : { ...finding.params, setting };
	return {
		...finding,
		params,
		evidence: [...finding.evidence, ...evidence],
		remedies: [...remedies, ...others],
	} as Finding;
}

function isAtLimit(finding: Finding): finding is Extract<Finding, AtLimit> {
	return ["death/container-limit", "death/child-killed", "death/unreported-oom"].includes(finding.rule);
}

function ownSetting({ rule, params }: Finding): OwnSetting | null {
	if (!("bound" in params && "advised" in params && "setting" in params && "limitNeeded" in params)) return null;
	const { bound, advised, limitNeeded, setting } = params;
	return typeof setting === "string" ? { rule, written: setting, bound, advised, limitNeeded } : null;
}
