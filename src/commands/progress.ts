import { oneLine } from "../model/text.ts";
import type { Context } from "./context.ts";

/** A line on stderr that is overwritten while long work goes on; nothing where no person is looking. */
export class Progress {
	readonly #context: Context;
	#shown = 0;

	constructor(context: Context) {
		this.#context = context;
	}

	say(text: string): void {
		const { stderr } = this.#context;
		if (stderr.isTTY !== true) return;
		const line = oneLine(text, (stderr.columns ?? 80) - 1);
		stderr.write(`\r${line.padEnd(this.#shown)}`);
		this.#shown = line.length;
	}

	done(): void {
		if (this.#shown > 0) this.#context.stderr.write(`\r${" ".repeat(this.#shown)}\r`);
		this.#shown = 0;
	}
}
