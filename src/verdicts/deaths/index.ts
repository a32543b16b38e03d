import type { Finding } from "../../model/finding.ts";
import { containerLimit } from "./container-limit.ts";
import type { DeathFacts } from "./facts.ts";
import { unknown } from "./unknown.ts";

/** In the order they are asked: the first that recognises the death tells it, and the last takes what is left. */
export const DEATH_RULES = [containerLimit, unknown] as const;

/** Why a container died. */
export function judgeDeath(facts: DeathFacts): Finding {
	for (const rule of DEATH_RULES) {
		const finding = rule.judge(facts);
		if (finding !== null) return finding;
	}
	throw new Error("the last rule takes every death");
}
