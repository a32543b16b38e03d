import { expect, test } from "vitest";
import type { Pod } from "../../model/pod.ts";
import { narrowPod } from "../../sources/kubernetes/narrow.ts";
import { HeldPods, heldAs } from "./pods.ts";

function pod(name: string, uid: string, created = "2026-11-20T08:00:00Z"): Pod {
	const made = narrowPod({
		metadata: { namespace: "shop", name, uid, creationTimestamp: created },
		spec: { nodeName: "n", containers: [{ name: "app", image: "app:1", resources: { limits: { memory: "1Gi" } } }] },
		status: { phase: "Running" },
	});
	if (made === null) throw new Error("no pod");
	return made;
}

test("a pod is found by its name", () => {
	const pods = new HeldPods();
	expect(pods.take(pod("db-0", "u1"))).toBe("new");
	expect(pods.take(pod("db-0", "u1"))).toBe("known");
	expect(pods.named("shop", "db-0")).toMatchObject({ uid: "u1", containers: [{ image: "app:1" }] });
	expect(pods.named("pay", "db-0")).toBeNull();
});

test("whoever takes a name follows the one before, whatever comes of that one later", () => {
	const pods = new HeldPods();
	const [old, young] = [pod("db-0", "u1"), pod("db-0", "u2", "2026-11-21T08:00:00Z")];
	pods.take(old);
	expect(pods.take(young)).toBe("successor");
	expect(pods.take(old)).toBe("known");
	expect(pods.delete(old)).toBe(false);
	expect([pods.size, pods.named("shop", "db-0")?.uid]).toEqual([1, "u2"]);
	expect(pods.delete(young)).toBe(true);
	expect(pods.size).toBe(0);
});

test("a name that begins like another's is another", () => {
	const pods = new HeldPods();
	pods.take(pod("db-0", "u1"));
	expect(pods.delete(pod("db-0", "u"))).toBe(false);
	expect(pods.delete(pod("db-0", 'u1","x'))).toBe(false);
	expect(pods.delete(pod("db-0", "u1"))).toBe(true);
});

test("a new listing leaves those it names", () => {
	const pods = new HeldPods();
	const all = ["a", "b", "c"].map((name) => pod(name, name));
	for (const one of all) pods.take(one);
	expect(pods.keepOnly(new Set([heldAs({ namespace: "shop", name: "b" })]))).toBe(2);
	expect([...pods.values()].map(({ name }) => name)).toEqual(["b"]);
});
