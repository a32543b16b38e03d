import type { Report } from "../model/report.ts";
import { formatTime, type Millis } from "../model/time.ts";
import type { Words } from "../words/words.ts";
import { messageOf } from "./describe.ts";

/** The machine-readable report; its schema is docs/schema/report.v1.json. Everything but `message` is the same in all languages. */
export function documentOf(report: Report, words: Words) {
	return {
		apiVersion: "plimsoll.dev/v1",
		kind: "Report",
		at: formatTime(report.at),
		findings: report.findings.map((finding) => ({
			...finding,
			params: timed(finding.params),
			message: messageOf(finding, words),
			evidence: finding.evidence.map((piece) => ({ ...piece, at: time(piece.at) })),
		})),
		gaps: report.gaps,
		looked: report.looked,
		...(report.nodes === undefined ? {} : { nodes: report.nodes }),
		...(report.notLeaking === undefined ? {} : { notLeaking: report.notLeaking }),
		...(report.recommendations === undefined ? {} : { recommendations: report.recommendations }),
		...(report.totals === undefined ? {} : { totals: report.totals }),
		...(report.budgets === undefined ? {} : { budgets: report.budgets }),
	};
}

/** Parameters that are moments. */
const TIMES: ReadonlySet<string> = new Set([
	"at",
	"since",
	"sinceFrom",
	"sinceTo",
	"limitAt",
	"until",
	"tellAt",
	"fixedAt",
	"limitFrom",
	"limitTo",
	"lastAt",
	"goneAt",
	"rolledOutAt",
]);

function timed(params: object): object {
	return Object.fromEntries(
		Object.entries(params).map(([name, value]) => [name, TIMES.has(name) ? time(value as Millis | null) : value]),
	);
}

function time(at: Millis | null): string | null {
	return at === null ? null : formatTime(at);
}

/** Line separators, C1 controls and marks that turn the direction of writing: JSON and YAML leave them as they are, a terminal obeys them. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export function renderJson(report: Report, words: Words): string {
	return safeJson(documentOf(report, words));
}

/** JSON that is safe to look at in a terminal. */
export function safeJson(value: unknown): string {
	const text = JSON.stringify(value, null, 2);
	return `${text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

export async function renderYaml(report: Report, words: Words): Promise<string> {
	return await safeYaml(documentOf(report, words));
}

/** YAML that is safe to look at in a terminal. */
export async function safeYaml(value: unknown): Promise<string> {
	const { dump } = await import("js-yaml");
	const text = dump(value, { lineWidth: -1, noRefs: true });
	// Only a double-quoted YAML scalar can hold an escape, so a document with such a name is written as JSON, which is YAML too.
	return text.search(UNSAFE) >= 0 ? safeJson(value) : text;
}
