import { readdir, readFile } from "node:fs/promises";
import { load } from "js-yaml";
import { ALERTS } from "../src/exports/alerts.ts";
import type { Advisory } from "../src/model/advisory.ts";
import type { CataloguedRuleId } from "../src/model/rules.ts";
import { advisoryPage } from "../src/reports/advisory.ts";
import { problemsOfSet } from "../src/verdicts/advisories/problems.ts";
import { words as en } from "../src/words/en.ts";
import { loadExportsWords } from "../src/words/index.ts";
import type { Words } from "../src/words/words.ts";
import { words as zh } from "../src/words/zh-CN.ts";
import { deathEvidence } from "./death-evidence.ts";

/** Generated files by path: a page for each rule and language, their index, and the runtimes' budgets as the verdicts load them. */
export async function pages(): Promise<Map<string, string>> {
	const made = new Map<string, string>();
	const known = await advisories();
	for (const [words, suffix] of [
		[en, ""],
		[zh, ".zh-CN"],
	] as const) {
		const ids = Object.keys(words.rules).sort() as CataloguedRuleId[];
		made.set(`docs/rules/README${suffix}.md`, index(ids, known, words, suffix));
		for (const advisory of known) {
			made.set(`docs/rules/advisory/${advisory.id}${suffix}.md`, advisoryPage(advisory, words));
		}
		for (const id of ids) {
			const { title, about } = words.rules[id];
			made.set(`docs/rules/${id}${suffix}.md`, `# ${id}\n\n**${title}**\n\n${about}\n`);
		}
	}
	for (const [words, suffix] of [
		[en, ""],
		[zh, ".zh-CN"],
	] as const) {
		const { alert } = await loadExportsWords(suffix === "" ? "en" : "zh-CN");
		for (const { name } of ALERTS) {
			made.set(`docs/alerts/${name}${suffix}.md`, `# ${name}\n\n${alert[name].runbook}\n`);
		}
		made.set(`docs/deaths${suffix}.md`, await deathEvidence(words, suffix));
	}
	made.set("src/verdicts/advisories/advisories.json", `${JSON.stringify(known, null, "\t")}\n`);
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

/** knowledge/advisories, one file each named as its id, and none of them wrong. */
async function advisories(): Promise<Advisory[]> {
	const folder = "knowledge/advisories";
	const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
	const all = await Promise.all(
		names.map(async (name) => load(await readFile(`${folder}/${name}`, "utf8")) as Advisory),
	);
	const problems = problemsOfSet(all);
	for (const [i, { id }] of all.entries()) if (`${id}.yaml` !== names[i]) problems.push(`${names[i]} holds ${id}`);
	if (problems.length > 0) throw new Error(`${folder}:\n${problems.join("\n")}`);
	return all;
}

function index(ids: readonly CataloguedRuleId[], known: readonly Advisory[], words: Words, suffix: string): string {
	const head = suffix === "" ? ["# Rules", "| Rule | What it says |"] : ["# 规则", "| 规则 | 结论 |"];
	const rows = ids.map((id) => `| [${id}](${id}${suffix}.md) | ${words.rules[id].title} |`);
	for (const { id, component, symptom } of known) {
		rows.push(
			`| [advisory/${id}](advisory/${id}${suffix}.md) | ${words.report.told(component, words.advisories.text(symptom))} |`,
		);
	}
	return `${head[0]}\n\n${head[1]}\n|---|---|\n${rows.join("\n")}\n`;
}
