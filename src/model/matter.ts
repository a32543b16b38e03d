import type { Finding, Subject } from "./finding.ts";
import type { Millis } from "./time.ts";

/** What a person would look at together: one rule about one workload, or node. The pods of a Deployment that die of one cause are one matter. */
export function matterOf(finding: Finding): string {
	const { namespace = "", kind = "", name, node } = ownerOf(finding);
	return [finding.rule, namespace, kind, name ?? node ?? ""].join(" ");
}

/** The workload a finding is about, or what it is about where there is none. */
export function ownerOf({ subject, params }: Finding): Pick<Subject, "kind" | "namespace" | "name" | "node"> {
	return "workload" in params && typeof params.workload === "object" && params.workload !== null
		? params.workload
		: subject;
}

/** The same death or state, however often it is looked at. */
export function identityOf(finding: Finding): string {
	const { rule, subject } = finding;
	const { namespace, kind, name, container, node } = subject;
	return JSON.stringify([rule, namespace, kind, name, container, node, momentOf(finding)]);
}

/** When it happened; null for a state that lasts. */
export function momentOf({ params }: Finding): Millis | null {
	return "at" in params && typeof params.at === "number" ? params.at : null;
}
