import { container, type Scene } from "../scene.ts";

/** Bounds smaller than the limit: V8 gives up, and Python; the kernel has nothing to do with it. One says so in its status, one in its log. */
export default {
	namespace: "billing",
	images: ["node", "python"],
	configMaps: { invoices: ["leak.js"] },
	until: {
		what: "both have given up",
		seconds: 90,
		reached: (pods) => ["app", "ledger"].every((name) => (container(pods, name)?.restartCount ?? 0) >= 1),
	},
	target: "deploy/invoices",
	expect: [
		{ rule: "death/own-heap-limit", container: "app", params: { runtime: "node", memoryLimit: 512 * 1024 ** 2 } },
		{ rule: "death/own-heap-limit", container: "ledger", params: { runtime: "python", problem: "MemoryError" } },
	],
} satisfies Scene;
