import type { Millis } from "../../model/time.ts";
import { parsePrintk } from "./printk.ts";

export interface KernelLogReach {
	from: Millis;
	to: Millis;
	/** Its lines bear no year: they were put into the last one before the present. */
	yearless?: true;
}

/** Lines at either end that may carry no time, as a writer's own. */
const MOST_ENDS = 20;
/** What a capture puts in place of the lines it leaves out. */
const NOTE = /^# kernel log read from (\S{20,30}) to (\S{20,30})$/;

/** From when to when a kernel log reaches: the times of its first and last lines, or what a capture notes of them. */
export class Reach {
	#from: Millis | null = null;
	#to: Millis | null = null;
	#tried = 0;
	#yearless = false;
	#last: string[] = [];
	readonly #now: Millis;

	/** @param now for times without a year */
	constructor(now: Millis) {
		this.#now = now;
	}

	line(raw: string): void {
		if (raw === "") return;
		if (raw.startsWith("#")) {
			const [, from = "", to = ""] = NOTE.exec(raw.trimEnd()) ?? [];
			this.#widen(Date.parse(from), Date.parse(to));
			return;
		}
		if (this.#from === null && this.#tried++ < MOST_ENDS) {
			const at = this.#timeOf(raw);
			if (at !== null) this.#widen(at, at);
		}
		this.#last.push(raw);
		if (this.#last.length >= 2 * MOST_ENDS) this.#last = this.#last.slice(-MOST_ENDS);
	}

	/** Null where no line carries a time. */
	span(): KernelLogReach | null {
		if (this.#from !== null) {
			for (const raw of this.#last.toReversed()) {
				const at = this.#timeOf(raw);
				if (at === null) continue;
				this.#widen(at, at);
				break;
			}
		}
		if (this.#from === null || this.#to === null) return null;
		return { from: this.#from, to: this.#to, ...(this.#yearless ? { yearless: true } : {}) };
	}

	#timeOf(raw: string): Millis | null {
		const line = parsePrintk(raw, this.#now);
		if (line?.yearless) this.#yearless = true;
		return line?.at ?? null;
	}

	#widen(from: number, to: number): void {
		if (Number.isNaN(from) || Number.isNaN(to)) return;
		this.#from = Math.min(this.#from ?? from, from);
		this.#to = Math.max(this.#to ?? to, to);
	}
}

/** The line a capture ends an excerpt with. */
export function reachNote({ from, to }: { from: Millis; to: Millis }): string {
	return `# kernel log read from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
}
