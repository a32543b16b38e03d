import type { AdvisoryRuleId, AdvisoryRuleParams } from "./rules-advisories.ts";
import type { DeathRuleParams } from "./rules-deaths.ts";
import type { LeakRuleParams } from "./rules-leaks.ts";
import type { LintRuleParams } from "./rules-lint.ts";
import type { PressureRuleParams } from "./rules-pressure.ts";
import type { VerifyRuleParams } from "./rules-verify.ts";

export type * from "./rules-deaths.ts";

/** Every rule and what its findings carry. Adding one makes the compiler ask for its words, its page and its place among the verdicts. */
export interface RuleParams
	extends DeathRuleParams,
		LeakRuleParams,
		LintRuleParams,
		PressureRuleParams,
		AdvisoryRuleParams,
		VerifyRuleParams {}
export type RuleId = keyof RuleParams;
/** Rules with words of their own; all advisories share theirs, as their texts are data. */
export type CataloguedRuleId = Exclude<RuleId, AdvisoryRuleId>;
