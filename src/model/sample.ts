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
	/** Share of the last two minutes in which every task of it waited for memory (PSI, full), 0 to 1; left out where nobody measured. */
	stalled?: number;
	/** Share of the last two minutes its garbage collector held it up, 0 to 1; left out where nobody measured. */
	collecting?: number;
	/** Which system measured it: `prometheus`, `kubelet`. */
	source: "prometheus" | "kubelet" | "archive";
}
