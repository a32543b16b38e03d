import type { Trial } from "./trial.ts";

/** Each runtime at its configured worst. */
export const TRIALS: readonly Trial[] = [
	{ name: "redis-safe", images: ["redis"], given: { replicas: 1 } },
	{ name: "redis-unsafe", images: ["redis"], unsafe: true },
	{ name: "postgresql", images: ["postgres"] },
	{ name: "mysql", images: ["mariadb"] },
	{ name: "memcached", images: ["memcached", "busybox"] },
	{ name: "rabbitmq", images: ["rabbitmq"], load: ["publish.py"] },
	{ name: "jvm", images: ["jdk"], load: ["Load.java"] },
	{ name: "nodejs", images: ["node"], load: ["fill.js"] },
	{ name: "go", images: ["garbage"], seconds: 10 },
];
