import type { Finding } from "./finding.ts";

/**
 * A finding without the other processes of the node, which may be anybody's: for those who may see some namespaces only, and for what is written
 * into a namespace.
 */
export function withoutHolders(finding: Finding): Finding {
	if (!("holders" in finding.params)) return finding;
	const params = { ...finding.params, holders: null, reported: false };
	const evidence = finding.evidence.filter(({ what }) => what !== "kernel-task");
	return { ...finding, params, evidence } as Finding;
}
