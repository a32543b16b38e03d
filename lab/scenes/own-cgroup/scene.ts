import { container, type Scene } from "../scene.ts";

/** A program in a cgroup of its own below the container's: the kernel kills it there, and the runtime, which looks at the container's, reports Error. */
export default {
	namespace: "runner",
	images: ["python"],
	configMaps: { runner: ["runner.py"] },
	until: {
		what: "the kernel has killed it",
		seconds: 90,
		reached: (pods) => container(pods, "runner")?.lastState.terminated?.exitCode === 137,
	},
	target: "deploy/runner",
	expect: [
		{
			rule: "death/unreported-oom",
			container: "runner",
			params: { reason: "Error", exitCode: 137, memoryLimit: 32 * 1024 ** 2 },
		},
	],
} satisfies Scene;
