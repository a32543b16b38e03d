import { readNumber } from "./number.ts";

const [LINE_FEED, CARRIAGE_RETURN, QUOTE, BACKSLASH, OPEN, CLOSE, SPACE, TAB, HASH] = [
	10, 13, 34, 92, 123, 125, 32, 9, 35,
];

/** Cuts a stream of bytes into lines without copying those that lie within one chunk. */
export class ByteLines {
	/** Of the line in hand, from 1. */
	line = 0;
	private readonly longest: number;
	private readonly onLine: (buffer: Buffer, from: number, to: number) => void;
	private readonly onTooLong: () => void;
	private carry: Buffer | null = null;
	/** Within a line that was too long. */
	private skipping = false;

	/** `onTooLong` is told once of a line over `longest` bytes; unless it throws, the line is passed over. */
	constructor(
		longest: number,
		onLine: (buffer: Buffer, from: number, to: number) => void,
		onTooLong: () => void = () => {},
	) {
		this.longest = longest;
		this.onLine = onLine;
		this.onTooLong = onTooLong;
	}

	push(bytes: Uint8Array): void {
		const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		let from = 0;
		for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
			if (this.carry !== null || this.skipping) this.finish(chunk, from, end);
			else this.give(chunk, from, end);
			from = end + 1;
		}
		if (from < chunk.length) this.keep(chunk.subarray(from));
	}

	/** The last line needs no line feed. */
	end(): void {
		if (this.carry !== null) this.give(this.carry, 0, this.carry.length);
		this.carry = null;
	}

	private give(buffer: Buffer, from: number, to: number): void {
		this.line++;
		if (to - from > this.longest) this.onTooLong();
		else this.onLine(buffer, from, to > from && buffer[to - 1] === CARRIAGE_RETURN ? to - 1 : to);
	}

	private finish(chunk: Buffer, from: number, end: number): void {
		const whole = this.carry === null ? null : Buffer.concat([this.carry, chunk.subarray(from, end)]);
		this.carry = null;
		if (!this.skipping && whole !== null) this.give(whole, 0, whole.length);
		this.skipping = false;
	}

	private keep(rest: Buffer): void {
		if (this.skipping) return;
		// Copied: a view would keep the whole chunk alive.
		this.carry = this.carry === null ? Buffer.from(rest) : Buffer.concat([this.carry, rest]);
		if (this.carry.length <= this.longest) return;
		this.line++;
		this.carry = null;
		this.skipping = true;
		this.onTooLong();
	}
}

/** Where the parts of a sample's line stand; filled anew for each line. */
export class SampleLine {
	nameTo = 0;
	/** Between the braces; equal where there are none. */
	labelsFrom = 0;
	labelsTo = 0;
	value = Number.NaN;
	/** As it is written, in the format's unit; NaN for none. */
	time = Number.NaN;

	/**
	 * Reads a line of the Prometheus or OpenMetrics text format that is no comment. False for what is no sample. Exemplars and
	 * created timestamps behind the time are passed over. A metric's name may stand among its labels.
	 */
	read(buffer: Uint8Array, from: number, to: number): boolean {
		let at = from;
		while (at < to && buffer[at] !== OPEN && buffer[at] !== SPACE && buffer[at] !== TAB) at++;
		this.nameTo = at;
		while (buffer[at] === SPACE && at < to) at++;
		this.labelsFrom = at;
		this.labelsTo = at;
		if (buffer[at] === OPEN) {
			const close = endOfLabels(buffer, at + 1, to);
			if (close === -1) return false;
			this.labelsFrom = at + 1;
			this.labelsTo = close;
			at = close + 1;
		}
		if (this.nameTo === from && this.labelsFrom === this.labelsTo) return false;
		at = pastSpaces(buffer, at, to);
		const valueTo = pastWord(buffer, at, to);
		const value = valueTo === at ? undefined : readNumber(buffer, at, valueTo);
		if (value === undefined) return false;
		this.value = value;
		at = pastSpaces(buffer, valueTo, to);
		const timeTo = pastWord(buffer, at, to);
		this.time = Number.NaN;
		if (timeTo === at || buffer[at] === HASH) return true;
		const time = readNumber(buffer, at, timeTo);
		if (time === undefined) return false;
		this.time = time;
		return true;
	}
}

/** The labels between two braces, and by the empty name a metric's that stands among them; later ones win. Escapes as in both formats: `\\`, `\"`, `\n`. */
export function labelsOf(buffer: Buffer, from: number, to: number): Map<string, string> {
	const labels = new Map<string, string>();
	let at = from;
	while (at < to) {
		const open = buffer.indexOf(QUOTE, at);
		if (open === -1 || open >= to) break;
		const name = buffer.toString("latin1", at, open).replace(/[\s,=]/g, "");
		let [close, escaped] = [open + 1, false];
		while (close < to && buffer[close] !== QUOTE) {
			if (buffer[close] === BACKSLASH) {
				escaped = true;
				close++;
			}
			close++;
		}
		const value = buffer.toString("utf8", open + 1, Math.min(close, to));
		labels.set(name, escaped ? value.replace(/\\(.)/gs, (_, char: string) => (char === "n" ? "\n" : char)) : value);
		at = close + 1;
	}
	return labels;
}

function endOfLabels(buffer: Uint8Array, from: number, to: number): number {
	let quoted = false;
	for (let at = from; at < to; at++) {
		const byte = buffer[at];
		if (byte === QUOTE) quoted = !quoted;
		else if (byte === BACKSLASH && quoted) at++;
		else if (byte === CLOSE && !quoted) return at;
	}
	return -1;
}

function pastSpaces(buffer: Uint8Array, from: number, to: number): number {
	let at = from;
	while (at < to && (buffer[at] === SPACE || buffer[at] === TAB)) at++;
	return at;
}

function pastWord(buffer: Uint8Array, from: number, to: number): number {
	let at = from;
	while (at < to && buffer[at] !== SPACE && buffer[at] !== TAB) at++;
	return at;
}

/** Tells which metric a line is of. Lines of one metric follow each other: mostly the name is that of the line before. */
export class MetricNames<T> {
	private readonly known: ReadonlyMap<string, T>;
	private name: Buffer = Buffer.alloc(0);
	private found: T | undefined;

	constructor(known: ReadonlyMap<string, T>) {
		this.known = known;
	}

	of(buffer: Buffer, from: number, to: number): T | undefined {
		const { name } = this;
		const after = buffer[from + name.length];
		if ((after === OPEN || after === SPACE) && name.length > 0 && startsWith(buffer, from, to, name)) return this.found;
		let end = from;
		while (end < to && buffer[end] !== OPEN && buffer[end] !== SPACE) end++;
		this.name = Buffer.from(buffer.subarray(from, end));
		this.found = this.known.get(this.name.toString("latin1"));
		return this.found;
	}
}

export function startsWith(buffer: Uint8Array, from: number, to: number, prefix: Uint8Array): boolean {
	if (to - from < prefix.length) return false;
	for (let i = 0; i < prefix.length; i++) if (buffer[from + i] !== prefix[i]) return false;
	return true;
}
