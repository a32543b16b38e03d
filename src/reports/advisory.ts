import type { Advisory } from "../model/advisory.ts";
import type { Words } from "../words/words.ts";

/** An advisory in full, as Markdown that reads well in a terminal too. */
export function advisoryPage(advisory: Advisory, { advisories: words }: Words): string {
	const { label } = words;
	const { trigger, symptom, stopgap, verification } = advisory;
	const known = (field: keyof Advisory["verification"]) =>
		verification[field] === "inferred" ? ` (${words.verified.inferred})` : "";
	const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");
	const parts: (readonly [string, string])[] = [
		[label.component, advisory.component],
		[label.where, list(advisory.where.map(words.place))],
		[`${label.affected}${known("affected")}`, list(advisory.affected.map(words.range))],
		[`${label.fixed}${known("fixed")}`, advisory.fixed.length === 0 ? words.noFix : advisory.fixed.join(", ")],
		[`${label.trigger}${known("trigger")}`, words.text(trigger)],
		...(trigger.requires === undefined
			? []
			: [[label.requires, list(trigger.requires.map(words.requirement))] as const]),
		[`${label.symptom}${known("symptom")}`, words.text(symptom)],
		...(stopgap === undefined ? [] : [[`${label.stopgap}${known("stopgap")}`, words.text(stopgap)] as const]),
		[label.references, list(advisory.references)],
	];
	return `# advisory/${advisory.id}\n\n${parts.map(([head, body]) => `**${head}**\n\n${body}\n`).join("\n")}`;
}
