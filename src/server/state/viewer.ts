import type { Finding } from "../../model/finding.ts";
import type { Gap } from "../../model/gap.ts";
import { withoutOthers } from "../../model/others.ts";

/** Who asks, and what they may see. */
export interface Viewer {
	user: string;
	/** Null: all. */
	namespaces: ReadonlySet<string> | null;
	/** Nodes, and what is wrong with them. */
	nodes: boolean;
	/** Namespaces in which they may read what containers write. Null: all. */
	logs: ReadonlySet<string> | null;
}

/** One's own laptop: whatever the kubeconfig may read has been read with it. */
export function everything(user: string): Viewer {
	return { user, namespaces: null, nodes: true, logs: null };
}

export function maySee({ namespaces }: Viewer, namespace: string): boolean {
	return namespaces === null || namespaces.has(namespace);
}

/** A finding may be about others beside its subject: the neighbour that is killed first. */
function mayRead(viewer: Viewer, finding: Finding): boolean {
	const { namespace, node } = finding.subject;
	if (viewer.namespaces === null) return namespace !== undefined || node === undefined || viewer.nodes;
	if (namespace === undefined) return false;
	const named = [namespace, ...namespacesIn(finding.params)];
	// What is wrong with nodes names pods as `namespace/pod` too: it is for those who may see all of them.
	return !finding.rule.startsWith("pressure/") && named.every((name) => maySee(viewer, name));
}

/** Those that the viewer may read; what they say of others is left out where not all namespaces may be seen, and so are lines of logs that may not be read. */
export function readable(viewer: Viewer, findings: readonly Finding[]): Finding[] {
	const { namespaces, logs } = viewer;
	const own = findings.filter((finding) => mayRead(viewer, finding));
	const ofOwn = namespaces === null ? own : own.map(withoutOthers);
	return logs === null
		? ofOwn
		: ofOwn.map((finding) => (logs.has(finding.subject.namespace ?? "") ? finding : withoutLog(finding)));
}

/** A termination message is part of the pod's status: who may list pods may read that. */
function withoutLog(finding: Finding): Finding {
	const evidence = finding.evidence.filter(({ what, source }) => what !== "log-line" || !source.startsWith("log of "));
	if (evidence.length === finding.evidence.length) return finding;
	const params = "line" in finding.params ? { ...finding.params, line: "" } : finding.params;
	return { ...finding, params, evidence } as Finding;
}

/** What could not be read names namespaces and nodes: who may not see all of them is told of none by name. */
export function gapsFor(viewer: Viewer, gaps: readonly Gap[]): Gap[] {
	if (viewer.namespaces === null) return [...gaps];
	return gaps
		.filter(({ what }) => /^[a-z ]+$/.test(what) && !/\b(?:of|in|outside)\b/.test(what))
		.map((gap) => ({ ...gap, detail: "" }));
}

/** An answer that a history gave. Where it is kept names a Service, and what could not be read of it names nodes. */
export function trackFor<T extends { source: string | null; gaps: Gap[] }>(viewer: Viewer, track: T): T {
	if (viewer.namespaces === null) return track;
	return {
		...track,
		source: track.source?.replace(/^prometheus .*/, "prometheus") ?? null,
		gaps: gapsFor(viewer, track.gaps),
	};
}

function namespacesIn(value: unknown): string[] {
	if (typeof value !== "object" || value === null) return [];
	const own = "namespace" in value && typeof value.namespace === "string" ? [value.namespace] : [];
	return [...own, ...Object.values(value).flatMap(namespacesIn)];
}
