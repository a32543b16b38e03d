import { expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { planFixes } from "./plan.ts";

const web = (limit: string, podLimit?: string) => ({
	metadata: { name: "web", namespace: "shop", uid: "u" },
	spec: {
		template: {
			spec: {
				...(podLimit === undefined ? {} : { resources: { limits: { memory: podLimit } } }),
				containers: [{ name: "app", resources: { limits: { memory: limit } } }],
			},
		},
	},
});

/** A death at a limit of 64Mi, whose remedy raises it, and with it the pod's where it has one. */
const died = (podLimit?: string): Finding => {
	const limits = (memory: string) => ({ resources: { limits: { memory } } });
	const spec = {
		...(podLimit === undefined ? {} : limits(podLimit)),
		containers: [{ name: "app", ...limits("164Mi") }],
	};
	const change = {
		type: "strategic-merge",
		kind: "Deployment",
		namespace: "shop",
		name: "web",
		patch: { spec: { template: { spec } } },
	};
	return {
		rule: "death/container-limit",
		severity: "error",
		confidence: 1,
		subject: { kind: "Pod", namespace: "shop", name: "web-1", container: "app" },
		params: { memoryLimit: 64 * 1024 ** 2 },
		evidence: [],
		remedies: [{ kind: "raise-memory-limit", risk: "medium", value: 164 * 1024 ** 2, change }],
	} as unknown as Finding;
};

test.each<[string, ReturnType<typeof web>, Finding, string | null, number]>([
	["as it was", web("64Mi"), died(), null, 1],
	["as it was, written otherwise", web("65536Ki"), died(), null, 1],
	["changed since", web("80Mi"), died(), "changed-since", 1],
	["with its pod's, which is another", web("64Mi", "128Mi"), died("228Mi"), null, 2],
	["with its pod's, and changed since", web("80Mi", "128Mi"), died("228Mi"), "changed-since", 2],
	["raised already", web("164Mi"), died(), "already", 0],
])("a limit that is %s", async (_, object, finding, obstacle, edits) => {
	const { items } = await planFixes([finding], async () => object, { evenIfManaged: false });
	expect(items.map((item) => [item.obstacle?.kind ?? null, item.edits.length])).toEqual([[obstacle, edits]]);
});

/** The same remedy, made of another change. */
const remedied = (change: object): Finding => {
	const finding = died();
	return { ...finding, remedies: finding.remedies.map((remedy) => ({ ...remedy, change: change as never })) };
};
const resources = { limits: { memory: "164Mi" } };
const template = { spec: { template: { spec: { containers: [{ name: "app", resources }] } } } };
const merge = { type: "strategic-merge", kind: "Deployment", namespace: "shop", name: "web", patch: template };
const resize = {
	...merge,
	kind: "Pod",
	subresource: "resize",
	patch: { spec: { containers: [{ name: "app", resources }] } },
};
const ALWAYS = ["same-object", "fields-unchanged"];

test.each<[string, object, boolean, string[]]>([
	["a template", merge, false, [...ALWAYS, "not-managed", "dry-run", "pods-dry-run"]],
	["a template that something else keeps", merge, true, [...ALWAYS, "dry-run", "pods-dry-run"]],
	["a pod that is resized", resize, false, [...ALWAYS, "not-managed", "dry-run"]],
])("what holds a change of %s", async (_, change, evenIfManaged, guards) => {
	const { spec, ...rest } = web("64Mi");
	const object = change === resize ? { ...rest, spec: spec.template.spec } : { ...rest, spec };
	const { items } = await planFixes([remedied(change)], async () => object, { evenIfManaged });
	expect(items[0]?.guards).toEqual(guards);
});

test("a ReplicaSet's Deployment is what is changed; what is no patch is for a person; each change stands once", async () => {
	const ownerReferences = [{ controller: true, kind: "Deployment", name: "web", apiVersion: "apps/v1" }];
	const objects: Record<string, object> = {
		ReplicaSet: { ...web("64Mi"), metadata: { name: "web-5d9c7", namespace: "shop", uid: "r", ownerReferences } },
		Deployment: web("64Mi"),
	};
	const ofSet = remedied({ ...merge, kind: "ReplicaSet", name: "web-5d9c7" });
	const byHand = remedied({ type: "command", command: "true" });
	const suppressed = { ...died(), suppressed: "known" };
	const read = async ({ kind }: { kind: string }) => objects[kind] as never;
	const planned = await planFixes([ofSet, ofSet, byHand, suppressed], read, { evenIfManaged: false });
	expect(planned.items.map(({ target, findings, obstacle }) => [target.kind, target.name, findings, obstacle])).toEqual(
		[["Deployment", "web", 2, null]],
	);
	expect(planned.byHand.map(({ finding }) => finding)).toEqual([byHand]);
});
