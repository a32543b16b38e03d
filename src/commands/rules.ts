import { EXIT, Failure } from "../model/failure.ts";
import type { CataloguedRuleId } from "../model/rules.ts";
import { loadSet } from "../survey/advisory-sets.ts";
import { loadWords } from "../words/index.ts";
import { advisoriesPath } from "./advisories.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { nearest } from "./nearest.ts";
import { targetsOf, writeTargets } from "./outputs.ts";
import { language } from "./settings.ts";

const FORMATS = ["table", "wide", "json", "yaml", "markdown"] as const;

interface Row {
	id: string;
	title: string;
	about: string;
}

/** `plimsoll rules [RULE]`: the catalogue with the known memory bugs at its end, or one rule's page. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const words = await loadWords(language(context, args));
	const { rules } = words;
	const [wanted, extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const targets = targetsOf(args, FORMATS);
	const { advisories, gaps } = await loadSet(advisoriesPath(context));
	for (const gap of gaps) context.stderr.write(`plimsoll: ${words.report.gapLine(gap)}\n`);
	const { rule } = words.advisories;
	const rows: Row[] = [
		...(Object.keys(rules) as CataloguedRuleId[]).map((id) => ({ id, title: rules[id].title, about: rules[id].about })),
		...advisories.map(({ id, component }) => ({
			id: `advisory/${id}`,
			title: `${rule.title}: ${component}`,
			about: rule.about,
		})),
	];
	const shown = wanted === undefined ? rows : rows.filter(({ id }) => id === wanted);
	if (shown.length === 0 && wanted !== undefined) {
		const expected =
			nearest(
				wanted,
				rows.map(({ id }) => id),
			) ?? "plimsoll rules";
		throw new Failure("bad-value", { flag: "RULE", value: wanted, expected });
	}
	const bug = advisories.find(({ id }) => `advisory/${id}` === wanted);
	await writeTargets(context, targets, async ({ format }) => {
		const { safeJson, safeYaml } = await import("../reports/document.ts");
		const document = { apiVersion: "plimsoll.dev/v1", kind: "RuleList", rules: shown };
		if (format === "json") return safeJson(document);
		if (format === "yaml") return await safeYaml(document);
		if (bug !== undefined) {
			const { advisoryPage } = await import("../reports/advisory.ts");
			return `${advisoryPage(bug, words, format === "wide")}\n${rule.about}\n`;
		}
		if (format === "markdown")
			return shown.map(({ id, title, about }) => `# ${id}\n\n${title}\n\n${about}\n`).join("\n");
		if (wanted !== undefined) return shown.map(({ id, title, about }) => `${id}: ${title}\n\n${about}\n`).join("");
		const width = Math.max(...shown.map(({ id }) => id.length));
		return shown
			.map(
				({ id, title, about }) => `${id.padEnd(width)}  ${title}${format === "wide" ? `. ${firstLine(about)}` : ""}\n`,
			)
			.join("");
	});
	return EXIT.clean;
}

function firstLine(text: string): string {
	return text.split("\n", 1)[0] ?? "";
}
