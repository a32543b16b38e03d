import type { AdvisoryGrade, PossibleReason, Requirement, Texts } from "./advisory.ts";

/** A finding for each known bug: the end is the advisory's id, so updated sets bring rules of their own. */
export type AdvisoryRuleId = `advisory/${string}`;

export interface AdvisoryRuleParams {
	[rule: AdvisoryRuleId]: AdvisoryParams;
}

export interface AdvisoryParams {
	component: string;
	grade: AdvisoryGrade;
	/** Why it is only possible; null for the other grades. */
	reason: PossibleReason | null;
	/** As it was read; null where it cannot be. */
	version: string | null;
	/** What told it: an image, a node's `kubelet`, `server`, a chart. */
	readFrom: string;
	/** Nodes it holds for, where it is about nodes; the first is the subject. */
	nodes: string[];
	/** The nearest version without the bug; null where none is known. */
	upgradeTo: string | null;
	fixed: string[];
	trigger: Texts;
	symptom: Texts;
	stopgap: Texts | null;
	/** Whether what is said of the affected versions was concluded and not read. */
	inferred: boolean;
	/** What has to hold for it to bite, and whether it does; null where that cannot be seen. */
	conditions: { requires: Requirement; holds: boolean | null }[];
	references: string[];
}
