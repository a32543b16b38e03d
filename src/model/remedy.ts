/** How much can go wrong when a remedy is applied. */
export type Risk = "low" | "medium" | "high";

/** A closed list: the words room says what each is for. */
export type RemedyKind = "raise-memory-limit";

export type Change =
	| { type: "strategic-merge"; kind: string; namespace: string; name: string; patch: object }
	| { type: "command"; command: string };

/** A change that would help, as data. Nothing is applied without a diff and a yes. */
export interface Remedy {
	kind: RemedyKind;
	risk: Risk;
	/** The value it sets, bytes where it is memory. */
	value: number;
	change: Change;
}
