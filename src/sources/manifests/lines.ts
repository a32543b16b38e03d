import type { Place } from "../../model/place.ts";

/** Turns offsets of one file into lines and columns. */
export class Places {
	readonly file: string;
	readonly #text: string;
	readonly #starts: number[] = [0];

	constructor(file: string, text: string) {
		this.file = file;
		this.#text = text;
		// A line ends with \n, \r\n, or an \r alone (YAML 1.2, 5.4).
		for (let i = nextBreak(text, 0); i !== -1; i = nextBreak(text, i)) this.#starts.push(i);
	}

	of(start: number, end: number): Place {
		const [line, column] = this.#at(start);
		const [endLine, endColumn] = this.#at(Math.max(start, end));
		return { file: this.file, line, column, endLine, endColumn };
	}

	/** Where a text stands on a line; the whole line where it does not. */
	lineWith(line: number, text: string): Place {
		const start = this.#starts[line - 1] ?? this.#text.length;
		const end = this.#starts[line] ?? this.#text.length;
		const whole = this.#text.slice(start, end).trimEnd();
		const wanted = text.trim();
		const at = wanted === "" ? -1 : whole.indexOf(wanted);
		return at === -1 ? this.of(start, start + whole.length) : this.of(start + at, start + at + wanted.length);
	}

	#at(offset: number): [line: number, column: number] {
		let [low, high] = [0, this.#starts.length - 1];
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.#starts[middle] ?? 0) <= offset) low = middle;
			else high = middle - 1;
		}
		return [low + 1, offset - (this.#starts[low] ?? 0) + 1];
	}
}

/** Where the line after the next break starts; -1 when there is none. */
function nextBreak(text: string, from: number): number {
	const feed = text.indexOf("\n", from);
	const end = feed === -1 ? text.length : feed;
	const carriage = text.indexOf("\r", from);
	if (carriage !== -1 && carriage < end - 1) return carriage + 1;
	if (carriage !== -1 && carriage < end && feed === -1) return carriage + 1;
	return feed === -1 ? -1 : feed + 1;
}
