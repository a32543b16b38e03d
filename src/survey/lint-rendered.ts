import { readFileSync } from "node:fs";
import type { Finding, Subject } from "../model/finding.ts";
import { oneLine } from "../model/text.ts";

/** How the text that a template became is named, so that nobody looks for its lines in the template. */
export function renderedName(template: string): string {
	return `${template} (rendered)`;
}

/**
 * Findings of rendered text, told of the template instead: at the line that makes the value where exactly one can have, else of the file as a
 * whole. What was rendered stays as evidence; edits of it would be edits of nothing.
 */
export function traced(
	findings: readonly Finding[],
	rendered: ReadonlyMap<string, { template: string; text: string }>,
): Finding[] {
	const sources = new Map<string, string[]>();
	const linesOf = (template: string): string[] => {
		const known = sources.get(template) ?? readLines(template);
		sources.set(template, known);
		return known;
	};
	return findings.map((finding) => {
		const { file, line } = finding.subject;
		const origin = file === undefined ? undefined : rendered.get(file);
		if (origin === undefined) return finding;
		const text = line === undefined ? "" : (origin.text.split(/\r\n?|\n/)[line - 1] ?? "");
		const evidence = { source: `${file}:${line}`, at: null, what: "rendered-line" as const, value: oneLine(text, 200) };
		return {
			...finding,
			subject: { ...withoutPlace(finding.subject), file: origin.template, ...madeBy(text, linesOf(origin.template)) },
			evidence: [evidence, ...finding.evidence],
			remedies: finding.remedies.filter(({ change }) => change.type !== "file-edit"),
		};
	});
}

function withoutPlace({ line, column, endLine, endColumn, ...rest }: Subject): Subject {
	return rest;
}

/** The line of a template that became `rendered`: the same text, or the same key before an action. Nothing where several could have. */
function madeBy(rendered: string, template: readonly string[]): Partial<Subject> {
	const text = rendered.trim();
	if (text === "") return {};
	const key = /^(?:- )?["']?[\w./-]+["']?:/.exec(text)?.[0];
	for (const fits of [
		(line: string) => line.trim() === text,
		(line: string) => key !== undefined && line.trim().startsWith(key) && line.includes("{{"),
	]) {
		const found = template.flatMap((line, i) => (fits(line) ? [i] : []));
		const [only] = found;
		if (found.length !== 1 || only === undefined) continue;
		const line = template[only] ?? "";
		const column = line.length - line.trimStart().length + 1;
		return { line: only + 1, column, endLine: only + 1, endColumn: line.trimEnd().length + 1 };
	}
	return {};
}

/** A template of a packed subchart is not there to be read. */
function readLines(template: string): string[] {
	try {
		return readFileSync(template, "utf8").split(/\r\n?|\n/);
	} catch {
		return [];
	}
}
