import stringWidth from "string-width";

/** Cells a terminal gives the text: Chinese characters take two. */
export function cells(text: string): number {
	return stringWidth(text);
}

export function padEnd(text: string, width: number): string {
	return text + " ".repeat(Math.max(0, width - cells(text)));
}

/** Cuts to a number of cells, with an ellipsis as the last. */
export function cut(text: string, width: number): string {
	if (cells(text) <= width) return text;
	let taken = "";
	let used = 0;
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		const next = cells(segment);
		if (used + next > width - 1) break;
		taken += segment;
		used += next;
	}
	return `${taken}…`;
}

/** A space, one character of a script that has none between words (with its punctuation), or a run of anything else. */
const TOKENS = /\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+/g;
/** These do not begin a line. */
const CLOSING = /^[，。；：、）》”！？,.;:)]/;

/** Breaks at spaces, and between the characters of scripts that have none, into lines of at most that many cells; a word may be longer. */
export function wrap(text: string, width: number | null): string[] {
	if (width === null) return [text];
	const lines: string[] = [];
	let line = "";
	for (const [token] of text.matchAll(TOKENS)) {
		if (line !== "" && cells(line) + cells(token.trimEnd()) > width && !CLOSING.test(token)) {
			lines.push(line.trimEnd());
			line = token.trimStart();
		} else {
			line += token;
		}
	}
	if (line.trim() !== "") lines.push(line.trimEnd());
	return lines;
}

/** Columns padded to their widest cell; when the terminal is narrower, the last column is cut. */
export function table(rows: readonly (readonly string[])[], width: number | null): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cells(cell));
	}
	return rows.map((row) => {
		const line = row
			.map((cell, i) => (i === row.length - 1 ? cell : padEnd(cell, widths[i] ?? 0)))
			.join("  ")
			.trimEnd();
		return width === null ? line : cut(line, width);
	});
}
