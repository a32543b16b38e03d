import type { Finding } from "./finding.ts";

/** Who took a pod's place, as events before Kubernetes 1.27 name it: `NAMESPACE/NAME`. */
const POD_BY_NAME = /^([^\s/]+)\/[^\s/]+$/;

/**
 * A finding without what it says of others than its subject, who may be anybody's: the other processes of the node, whom the node's events name too, and the
 * pod of another namespace that took its place. For those who may see some namespaces only, and for what is written into a namespace.
 */
export function withoutOthers(finding: Finding): Finding {
	const others = { ...withoutHolders(finding.params), ...withoutPreemptor(finding) };
	const evidence = finding.evidence.filter(
		({ what, source, value }) =>
			what !== "kernel-task" &&
			!(what === "event" && (source.startsWith("event of node ") || ("preemptor" in others && isPreemption(value)))),
	);
	if (Object.keys(others).length === 0 && evidence.length === finding.evidence.length) return finding;
	return { ...finding, params: { ...finding.params, ...others }, evidence } as Finding;
}

function withoutHolders(params: Finding["params"]) {
	return "holders" in params ? { holders: null, reported: false } : {};
}

function withoutPreemptor({ params, subject }: Finding) {
	const namespace = "preemptor" in params ? POD_BY_NAME.exec(params.preemptor)?.[1] : undefined;
	return namespace === undefined || namespace === subject.namespace ? {} : { preemptor: "" };
}

function isPreemption(value: string | number): boolean {
	return String(value).startsWith("Preempted: ");
}
