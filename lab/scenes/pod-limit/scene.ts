import { restarts, type Scene } from "../scene.ts";

/** Pod-level resources: no container has a limit of its own, together they reach the pod's. */
export default {
	namespace: "tenant",
	images: ["python", "busybox"],
	configMaps: { report: ["grow.py"] },
	until: {
		what: "the kernel has killed it at the pod's limit",
		seconds: 90,
		reached: (pods) => restarts(pods, "render") >= 1,
	},
	target: "report",
	expect: [{ rule: "death/parent-limit", container: "render", params: { owner: "pod", limit: 80 * 1024 ** 2 } }],
} satisfies Scene;
