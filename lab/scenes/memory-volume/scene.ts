import { restarts, type Scene } from "../scene.ts";

/** Files in a memory-backed emptyDir count as memory: a program of one megabyte dies of what it wrote. */
export default {
	namespace: "media",
	images: ["busybox"],
	until: {
		what: "the kernel has killed it",
		seconds: 90,
		reached: (pods) => restarts(pods, "transcode") >= 1,
	},
	target: "deploy/transcode",
	expect: [
		{
			rule: "death/memory-volume",
			container: "transcode",
			params: { volume: "scratch", mountPath: "/scratch", sizeLimit: null },
		},
	],
} satisfies Scene;
