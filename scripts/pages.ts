import type { RuleId } from "../src/model/rules.ts";
import { words as en } from "../src/words/en.ts";
import type { Words } from "../src/words/words.ts";
import { words as zh } from "../src/words/zh-CN.ts";

/** Generated pages by path: one a rule and language, and their index. */
export async function pages(): Promise<Map<string, string>> {
	const made = new Map<string, string>();
	for (const [words, suffix] of [
		[en, ""],
		[zh, ".zh-CN"],
	] as const) {
		const ids = Object.keys(words.rules).sort() as RuleId[];
		made.set(`docs/rules/README${suffix}.md`, index(ids, words, suffix));
		for (const id of ids) {
			const { title, about } = words.rules[id];
			made.set(`docs/rules/${id}${suffix}.md`, `# ${id}\n\n**${title}**\n\n${about}\n`);
		}
	}
	return made;
}

function index(ids: readonly RuleId[], words: Words, suffix: string): string {
	const head = suffix === "" ? ["# Rules", "| Rule | What it says |"] : ["# 规则", "| 规则 | 结论 |"];
	const rows = ids.map((id) => `| [${id}](${id}${suffix}.md) | ${words.rules[id].title} |`);
	return `${head[0]}\n\n${head[1]}\n|---|---|\n${rows.join("\n")}\n`;
}
