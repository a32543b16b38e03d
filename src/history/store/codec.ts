import { said } from "../../model/said.ts";
import { BitReader, BitWriter, BrokenChunk, longBits } from "./bits.ts";

/**
 * How a chunk of rows becomes bytes. Times are whole seconds at nearly even steps, memory is a multiple of the page size and mostly
 * changes little, limits and start times seldom change: each column is written as the differences of its values (times: the differences
 * of the differences), divided by the largest power of two that divides all, as Golomb-Rice codes whose parameter is chosen anew for every
 * 32 values (Rice and Plaunt 1971). A column that is constant, absent, or of few different values costs next to nothing; one
 * that does not hold whole numbers is kept as it is.
 */
const MODES = { absent: 0, constant: 1, whole: 2, listed: 3, raw: 4 } as const;
const MODE_BITS = 3;

const BLOCK = 32;
const PARAMETER_BITS = 5;
/** In place of a Rice parameter: every value of the block is 0. */
const ALL_ZERO = 31;
const LARGEST_PARAMETER = 30;
/** A code of so many ones is followed by the number itself: one outlier must not cost a block. */
const ESCAPE = 16;
/** Differences of such numbers, doubled, are exact in a double. */
const LARGEST = 2 ** 51;
/** More different values than this are not worth a list. */
const LONGEST_LIST = 64;
/** No chunk of ours has more rows; a damaged one must not make us fill the memory. */
const MOST_ROWS = 65_536;
const MOST_COLUMNS = 15;

/** Rows in columns of the same length; NaN and null are as in a track. */
export interface Rows {
	/** Unix seconds, ascending. */
	t: Float64Array;
	columns: readonly (Float64Array | null)[];
}

/** Whole numbers come back exactly (−0 as 0), and so does every other double. */
export function encodeRows({ t, columns }: Rows): Uint8Array {
	if (t.length > MOST_ROWS || columns.length > MOST_COLUMNS) throw new RangeError("too large for a chunk");
	const writer = new BitWriter();
	writer.writeLong(t.length);
	writer.write(columns.length, 4);
	writeColumn(writer, t, 2);
	for (const column of columns) {
		if (column === null) writer.write(MODES.absent, MODE_BITS);
		else writeColumn(writer, column, 1);
	}
	return writer.toBytes();
}

/** @throws BrokenChunk for bytes that `encodeRows` cannot have made */
export function decodeRows(bytes: Uint8Array): { t: Float64Array; columns: (Float64Array | null)[] } {
	const { reader, rows, count } = headOf(bytes);
	const t = new Float64Array(rows);
	if (!readColumn(reader, t, 2)) t.fill(Number.NaN);
	const columns: (Float64Array | null)[] = [];
	for (let i = 0; i < count; i++) {
		const column = new Float64Array(rows);
		columns.push(readColumn(reader, column, 1) ? column : null);
	}
	return { t, columns };
}

/** How many rows the bytes say they have. @throws BrokenChunk */
export function rowCount(bytes: Uint8Array): number {
	return headOf(bytes).rows;
}

/**
 * The same written into columns from row `at` on: one piece of memory for all the chunks of a track, as each has dozens. Columns that are null are
 * passed over.
 * @throws BrokenChunk as `decodeRows`; then what was written is of no use
 */
export function decodeRowsInto(bytes: Uint8Array, into: Rows, at: number): void {
	const { reader, rows, count } = headOf(bytes);
	const t = into.t.subarray(at, at + rows);
	if (!readColumn(reader, t, 2)) t.fill(Number.NaN);
	const last = into.columns.findLastIndex((column) => column !== null);
	for (let i = 0; i <= last; i++) {
		const column = into.columns[i]?.subarray(at, at + rows) ?? scratchOf(rows);
		if (i >= count || !readColumn(reader, column, 1)) column.fill(Number.NaN);
	}
}

let scratch = new Float64Array(0);

function scratchOf(rows: number): Float64Array {
	if (rows > scratch.length) scratch = new Float64Array(2 * rows);
	return scratch.subarray(0, rows);
}

function headOf(bytes: Uint8Array): { reader: BitReader; rows: number; count: number } {
	const reader = new BitReader(bytes);
	const rows = reader.readLong();
	if (rows > MOST_ROWS) throw new BrokenChunk(said("more rows than a chunk has"));
	return { reader, rows, count: reader.read(4) };
}

/** `order`: 1 for differences, 2 for the differences of the differences. */
function writeColumn(writer: BitWriter, column: Float64Array, order: 1 | 2): void {
	const present = column.filter((value) => !Number.isNaN(value));
	const [first] = present;
	if (first === undefined) {
		writer.write(MODES.absent, MODE_BITS);
		return;
	}
	const mode = modeOf(present);
	writer.write(mode, MODE_BITS);
	writePresence(writer, column, present.length);
	if (mode === MODES.constant) writer.writeDouble(first);
	else if (mode === MODES.raw) for (const value of present) writer.writeDouble(value);
	else if (mode === MODES.listed) {
		const list = distinct(present, LONGEST_LIST) ?? [];
		const places = new Map(list.map((value, place) => [value, place]));
		writer.writeLong(list.length);
		writeWhole(writer, Float64Array.from(list), 1);
		writeWhole(
			writer,
			present.map((value) => places.get(value) ?? 0),
			order,
		);
	} else writeWhole(writer, present, order);
}

/** Fills a column, NaN where nothing was measured; false, with nothing written, where that is everywhere. */
function readColumn(reader: BitReader, column: Float64Array, order: 1 | 2): boolean {
	const mode = reader.read(MODE_BITS);
	if (mode === MODES.absent) return false;
	if (mode > MODES.raw) throw new BrokenChunk(said("an unknown column"));
	const rowsOf = readPresence(reader, column.length);
	if (rowsOf === null) {
		readPresent(reader, mode, column, order);
		return true;
	}
	const present = new Float64Array(rowsOf.length);
	readPresent(reader, mode, present, order);
	column.fill(Number.NaN);
	for (let i = 0; i < present.length; i++) column[rowsOf[i] as number] = present[i] as number;
	return true;
}

function readPresent(reader: BitReader, mode: number, present: Float64Array, order: 1 | 2): void {
	if (mode === MODES.constant) present.fill(reader.readDouble());
	else if (mode === MODES.whole) readWhole(reader, present, order);
	else if (mode === MODES.raw) for (let i = 0; i < present.length; i++) present[i] = reader.readDouble();
	else {
		const length = reader.readLong();
		if (length > LONGEST_LIST) throw new BrokenChunk(said("a list too long"));
		const list = new Float64Array(length);
		readWhole(reader, list, 1);
		readWhole(reader, present, order);
		for (let i = 0; i < present.length; i++) present[i] = list[present[i] as number] ?? Number.NaN;
	}
}

function modeOf(present: Float64Array): number {
	const [first = 0] = present;
	if (present.every((value) => value === first)) return MODES.constant;
	if (!present.every((value) => Number.isInteger(value) && Math.abs(value) <= LARGEST)) return MODES.raw;
	const list = present.length > LONGEST_LIST ? distinct(present, Math.min(LONGEST_LIST, present.length >> 2)) : null;
	if (list === null) return MODES.whole;
	// A list pays off where steps between its places are much smaller than steps between its values.
	let [whole, listed] = [0, list.length * (4 + longBits(Math.abs(first)) / 2)];
	const places = new Map(list.map((value, place) => [value, place]));
	const unit = 2 ** shiftOf(present);
	for (let i = 1; i < present.length; i++) {
		const [a, b] = [present[i - 1] as number, present[i] as number];
		whole += Math.log2(1 + (2 * Math.abs(b - a)) / unit);
		listed += Math.log2(1 + 2 * Math.abs((places.get(b) ?? 0) - (places.get(a) ?? 0)));
	}
	return listed < whole ? MODES.listed : MODES.whole;
}

/** The different values in ascending order; null where there are more than `most`. */
function distinct(values: Float64Array, most: number): number[] | null {
	const seen = new Set<number>();
	for (const value of values) {
		seen.add(value);
		if (seen.size > most) return null;
	}
	return [...seen].sort((a, b) => a - b);
}

/** One bit where nothing is missing, else the lengths of the stretches that are there and that are not, in turn. */
function writePresence(writer: BitWriter, column: Float64Array, present: number): void {
	writer.write(present === column.length ? 1 : 0, 1);
	if (present === column.length) return;
	let there = true;
	for (let from = 0; from < column.length; ) {
		let to = from;
		while (to < column.length && Number.isNaN(column[to]) !== there) to++;
		writer.writeLong(to - from);
		[from, there] = [to, !there];
	}
}

/** The rows that are there; null for all. */
function readPresence(reader: BitReader, rows: number): number[] | null {
	if (reader.read(1) === 1) return null;
	const there: number[] = [];
	let present = true;
	for (let row = 0; row < rows; present = !present) {
		const length = reader.readLong();
		if (length > rows - row || (length === 0 && row > 0))
			throw new BrokenChunk(said("stretches longer than the chunk"));
		if (present) for (let i = 0; i < length; i++) there.push(row + i);
		row += length;
	}
	return there;
}

/** Zero bits at the end that all the numbers have, up to 31. */
function shiftOf(values: Float64Array): number {
	let [low, rest] = [0, 0];
	for (const value of values) {
		const positive = Math.abs(value);
		low |= positive >>> 0;
		rest = Math.max(rest, positive);
	}
	return rest === 0 ? 0 : low === 0 ? 31 : 31 - Math.clz32(low & -low);
}

function writeWhole(writer: BitWriter, values: Float64Array, order: 1 | 2): void {
	const shift = shiftOf(values);
	writer.write(shift, 5);
	const unit = 2 ** shift;
	const codes = new Float64Array(values.length);
	let [before, step] = [0, 0];
	for (let i = 0; i < values.length; i++) {
		const value = (values[i] as number) / unit;
		const difference = value - before - (order === 2 ? step : 0);
		codes[i] = difference >= 0 ? 2 * difference : -2 * difference - 1;
		// The first value is no step.
		step = i === 0 ? 0 : value - before;
		before = value;
	}
	for (let from = 0; from < codes.length; from += BLOCK) writeBlock(writer, codes.subarray(from, from + BLOCK));
}

function readWhole(reader: BitReader, values: Float64Array, order: 1 | 2): void {
	const unit = 2 ** reader.read(5);
	const count = values.length;
	let before = 0;
	let step = 0;
	for (let from = 0; from < count; from += BLOCK) {
		const parameter = reader.read(PARAMETER_BITS);
		const to = Math.min(count, from + BLOCK);
		for (let i = from; i < to; i++) {
			const code = parameter === ALL_ZERO ? 0 : readRice(reader, parameter);
			// Codes may need more than 32 bits, and the rest of a division takes long.
			const half = Math.floor(code / 2);
			const difference = code === 2 * half ? half : -half - 1;
			const value = order === 2 ? before + difference + step : before + difference;
			values[i] = value * unit;
			step = i === 0 ? 0 : value - before;
			before = value;
		}
	}
}

function writeBlock(writer: BitWriter, codes: Float64Array): void {
	const parameter = codes.every((code) => code === 0) ? ALL_ZERO : bestParameter(codes);
	writer.write(parameter, PARAMETER_BITS);
	if (parameter === ALL_ZERO) return;
	const unit = 2 ** parameter;
	for (const code of codes) {
		const quotient = Math.floor(code / unit);
		if (quotient < ESCAPE) {
			writer.writeUnary(quotient);
			writer.write(code - quotient * unit, parameter);
		} else {
			writer.write(0xffff, ESCAPE);
			writer.writeLong(code);
		}
	}
}

function readRice(reader: BitReader, parameter: number): number {
	const quotient = reader.readOnes(ESCAPE);
	// A parameter of up to 30 leaves the unit a positive number.
	return quotient === ESCAPE ? reader.readLong() : quotient * (1 << parameter) + reader.read(parameter);
}

function bestParameter(codes: Float64Array): number {
	let [best, least] = [0, Number.POSITIVE_INFINITY];
	for (let parameter = 0; parameter <= LARGEST_PARAMETER; parameter++) {
		const unit = 2 ** parameter;
		let bits = 0;
		for (const code of codes) {
			const quotient = Math.floor(code / unit);
			bits += quotient < ESCAPE ? quotient + 1 + parameter : ESCAPE + longBits(code);
		}
		if (bits < least) [best, least] = [parameter, bits];
		// Only longer from here on: every code fits below.
		else if (parameter * codes.length > least) break;
	}
	return best;
}
