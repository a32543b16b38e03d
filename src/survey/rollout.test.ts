import { describe, expect, test } from "vitest";
import { narrowPod } from "../sources/kubernetes/narrow.ts";
import { rolloutOf } from "./rollout.ts";
import { parseTarget } from "./target.ts";

const HOUR = 3_600_000;
const T0 = Date.parse("2026-11-20T00:00:00Z");
const time = (hours: number) => new Date(T0 + hours * HOUR).toISOString();

const set = (name: string, revision: number, hours: number, history = "") => ({
	kind: "ReplicaSet",
	metadata: {
		...{ name, namespace: "shop", creationTimestamp: time(hours) },
		annotations: {
			"deployment.kubernetes.io/revision": String(revision),
			...(history === "" ? {} : { "deployment.kubernetes.io/revision-history": history }),
		},
		ownerReferences: [{ kind: "Deployment", name: "web", controller: true }],
	},
});
const pod = (owner: string, hash: string, hours: number) => {
	const found = narrowPod({
		metadata: {
			...{ name: `${owner}-${hash}`, namespace: "shop", creationTimestamp: time(hours) },
			labels: { "pod-template-hash": owner.slice(owner.lastIndexOf("-") + 1) },
			ownerReferences: [{ kind: "ReplicaSet", name: owner, controller: true }],
		},
		spec: { containers: [{ name: "main", image: "web" }] },
		status: { phase: "Running" },
	});
	if (found === null) throw new Error("that is no pod");
	return found;
};
const [OLD, NEW] = ["web-5d9c7b6f4", "web-7c8d9b5f6"];

describe("when a roll-out was", () => {
	test.each<[string, object[], ReturnType<typeof pod>[], number | null, number | null]>([
		["the newest", [set(OLD, 1, 0), set(NEW, 2, 10)], [pod(NEW, "bcdfg", 10)], null, 10],
		[
			"its pods were made anew since, as when a node is drained",
			[set(OLD, 1, 0), set(NEW, 2, 10)],
			[pod(NEW, "bcdfg", 40)],
			null,
			10,
		],
		[
			"a roll-back takes an old one again: its pods tell",
			[set(OLD, 3, 0, "1"), set(NEW, 2, 10)],
			[pod(OLD, "bcdfg", 20)],
			null,
			20,
		],
		["a roll-back whose pods are gone", [set(OLD, 3, 0, "1"), set(NEW, 2, 10)], [], null, 0],
		["a revision", [set(OLD, 1, 0), set(NEW, 2, 10)], [pod(NEW, "bcdfg", 10)], 1, 0],
		["a revision there is not", [set(OLD, 1, 0), set(NEW, 2, 10)], [pod(NEW, "bcdfg", 10)], 3, null],
		[
			"without ReplicaSets, the pods of the newest",
			[],
			[pod(OLD, "bcdfg", 0), pod(NEW, "bcdfg", 12), pod(NEW, "bcdfh", 11)],
			null,
			11,
		],
		["nothing at all", [], [], null, null],
	])("%s", async (_, sets, pods, wanted, hours) => {
		const source = {
			async *pods() {
				yield* pods;
			},
			async *raw() {
				yield* sets;
			},
		};
		const { rollout } = await rolloutOf(source, parseTarget("deploy/web"), "shop", wanted);
		expect(rollout === null ? null : (rollout.at - T0) / HOUR).toBe(hours);
	});
});
