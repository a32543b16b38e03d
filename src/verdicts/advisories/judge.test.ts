import { describe, expect, test } from "vitest";
import type { Finding, Subject } from "../../model/finding.ts";
import type { Node } from "../../model/node.ts";
import type { AdvisoryParams } from "../../model/rules-advisories.ts";
import { advisory, facts, node, running } from "./advisories.fixture.ts";
import type { AdvisoryFacts } from "./facts.ts";
import { judgeAdvisories } from "./index.ts";

const ROOK = running("rook/ceph:v1.14.9", "rook-ceph-operator", {
	workload: { kind: "Deployment", namespace: "rook-ceph", name: "rook-ceph-operator" },
	pods: ["rook-ceph-operator-7d4f8-abcde"],
});
const AGENT = node({ name: "agent-1", kubeletVersion: "v1.28.9+k3s1", roles: [] });
const some = (perHour: number, complete = true) => ({ persistentvolumeclaims: { perHour, complete } });

/** Another verdict's finding: only its rule, its subject and, for services, its params are looked at. */
function other(rule: string, subject: Subject, params: object = {}): Finding {
	const evidence = [{ source: "prometheus", at: 1, what: "working-set", value: 1 }];
	return { rule, severity: "error", confidence: 1, subject, params, evidence, remedies: [] } as unknown as Finding;
}
const inRook = { namespace: "rook-ceph", container: "rook-ceph-operator" };
const ofPod = { kind: "Pod", name: "rook-ceph-operator-7d4f8-abcde", ...inRook };

function judged(id: string, change: Partial<AdvisoryFacts>): [string, string, AdvisoryParams, Finding] {
	const [finding] = judgeAdvisories(facts(change), [advisory(id)]);
	if (finding === undefined || !finding.rule.startsWith("advisory/")) throw new Error("nothing was found");
	const params = finding.params as AdvisoryParams;
	return [params.grade, finding.severity, params, finding];
}

describe("grades, and what makes them", () => {
	const id = "rook-operator-cm-polling";
	test.each<[string, Partial<AdvisoryFacts>, string, string]>([
		["nothing else known", {}, "affected", "warning"],
		["churn", { churn: some(12) }, "affected", "warning"],
		["no churn, all counted", { churn: some(0) }, "affected", "info"],
		["no churn seen, not all counted", { churn: some(0, false) }, "affected", "warning"],
		["its pod leaks", { findings: [other("leak/steady", ofPod)] }, "showing", "error"],
		[
			"its workload leaks",
			{ findings: [other("leak/driven", { ...ROOK.workload, container: "rook-ceph-operator" })] },
			"showing",
			"error",
		],
		[
			"its series leaks",
			{ findings: [other("leak/steady", { series: `rook-ceph/${ofPod.name}/rook-ceph-operator` })] },
			"showing",
			"error",
		],
		["a daemon of its node killed it", { findings: [other("death/oom-daemon", ofPod)] }, "showing", "error"],
		["it was killed at its limit", { findings: [other("death/container-limit", ofPod)] }, "showing", "error"],
		[
			"leaks without churn are another's",
			{ churn: some(0), findings: [other("leak/steady", ofPod)] },
			"affected",
			"info",
		],
		["it crashed", { findings: [other("death/crashed", ofPod)] }, "affected", "warning"],
		[
			"another container leaks",
			{ findings: [other("leak/steady", { ...ofPod, container: "sidecar" })] },
			"affected",
			"warning",
		],
		[
			"another pod leaks",
			{ findings: [other("leak/steady", { ...ofPod, name: "rook-ceph-mon-a" })] },
			"affected",
			"warning",
		],
		[
			"the same name elsewhere",
			{ findings: [other("leak/steady", { ...ofPod, namespace: "other" })] },
			"affected",
			"warning",
		],
	])("%s", (_, change, grade, severity) => {
		expect(judged(id, { images: [ROOK], ...change }).slice(0, 2)).toEqual([grade, severity]);
	});

	test.each<[string, string, string]>([
		["rook/ceph:v1.13.0", "possibly", "info"],
		["rook/ceph:latest", "possibly", "info"],
	])("%s stays possible, whatever leaks", (image, grade, severity) => {
		const seen = { images: [{ ...ROOK, image }], findings: [other("leak/steady", ofPod)] };
		expect(judged(id, seen).slice(0, 2)).toEqual([grade, severity]);
	});
});

describe("nodes", () => {
	const id = "k3s-agent-oom-servers-down";
	const killed = (service: string) =>
		other("death/system-service", { kind: "Node", name: "agent-1", node: "agent-1" }, { service });
	test.each<[string, Partial<AdvisoryFacts>, string]>([
		["as it is", {}, "affected"],
		["k3s was killed", { findings: [killed("k3s-agent.service")] }, "showing"],
		["containerd was killed", { findings: [killed("containerd.service")] }, "affected"],
		[
			"k3s leaks",
			{ findings: [other("leak/daemon", { kind: "Node", name: "agent-1", node: "agent-1", container: "k3s" })] },
			"showing",
		],
		["a pod on it leaks", { findings: [other("leak/steady", ofPod)] }, "affected"],
	])("%s", (_, change, grade) => expect(judged(id, { nodes: [AGENT], ...change })[0]).toBe(grade));

	test("servers are not agents, patched ones are clean, the others are one finding", () => {
		const nodes = [
			AGENT,
			{ ...AGENT, name: "agent-2" },
			{ ...AGENT, name: "server-1", roles: ["control-plane", "etcd"] },
			{ ...AGENT, name: "agent-3", kubeletVersion: "v1.30.8+k3s1" },
			{ ...AGENT, name: "agent-4", kubeletVersion: "v1.29.12+k3s1" },
		];
		const found = judgeAdvisories(facts({ nodes }), [advisory(id)]);
		expect(found.map(({ params }) => (params as AdvisoryParams).nodes)).toEqual([["agent-1", "agent-2"]]);
	});

	test("whether its servers were away", () => {
		const holds = (away: string[]) =>
			judged(id, { nodes: [AGENT], away: new Set(away) })[2].conditions.map((condition) => condition.holds);
		expect(holds(["agent-1"])).toEqual([true]);
		expect(holds([])).toEqual([null]);
	});
});

describe("a container runtime: whose build it is, the node's system tells", () => {
	const id = "containerd-attach-CVE-2025-64329";
	test.each<[string, Partial<Node>, string]>([
		["Amazon Linux 2023.6.20241212", {}, "possibly"],
		["Container-Optimized OS from Google", { kubeletVersion: "v1.31.1-gke.1678000" }, "possibly"],
		["Bottlerocket OS 1.36.0 (aws-k8s-1.32)", {}, "possibly"],
		["Microsoft Azure Linux 3.0", {}, "possibly"],
		["", { kernelVersion: "5.10.240-238.966.amzn2.x86_64" }, "possibly"],
		["Amazon Linux 2", { kubeletVersion: "v1.30.8+k3s1", containerRuntime: "containerd://1.7.23-k3s2" }, "affected"],
		["Ubuntu 24.04.1 LTS", {}, "affected"],
		["Flatcar Container Linux by Kinvolk 4152.2.2 (Oklo)", {}, "affected"],
		["Talos (v1.9.5)", {}, "affected"],
	])("%s %o: %s", (osImage, change, grade) => {
		const nodes = [node({ osImage, containerRuntime: "containerd://1.7.27", ...change })];
		expect(judged(id, { nodes })[0]).toBe(grade);
	});
});

test("where versions come from when the tag says nothing: labels, the chart", () => {
	const id = "rook-operator-cm-polling";
	const own = { ...ROOK, image: "registry.local/team/operator:prod" };
	expect(judgeAdvisories(facts({ images: [own] }), [advisory(id)])).toEqual([]);
	const byChart = judged(id, { images: [{ ...own, chart: "rook-ceph-v1.14.9" }] })[2];
	expect([byChart.version, byChart.readFrom]).toEqual(["v1.14.9", "rook-ceph-v1.14.9"]);
	expect(judgeAdvisories(facts({ images: [{ ...own, chart: "rook-ceph-v1.16.5" }] }), [advisory(id)])).toEqual([]);
	const byLabel = judged(id, { images: [{ ...ROOK, image: "rook/ceph:latest", appVersion: "1.14.9" }] });
	expect([byLabel[0], byLabel[2].version]).toEqual(["affected", "1.14.9"]);
	const floating = { ...ROOK, image: "rook/ceph:latest" };
	const charted = judged(id, { images: [{ ...floating, chart: "rook-ceph-v1.14.9" }] });
	expect([charted[0], charted[2].version, charted[2].readFrom]).toEqual(["affected", "v1.14.9", "rook-ceph-v1.14.9"]);
	expect(judgeAdvisories(facts({ images: [{ ...floating, chart: "rook-ceph-v1.16.5" }] }), [advisory(id)])).toEqual([]);
	expect(judged(id, { images: [{ ...floating, chart: "rook-ceph-cluster-v1.16.5" }] })[0]).toBe("possibly");
});

describe("remedies", () => {
	test("the upgrade in the manner of the present tag, and the stop-gap", () => {
		const [, , params, { remedies }] = judged("rook-operator-cm-polling", { images: [ROOK] });
		expect(params.upgradeTo).toBe("1.15.9");
		expect(remedies).toMatchObject([
			{
				kind: "upgrade-image",
				change: {
					kind: "Deployment",
					namespace: "rook-ceph",
					patch: {
						spec: { template: { spec: { containers: [{ name: "rook-ceph-operator", image: "rook/ceph:v1.15.9" }] } } },
					},
				},
			},
			{
				kind: "apply-stopgap",
				change: {
					kind: "ConfigMap",
					name: "rook-ceph-operator-config",
					patch: { data: { ROOK_WATCH_FOR_NODE_FAILURE: "false" } },
				},
			},
		]);
	});
	test.each([
		["rook/ceph:v1.14.9", "1.15.9", true],
		["rook/ceph:v1.16.1", "1.16.5", true],
		["rook/ceph:v1.14.9@sha256:00", "1.15.9", false],
		["rook/ceph:v1.14.9-custom", "1.15.9", false],
	])("%s to %s, as a patch: %s", (image, upgrade, patched) => {
		const [, , params, { remedies }] = judged("rook-operator-cm-polling", { images: [{ ...ROOK, image }] });
		expect([params.upgradeTo, remedies.some(({ kind }) => kind === "upgrade-image")]).toEqual([upgrade, patched]);
	});
	test("none where no template can be changed, and none for what is only possible", () => {
		const pod = { ...ROOK, workload: { kind: "Pod", namespace: "rook-ceph", name: "rook-ceph-operator" } };
		expect(judged("rook-operator-cm-polling", { images: [pod] })[3].remedies).toEqual([]);
		expect(
			judged("rook-operator-cm-polling", { images: [{ ...ROOK, image: "rook/ceph:latest" }] })[3].remedies,
		).toEqual([]);
	});
});

test("other preconditions: kernels, replicas, init containers", () => {
	const holds = (id: string, change: Partial<AdvisoryFacts>) => judged(id, change)[2].conditions[0]?.holds;
	const cilium = running("cilium/cilium:v1.8.0", "cilium-agent");
	expect(holds("cilium-ipam-22382", { images: [cilium], nodes: [node({ kernelVersion: "4.14.0-1051-aws" })] })).toBe(
		true,
	);
	expect(holds("cilium-ipam-22382", { images: [cilium], nodes: [node({ kernelVersion: "5.15.0" })] })).toBe(false);
	expect(holds("cilium-ipam-22382", { images: [cilium] })).toBeNull();
	const onTwo = { ...cilium, nodes: [...cilium.nodes, "another"] };
	expect(holds("cilium-ipam-22382", { images: [onTwo], nodes: [node({ kernelVersion: "5.15.0" })] })).toBeNull();
	const nfd = running("nfd/node-feature-discovery:v0.17.0", "master");
	expect(holds("nfd-master-2063", { images: [nfd] })).toBe(false);
	expect(holds("nfd-master-2063", { images: [{ ...nfd, pods: ["a", "b"] }] })).toBe(true);
	const vpa = running("autoscaling/vpa-recommender:1.6.0", "recommender");
	expect(holds("vpa-recommender-9534", { images: [vpa], initContainers: true })).toBe(true);
});
