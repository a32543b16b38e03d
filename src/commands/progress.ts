import { oneLine } from "../model/text.ts";
import { cells, fill, padEnd } from "../reports/text.ts";
import type { Context } from "./context.ts";

/** A line on stderr that is overwritten while long work goes on; nothing where no person is looking. */
export class Progress {
	readonly #context: Pick<Context, "stderr">;
	#shown = 0;

	constructor(context: Pick<Context, "stderr">) {
		this.#context = context;
	}

	say(text: string): void {
		const { stderr } = this.#context;
		if (stderr.isTTY !== true) return;
		// By cells: Chinese characters take two, and what is not overwritten stays.
		const [line = ""] = fill(oneLine(text), (stderr.columns ?? 80) - 1);
		stderr.write(`\r${padEnd(line, this.#shown)}`);
		this.#shown = cells(line);
	}

	done(): void {
		if (this.#shown > 0) this.#context.stderr.write(`\r${" ".repeat(this.#shown)}\r`);
		this.#shown = 0;
	}
}
