import type { RuleId } from "../model/rules.ts";
import type { RuleWords } from "./rule-words.ts";
import type { Words } from "./words.ts";

/** What is said of a rule. All advisories share their words: their texts are data. */
export function ruleWords<R extends RuleId>(words: Words, rule: R): RuleWords<R> {
	if (isAdvisory(rule)) return words.advisories.rule as RuleWords<RuleId> as RuleWords<R>;
	return (words.rules as Readonly<Record<string, unknown>>)[rule] as RuleWords<R>;
}

function isAdvisory(rule: string): boolean {
	return rule.startsWith("advisory/");
}
