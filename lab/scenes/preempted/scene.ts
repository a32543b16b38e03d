import type { Pod, Scene } from "../scene.ts";

/** A pod of higher priority needs the place of another: the scheduler deletes that, and only its event is left. */
export default {
	namespace: "priority",
	images: ["busybox"],
	act: async ({ kubectl, apply, until }) => {
		await until("the spare pod runs", 60, async () => {
			const phase = await kubectl(["get", "pod", "spare", "-o", "jsonpath={.status.phase}"]);
			return phase === "Running" ? true : undefined;
		});
		// All that one node has, less what its other pods ask for: nothing fits beside the spare one.
		const cores = Number(await kubectl(["get", "node", "plimsoll-lab", "-o", "jsonpath={.status.allocatable.cpu}"]));
		await apply("better.yaml", { CPU: `${cores * 1000 - 700}m` });
	},
	until: {
		what: "the spare pod is gone and the better one runs",
		seconds: 90,
		reached: (pods: Pod[]) =>
			!pods.some(({ metadata }) => metadata.name === "spare") &&
			pods.some(({ metadata, status }) => metadata.name === "better" && status.containerStatuses?.[0]?.ready === true),
	},
	target: "spare",
	expect: [{ rule: "death/preempted", severity: "any", params: { by: "scheduler" } }],
} satisfies Scene;
