import { container, restarts, type Scene } from "../scene.ts";

/** Bounds smaller than the limit: V8 gives up, and Python; the kernel has nothing to do with it. One says so in its status, one in its log. */
export default {
	namespace: "billing",
	images: ["node", "python"],
	configMaps: { invoices: ["leak.js"] },
	until: {
		what: "both have given up, one a moment ago",
		seconds: 150,
		// The next end replaces the log of this one: asked early in a wait of twenty seconds or more, it is there. That it waits the kubelet may write
		// a minute after the end; until then the container stands as ended.
		reached: (pods, now) => {
			const ledger = container(pods, "ledger");
			const end = ledger?.state.terminated ?? (ledger?.state.waiting && ledger.lastState.terminated);
			const ended = Date.parse(end?.finishedAt ?? "");
			return restarts(pods, "app") >= 1 && (ledger?.restartCount ?? 0) >= 2 && now - ended < 8000;
		},
	},
	target: "deploy/invoices",
	expect: [
		{ rule: "death/own-heap-limit", container: "app", params: { runtime: "node", memoryLimit: 512 * 1024 ** 2 } },
		{ rule: "death/own-heap-limit", container: "ledger", params: { runtime: "python", problem: "MemoryError" } },
	],
} satisfies Scene;
