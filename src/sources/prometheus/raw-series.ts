/** What every way of reading samples gives, and what it is asked for. */

export interface Matcher {
	name: string;
	/** As PromQL writes it; expressions are anchored at both ends. */
	op: "=" | "!=" | "=~" | "!~";
	value: string;
}

/** Series that all matchers fit. */
export type Selection = readonly Matcher[];

export type Labels = ReadonlyMap<string, string>;

/** A series, or a part of one: samples in time order, none of them a staleness marker. */
export interface RawSeries {
	/** Index of the selection it was read for. */
	selection: number;
	labels: Labels;
	/** Unix seconds. */
	t: Float64Array;
	v: Float64Array;
}

export interface ReadRequest {
	selections: readonly Selection[];
	/** Unix seconds, both included. */
	from: number;
	to: number;
	signal?: AbortSignal | undefined;
	/** Indices of selections of which only the samples at which the value changes are wanted, with those just before, the first and the last. */
	changesOnly?: ReadonlySet<number> | undefined;
	/** Indices of selections whose samples may be unpacked as late as they are looked at (PackedSeries). What is damaged shows only then. */
	packed?: ReadonlySet<number> | undefined;
	/** Told of what the engine left out. */
	onWarning?: ((detail: string) => void) | undefined;
}

/** Reads samples. What an engine cannot give throws (EngineRefused, EngineUnreachable, TooLarge). */
export type ReadSamples = (request: ReadRequest) => AsyncIterable<RawSeries>;

/** `a|b|c` for a matcher, each taken literally (as RE2's QuoteMeta). */
export function anyOf(values: Iterable<string>): string {
	return [...values].map((value) => value.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")).join("|");
}

/** Keeps the samples within the time that are numbers, in place; sorts them where an engine did not. */
export function tidy(t: Float64Array, v: Float64Array, from: number, to: number): { t: Float64Array; v: Float64Array } {
	let kept = 0;
	let last = Number.NEGATIVE_INFINITY;
	let sorted = true;
	for (let i = 0; i < t.length; i++) {
		const time = t[i] as number;
		const value = v[i] as number;
		// Staleness markers are NaN.
		if (time < from || time > to || Number.isNaN(value)) continue;
		if (time < last) sorted = false;
		last = time;
		t[kept] = time;
		v[kept++] = value;
	}
	const series = { t: t.subarray(0, kept), v: v.subarray(0, kept) };
	return sorted ? series : inOrder(series.t, series.v);
}

/** The samples at which the value changes, those just before, the first and the last: copied, as they are few. */
export function changesOf({ t, v }: { t: Float64Array; v: Float64Array }): { t: Float64Array; v: Float64Array } {
	const rows: number[] = [];
	const last = t.length - 1;
	for (let i = 0; i <= last; i++) {
		if (i === 0 || i === last || v[i] !== v[i - 1] || v[i] !== v[i + 1]) rows.push(i);
	}
	return { t: picked(t, rows), v: picked(v, rows) };
}

function picked(column: Float64Array, rows: readonly number[]): Float64Array {
	const out = new Float64Array(rows.length);
	for (let i = 0; i < out.length; i++) out[i] = column[rows[i] as number] as number;
	return out;
}

function inOrder(t: Float64Array, v: Float64Array): { t: Float64Array; v: Float64Array } {
	const order = Uint32Array.from(t.keys()).sort((a, b) => (t[a] as number) - (t[b] as number) || a - b);
	const pick = (column: Float64Array) => Float64Array.from(order, (row) => column[row] as number);
	return { t: pick(t), v: pick(v) };
}
