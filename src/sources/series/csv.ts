import { Failure, type SeriesProblem } from "../../model/failure.ts";
import type { Series } from "../../model/series.ts";
import { Columns } from "./columns.ts";
import { inSeconds, readNumber } from "./number.ts";

const [LINE_FEED, CARRIAGE_RETURN, COMMA, QUOTE] = [10, 13, 44, 34];
/** No row of numbers and a name is longer; a file without line breaks is stopped here. */
const LONGEST_LINE = 65_536;

/** No machine has so many bytes: as a limit it says that there is none (cAdvisor, metrics/prometheus.go, maxMemorySize), as use it is no measurement. */
const NO_MEMORY = 2 ** 62;
const COLUMNS = ["series", "t", "bytes", "capacity", "start"] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ["series", "t", "bytes"];

/**
 * Reads series files (CSV with a header that names `series`, `t`, `bytes` and, where known, `capacity` and `start`, in any order;
 * other columns are passed over) from chunks of bytes. Rows may be interleaved: every series is complete only at the end.
 *
 * A row whose bytes are empty, NaN, negative or 2^62 and more is no measurement: it is skipped and counted. A capacity that is empty, NaN,
 * not positive or 2^62 and more is no limit, a start that is no time is not known. Times in milliseconds, micro- or nanoseconds are read as such. Rows out of time order are sorted; of rows with the
 * same time the one with the larger figure counts, and the few whose time is far from all others are left out. Anything else that cannot be read is a `series-malformed` Failure with its line. A quoted name may hold
 * commas and doubled quotes, not line breaks.
 */
export class SeriesCsv {
	/** Rows that were measurements, and rows that were not. */
	rows = 0;
	skipped = 0;
	/** Of the rows of series handed over, those left out for a time far from all others. */
	strays = 0;
	private readonly path: string;
	private readonly byHash = new Map<number, NamedColumns[]>();
	private order: Columns[] = [];
	private layout: Column[] | null = null;
	private line = 0;
	private carry: Uint8Array = new Uint8Array(0);
	/** The name of the row before: rows of one series mostly follow each other. */
	private last: NamedColumns | null = null;

	constructor(path: string) {
		this.path = path;
	}

	push(chunk: Uint8Array): void {
		let from = 0;
		if (this.carry.length > 0) {
			const end = chunk.indexOf(LINE_FEED);
			const upTo = end === -1 ? chunk.length : end;
			const line = new Uint8Array(this.carry.length + upTo);
			line.set(this.carry);
			line.set(chunk.subarray(0, upTo), this.carry.length);
			if (end === -1) {
				this.keep(line);
				return;
			}
			this.carry = new Uint8Array(0);
			this.readLine(line, 0, line.length);
			from = end + 1;
		}
		for (;;) {
			const end = chunk.indexOf(LINE_FEED, from);
			if (end === -1) break;
			this.readLine(chunk, from, end);
			from = end + 1;
		}
		if (from < chunk.length) this.keep(chunk.slice(from));
	}

	/** The last line needs no line feed, unless the file was cut off: then it may be half a row and is dropped. */
	end(cutOff: boolean): void {
		const line = this.carry;
		this.carry = new Uint8Array(0);
		if (line.length > 0 && !cutOff) this.readLine(line, 0, line.length);
		if (this.layout === null && !cutOff) this.malformed("header", "", "");
	}

	/** Every series in the order of its first row; each is let go of once it is handed over. */
	*series(): Generator<Series> {
		const order = this.order;
		this.order = [];
		this.byHash.clear();
		this.last = null;
		for (const [i, columns] of order.entries()) {
			delete order[i];
			const series = columns.toSeries();
			this.strays += columns.strays;
			yield series;
		}
	}

	private keep(line: Uint8Array): void {
		if (line.length > LONGEST_LINE) {
			this.line++;
			this.malformed("long-line", "", "");
		}
		this.carry = line;
	}

	private readLine(buffer: Uint8Array, from: number, to: number): void {
		this.line++;
		if (to - from > LONGEST_LINE) this.malformed("long-line", "", "");
		const end = to > from && buffer[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
		if (this.layout === null) this.readHeader(buffer, from, end);
		else if (end > from) this.readRow(buffer, from, end, this.layout);
	}

	private readHeader(buffer: Uint8Array, from: number, to: number): void {
		const text = new TextDecoder().decode(buffer.subarray(from, to)).replace(/^\uFEFF/, "");
		if (text.trim() === "") return;
		const names = text.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
		const missing = REQUIRED.find((name) => !names.includes(name));
		if (missing !== undefined) this.malformed("header", missing, text);
		const twice = COLUMNS.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
		if (twice !== undefined) this.malformed("header", twice, text);
		this.layout = names as Column[];
	}

	private readRow(buffer: Uint8Array, from: number, to: number, layout: Column[]): void {
		let columns: NamedColumns | null = null;
		let [t, bytes, capacity, start] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
		let at = from;
		for (let cell = 0; cell < layout.length; cell++) {
			if (at > to) this.malformed("cells", layout[cell] as string, text(buffer, from, to));
			const column = layout[cell] as Column;
			const quoted = buffer[at] === QUOTE && at < to;
			let end = quoted ? this.endOfQuoted(buffer, at, to) : at;
			if (!quoted) while (end < to && buffer[end] !== COMMA) end++;
			if (column === "series") {
				const name = quoted ? unquote(buffer, at + 1, end - 1) : null;
				columns = name === null ? this.columnsOf(buffer, at, end) : this.columnsOf(name, 0, name.length);
			} else {
				const value = quoted ? readNumber(buffer, at + 1, end - 1) : readNumber(buffer, at, end);
				if (column === "t") t = this.time(value, buffer, at, end);
				else if (column === "bytes") bytes = this.number(value, column, buffer, at, end);
				else if (column === "capacity") capacity = this.number(value, column, buffer, at, end);
				else if (column === "start") start = this.number(value, column, buffer, at, end);
			}
			at = end + 1;
		}
		if (at <= to) this.malformed("cells", "", text(buffer, from, to));
		if (columns === null || !(bytes >= 0 && bytes < NO_MEMORY)) {
			this.skipped++;
			return;
		}
		this.rows++;
		columns.columns.add(t, bytes, capacity > 0 && capacity < NO_MEMORY ? capacity : Number.NaN, inSeconds(start));
	}

	private number(value: number | undefined, column: Column, buffer: Uint8Array, from: number, to: number): number {
		if (value === undefined) this.malformed("number", column, text(buffer, from, to));
		return value;
	}

	private time(value: number | undefined, buffer: Uint8Array, from: number, to: number): number {
		const seconds = inSeconds(value ?? Number.NaN);
		if (Number.isNaN(seconds)) this.malformed("number", "t", text(buffer, from, to));
		return seconds;
	}

	/** The index after the closing quote of the cell that opens at `from`. */
	private endOfQuoted(buffer: Uint8Array, from: number, to: number): number {
		for (let at = from + 1; at < to; at++) {
			if (buffer[at] !== QUOTE) continue;
			if (at + 1 < to && buffer[at + 1] === QUOTE) at++;
			else if (at + 1 === to || buffer[at + 1] === COMMA) return at + 1;
			else break;
		}
		return this.malformed("quote", "", text(buffer, from, to));
	}

	private columnsOf(buffer: Uint8Array, from: number, to: number): NamedColumns {
		if (this.last?.isNamed(buffer, from, to) === true) return this.last;
		let hash = 0x811c9dc5;
		for (let at = from; at < to; at++) hash = Math.imul(hash ^ (buffer[at] as number), 0x01000193);
		const known = this.byHash.get(hash);
		let found = known?.find((candidate) => candidate.isNamed(buffer, from, to));
		if (found === undefined) {
			found = new NamedColumns(buffer.slice(from, to));
			this.order.push(found.columns);
			if (known === undefined) this.byHash.set(hash, [found]);
			else known.push(found);
		}
		this.last = found;
		return found;
	}

	private malformed(problem: SeriesProblem, column: string, value: string): never {
		throw new Failure("series-malformed", {
			path: this.path,
			line: this.line,
			problem,
			column,
			value: value.slice(0, 80),
		});
	}
}

/** A series' rows, found by the bytes of its name so that no row makes a string. */
class NamedColumns {
	readonly columns: Columns;
	private readonly name: Uint8Array;

	constructor(name: Uint8Array) {
		this.name = name;
		this.columns = new Columns(new TextDecoder().decode(name));
	}

	isNamed(buffer: Uint8Array, from: number, to: number): boolean {
		const name = this.name;
		if (to - from !== name.length) return false;
		for (let i = 0; i < name.length; i++) if (name[i] !== buffer[from + i]) return false;
		return true;
	}
}

function unquote(buffer: Uint8Array, from: number, to: number): Uint8Array {
	const bytes: number[] = [];
	for (let at = from; at < to; at++) {
		bytes.push(buffer[at] as number);
		if (buffer[at] === QUOTE) at++;
	}
	return Uint8Array.from(bytes);
}

function text(buffer: Uint8Array, from: number, to: number): string {
	return new TextDecoder().decode(buffer.subarray(from, Math.min(to, from + 200)));
}
