import { EXIT, Failure } from "../model/failure.ts";
import type { CataloguedRuleId } from "../model/rules.ts";
import { CATALOGUE_FORMATS } from "../reports/formats.ts";
import { loadSet } from "../survey/advisory-sets.ts";
import { loadWords } from "../words/index.ts";
import { advisoriesPath } from "./advisories.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { nearest } from "./nearest.ts";
import { targetsOf, tellGaps, widthOf, writeTargets } from "./outputs.ts";
import { language } from "./settings.ts";

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
	const targets = targetsOf(args, CATALOGUE_FORMATS);
	const { advisories, gaps } = await loadSet(advisoriesPath(context));
	tellGaps(context, gaps, words);
	const { rule } = words.advisories;
	const rows: Row[] = [
		...(Object.keys(rules) as CataloguedRuleId[]).map((id) => ({ id, title: rules[id].title, about: rules[id].about })),
		...advisories.map(({ id, component }) => ({
			id: `advisory/${id}`,
			title: words.report.told(rule.title, component),
			about: rule.about,
		})),
	];
	const shown = wanted === undefined ? rows : rows.filter(({ id }) => id === wanted);
	if (shown.length === 0 && wanted !== undefined) {
		const ids = rows.map(({ id }) => id);
		throw new Failure("unknown-rule", { rule: wanted, nearest: nearest(wanted, ids) });
	}
	const bug = advisories.find(({ id }) => `advisory/${id}` === wanted);
	await writeTargets(context, targets, async ({ format, path }) => {
		const { safeJson, safeYaml } = await import("../reports/document.ts");
		const document = { apiVersion: "plimsoll.dev/v1", kind: "RuleList", rules: shown };
		if (format === "json") return safeJson(document);
		if (format === "yaml") return await safeYaml(document);
		const { table, wrapLines } = await import("../reports/text.ts");
		const width = widthOf(context, path);
		if (bug !== undefined) {
			const { advisoryPage } = await import("../reports/advisory.ts");
			const page = `${advisoryPage(bug, words, format === "wide")}\n${rule.about}\n`;
			return format === "markdown" ? page : wrapLines(page, width);
		}
		if (format === "markdown")
			return shown.map(({ id, title, about }) => `# ${id}\n\n${title}\n\n${about}\n`).join("\n");
		if (wanted !== undefined)
			return wrapLines(
				shown.map(({ id, title, about }) => `${words.report.told(id, title)}\n\n${about}\n`).join(""),
				width,
			);
		const told = shown.map(({ id, title, about }) => [
			id,
			`${title}${format === "wide" ? `. ${firstLine(about)}` : ""}`,
		]);
		return table(told, width)
			.map((row) => `${row}\n`)
			.join("");
	});
	return EXIT.clean;
}

function firstLine(text: string): string {
	return text.split("\n", 1)[0] ?? "";
}
