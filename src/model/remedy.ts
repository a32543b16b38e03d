import type { Place } from "./place.ts";

/** How much can go wrong when a remedy is applied. */
export type Risk = "low" | "medium" | "high";

/** A closed list: the words room says what each is for. */
export type RemedyKind =
	| "raise-memory-limit"
	| "make-pod-anew"
	| "lower-setting"
	| "raise-limit-for-setting"
	| "lower-count"
	| "bound-redis-buffers"
	| "choose-eviction-policy"
	| "write-quantity"
	| "write-api-version"
	| "render-chart"
	| "raise-pod-memory-limit"
	| "raise-memory-request"
	| "raise-pod-memory-request"
	| "bound-memory-volume"
	| "raise-probe-timeout"
	| "raise-startup-threshold"
	| "raise-grace-period"
	| "upgrade-image"
	| "apply-stopgap"
	| "restart-workload"
	| "restart-service"
	| "roll-back";

export type Change =
	/** Sent to a subresource of the object where one is named. */
	| { type: "strategic-merge"; kind: string; namespace: string; name: string; patch: object; subresource?: "resize" }
	| { type: "command"; command: string }
	| FileEdit;

/** A value in a file, written anew. `from` is the value that stands there now, without quotes: only an edit that names it may be made unseen. */
export type FileEdit = { type: "file-edit"; from?: string; to: string } & Place;

/** A change that would help, as data. Nothing is applied without a diff and a yes. */
export interface Remedy {
	kind: RemedyKind;
	risk: Risk;
	/** The value it sets: bytes, seconds or a count, as the kind says. */
	value: number;
	change: Change;
}
