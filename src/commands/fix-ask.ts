import type { FixWords } from "../words/fix.ts";
import type { Context } from "./context.ts";

type Answer = "yes" | "no" | "quit";

/** Asks a person at a terminal, one line an answer. What is not clearly a yes is a no; the end of input ends it. */
export class Asker {
	readonly #context: Context;
	readonly #words: FixWords;
	readonly #chunks: AsyncIterator<Uint8Array>;
	#rest = "";

	constructor(context: Context, words: FixWords) {
		this.#context = context;
		this.#words = words;
		this.#chunks = context.stdin[Symbol.asyncIterator]();
	}

	async ask(question: string): Promise<Answer> {
		for (;;) {
			this.#context.stderr.write(`${question} `);
			const line = await this.#line();
			if (line === null) return "quit";
			const word = line.trim().toLowerCase();
			if (word === "?") this.#context.stderr.write(`${this.#words.askHelp}\n`);
			else if (word === "q" || word === "quit") return "quit";
			else return word === "y" || word === "yes" ? "yes" : "no";
		}
	}

	/** Lets the process end. */
	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	async #line(): Promise<string | null> {
		while (!this.#rest.includes("\n")) {
			const { value, done } = await this.#chunks.next();
			if (done === true) return null;
			this.#rest += Buffer.from(value).toString("utf8");
		}
		const i = this.#rest.indexOf("\n");
		const line = this.#rest.slice(0, i);
		this.#rest = this.#rest.slice(i + 1);
		return line;
	}
}
