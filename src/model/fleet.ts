import type { Severity } from "./finding.ts";
import type { Millis } from "./time.ts";
import type { Workload } from "./workload.ts";

/** One container of a workload, over all its pods that have not ended. Bytes; null is "not known" or "none set". */
export interface FleetRow extends Workload {
	container: string;
	replicas: number;
	/** Of the replica nearest its line; of its whole pod where the line is the pod's. */
	usage: number | null;
	/** The line: the container's memory limit, or its pod's where that is nearer or the only one. */
	limit: number | null;
	request: number | null;
	/** What its pod has of its own. */
	podLimit: number | null;
	podRequest: number | null;
	/** Each replica's working set as percent of its line, highest first; at most `MOST_SHARES`. */
	shares: readonly number[];
	/** Working set of all replicas together, of those that are measured. */
	used: number;
	/** Requested and not used, and used beyond the request, over the replicas that are measured; of a pod with a request of its own at one of its containers. */
	spare: number;
	short: number;
	restarts: number;
	/** Deaths within the last day. */
	deaths: number;
	severity: Severity | null;
	/** What sizing would give each replica; null where no history says. */
	recommendedLimit: number | null;
	recommendedRequest: number | null;
	/** When a leak reaches the line. */
	reached: Millis | null;
}

/** A daemon on 5,000 nodes needs no 5,000 numbers: those nearest the line are the ones to see. */
export const MOST_SHARES = 32;

/** Rows in columns: ten thousand of them are some hundred KiB, compressed. `namespace`, `kind` and `container` index into the lists of names. */
export interface FleetColumns {
	/** Of the process that numbered the rows; numbers of another mean nothing. */
	epoch: string;
	version: number;
	/** False: only what changed since the version that was asked for, and `removed`. */
	full: boolean;
	removed: number[];
	namespaces: string[];
	kinds: string[];
	containers: string[];
	id: number[];
	namespace: number[];
	kind: number[];
	name: string[];
	container: number[];
	replicas: number[];
	usage: (number | null)[];
	limit: (number | null)[];
	request: (number | null)[];
	shares: (readonly number[])[];
	used: number[];
	spare: number[];
	short: number[];
	restarts: number[];
	deaths: number[];
	/** Index into SEVERITIES, −1 for none. */
	severity: number[];
	recommendedLimit: (number | null)[];
	recommendedRequest: (number | null)[];
	reached: (Millis | null)[];
}
