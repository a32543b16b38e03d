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
		if (text.includes("\r")) {
			for (const { index, 0: ending } of text.matchAll(/\r\n?|\n/g)) this.#starts.push(index + ending.length);
		} else {
			for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
		}
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
		const wanted = text.trimEnd();
		const at = wanted === "" ? -1 : whole.lastIndexOf(wanted);
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
