import { expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import type { HandRemedy } from "../model/fix.ts";
import { loadFixWords, loadWords } from "../words/index.ts";
import { handText } from "./fix.ts";

const finding = (rule: string, name: string) =>
	({ rule, subject: { kind: "Pod", namespace: "shop", name } }) as Finding;
const remedy = (command: string) => ({ change: { type: "command", command } }) as HandRemedy["remedy"];
const [died, budget, other] = [
	finding("death/container-limit", "web-1"),
	finding("budget/redis-maxmemory-at-limit", "web"),
	finding("death/container-limit", "api-1"),
];

test.each<[string, HandRemedy[], string[]]>([
	["none", [], []],
	[
		"each stands once, below all that it answers",
		[
			{ finding: died, remedy: remedy("lower") },
			{ finding: died, remedy: remedy("raise") },
			{ finding: budget, remedy: remedy("lower") },
			{ finding: budget, remedy: remedy("raise") },
			{ finding: other, remedy: remedy("restart") },
		],
		[
			"3 remedies beside are commands for you to run:",
			"  shop pod/web-1 death/container-limit",
			"  shop pod/web budget/redis-maxmemory-at-limit",
			"    lower",
			"    raise",
			"  shop pod/api-1 death/container-limit",
			"    restart",
		],
	],
	[
		"what answers one alone stands apart",
		[
			{ finding: died, remedy: remedy("lower") },
			{ finding: budget, remedy: remedy("lower") },
			{ finding: died, remedy: remedy("raise") },
		],
		[
			"2 remedies beside are commands for you to run:",
			"  shop pod/web-1 death/container-limit",
			"  shop pod/web budget/redis-maxmemory-at-limit",
			"    lower",
			"  shop pod/web-1 death/container-limit",
			"    raise",
		],
	],
])("remedies by hand: %s", async (_, byHand, lines) => {
	const style = { color: false, width: 120, wide: false, now: 0 };
	const voice = { words: await loadWords("en"), fix: await loadFixWords("en"), style };
	expect(handText(byHand, voice)).toBe(lines.map((line) => `${line}\n`).join(""));
});
