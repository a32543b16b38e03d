import { container, type Scene } from "../scene.ts";

/** A service of the node outgrows the limit its unit sets: no pod is touched. */
export default {
	namespace: "node-agents",
	images: ["python"],
	configMaps: { agent: ["agent.py"] },
	act: async ({ kubectl, until }) => {
		await until("the service was killed", 60, async () =>
			(await kubectl(["logs", "agent"])).includes("ended by signal 9") ? true : undefined,
		);
	},
	until: { what: "the pod beside it lives", seconds: 30, reached: (pods) => container(pods, "agent")?.ready === true },
	target: "node/plimsoll-lab",
	expect: [{ rule: "death/system-service", params: { service: "node-agent.service", limit: 32 * 1024 ** 2 } }],
} satisfies Scene;
