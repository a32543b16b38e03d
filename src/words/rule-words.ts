import type { RuleId, RuleParams } from "../model/rules.ts";

/** What is said of a rule in one language. */
export interface RuleWords<R extends RuleId> {
	/** A few words for tables. */
	title: string;
	/** What the rule recognises, how, and what it cannot know: the body of its page. */
	about: string;
	/** One or two sentences on this very finding. */
	message(params: RuleParams[R]): string;
}
