import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

/** What kubectl printed long ago, without a word of when: an operator that grows while volume claims come and go. */
let folder = "";
const THEN = Date.UTC(2025, 9, 19, 12) / 1000;
const time = (before: number) => new Date((THEN - before) * 1000).toISOString();

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "scan-folder-"));
	const set = "rook-ceph-operator-7d4f8bcdf";
	const meta = (name: string, namespace: string, more: object = {}) => ({
		...{ name, namespace, uid: `${namespace}/${name}`, creationTimestamp: time(86_400) },
		...more,
	});
	const operator = {
		...{ apiVersion: "v1", kind: "Pod" },
		metadata: meta(`${set}-abcde`, "rook-ceph", {
			labels: { "pod-template-hash": "7d4f8bcdf" },
			ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: set, controller: true, uid: "r" }],
		}),
		spec: { nodeName: "n1", containers: [{ name: "rook-ceph-operator", image: "rook/ceph:v1.14.9" }] },
		status: { phase: "Running" },
	};
	const claims = Array.from({ length: 20 }, (_, i) => ({
		...{ apiVersion: "v1", kind: "PersistentVolumeClaim" },
		metadata: meta("data", `ci-${i}`, { creationTimestamp: time(60 + i * 300) }),
	}));
	const lease = {
		...{ apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: meta("n1", "kube-node-lease") },
		spec: { renewTime: time(2) },
	};
	const node = { apiVersion: "v1", kind: "Node", metadata: meta("n1", ""), status: {} };
	const items = [operator, node, lease, ...claims];
	await writeFile(join(folder, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
	const rows = Array.from({ length: 1000 }, (_, i) => {
		const bytes = 2e8 + i * 500_000;
		return `rook-ceph/${set}-abcde/rook-ceph-operator,${THEN - (1000 - i) * 300},${bytes},`;
	});
	await writeFile(join(folder, "memory.csv"), `series,t,bytes,capacity\n${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

describe("what came and went is counted up to the newest there is, where nobody says when it was taken", () => {
	test.each<[string, string[], boolean]>([
		["of itself", [], true],
		["as of its hour", ["--at", time(0)], true],
		["as of a year later nothing comes or goes", ["--at", "2026-10-19T12:00:00Z"], false],
	])("%s", async (_, flags, seen) => {
		const env = { XDG_STATE_HOME: folder, XDG_DATA_HOME: folder };
		const { out } = await runMain(["scan", "--from", folder, "-o", "json", ...flags], { env });
		const findings: { rule: string; params: { conditions?: { holds: boolean | null }[] } }[] = JSON.parse(out).findings;
		expect(findings.some(({ rule }) => rule === "pressure/churn")).toBe(seen);
		const rook = findings.find(({ rule }) => rule === "advisory/rook-operator-cm-polling");
		expect(rook?.params.conditions?.map(({ holds }) => holds)).toEqual([seen ? true : null]);
	});
});
