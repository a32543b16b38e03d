import { setTimeout as sleep } from "node:timers/promises";
import { container, type Scene } from "../scene.ts";

/** Until then the status of a dead container may still say that it runs, so nothing is told. */
const STATUS_LAG_MILLIS = 16_000;

/** A pool of workers of which the kernel kills one; the master, and with it the container, lives on. */
export default {
	namespace: "jobs",
	images: ["python"],
	configMaps: { thumbnails: ["pool.py"] },
	act: async ({ kubectl, until }) => {
		await until("the master's word that a worker was killed", 60, async () =>
			(await kubectl(["logs", "deploy/thumbnails"])).includes("was killed by signal 9") ? true : undefined,
		);
		await sleep(STATUS_LAG_MILLIS);
	},
	until: { what: "the container still runs", seconds: 30, reached: (pods) => container(pods, "pool")?.ready === true },
	target: "deploy/thumbnails",
	expect: [
		{
			rule: "death/child-killed",
			container: "pool",
			params: { victim: "python3.11", kernelKills: 1, restartCount: 0 },
		},
	],
} satisfies Scene;
