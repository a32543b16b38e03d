import { expect, test } from "vitest";
import type { Pod } from "./pod.ts";
import { workloadOf } from "./workload.ts";

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
