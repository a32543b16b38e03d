import type { DeathRuleParams } from "../../model/rules.ts";
import { childKilled } from "./child-killed.ts";
import { CONTAINER_RULES, POD_RULES } from "./index.ts";
import { systemService } from "./system-service.ts";

/** Every death that can be told. */
export const RULE_IDS: readonly (keyof DeathRuleParams)[] = [
	...CONTAINER_RULES,
	childKilled,
	...POD_RULES,
	systemService,
].map(({ id }) => id);
