import { EXIT, Failure } from "../model/failure.ts";
import type { CataloguedRuleId } from "../model/rules.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { nearest } from "./nearest.ts";
import { language } from "./settings.ts";

/** `plimsoll rules [RULE]`: the catalogue, or one rule's page. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const { rules } = await loadWords(language(context, args));
	const ids = Object.keys(rules) as CataloguedRuleId[];
	const [wanted, extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	if (wanted === undefined) {
		const width = Math.max(...ids.map((id) => id.length));
		for (const id of ids) context.stdout.write(`${id.padEnd(width)}  ${rules[id].title}\n`);
		return EXIT.clean;
	}
	const id = ids.find((known) => known === wanted);
	if (id === undefined) {
		const expected = nearest(wanted, ids) ?? ids.join(" | ");
		throw new Failure("bad-value", { flag: "RULE", value: wanted, expected });
	}
	context.stdout.write(`${id}: ${rules[id].title}\n\n${rules[id].about}\n`);
	return EXIT.clean;
}
