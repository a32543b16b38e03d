import type { RulesWords } from "../words.ts";
import { deathRules } from "./rules-deaths.ts";
import { leakRules } from "./rules-leaks.ts";
import { lint } from "./rules-lint.ts";
import { pressureRules } from "./rules-pressure.ts";
import { verifyRules } from "./rules-verify.ts";

export const rules: RulesWords = { ...deathRules, ...leakRules, ...lint, ...pressureRules, ...verifyRules };
