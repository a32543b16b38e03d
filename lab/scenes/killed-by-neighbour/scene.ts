import { restarts, type Scene } from "../scene.ts";

/** A neighbour in the same process namespace sends SIGKILL: neither the kernel nor the kubelet did. */
export default {
	namespace: "ops",
	images: ["busybox"],
	until: {
		what: "the container has been killed",
		seconds: 60,
		reached: (pods) => restarts(pods, "app") >= 1,
	},
	target: "shared",
	expect: [{ rule: "death/outside-kill", container: "app", severity: "any", params: { exitCode: 137 } }],
} satisfies Scene;
