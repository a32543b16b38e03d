import { EXIT, Failure } from "../model/failure.ts";
import type { CataloguedRuleId } from "../model/rules.ts";
import { loadSet } from "../survey/advisory-sets.ts";
import { loadWords } from "../words/index.ts";
import { advisoriesPath } from "./advisories.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { nearest } from "./nearest.ts";
import { language } from "./settings.ts";

/** `plimsoll rules [RULE]`: the catalogue with the known memory bugs at its end, or one rule's page. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const words = await loadWords(language(context, args));
	const { rules } = words;
	const ids = Object.keys(rules) as CataloguedRuleId[];
	const [wanted, extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const id = ids.find((known) => known === wanted);
	if (id !== undefined) {
		context.stdout.write(`${id}: ${rules[id].title}\n\n${rules[id].about}\n`);
		return EXIT.clean;
	}
	const { advisories, gaps } = await loadSet(advisoriesPath(context));
	for (const gap of gaps) context.stderr.write(`plimsoll: ${words.report.gapLine(gap)}\n`);
	if (wanted === undefined) {
		const { rule } = words.advisories;
		const lines = [
			...ids.map((known) => [known, rules[known].title]),
			...advisories.map((known) => [`advisory/${known.id}`, `${rule.title}: ${known.component}`]),
		];
		const width = Math.max(...lines.map(([name = ""]) => name.length));
		for (const [name = "", title = ""] of lines) context.stdout.write(`${name.padEnd(width)}  ${title}\n`);
		return EXIT.clean;
	}
	const bug = advisories.find((known) => `advisory/${known.id}` === wanted);
	if (bug === undefined) {
		const known = [...ids, ...advisories.map((advisory) => `advisory/${advisory.id}`)];
		const expected = nearest(wanted, known) ?? "plimsoll rules";
		throw new Failure("bad-value", { flag: "RULE", value: wanted, expected });
	}
	const { advisoryPage } = await import("../reports/advisory.ts");
	context.stdout.write(`${advisoryPage(bug, words)}\n${words.advisories.rule.about}\n`);
	return EXIT.clean;
}
