import type { Scene } from "../scene.ts";

/** A child was killed, the program coped and ended with 0: the status still says OOMKilled. */
export default {
	namespace: "batch",
	images: ["python"],
	configMaps: { convert: ["convert.py"] },
	until: {
		what: "it has ended with exit code 0 and reason OOMKilled",
		seconds: 90,
		reached: (pods) =>
			pods.some(({ status }) =>
				status.containerStatuses?.some(
					({ state }) => state.terminated?.reason === "OOMKilled" && state.terminated.exitCode === 0,
				),
			),
	},
	target: "convert",
	expect: [
		{ rule: "death/stale-oomkilled", container: "convert", severity: "any", params: { exitCode: 0 } },
		{ rule: "death/child-killed", container: "convert", params: { kernelKills: 1 } },
	],
} satisfies Scene;
