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

/** Breaks at spaces, and between the characters of scripts that have none, into lines of at most that many cells. */
export function wrap(text: string, width: number | null): string[] {
	if (width === null) return [text];
	const lines: string[] = [];
	let line = "";
	for (const { segment } of new Intl.Segmenter("zh", { granularity: "word" }).segment(text)) {
		if (line !== "" && cells(line) + cells(segment.trimEnd()) > width && !/^[，。；：、）”.,;:)]/.test(segment)) {
			// An opening bracket belongs to what follows it.
			const [, kept = "", opening = ""] = /^(.*?)([（“(]*)$/s.exec(line.trimEnd()) ?? [];
			lines.push(kept.trimEnd());
			line = opening + segment.trimStart();
		} else {
			line += segment;
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
