import { WIDTH } from "./figures.ts";
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

	append(other: Growing): void {
		for (const [row, t] of other.t.entries()) this.add(t, other.columns, row);
	}

	/**
	 * In time order, one row a time: of two with the same time that with the larger figure in the first place.
	 * Columns that hold nothing are null.
	 */
	toRows(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): TrackRows {
		const { t } = this;
		const first = this.columns[0] ?? [];
		const at = (row: number) => t[row] as number;
		const size = (row: number) => (Number.isNaN(first[row]) ? -1 : (first[row] as number));
		const order: number[] = [];
		for (let row = 0; row < t.length; row++) if (at(row) >= from && at(row) <= to) order.push(row);
		if (order.some((row, i) => i > 0 && at(row) <= at(order[i - 1] as number)))
			order.sort((a, b) => at(a) - at(b) || size(a) - size(b));
		const kept = order.filter((row, i) => i === order.length - 1 || at(row) !== at(order[i + 1] as number));
		return {
			t: Float64Array.from(kept, at),
			columns: this.columns.map((column) => {
				const picked = Float64Array.from(kept, (row) => column[row] as number);
				return picked.every(Number.isNaN) ? null : picked;
			}),
		};
	}
}

export interface TrackRows {
	t: Float64Array;
	/** By FIGURES; null for a figure that was never measured. */
	columns: (Float64Array | null)[];
}
