import { oneLine } from "../model/text.ts";
import type { Context } from "./context.ts";

/** What is counted is told anew after so many milliseconds. */
const COUNTED_EVERY = 100;

type Text = typeof import("../reports/text.ts");

/** A line on stderr that is overwritten while long work goes on; nothing where no person is looking. */
export class Progress {
	readonly #stderr: Context["stderr"];
	/** Null where no person is looking: to know how wide characters are takes long to load. */
	readonly #text: Text | null;
	#shown = 0;
	#counted = Number.NEGATIVE_INFINITY;

	private constructor(stderr: Context["stderr"], text: Text | null) {
		this.#stderr = stderr;
		this.#text = text;
	}

	static async on({ stderr }: Pick<Context, "stderr">): Promise<Progress> {
		return new Progress(stderr, stderr.isTTY === true ? await import("../reports/text.ts") : null);
	}

	say(text: string): void {
		if (this.#text === null) return;
		const { cells, fill, padEnd } = this.#text;
		// By cells: Chinese characters take two, and what is not overwritten stays.
		const [line = ""] = fill(oneLine(text), (this.#stderr.columns ?? 80) - 1);
		this.#stderr.write(`\r${padEnd(line, this.#shown)}`);
		this.#shown = cells(line);
	}

	/** What changes with each of thousands: put into words as often as anybody can read it. */
	count(text: () => string): void {
		const now = performance.now();
		if (this.#text === null || now < this.#counted + COUNTED_EVERY) return;
		this.#counted = now;
		this.say(text());
	}

	done(): void {
		if (this.#shown > 0) this.#stderr.write(`\r${" ".repeat(this.#shown)}\r`);
		this.#shown = 0;
	}
}
