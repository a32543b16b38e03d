import type { Millis } from "./time.ts";

/** The memory of one container at one moment, in bytes; null for what the source does not measure. */
export interface MemorySample {
	namespace: string;
	pod: string;
	container: string;
	at: Millis;
	/** usage − inactive_file: what the kubelet and most graphs show. */
	workingSet: number | null;
	rss: number | null;
	/** Which system measured it: `prometheus`, `kubelet`. */
	source: "prometheus" | "kubelet" | "archive";
}
