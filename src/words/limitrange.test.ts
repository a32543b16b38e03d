import { expect, test } from "vitest";
import type { LimitRangeConflict } from "../model/rules-lint.ts";
import { loadWords } from "./index.ts";

test.each<[LimitRangeConflict, string, string]>([
	["min-above-max", "refuses the LimitRange.", "会拒绝这个 LimitRange。"],
	["default-above-max", "refuses the LimitRange.", "会拒绝这个 LimitRange。"],
	["default-request-below-min", "refuses the LimitRange.", "会拒绝这个 LimitRange。"],
	["limit-above-max", "refuses such a pod.", "会拒绝这样的 Pod。"],
	["request-above-default", "refuses such a pod.", "会拒绝这样的 Pod。"],
	["no-request", "refuses such a pod.", "会拒绝这样的 Pod。"],
	["ratio", "refuses such a pod.", "会拒绝这样的 Pod。"],
])("%s: what the API server refuses", async (conflict, en, zh) => {
	const params = { limitRange: "bounds", conflict, value: 2, bound: 1 };
	for (const [language, end] of [
		["en", en],
		["zh-CN", zh],
	] as const) {
		const words = await loadWords(language);
		expect(words.rules["lint/limitrange-unsatisfiable"].message(params)).toMatch(new RegExp(`${end}$`));
	}
});
