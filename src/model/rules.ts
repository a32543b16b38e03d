import type { DeathRuleParams } from "./rules-deaths.ts";
import type { LeakRuleParams } from "./rules-leaks.ts";
import type { LintRuleParams } from "./rules-lint.ts";
import type { PressureRuleParams } from "./rules-pressure.ts";

export type * from "./rules-deaths.ts";

/** Every rule and what its findings carry. Adding one makes the compiler ask for its words, its page and its place among the verdicts. */
export interface RuleParams extends DeathRuleParams, LeakRuleParams, LintRuleParams, PressureRuleParams {}
export type RuleId = keyof RuleParams;
