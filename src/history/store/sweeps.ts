import { FIGURES, WIDTH } from "./figures.ts";
import { seal, unseal } from "./seal.ts";

/** One track's figures at one moment. */
interface SweepRow {
	track: number;
	figures: Float64Array;
}

/** The rows of one look at a node, as bytes: the tracks' numbers stand where a chunk has its times. */
export function encodeSweep(rows: readonly SweepRow[]): Uint8Array {
	const sorted = rows.toSorted((a, b) => a.track - b.track);
	return seal({
		t: Float64Array.from(sorted, ({ track }) => track),
		columns: Array.from({ length: WIDTH }, (_, i) => Float64Array.from(sorted, ({ figures }) => figures[i] as number)),
	});
}

/** @throws BrokenChunk */
export function decodeSweep(data: Uint8Array): { tracks: Float64Array; columns: (Float64Array | null)[] } {
	const { t, columns } = unseal(data);
	return { tracks: t, columns };
}

/** The rows of one track while they are put together. */
export class Growing {
	private readonly t: number[] = [];
	private readonly columns: number[][] = Array.from({ length: WIDTH }, () => []);

	get rows(): number {
		return this.t.length;
	}

	add(t: number, columns: readonly (ArrayLike<number> | null)[], row: number): void {
		this.t.push(t);
		for (let i = 0; i < WIDTH; i++) this.columns[i]?.push(columns[i]?.[row] ?? Number.NaN);
	}

	toRows(): TrackRows {
		const columns = this.columns.map((column) => Float64Array.from(column));
		return joined([{ t: Float64Array.from(this.t), columns }]);
	}
}

/** What is wanted of rows. */
export interface RowsWanted {
	/** Unix seconds, both included. */
	from: number;
	to: number;
	/** By FIGURES. */
	figures: ReadonlySet<number>;
}

const EVERYTHING: RowsWanted = {
	from: Number.NEGATIVE_INFINITY,
	to: Number.POSITIVE_INFINITY,
	figures: new Set(FIGURES.keys()),
};

/**
 * Rows from several places in time order, one row a time: of two with the same time that with the larger figure in the first place.
 * Columns that hold nothing are null.
 */
export function joined(parts: readonly TrackRows[], wanted: RowsWanted = EVERYTHING): TrackRows {
	const t = together(parts, (part) => part.t) ?? new Float64Array(0);
	const pick = picking(t, wanted, () => together(parts, ({ columns }) => columns[0] ?? null));
	return {
		t: pick(t),
		columns: FIGURES.map((_, i) => {
			const column = wanted.figures.has(i) ? together(parts, ({ columns }) => columns[i] ?? null) : null;
			const picked = column === null ? null : pick(column);
			return picked?.every(Number.isNaN) ? null : picked;
		}),
	};
}

/** A column of one part after another's; null where none has it. */
function together(
	parts: readonly TrackRows[],
	columnOf: (part: TrackRows) => Float64Array | null,
): Float64Array | null {
	const columns = parts.map(columnOf);
	if (columns.length === 1 || columns.every((column) => column === null)) return columns[0] ?? null;
	const column = new Float64Array(parts.reduce((sum, { t }) => sum + t.length, 0));
	let at = 0;
	for (const [i, { t }] of parts.entries()) {
		const values = columns[i] ?? null;
		if (values === null) column.fill(Number.NaN, at, at + t.length);
		else column.set(values, at);
		at += t.length;
	}
	return column;
}

/** Takes the rows that are wanted from a column. Mostly they are in order: then they need not be copied. */
function picking(
	t: Float64Array,
	{ from, to }: RowsWanted,
	sizes: () => Float64Array | null,
): (column: Float64Array) => Float64Array {
	if (isAscending(t)) {
		let first = 0;
		let end = t.length;
		while (first < end && (t[first] as number) < from) first++;
		while (end > first && (t[end - 1] as number) > to) end--;
		return (column) => column.subarray(first, end);
	}
	const all = sizes();
	const size = (row: number) => all?.[row] ?? Number.NaN;
	const order = [...t.keys()].filter((row) => (t[row] as number) >= from && (t[row] as number) <= to);
	order.sort((a, b) => (t[a] as number) - (t[b] as number) || larger(size(a), size(b)));
	const kept = order.filter((row, i) => i === order.length - 1 || t[row] !== t[order[i + 1] as number]);
	return (column) => Float64Array.from(kept, (row) => column[row] as number);
}

function isAscending(t: Float64Array): boolean {
	for (let row = 1; row < t.length; row++) if (!((t[row] as number) > (t[row - 1] as number))) return false;
	return true;
}

/** What was not measured is less than anything. */
function larger(a: number, b: number): number {
	return (Number.isNaN(a) ? -1 : a) - (Number.isNaN(b) ? -1 : b);
}

export interface TrackRows {
	t: Float64Array;
	/** By FIGURES; null for a figure that was never measured. */
	columns: (Float64Array | null)[];
}
