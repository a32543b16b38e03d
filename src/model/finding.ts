import type { Remedy } from "./remedy.ts";
import type { RuleId, RuleParams } from "./rules.ts";
import type { Millis } from "./time.ts";

export const SEVERITIES = ["info", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a finding is about; those that apply. */
export interface Subject {
	kind?: string;
	namespace?: string;
	name?: string;
	container?: string;
	node?: string;
	/** Where an engine keeps several at once. */
	cluster?: string;
	series?: string;
	file?: string;
	/** With the column, from 1; the end is exclusive. */
	line?: number;
	column?: number;
	endLine?: number;
	endColumn?: number;
}

/** What kind of thing was seen, and with it the unit of its value: the words room names each kind in each language. */
export const EVIDENCE_UNITS = {
	started: "text",
	termination: "text",
	"last-termination": "text",
	"waiting-state": "text",
	"restart-count": "count",
	"pod-status": "text",
	"pod-condition": "text",
	"node-condition": "text",
	"deletion-requested": "text",
	"log-line": "text",
	"clock-skew": "seconds",
	setting: "text",
	"rendered-line": "text",
	version: "text",
	"memory-limit": "bytes",
	"pod-memory-limit": "bytes",
	"volume-size-limit": "bytes",
	"memory-request": "bytes",
	"working-set": "bytes",
	rss: "bytes",
	"memory-stall": "share",
	"collection-pause": "share",
	"kernel-oom-kill": "text",
	"kernel-task": "text",
	event: "text",
	"cgroup-usage": "bytes",
	"cgroup-limit": "bytes",
	"counted-anon": "bytes",
	"counted-file": "bytes",
	"counted-shmem": "bytes",
	"counted-slab": "bytes",
	"counted-page-tables": "bytes",
	"counted-kernel-stacks": "bytes",
	"counted-sockets": "bytes",
	"node-capacity": "bytes",
	"node-allocatable": "bytes",
	"node-available": "bytes",
	"eviction-threshold": "bytes",
} as const satisfies Record<string, "text" | "bytes" | "count" | "seconds" | "share">;
export type EvidenceKind = keyof typeof EVIDENCE_UNITS;

/** One thing that was seen: where, when, what. */
export interface Evidence {
	/** The system and object it was read from: `pod web/api-7d9 status`, `kernel log of node-7`, `prometheus`. */
	source: string;
	at: Millis | null;
	what: EvidenceKind;
	value: string | number;
}

/** A finding is data without prose: words are added at the edge. */
export type Finding = { [R in RuleId]: FindingOf<R> }[RuleId];

export interface FindingOf<R extends RuleId> {
	rule: R;
	severity: Severity;
	/** 0 to 1: how sure the verdict is of its cause. */
	confidence: number;
	subject: Subject;
	params: RuleParams[R];
	evidence: Evidence[];
	remedies: Remedy[];
	/** Why its owner does not want to be told; it is shown, and counts for nothing. */
	suppressed?: string;
}

/** Orders findings: worst first, then surest, then by name so that the same facts print the same way. */
export function compareFindings(a: Finding, b: Finding): number {
	const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
	if (severity !== 0) return severity;
	if (a.confidence !== b.confidence) return b.confidence - a.confidence;
	const [x, y] = [subjectKey(a), subjectKey(b)];
	return x < y ? -1 : x > y ? 1 : 0;
}

function subjectKey({ subject, rule }: Finding): string {
	const { namespace, kind, name, container, cluster, series, file } = subject;
	return [namespace, kind, name, container, cluster, series, file, rule].join("\0");
}
