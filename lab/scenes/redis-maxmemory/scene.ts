import { container, type Pod, type Scene } from "../scene.ts";

/** A Redis whose maxmemory equals its limit, during a bulk import: it restarts again and again. */
export default {
	namespace: "cache",
	images: ["redis"],
	configMaps: { "redis-cluster-redis-config": ["redis.conf"] },
	act: async ({ kubectl, apply, until }) => {
		const address = await until("the address of Redis", 60, async () => {
			const pod = JSON.parse(await kubectl(["get", "pod", "redis-cluster-redis-0", "-o", "json"])) as Pod;
			return pod.status.podIP;
		});
		await apply("import.yaml", { REDIS: address });
	},
	until: {
		what: "the kernel has killed it twice and it is held back",
		seconds: 180,
		reached: (pods) => {
			const redis = container(pods, "redis");
			return (
				redis?.lastState.terminated?.reason === "OOMKilled" &&
				redis.restartCount >= 2 &&
				redis.state.waiting?.reason === "CrashLoopBackOff"
			);
		},
	},
	target: "sts/redis-cluster-redis",
	expect: [
		{
			rule: "death/container-limit",
			container: "redis",
			params: {
				exitCode: 137,
				memoryLimit: 64 * 1024 ** 2,
				setting: {
					rule: "budget/redis-maxmemory-at-limit",
					written: "maxmemory 67108864",
					bound: 64 * 1024 ** 2,
					advised: 48 * 1024 ** 2,
					limitNeeded: 149 * 1024 ** 2,
				},
			},
		},
	],
} satisfies Scene;
