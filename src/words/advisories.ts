import type { Advisory, Requirement, Texts } from "../model/advisory.ts";
import type { AdvisoryRuleId } from "../model/rules-advisories.ts";
import type { RuleWords } from "./rule-words.ts";

/** What is said of known bugs: the sentences around their data. */
export interface AdvisoriesWords {
	rule: RuleWords<AdvisoryRuleId>;
	label: Record<AdvisoryLabel, string>;
	/** The language's own part of a text of the data. */
	text(texts: Texts): string;
	range(range: Advisory["affected"][number]): string;
	place(place: Advisory["where"][number]): string;
	requirement(requires: Requirement): string;
	/** The head of what no reference says. */
	inferred(head: string): string;
	noFix: string;
	/** Which set the catalogue is from. */
	set(count: number, serial: number | null): string;
	/** Those of the catalogue that are about what was asked for. */
	some(shown: number, count: number): string;
	updated(count: number, serial: number, path: string): string;
}

type AdvisoryLabel =
	| "component"
	| "where"
	| "affected"
	| "fixed"
	| "trigger"
	| "requires"
	| "symptom"
	| "stopgap"
	| "references"
	| "verification";
