import stringWidth from "string-width";
import { printable } from "../model/text.ts";

/** Cells a terminal gives the text: Chinese characters take two. */
export function cells(text: string): number {
	return stringWidth(text);
}

export function padEnd(text: string, width: number): string {
	return text + " ".repeat(Math.max(0, width - cells(text)));
}

/** A line of words in pieces of at most so many cells: one for all but a word that is longer. */
function pieces(line: string, width: number): string[] {
	if (cells(line) <= width) return [line];
	const made = [""];
	for (const { segment } of new Intl.Segmenter().segment(line)) {
		const last = made.at(-1) ?? "";
		if (last !== "" && cells(last) + cells(segment) > width) made.push(segment);
		else made[made.length - 1] = last + segment;
	}
	return made;
}

/** A space, one character of a script that has none between words (with its punctuation), or a run of anything else. */
const TOKENS = /\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+/g;
/** These do not begin a line. */
const CLOSING = /^(?:[，。；：、）》”！？]|[,.;:)]+$)/;

/** Breaks at spaces, and between the characters of scripts that have none, into lines of at most that many cells; a word may be longer. */
export function wrap(text: string, width: number | null): string[] {
	if (width === null) return [text];
	const lines: string[] = [];
	let [line, last] = ["", ""];
	for (const [token] of text.matchAll(TOKENS)) {
		if (line !== "" && cells(line) + cells(token.trimEnd()) > width) {
			// It takes what it closes with it.
			const taken = CLOSING.test(token) && line.length > last.length ? last : "";
			lines.push(line.slice(0, line.length - taken.length).trimEnd());
			line = (taken + token).trimStart();
		} else {
			line += token;
		}
		last = CLOSING.test(token) ? last + token : token;
	}
	if (line.trim() !== "") lines.push(line.trimEnd());
	return lines;
}

/** The same; a word that is longer goes on in the next line. Only for text without colours. */
export function fill(text: string, width: number | null): string[] {
	return width === null ? [text] : wrap(text, width).flatMap((line) => pieces(line, width));
}

/** Wrapped; every line but the first is set back by so many cells. */
export function hanging(text: string, width: number | null, indent: number): string {
	return wrap(text, width === null ? null : width - indent).join(`\n${" ".repeat(indent)}`);
}

/** Text of several lines, each wrapped; what goes on below an item of a list is set back as far as it. */
export function wrapLines(text: string, width: number | null): string {
	return text
		.split("\n")
		.map((line) => hanging(line, width, line.startsWith("- ") ? 2 : 0))
		.join("\n");
}

/** What of a row goes on below its first line is set back by this. */
const FOLD_INDENT = 4;
/** Less room than this makes the last column a pillar of single words. */
const LEAST_PROSE = 30;

/**
 * Columns padded to their widest cell. Where the terminal is narrower, columns fold: those that do not fit go on below, set back, in the same order;
 * the last one is prose and is wrapped. A row stays one string, which then has several lines.
 */
export function table(rows: readonly (readonly string[])[], width: number | null): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cells(cell));
	}
	const bands = bandsOf(widths, width);
	return rows.map((row) => bands.flatMap((band) => bandLines(row, band, widths)).join("\n"));
}

interface Band {
	columns: number[];
	indent: number;
	/** Cells that are left for the last column of the row; null is any number. */
	room: number | null;
}

function bandsOf(widths: readonly number[], width: number | null): Band[] {
	const last = widths.length - 1;
	let band: Band = { columns: [], indent: 0, room: null };
	const bands = [band];
	if (width === null) return [{ ...band, columns: [...widths.keys()] }];
	let used = 0;
	for (const [i, own] of widths.entries()) {
		const need = i === last ? Math.min(own, LEAST_PROSE) : own;
		if (band.columns.length > 0 && used + need > width) {
			band = { columns: [], indent: FOLD_INDENT, room: null };
			bands.push(band);
			used = FOLD_INDENT;
		}
		band.columns.push(i);
		if (i === last || band.columns.length === 1) band.room = width - used;
		used += own + 2;
	}
	return bands;
}

function bandLines(row: readonly string[], { columns, indent, room }: Band, widths: readonly number[]): string[] {
	const last = widths.length - 1;
	const before = columns.filter((i) => i !== last).map((i) => padEnd(row[i] ?? "", widths[i] ?? 0));
	const [first = ""] = before;
	// A column that alone is wider than the terminal goes on below: a name that is cut is no name.
	if (room !== null && before.length === 1 && columns.length === 1)
		return first.trim() === "" ? [] : pieces(first.trimEnd(), room).map((line) => " ".repeat(indent) + line);
	const lead = " ".repeat(indent) + before.map((cell) => `${cell}  `).join("");
	const prose = columns.includes(last) ? (row[last] ?? "") : "";
	const [start = "", ...rest] = fill(prose, room);
	const shown = [lead + start, ...rest.map((line) => " ".repeat(cells(lead)) + line)].map((line) => line.trimEnd());
	return indent > 0 ? shown.filter((line) => line !== "") : shown;
}

/** As text of a page: nothing in it becomes markup, and control characters are written out. */
export function escaped(text: string): string {
	return printable(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
