import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { History } from "../history/history.ts";
import { openArchive } from "../sources/archive/archive.ts";
import { surveyNodes } from "./nodes.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AT = Date.parse("2026-11-21T12:00:00Z");
const node = (name: string, memory = "4Gi") => ({
	apiVersion: "v1",
	kind: "Node",
	metadata: { name, uid: name },
	status: { capacity: { memory }, allocatable: { memory: "3Gi" }, nodeInfo: { kubeletVersion: "v1.37.1" } },
});
const pod = (name: string, nodeName: string, resources: object, change: object = {}) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name, namespace: "shop", uid: name },
	spec: { nodeName, containers: [{ name: "app", image: "web:1", resources }] },
	status: { phase: "Running", containerStatuses: [{ name: "app", state: { running: {} } }] },
	...change,
});
const write = (name: string, ...items: object[]) =>
	writeFileSync(join(folder, name), JSON.stringify(items.length === 1 ? items[0] : { kind: "List", items }));

async function survey(name: string | null = null) {
	const source = await openArchive(folder, { now: AT });
	const report = await surveyNodes(source, { name, at: AT });
	await source.close();
	return report;
}

test("plain node and pod lists: both orders by requests, and what is missing is said", async () => {
	write(
		"all.json",
		node("b"),
		node("a"),
		pod("best-effort", "a", {}),
		pod("burstable", "a", { requests: { memory: "1Gi" } }),
		pod("guaranteed", "a", { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } }),
		pod("done", "a", {}, { status: { phase: "Succeeded" } }),
		pod("unscheduled", "", {}),
	);
	const { nodes, gaps, looked } = await survey();
	expect(nodes?.map(({ name, basis }) => [name, basis])).toEqual([
		["a", "requests"],
		["b", "requests"],
	]);
	expect(nodes?.[0]?.containers.map((c) => [c.pod, c.oomScoreAdj, c.kernelRank, c.kubeletRank])).toEqual([
		["best-effort", 1000, 1, 1],
		["burstable", 750, 2, 2],
		["guaranteed", -997, 3, 3],
	]);
	expect(gaps).toEqual([{ source: "kubelet", what: "memory statistics of 2 nodes", reason: "absent", detail: "" }]);
	expect(looked).toMatchObject({ nodes: 2, pods: 5 });
});

test("with the kubelet's answers: by use, with the threshold and the gates", async () => {
	write(
		"all.json",
		node("a"),
		pod("small", "a", { requests: { memory: "1Gi" } }),
		pod("large", "a", { requests: { memory: "2Gi" } }),
	);
	const memory = (workingSetBytes: number) => ({
		memory: { time: "2026-11-21T11:59:55Z", workingSetBytes, rssBytes: workingSetBytes },
	});
	write("summary.json", {
		node: { nodeName: "a", memory: { workingSetBytes: 3e9, availableBytes: 1e9 } },
		pods: [
			{
				podRef: { name: "small", namespace: "shop", uid: "small" },
				...memory(1e8),
				containers: [{ name: "app", ...memory(1e8) }],
			},
			{
				podRef: { name: "large", namespace: "shop", uid: "large" },
				...memory(2.5e9),
				containers: [{ name: "app", ...memory(2.5e9) }],
			},
		],
	});
	write("a-configz.json", { kubeletconfig: { evictionHard: { "memory.available": "10%" } } });
	const { nodes, gaps, findings } = await survey();
	expect(gaps).toEqual([]);
	expect(nodes?.[0]).toMatchObject({
		basis: "usage",
		memory: { workingSet: 3e9, available: 1e9, evictionHard: Math.floor((4 * 1024 ** 3) / 10) },
		first: { kernel: ["shop/large/app"], kubelet: ["shop/large"] },
	});
	expect(findings.map(({ rule }) => rule)).toContain("pressure/no-reservation");
});

test("one node by name; the others only place its replicas", async () => {
	const replica = (name: string, on: string) =>
		pod(
			name,
			on,
			{},
			{
				metadata: {
					name,
					namespace: "shop",
					uid: name,
					ownerReferences: [{ kind: "StatefulSet", name: "redis", uid: "r", controller: true }],
				},
			},
		);
	write("all.json", node("a"), node("b"), replica("redis-0", "a"), replica("redis-1", "b"));
	const { nodes, findings } = await survey("a");
	expect(nodes?.map(({ name }) => name)).toEqual(["a"]);
	expect(findings.map(({ rule }) => rule)).not.toContain("pressure/all-replicas-on-one-node");
	expect((await survey("c")).nodes).toEqual([]);
});

test("pods without any node list still say who stands before whom", async () => {
	write("pods.json", pod("best-effort", "a", {}), pod("burstable", "a", { requests: { memory: "1Gi" } }));
	const { nodes, gaps } = await survey();
	expect(nodes?.[0]?.containers.map((c) => [c.pod, c.oomScoreAdj, c.kernelRank])).toEqual([
		["best-effort", 1000, 1],
		["burstable", null, 2],
	]);
	expect(gaps.map(({ what }) => what)).toContain("nodes");
});

test("a history tells where a node's memory is heading; its services' memory is not the node's", async () => {
	write("all.json", node("a"), pod("p", "a", {}));
	const series = (mib: (hour: number) => number) => {
		const t = Float64Array.from({ length: 24 * 12 }, (_, i) => AT / 1000 - 86_400 + i * 300);
		const column = (value: number) => new Float64Array(t.length).fill(value);
		const bytes = t.map((_, i) => mib(i / 12) * 2 ** 20 + ((i * 7919) % 997) * 100);
		return { name: "", t, bytes, capacity: column(4 * 2 ** 30), start: column(Number.NaN) };
	};
	const history: History = {
		name: "a store",
		gaps: [],
		async *containers() {},
		async *cgroups() {
			yield { node: "a", cgroup: "/", series: series((hour) => 1000 + hour * 40), rss: null };
			yield { node: "a", cgroup: "kubelet", series: series(() => 50), rss: null };
		},
		async *counters() {},
		async close() {},
	};
	const source = await openArchive(folder, { now: AT });
	const { nodes, looked } = await surveyNodes(source, { name: null, at: AT, history });
	await source.close();
	expect(looked.samples).toBe(288);
	expect((nodes?.[0]?.memory.trend?.value ?? 0) * 3600).toBeCloseTo(40 * 2 ** 20, -6);
});
