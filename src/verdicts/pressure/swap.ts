import type { SwapSetting } from "../../model/rules-pressure.ts";
import { namesOf, nodeSubject, observeNode, worstFirst } from "./evidence.ts";
import type { NodeFacts, PressureRule } from "./facts.ts";

/** So much of the swap in use means that working memory is out there, not only what nobody touches. */
const HEAVY = 0.5;

/** Swap is on, in a way that makes memory figures, kill orders or latency differ from what one expects. */
export const swap: PressureRule<"pressure/swap"> = {
	id: "pressure/swap",
	judge(nodes) {
		const found = nodes.flatMap((facts) => {
			const setting = settingOf(facts);
			return setting === null ? [] : [{ facts, setting }];
		});
		const settings: SwapSetting[] = ["unlimited", "limited", "tolerated"];
		return settings.flatMap((setting) => {
			const alike = worstFirst(
				found.filter((one) => one.setting === setting),
				({ facts }) => usedShare(facts),
			);
			const [worst] = alike;
			if (worst === undefined) return [];
			const { swapTotal, swapUsed } = worst.facts.outlook.memory;
			return {
				rule: "pressure/swap",
				severity: setting === "unlimited" || usedShare(worst.facts) >= HEAVY ? "warning" : "info",
				confidence: 0.95,
				subject: nodeSubject(worst.facts.node.name),
				params: { nodes: namesOf(alike), setting, swapTotal, swapUsed },
				evidence: observeNode(worst.facts),
				remedies: [],
			};
		});
	},
};

/** Null where there is no swap, or where it is not known. */
function settingOf({ config, outlook }: NodeFacts): SwapSetting | null {
	if (config === null || config.failSwapOn || !outlook.memory.swapTotal) return null;
	if (config.swapBehavior === "UnlimitedSwap") return "unlimited";
	return config.swapBehavior === "LimitedSwap" ? "limited" : "tolerated";
}

function usedShare({ outlook: { memory } }: NodeFacts): number {
	return memory.swapTotal ? (memory.swapUsed ?? 0) / memory.swapTotal : 0;
}
