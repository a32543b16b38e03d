import { container, type Scene } from "../scene.ts";

/** Bounds smaller than the limit: V8 gives up, and Python; the kernel has nothing to do with it. One says so in its status, one in its log. */
export default {
	namespace: "billing",
	images: ["node", "python"],
	configMaps: { invoices: ["leak.js"] },
	until: {
		what: "both have given up again",
		seconds: 120,
		// While both wait for their next start: the log of an end that one that just began replaces is gone with it.
		reached: (pods) =>
			["app", "ledger"].every((name) => {
				const status = container(pods, name);
				return (status?.restartCount ?? 0) >= 1 && status?.state.waiting !== undefined;
			}),
	},
	target: "deploy/invoices",
	expect: [
		{ rule: "death/own-heap-limit", container: "app", params: { runtime: "node", memoryLimit: 512 * 1024 ** 2 } },
		{ rule: "death/own-heap-limit", container: "ledger", params: { runtime: "python", problem: "MemoryError" } },
	],
} satisfies Scene;
