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
