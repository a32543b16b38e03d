import { container, type Scene } from "../scene.ts";

/** A new image for a running pod: the kubelet stops the container, which does not hear SIGTERM, and kills it after its grace period. */
export default {
	namespace: "rollout",
	images: ["busybox", "python"],
	act: async ({ kubectl, apply, until }) => {
		await until("it runs", 60, async () => {
			const phase = await kubectl(["get", "pod", "worker", "-o", "jsonpath={.status.phase}"]);
			return phase === "Running" ? true : undefined;
		});
		await apply("changed.yaml");
	},
	until: {
		what: "the kubelet has killed it and started it again",
		seconds: 90,
		reached: (pods) => container(pods, "worker")?.lastState.terminated?.exitCode === 137,
	},
	target: "worker",
	expect: [
		{
			rule: "death/grace-period",
			container: "worker",
			severity: "any",
			params: { cause: "changed", graceSeconds: 4, exitCode: 137 },
		},
	],
} satisfies Scene;
