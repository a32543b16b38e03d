import { container, type Scene } from "../scene.ts";

/** A heap smaller than the limit: V8 gives up, the kernel has nothing to do with it. */
export default {
	namespace: "billing",
	images: ["node", "python"],
	configMaps: { invoices: ["leak.js"] },
	until: {
		what: "V8 has aborted",
		seconds: 90,
		reached: (pods) => (container(pods, "app")?.restartCount ?? 0) >= 1,
	},
	target: "deploy/invoices",
	expect: [
		{ rule: "death/own-heap-limit", container: "app", params: { runtime: "node", memoryLimit: 512 * 1024 ** 2 } },
	],
} satisfies Scene;
