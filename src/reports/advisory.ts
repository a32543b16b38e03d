import type { Advisory } from "../model/advisory.ts";
import type { Words } from "../words/words.ts";
import { table } from "./text.ts";

/** A line for each: id, component, what is affected, the symptom; where there is room, what is fixed and the trigger too. */
export function advisoryRows(
	advisories: readonly Advisory[],
	{ advisories: words, report: { told, aside } }: Words,
	wide: boolean,
	width: number | null,
): string {
	const { label, text, range, noFix } = words;
	const rows = advisories.map(({ id, component, affected, fixed, symptom, trigger }) => {
		const more = wide
			? ` ${told(label.trigger, text(trigger))} ${told(label.fixed, fixed.length === 0 ? noFix : fixed.join(", "))}`
			: "";
		return [id, `${told(aside(component, affected.map(range).join("; ")), text(symptom))}${more}`];
	});
	return table(rows, width)
		.map((row) => `${row}\n`)
		.join("");
}

/** An advisory in full, as Markdown that reads well in a terminal too; where there is room, with what was noted for those who mend it. */
export function advisoryPage(advisory: Advisory, { advisories: words }: Words, wide = false): string {
	const { label } = words;
	const { trigger, symptom, stopgap, verification } = advisory;
	const head = (field: keyof Advisory["verification"]) =>
		verification[field] === "inferred" ? words.inferred(label[field]) : label[field];
	const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");
	const parts: (readonly [string, string])[] = [
		[label.component, advisory.component],
		[label.where, list(advisory.where.map(words.place))],
		[head("affected"), list(advisory.affected.map(words.range))],
		[head("fixed"), advisory.fixed.length === 0 ? words.noFix : advisory.fixed.join(", ")],
		[head("trigger"), words.text(trigger)],
		...(trigger.requires === undefined
			? []
			: [[label.requires, list(trigger.requires.map(words.requirement))] as const]),
		[head("symptom"), words.text(symptom)],
		...(stopgap === undefined ? [] : [[head("stopgap"), words.text(stopgap)] as const]),
		[label.references, list(advisory.references)],
		...(wide && advisory.note !== undefined ? [[label.verification, advisory.note] as const] : []),
	];
	return `# advisory/${advisory.id}\n\n${parts.map(([head, body]) => `**${head}**\n\n${body}\n`).join("\n")}`;
}
