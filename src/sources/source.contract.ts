import { describe, expect, it } from "vitest";
import type { MemorySample } from "../model/sample.ts";
import type { Scope, Source } from "./source.ts";

/** What a source is made from: objects as the API server holds them, and each node's kernel log. */
export interface World {
	objects: readonly object[];
	kernelLogs: Readonly<Record<string, readonly string[]>>;
	samples: readonly MemorySample[];
}

const ALL: Scope = { namespace: null, labelSelector: "", fieldSelector: "" };
const POD_UID = "10d16a28-60ff-475f-a631-510d9792219f";
const CONTAINER_ID = "178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a";

function pod(
	namespace: string,
	name: string,
	more: { uid?: string; labels?: object; node?: string; phase?: string } = {},
) {
	const { uid = `uid-${namespace}-${name}`, labels = { app: name }, node = "node-1", phase = "Running" } = more;
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { namespace, name, uid, labels, resourceVersion: "10", creationTimestamp: "2026-11-21T09:00:00Z" },
		spec: { nodeName: node, containers: [{ name: "main", image: "app:1", resources: { limits: { memory: "64Mi" } } }] },
		status: {
			phase,
			qosClass: "Burstable",
			containerStatuses: [
				{
					name: "main",
					restartCount: 2,
					ready: false,
					state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s restarting failed container" } },
					lastState: {
						terminated: {
							exitCode: 137,
							reason: "OOMKilled",
							startedAt: "2026-11-21T10:00:00Z",
							finishedAt: "2026-11-21T10:05:00Z",
							containerID: `containerd://${CONTAINER_ID}`,
						},
					},
				},
			],
		},
	};
}

/** The facts that every case is about. */
const WORLD: World = {
	objects: [
		pod("web", "api", { uid: POD_UID, labels: { app: "api", tier: "front" } }),
		pod("web", "cache", { labels: { app: "cache" }, node: "node-2", phase: "Pending" }),
		pod("db", "api", { labels: { app: "api", tier: "back" } }),
		{
			apiVersion: "v1",
			kind: "Node",
			metadata: { name: "node-1", uid: "uid-node-1", resourceVersion: "3" },
			status: { capacity: { memory: "8Gi" }, allocatable: { memory: "7Gi" }, nodeInfo: { kubeletVersion: "v1.34.0" } },
		},
		{
			apiVersion: "v1",
			kind: "Node",
			metadata: { name: "node-2", uid: "uid-node-2", resourceVersion: "4" },
			status: {},
		},
		{
			apiVersion: "v1",
			kind: "Event",
			metadata: { namespace: "web", name: "api.1", uid: "uid-event-1", resourceVersion: "5" },
			involvedObject: { kind: "Pod", namespace: "web", name: "api", uid: POD_UID, fieldPath: "spec.containers{main}" },
			reason: "BackOff",
			message: "Back-off restarting failed container main in pod api_web",
			type: "Warning",
			count: 3,
			lastTimestamp: "2026-11-21T10:06:00Z",
		},
		{
			apiVersion: "v1",
			kind: "Event",
			metadata: { namespace: "default", name: "node-1.1", uid: "uid-event-2", resourceVersion: "6" },
			involvedObject: { kind: "Node", name: "node-1", uid: "node-1" },
			reason: "SystemOOM",
			message: "System OOM encountered, victim process: app, pid: 41",
			type: "Warning",
			lastTimestamp: "2026-11-21T10:05:00Z",
		},
	],
	kernelLogs: {
		"node-1": [
			"Nov 21 10:04:59 node-1 kernel: [ 100.100001] app invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=872",
			"Nov 21 10:04:59 node-1 kernel: [ 100.100002] memory: usage 65536kB, limit 65536kB, failcnt 12",
			`Nov 21 10:04:59 node-1 kernel: [ 100.100003] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/kubepods/burstable/pod${POD_UID}/${CONTAINER_ID},task_memcg=/kubepods/burstable/pod${POD_UID}/${CONTAINER_ID},task=app,pid=41,uid=0`,
			"Nov 21 10:04:59 node-1 kernel: [ 100.100004] Memory cgroup out of memory: Killed process 41 (app) total-vm:90000kB, anon-rss:60000kB, file-rss:10kB, shmem-rss:0kB, UID:0 pgtables:188kB oom_score_adj:872",
		],
		"node-2": ["Nov 21 10:00:00 node-2 kernel: [ 90.000001] eth0: link up"],
	},
	samples: [
		sample("2026-11-21T10:04:30Z", 60 << 20),
		sample("2026-11-21T10:04:45Z", 63 << 20),
		sample("2026-11-21T10:05:30Z", 1 << 20),
	],
};

function sample(at: string, workingSet: number): MemorySample {
	return {
		namespace: "web",
		pod: "api",
		container: "main",
		at: Date.parse(at),
		workingSet,
		rss: workingSet - 4096,
		source: "prometheus",
	};
}

/** What any source made from the same world must give. */
export function sourceContract(name: string, make: (world: World) => Promise<Source>): void {
	describe(`a source: ${name}`, () => {
		const names = async (facts: AsyncIterable<{ name: string; namespace: string }>) =>
			(await collect(facts)).map((fact) => `${fact.namespace}/${fact.name}`).sort();

		it.each<[string, Partial<Scope>, string[]]>([
			["all pods", {}, ["db/api", "web/api", "web/cache"]],
			["those of a namespace", { namespace: "web" }, ["web/api", "web/cache"]],
			["those of a namespace without any", { namespace: "none" }, []],
			["by a label", { labelSelector: "app=api" }, ["db/api", "web/api"]],
			["by several labels", { labelSelector: "app=api,tier!=back" }, ["web/api"]],
			["by a set of values", { labelSelector: "tier in (front, back)" }, ["db/api", "web/api"]],
			["by a label's absence", { labelSelector: "!tier" }, ["web/cache"]],
			["by name", { fieldSelector: "metadata.name=api" }, ["db/api", "web/api"]],
			["by phase", { fieldSelector: "status.phase!=Running" }, ["web/cache"]],
			["by node and namespace", { namespace: "web", fieldSelector: "spec.nodeName=node-1" }, ["web/api"]],
		])("%s", async (_, scope, expected) => {
			const source = await make(WORLD);
			try {
				expect(await names(source.pods({ ...ALL, ...scope }))).toEqual(expected);
			} finally {
				await source.close();
			}
		});

		it("a pod's narrow facts", async () => {
			const source = await make(WORLD);
			try {
				const [api] = await collect(source.pods({ ...ALL, namespace: "web", fieldSelector: "metadata.name=api" }));
				expect(api).toMatchObject({ uid: POD_UID, node: "node-1", phase: "Running", qosClass: "Burstable" });
				expect(api?.containers).toEqual([
					expect.objectContaining({
						name: "main",
						memoryLimit: 64 << 20,
						restartCount: 2,
						state: expect.objectContaining({ kind: "waiting", reason: "CrashLoopBackOff" }),
						lastTermination: expect.objectContaining({
							reason: "OOMKilled",
							exitCode: 137,
							finishedAt: Date.parse("2026-11-21T10:05:00Z"),
							containerId: `containerd://${CONTAINER_ID}`,
						}),
					}),
				]);
			} finally {
				await source.close();
			}
		});

		it("the same facts each time it is asked", async () => {
			const source = await make(WORLD);
			try {
				expect(await collect(source.pods(ALL))).toEqual(await collect(source.pods(ALL)));
			} finally {
				await source.close();
			}
		});

		it("nodes and events", async () => {
			const source = await make(WORLD);
			try {
				const nodes = await collect(source.nodes());
				expect(nodes.map((node) => [node.name, node.memoryCapacity]).sort()).toEqual([
					["node-1", 8 * 2 ** 30],
					["node-2", null],
				]);
				const reasons = async (scope: Partial<Scope>) =>
					(await collect(source.events({ ...ALL, ...scope }))).map((event) => event.reason).sort();
				expect(await reasons({})).toEqual(["BackOff", "SystemOOM"]);
				expect(await reasons({ namespace: "web" })).toEqual(["BackOff"]);
				expect(await reasons({ namespace: "default", fieldSelector: "involvedObject.kind=Node" })).toEqual([
					"SystemOOM",
				]);
			} finally {
				await source.close();
			}
		});

		it("the kernel's kills, by node", async () => {
			const source = await make(WORLD);
			try {
				const kill = expect.objectContaining({
					host: "node-1",
					pid: 41,
					constraint: "memcg",
					limitLevel: "container",
					podUid: POD_UID,
					containerId: CONTAINER_ID,
					limit: 64 << 20,
					anonRss: 60000 * 1024,
				});
				expect(await collect(source.oomKills(null))).toEqual([kill]);
				expect(await collect(source.oomKills(["node-1"]))).toEqual([kill]);
				expect(await collect(source.oomKills(["node-2"]))).toEqual([]);
			} finally {
				await source.close();
			}
		});

		it("lacks nothing of what it was asked for", async () => {
			const source = await make(WORLD);
			try {
				await collect(source.pods(ALL));
				await collect(source.nodes());
				await collect(source.events(ALL));
				await collect(source.oomKills(["node-1", "node-2"]));
				expect(source.gaps).toEqual([]);
			} finally {
				await source.close();
			}
		});
	});
}

/** For sources that hold samples of their own: not every cluster has a Prometheus. */
export function samplesContract(name: string, make: (world: World) => Promise<Source>): void {
	it(`${name}: the last sample before a moment, at most five minutes older`, async () => {
		const source = await make(WORLD);
		try {
			const before = (time: string) =>
				source.lastSamples([{ namespace: "web", pod: "api", container: "main", before: Date.parse(time), node: null }]);
			expect(await before("2026-11-21T10:05:00Z")).toEqual([WORLD.samples[1]]);
			expect(await before("2026-11-21T10:04:30Z")).toEqual([]);
			expect(await before("2026-11-21T10:20:00Z")).toEqual([]);
			expect(
				await source.lastSamples([
					{ namespace: "web", pod: "other", container: "main", before: Date.parse("2026-11-21T10:05:00Z"), node: null },
				]),
			).toEqual([]);
		} finally {
			await source.close();
		}
	});
}

async function collect<T>(facts: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const fact of facts) all.push(fact);
	return all;
}
