import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { History } from "../../history/history.ts";
import type { Pod } from "../../model/pod.ts";
import { openArchive } from "../../sources/archive/archive.ts";
import type { Scope, Source } from "../../sources/source.ts";
import { Facts, HeldSource } from "./facts.ts";
import { nodeTrackOf } from "./node-series.ts";
import { recordedState } from "./recorded.ts";

const AT = Date.parse("2026-11-21T12:00:00Z");
const node = (name: string, labels: Record<string, string>) => ({
	apiVersion: "v1",
	kind: "Node",
	metadata: { name, uid: name, labels },
	status: { capacity: { memory: "8Gi" }, allocatable: { memory: "7Gi" } },
});
const pod = (namespace: string, name: string) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { namespace, name, uid: `${namespace}/${name}`, labels: { app: name } },
	spec: { nodeName: "worker", containers: [{ name: "app", image: "web:1" }] },
	status: { phase: "Running" },
});

async function archived<T>(items: readonly object[], use: (source: Source) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "plimsoll-recorded-"));
	try {
		await writeFile(join(folder, "objects.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		return await use(await openArchive(folder, { now: AT }));
	} finally {
		await rm(folder, { recursive: true });
	}
}

test("how nodes would live through hours alone stands beside how they are filled", async () => {
	const nodes = [node("server", { "node-role.kubernetes.io/control-plane": "" }), node("worker", {})];
	const state = await archived(nodes, (source) => recordedState(source, AT));
	expect(state.findings().map(({ rule }) => rule)).toContain("pressure/control-plane-single");
});

test.each([
	["a capture tells all of its deaths", undefined, ["death/container-limit"]],
	["a moment of the past none of later", AT, []],
])("%s", async (_, until, expected) => {
	const [startedAt, finishedAt] = ["2026-11-21T11:00:00Z", "2026-11-21T12:01:00Z"];
	const lastState = { terminated: { exitCode: 137, reason: "OOMKilled", startedAt, finishedAt, containerID: "" } };
	const one = pod("shop", "web");
	const dead = {
		...one,
		spec: {
			nodeName: "worker",
			containers: [{ name: "app", image: "web:1", resources: { limits: { memory: "64Mi" } } }],
		},
		status: {
			phase: "Running",
			containerStatuses: [{ name: "app", restartCount: 1, lastState, state: { waiting: {} } }],
		},
	};
	const state = await archived([node("worker", {}), dead], (source) => recordedState(source, AT, null, { until }));
	const rules = state.findings().map(({ rule }) => rule);
	expect(rules.filter((rule) => rule.startsWith("death/"))).toEqual(expected);
});

test("a node's memory is told with where it was read", async () => {
	const column = (...values: number[]) => Float64Array.from(values);
	const [end, none] = [AT / 1000, Number.NaN];
	const series = {
		...{ name: "worker", t: column(end - 600, end - 300, end), bytes: column(1, 2, 3) },
		...{ capacity: column(none, none, none), start: column(none, none, none) },
	};
	const nodeHistory = {
		name: "plimsoll.db",
		async *cgroups() {
			yield { node: "worker", cgroup: "/", series };
		},
	} as unknown as History;
	const state = await archived([node("worker", {})], (source) => recordedState(source, AT, null, { nodeHistory }));
	const asked = { name: "worker", from: end - 3600, to: end };
	expect(await nodeTrackOf(state, asked, { history: null, cluster: null })).toMatchObject({ source: "plimsoll.db" });
});

test.each<[string, Scope, string[]]>([
	["everything is held", { namespace: null, labelSelector: "", fieldSelector: "" }, ["shop/web"]],
	["a namespace of it", { namespace: "cache", labelSelector: "", fieldSelector: "" }, []],
	[
		"labels are not: the cluster is asked",
		{ namespace: "cache", labelSelector: "app=redis", fieldSelector: "" },
		["cache/redis"],
	],
])("pods: %s", async (_, scope, names) => {
	const found = await archived([pod("shop", "web"), pod("cache", "redis")], async (source) => {
		const facts = new Facts();
		for await (const one of source.pods({ namespace: "shop", labelSelector: "", fieldSelector: "" }))
			facts.pods.take(one);
		const pods: Pod[] = [];
		for await (const one of new HeldSource(facts, source, false).pods(scope)) pods.push(one);
		return pods;
	});
	expect(found.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(names);
});
