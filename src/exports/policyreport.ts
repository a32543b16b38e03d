import { createHash } from "node:crypto";
import { dump } from "js-yaml";
import type { Finding, Severity } from "../model/finding.ts";
import { withoutOthers } from "../model/others.ts";
import type { Report } from "../model/report.ts";
import { messageOf } from "../reports/describe.ts";
import type { Words } from "../words/words.ts";

/** wgpolicyk8s.io/v1alpha2: what Policy Reporter, Kyverno's and Trivy's dashboards read. */
const API_VERSION = "wgpolicyk8s.io/v1alpha2";
const RESULT: Record<Severity, "fail" | "warn"> = { error: "fail", warning: "warn", info: "warn" };
const GRADE: Record<Severity, "high" | "medium" | "info"> = { error: "high", warning: "medium", info: "info" };
/** An object in etcd has 1.5 MiB. */
const MOST_RESULTS = 500;
const GROUP_OF: Readonly<Record<string, string>> = {
	Pod: "v1",
	Node: "v1",
	Deployment: "apps/v1",
	StatefulSet: "apps/v1",
	DaemonSet: "apps/v1",
	ReplicaSet: "apps/v1",
	Job: "batch/v1",
	CronJob: "batch/v1",
};

/**
 * One PolicyReport a namespace and one ClusterPolicyReport for what has none, to be applied as they are: the same findings make the same
 * objects, and what was looked at (`""` is the cluster) has one without results where nothing was found, so that what has been mended is gone
 * with the next apply. A report that would not fit into etcd is cut to its worst findings and says so.
 */
export function policyReports({ findings, at }: Report, words: Words, lookedAt: Iterable<string> = []): object[] {
	const told = findings.filter(({ suppressed }) => suppressed === undefined);
	const spaces = Map.groupBy(told, ({ subject }) => subject.namespace ?? "");
	for (const space of lookedAt) if (!spaces.has(space)) spaces.set(space, []);
	return [...spaces]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([namespace, all]) => {
			const shown = all.slice(0, MOST_RESULTS);
			const count = (severity: Severity): number => all.filter((finding) => finding.severity === severity).length;
			return {
				apiVersion: API_VERSION,
				kind: namespace === "" ? "ClusterPolicyReport" : "PolicyReport",
				metadata: {
					name: "plimsoll",
					...(namespace === "" ? {} : { namespace }),
					labels: { "app.kubernetes.io/managed-by": "plimsoll" },
					...(shown.length < all.length
						? { annotations: { "plimsoll.dev/cut": `${shown.length} of ${all.length} findings` } }
						: {}),
				},
				summary: { pass: 0, fail: count("error"), warn: count("warning") + count("info"), error: 0, skip: 0 },
				// A namespace's own report is read by those who may not see the others.
				results: shown.map((finding) => resultOf(namespace === "" ? finding : withoutOthers(finding), at, words)),
			};
		});
}

export function policyReportsYaml(report: Report, words: Words, lookedAt: Iterable<string> = []): string {
	return policyReports(report, words, lookedAt)
		.map((object) => `---\n${dump(object, { lineWidth: -1, noRefs: true })}`)
		.join("");
}

function resultOf(finding: Finding, at: number, words: Words): object {
	const { rule, severity, confidence, subject } = finding;
	const [category] = rule.split("/");
	const { kind, namespace, name, container, node } = subject;
	const resource =
		kind !== undefined && name !== undefined
			? { apiVersion: GROUP_OF[kind] ?? "", kind, name, ...(namespace === undefined ? {} : { namespace }) }
			: node !== undefined
				? { apiVersion: "v1", kind: "Node", name: node }
				: null;
	return {
		source: "plimsoll",
		policy: rule,
		category,
		result: RESULT[severity],
		severity: GRADE[severity],
		message: messageOf(finding, words),
		timestamp: { seconds: Math.floor(at / 1000), nanos: 0 },
		...(resource === null ? {} : { resources: [resource] }),
		properties: {
			confidence: String(confidence),
			...(container === undefined ? {} : { container }),
			// What Policy Reporter tells one result from another by.
			resultID: createHash("sha256")
				.update(JSON.stringify([rule, subject]))
				.digest("hex")
				.slice(0, 32),
		},
	};
}
