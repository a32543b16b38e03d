import { readdir, readFile } from "node:fs/promises";
import { load } from "js-yaml";
import type { RuleId } from "../src/model/rules.ts";
import { words as en } from "../src/words/en.ts";
import type { Words } from "../src/words/words.ts";
import { words as zh } from "../src/words/zh-CN.ts";
import { deathEvidence } from "./death-evidence.ts";

/** Generated files by path: a page for each rule and language, their index, and the runtimes' budgets as the verdicts load them. */
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
	for (const [words, suffix] of [
		[en, ""],
		[zh, ".zh-CN"],
	] as const) {
		made.set(`docs/deaths${suffix}.md`, await deathEvidence(words, suffix));
	}
	made.set("src/verdicts/budgets/runtimes.json", await runtimes());
	return made;
}

/** knowledge/budgets as one file: verdicts read no files, and the bundle must hold it. */
async function runtimes(): Promise<string> {
	const folder = "knowledge/budgets";
	const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
	const all = await Promise.all(names.map(async (name) => load(await readFile(`${folder}/${name}`, "utf8"))));
	return `${JSON.stringify(all, null, "\t")}\n`;
}

function index(ids: readonly RuleId[], words: Words, suffix: string): string {
	const head = suffix === "" ? ["# Rules", "| Rule | What it says |"] : ["# 规则", "| 规则 | 结论 |"];
	const rows = ids.map((id) => `| [${id}](${id}${suffix}.md) | ${words.rules[id].title} |`);
	return `${head[0]}\n\n${head[1]}\n|---|---|\n${rows.join("\n")}\n`;
}
