import type { Series } from "../../model/series.ts";

/** A column that seldom changes, as runs: a limit or a start time costs nothing a row. */
class Runs {
	private readonly from: number[] = [];
	private readonly values: number[] = [];

	set(row: number, value: number): void {
		if (this.from.length > 0 && Object.is(this.values.at(-1), value)) return;
		this.from.push(row);
		this.values.push(value);
	}

	expand(rows: number): Float64Array {
		const column = new Float64Array(rows);
		for (let run = 0; run < this.from.length; run++) {
			column.fill(this.values[run] as number, this.from[run], this.from[run + 1] ?? rows);
		}
		return column;
	}
}

/** Rows at either end that stand this far from all others, and further than those reach, are told of a wrong clock or a lost number. */
const APART_SECONDS = 30 * 86_400;
/** Of the rows, at either end. */
const STRAYS_AT_MOST = 0.01;

/** The rows of one series while a file is being read: 16 bytes a row. */
export class Columns {
	readonly name: string;
	private t = new Float64Array(64);
	private bytes = new Float64Array(64);
	private readonly capacity = new Runs();
	private readonly start = new Runs();
	private rows = 0;
	private sorted = true;
	/** Rows left out by `toSeries` for a time far from all others. */
	strays = 0;

	constructor(name: string) {
		this.name = name;
	}

	add(t: number, bytes: number, capacity: number, start: number): void {
		const row = this.rows;
		if (row === this.t.length) this.grow();
		if (row > 0 && t <= (this.t[row - 1] as number)) this.sorted = false;
		this.t[row] = t;
		this.bytes[row] = bytes;
		this.capacity.set(row, capacity);
		this.start.set(row, start);
		this.rows = row + 1;
	}

	/** The series in time order; of rows with the same time the one with the larger figure counts. */
	toSeries(): Series {
		const rows = this.rows;
		const series: Series = {
			name: this.name,
			t: this.t.subarray(0, rows),
			bytes: this.bytes.subarray(0, rows),
			capacity: this.capacity.expand(rows),
			start: this.start.expand(rows),
		};
		return this.withoutStrays(this.sorted ? series : inTimeOrder(series));
	}

	/** One row of 1970 would make of two weeks a moment. */
	private withoutStrays(series: Series): Series {
		const { name, t, bytes, capacity, start } = series;
		const few = Math.floor(t.length * STRAYS_AT_MOST);
		if (few === 0) return series;
		const at = (row: number) => t[row] as number;
		const apart = Math.max(APART_SECONDS, at(t.length - 1 - few) - at(few));
		let [from, to] = [0, t.length];
		for (let row = 1; row <= few; row++) {
			if (at(row) - at(row - 1) > apart) from = row;
			if (at(t.length - row) - at(t.length - row - 1) > apart) to = t.length - row;
		}
		this.strays = t.length - (to - from);
		if (this.strays === 0) return series;
		const kept = (column: Float64Array) => column.subarray(from, to);
		return { name, t: kept(t), bytes: kept(bytes), capacity: kept(capacity), start: kept(start) };
	}

	private grow(): void {
		const length = this.t.length * 2;
		const [t, bytes] = [new Float64Array(length), new Float64Array(length)];
		t.set(this.t);
		bytes.set(this.bytes);
		this.t = t;
		this.bytes = bytes;
	}
}

function inTimeOrder(series: Series): Series {
	const { name, t } = series;
	const order = Uint32Array.from(t.keys());
	order.sort(
		(a, b) => (t[a] as number) - (t[b] as number) || (series.bytes[a] as number) - (series.bytes[b] as number) || a - b,
	);
	const kept = order.filter((row, i) => i === order.length - 1 || t[row] !== t[order[i + 1] as number]);
	const pick = (column: Float64Array) => Float64Array.from(kept, (row) => column[row] as number);
	return {
		name,
		t: pick(t),
		bytes: pick(series.bytes),
		capacity: pick(series.capacity),
		start: pick(series.start),
	};
}
