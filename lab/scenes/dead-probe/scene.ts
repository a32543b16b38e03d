import { restarts, type Scene } from "../scene.ts";

/** A liveness probe that fails, and a program that does not hear SIGTERM: exit code 137 without any want of memory. */
export default {
	namespace: "queue",
	images: ["busybox"],
	until: {
		what: "the kubelet has started it again",
		seconds: 90,
		reached: (pods) => restarts(pods, "consumer") >= 1,
	},
	target: "deploy/consumer",
	expect: [
		{
			rule: "death/probe",
			container: "consumer",
			severity: "any",
			params: { probe: "liveness", exitCode: 137, killed: true },
		},
	],
} satisfies Scene;
