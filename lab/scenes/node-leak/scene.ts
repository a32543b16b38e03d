import { container, type Scene } from "../scene.ts";

/** A Node.js service that leaks into its limit. */
export default {
	namespace: "shop",
	images: ["node"],
	configMaps: { cart: ["server.js"] },
	until: {
		what: "the kernel has killed it twice",
		seconds: 120,
		reached: (pods) => {
			const app = container(pods, "app");
			return app?.lastState.terminated?.reason === "OOMKilled" && app.restartCount >= 2;
		},
	},
	target: "deploy/cart",
	expect: [{ rule: "death/container-limit", container: "app", params: { exitCode: 137, memoryLimit: 96 * 1024 ** 2 } }],
} satisfies Scene;
