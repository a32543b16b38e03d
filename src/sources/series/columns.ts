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

/** The rows of one series while a file is being read: 16 bytes a row. */
export class Columns {
	readonly name: string;
	private t = new Float64Array(64);
	private bytes = new Float64Array(64);
	private readonly capacity = new Runs();
	private readonly start = new Runs();
	private rows = 0;
	private sorted = true;

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
		return this.sorted ? series : inTimeOrder(series);
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
