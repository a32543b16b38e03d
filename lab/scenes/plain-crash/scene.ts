import { restarts, type Scene } from "../scene.ts";

/** Two ends in which memory has no part as far as can be seen: one says why, the other does not. */
export default {
	namespace: "frontend",
	images: ["busybox"],
	until: {
		what: "both have ended",
		seconds: 90,
		reached: (pods) => restarts(pods, "gateway") >= 1 && restarts(pods, "aborted") >= 1,
	},
	target: "deploy/gateway",
	expect: [
		{ rule: "death/crashed", container: "gateway", severity: "any", params: { exitCode: 1 } },
		{ rule: "death/unknown", container: "aborted", severity: "any", params: { exitCode: 134 } },
	],
} satisfies Scene;
