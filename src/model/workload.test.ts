import { expect, test } from "vitest";
import type { Pod } from "./pod.ts";
import { workloadByName, workloadOf } from "./workload.ts";

const owned = (owner: Pod["owner"], templateHash = "") =>
	workloadOf({ namespace: "shop", name: "the-pod", owner, templateHash } as Pod);

test.each([
	[null, "", "Pod", "the-pod"],
	[{ kind: "ReplicaSet", name: "web-5d9c7", uid: "" }, "5d9c7", "Deployment", "web"],
	[{ kind: "ReplicaSet", name: "web-5d9c7", uid: "" }, "", "ReplicaSet", "web-5d9c7"],
	[{ kind: "ReplicaSet", name: "web-5d9c7", uid: "" }, "d9c7", "ReplicaSet", "web-5d9c7"],
	[{ kind: "Job", name: "backup-29123456", uid: "" }, "", "CronJob", "backup"],
	[{ kind: "Job", name: "migrate-7", uid: "" }, "", "Job", "migrate-7"],
	[{ kind: "StatefulSet", name: "redis", uid: "" }, "", "StatefulSet", "redis"],
] as const)("owner %o with hash %j is %s %s", (owner, hash, kind, name) => {
	expect(owned(owner, hash)).toEqual({ kind, namespace: "shop", name });
});

test.each([
	["web-5d9c7b8f9c-x2x4v", null, "Deployment", "web"],
	["web-api-5d9c7b8f9c-x2x4v", null, "Deployment", "web-api"],
	["redis-0", null, "StatefulSet", "redis"],
	["node-exporter-x2x4v", null, "Pod", "node-exporter-x2x4v"],
	["web", null, "Pod", "web"],
	["p", { kind: "ReplicaSet", name: "web-5d9c7b8f9c" }, "Deployment", "web"],
	["p", { kind: "ReplicaSet", name: "bare" }, "ReplicaSet", "bare"],
	["p", { kind: "Job", name: "backup-29123456" }, "CronJob", "backup"],
	["p", { kind: "DaemonSet", name: "agent" }, "DaemonSet", "agent"],
	["etcd-node-1", { kind: "Node", name: "node-1" }, "Pod", "etcd-node-1"],
] as const)("by name, pod %s of %o is %s %s", (pod, owner, kind, name) => {
	expect(workloadByName("shop", pod, owner)).toEqual({ kind, namespace: "shop", name });
});
