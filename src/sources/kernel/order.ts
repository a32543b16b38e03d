import type { Millis } from "../../model/time.ts";
import { parsePrintk } from "./printk.ts";
import type { PrintkLine } from "./printk-line.ts";

/** Lines that are looked at before the order is known. */
const MOST_LOOKED_AT = 200;
/** A clock that is set back, or processors whose lines overtake each other, make single steps against the order. */
const STEPS = 4;
/** Longer logs that run backwards are turned in pieces of this size: a report may be torn at their seams. */
const PIECE_BYTES = 64 << 20;

/**
 * The lines of a log, oldest first, also of one that runs backwards: so `gcloud logging read`, `logcli` and `journalctl -r` print it. Told by the first
 * times; where all are of one moment, by the order in which the kernel writes a report.
 */
export async function* oldestFirst(lines: AsyncIterable<string>, now: Millis): AsyncGenerator<string> {
	const look = new Look(now);
	let held: string[] = [];
	let bytes = 0;
	let backwards: boolean | null = null;
	for await (const line of lines) {
		if (backwards === false) {
			yield line;
			continue;
		}
		held.push(line);
		bytes += line.length;
		if (backwards === null) {
			look.take(line);
			if (look.isForwards || held.length >= MOST_LOOKED_AT) backwards = look.isBackwards;
		}
		if (backwards === false || bytes > PIECE_BYTES) {
			yield* backwards ? held.reverse() : held;
			held = [];
			bytes = 0;
		}
	}
	yield* (backwards ?? look.isBackwards) ? held.reverse() : held;
}

class Look {
	readonly #now: Millis;
	#last: PrintkLine | null = null;
	#forth = 0;
	#back = 0;
	/** Which of the lines that a report begins and ends with came first. */
	#first: "begin" | "end" | null = null;
	/** Null until both have come. */
	#reportIsTurned: boolean | null = null;

	constructor(now: Millis) {
		this.#now = now;
	}

	take(line: string): void {
		const part = / invoked oom-killer: /.test(line) ? "begin" : /Killed process \d/.test(line) ? "end" : null;
		this.#first ??= part;
		if (part !== null && part !== this.#first) this.#reportIsTurned ??= this.#first === "end";
		const parsed = parsePrintk(line, this.#now);
		if (parsed === null || (parsed.at ?? parsed.secondsSinceBoot) === null) return;
		const step = this.#last === null ? 0 : stepFrom(this.#last, parsed);
		if (step > 0) this.#forth++;
		if (step < 0) this.#back++;
		this.#last = parsed;
	}

	/** No more need be looked at. */
	get isForwards(): boolean {
		return this.#back === 0 && this.#forth >= STEPS;
	}

	get isBackwards(): boolean {
		if (this.#back + this.#forth === 0) return this.#reportIsTurned ?? false;
		return this.#back > STEPS * this.#forth && this.#reportIsTurned !== false;
	}
}

function stepFrom(from: PrintkLine, to: PrintkLine): number {
	for (const clock of ["at", "secondsSinceBoot"] as const) {
		const [before, after] = [from[clock], to[clock]];
		if (before !== null && after !== null && before !== after) return after - before;
	}
	return 0;
}
