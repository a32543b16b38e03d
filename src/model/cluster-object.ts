import type { Millis } from "./time.ts";

/** Kinds of which the verdicts need no more than that they are there, since when, and whom they guard or speak for. */
export const OBJECT_KINDS = ["namespaces", "persistentvolumeclaims", "poddisruptionbudgets", "leases"] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

export interface ClusterObject {
	kind: ObjectKind;
	namespace: string;
	name: string;
	createdAt: Millis | null;
	/** Of a lease: when it was last renewed, and for how many seconds that holds. */
	renewedAt: Millis | null;
	leaseSeconds: number | null;
	/** Of a budget: its selector as kubectl writes it; null where it has none that can be written so. */
	selector: string | null;
}
