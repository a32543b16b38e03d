import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

/** A container that was killed at noon and ended by itself at ten past; a pod that was evicted at a quarter past, of which an event alone has the time. */
const at = (time: string) => `2026-11-21T${time}Z`;
const end = (exitCode: number, reason: string, startedAt: string, finishedAt: string) => ({
	terminated: {
		exitCode,
		reason,
		startedAt: at(startedAt),
		finishedAt: at(finishedAt),
		containerID: `containerd://${exitCode}`,
	},
});
const podOf = (name: string, status: object) => ({
	...{
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, namespace: "shop", uid: name, creationTimestamp: at("09:00:00") },
	},
	spec: { nodeName: "n1", containers: [{ name: "app", image: "app:1", resources: { limits: { memory: "256Mi" } } }] },
	status: { phase: "Running", startTime: at("09:00:01"), ...status },
});
const EVICTION = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 87412Ki. ";
const items = [
	podOf("web", {
		containerStatuses: [
			{
				...{ name: "app", restartCount: 1, ready: false },
				state: end(1, "Error", "12:00:30", "12:10:00"),
				lastState: end(137, "OOMKilled", "09:00:02", "12:00:00"),
			},
		],
	}),
	podOf("batch", { phase: "Failed", reason: "Evicted", message: EVICTION }),
	{
		...{ apiVersion: "v1", kind: "Event", metadata: { name: "e", namespace: "shop" }, type: "Warning", count: 1 },
		...{ reason: "Evicted", message: EVICTION, source: { component: "kubelet", host: "n1" } },
		involvedObject: { kind: "Pod", namespace: "shop", name: "batch", uid: "batch" },
		...{ firstTimestamp: at("12:15:00"), lastTimestamp: at("12:15:00") },
	},
];
let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "as-of-"));
	await writeFile(join(folder, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
});
afterAll(() => rm(folder, { recursive: true }));

// What came later was told as if it had been known then.
test.each<[string, string[], string[]]>([
	["now", [], ["death/crashed web restarts 1", "death/evicted batch"]],
	["before the eviction", ["--at", at("12:14:59")], ["death/crashed web restarts 1"]],
	["between the two ends", ["--at", at("12:09:59")], ["death/container-limit web restarts 1"]],
	["before it was started again", ["--at", at("12:00:29")], ["death/container-limit web restarts 0"]],
	["before the first end", ["--at", at("11:59:59")], []],
])("deaths as they were known %s", async (_, argv, expected) => {
	for (const command of [["scan"], ["why", "node/n1"]]) {
		const { out } = await runMain([...command, "--from", folder, "-o", "json", "--fail-on", "never", ...argv]);
		const { findings } = JSON.parse(out) as {
			findings: { rule: string; subject: { name: string }; params: { restartCount?: number } }[];
		};
		const deaths = findings.filter(({ rule }) => rule.startsWith("death/"));
		const told = deaths.map(({ rule, subject: { name }, params: { restartCount } }) =>
			restartCount === undefined ? `${rule} ${name}` : `${rule} ${name} restarts ${restartCount}`,
		);
		expect(told.sort()).toEqual(expected);
	}
});
