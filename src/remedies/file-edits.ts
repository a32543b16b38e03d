import type { Finding } from "../model/finding.ts";
import type { FileEdit } from "../model/remedy.ts";

/** An edit that says what stands at its place now. */
export type CheckedEdit = FileEdit & { from: string };

/** The edits of a finding list that can be made unseen: of low risk, of findings that nobody suppressed. */
export function safeEdits(findings: readonly Finding[]): CheckedEdit[] {
	return findings
		.filter(({ suppressed }) => suppressed === undefined)
		.flatMap(({ remedies }) => remedies)
		.flatMap(({ risk, change }) => (risk === "low" && change.type === "file-edit" ? [change] : []))
		.filter((edit): edit is CheckedEdit => edit.from !== undefined);
}

interface Edited {
	text: string;
	/** How many places were written anew. */
	edits: number;
}

interface Splice {
	start: number;
	end: number;
	text: string;
}

/**
 * The text with the edits made in it, and nothing else touched: comments, quotes, line ends and a byte order mark stay as they are. An edit whose
 * place does not hold what it says, or that another contradicts, is left out.
 */
export function applyEdits(text: string, edits: readonly CheckedEdit[]): Edited {
	// Places are counted without the mark.
	const mark = text.startsWith("\ufeff") ? 1 : 0;
	const starts = [mark];
	for (const { index, 0: ending } of text.matchAll(/\r\n?|\n/g)) starts.push(index + ending.length);
	const json = /^\ufeff?\s*[{[]/.test(text);
	const splices = edits.flatMap((edit) => spliceOf(text, starts, edit, json) ?? []).sort((a, b) => a.start - b.start);
	const made = withoutConflicts(splices);
	let [result, at] = ["", 0];
	for (const splice of made) {
		result += text.slice(at, splice.start) + splice.text;
		at = splice.end;
	}
	return { text: result + text.slice(at), edits: made.length };
}

function spliceOf(text: string, starts: readonly number[], edit: CheckedEdit, json: boolean): Splice | null {
	const [line, endLine] = [starts[edit.line - 1], starts[edit.endLine - 1]];
	if (line === undefined || endLine === undefined) return null;
	const [start, end] = [line + edit.column - 1, endLine + edit.endColumn - 1];
	const there = text.slice(start, end);
	const quote = /^(["']).*\1$/s.exec(there)?.[1] ?? "";
	const bare = there.slice(quote.length, there.length - quote.length);
	if (bare !== edit.from || /[\r\n]/.test(edit.to)) return null;
	// A number may stand in JSON as it is; what takes its place is text.
	const needed = quote === "" && json ? '"' : quote;
	return { start, end, text: `${needed}${edit.to}${needed}` };
}

/** An anchored value is told of wherever it is used, and edited once; where two want different things, a person has to choose. */
function withoutConflicts(sorted: readonly Splice[]): Splice[] {
	const unique = sorted.filter((one, i) => {
		const before = sorted[i - 1];
		return before?.start !== one.start || before.end !== one.end || before.text !== one.text;
	});
	const overlaps = (a: Splice | undefined, b: Splice | undefined) =>
		a !== undefined && b !== undefined && b.start < a.end;
	return unique.filter((one, i) => !overlaps(unique[i - 1], one) && !overlaps(one, unique[i + 1]));
}
