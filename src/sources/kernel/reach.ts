import type { KernelLogSpan } from "../../model/kernel.ts";
import type { Millis } from "../../model/time.ts";
import { parsePrintk } from "./printk.ts";
import { tellsOfLostLines } from "./task-table.ts";

export interface KernelLogReach {
	/** Its stretches without a hole, oldest first; one without times where its lines carry no time of day, none where none is the kernel's. */
	stretches: Stretch[];
	/** Lines of it bear no year: they were put into the last one before the present. */
	yearless: boolean;
	/** Who wrote it, as its first and last lines say. */
	hosts: ReadonlySet<string>;
}
type Stretch = Omit<KernelLogSpan, "host">;

/** Lines at either end that may carry no time, as a writer's own. */
const MOST_ENDS = 20;
/** A log with more holes than this is believed from there on only. */
const MOST_STRETCHES = 256;
/** What a capture puts in place of the lines it leaves out; a time without a zone is by the log's own clock. */
const NOTE = /^# kernel log read from (\S{20,30}) to (\S{20,30})$/;
/** The first line of a capture's log (archive/entries.ts). */
const OF_CAPTURE = /^# kernel log of \S/;
/** Stands where a reader could not read on, or begins again further on. */
export const LINES_MISSING = "# lines of the kernel log are missing here";
/** What the first lines after a boot call their host, before it has a name; and what we write where a record has none. */
const NO_HOST = /^(?:localhost|\(none\)|-)?$/;

const TIMELESS: Stretch = { from: null, to: null };

/** From when to when a kernel log reaches: the times of its first and last lines and of those around holes, or what a capture notes of them. */
export class Reach {
	readonly #stretches: Stretch[] = [];
	readonly #noted: Stretch[] = [];
	readonly #hosts = new Set<string>();
	#first: Millis | null = null;
	#tried = 0;
	#yearless = false;
	#zoneless = false;
	#kernel = false;
	#excerpt = false;
	#last: string[] = [];
	readonly #now: Millis;
	readonly #readAt: Millis | null;

	/**
	 * @param now for times without a year
	 * @param readAt when the log is read, where its end is its end then
	 */
	constructor(now: Millis, readAt: Millis | null = null) {
		this.#now = now;
		this.#readAt = readAt;
	}

	line(raw: string): void {
		if (raw === "") return;
		if (raw.startsWith("#")) {
			if (raw === LINES_MISSING) this.#close(null);
			else if (OF_CAPTURE.test(raw)) this.#excerpt = true;
			else this.#note(raw);
			return;
		}
		if (tellsOfLostLines(raw)) this.#close(null);
		const first = this.#first === null && this.#tried++ < MOST_ENDS;
		if (first || !this.#kernel) {
			const at = this.#timeOf(raw);
			if (first) this.#first = at;
		}
		this.#last.push(raw);
		if (this.#last.length >= 2 * MOST_ENDS) this.#last = this.#last.slice(-MOST_ENDS);
	}

	end(): KernelLogReach {
		this.#close(this.#readAt);
		const [yearless, hosts] = [this.#yearless, this.#hosts];
		// Of an excerpt the lines that are left say nothing of those that were left out.
		if (this.#noted.length > 0 || this.#excerpt) return { stretches: this.#noted, yearless, hosts };
		if (!this.#kernel) return { stretches: [], yearless, hosts };
		return { stretches: this.#stretches.length > 0 ? this.#stretches : [TIMELESS], yearless, hosts };
	}

	#close(readAt: Millis | null): void {
		const from = this.#first;
		const to = from === null ? null : this.#lastTime();
		this.#first = null;
		this.#tried = 0;
		this.#last = [];
		if (from === null || to === null) return;
		this.#stretches.push({
			...{ from: Math.min(from, to), to: Math.max(from, to) },
			...(this.#zoneless ? { zoneless: true } : {}),
			...(readAt === null ? {} : { readAt }),
		});
		if (this.#stretches.length > MOST_STRETCHES) this.#stretches.shift();
	}

	#lastTime(): Millis | null {
		for (const raw of this.#last.toReversed()) {
			const at = this.#timeOf(raw);
			if (at !== null) return at;
		}
		return null;
	}

	#timeOf(raw: string): Millis | null {
		const line = parsePrintk(raw, this.#now);
		if (line?.yearless) this.#yearless = true;
		if (line?.zoneless) this.#zoneless = true;
		if (line?.kernel) this.#kernel = true;
		if (line != null && !NO_HOST.test(line.host)) this.#hosts.add(line.host);
		return line?.at ?? null;
	}

	#note(raw: string): void {
		const [, from = "", to = ""] = NOTE.exec(raw.trimEnd()) ?? [];
		const [begun, ended] = [from, to].map((time) => Date.parse(/Z$|[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`));
		if (begun === undefined || ended === undefined || Number.isNaN(begun) || Number.isNaN(ended)) return;
		if (from.endsWith("Z")) this.#noted.push({ from: begun, to: ended });
		else if (to.endsWith("Z")) this.#noted.push({ from: begun, to: begun, zoneless: true, readAt: ended });
		else this.#noted.push({ from: begun, to: ended, zoneless: true });
	}
}

/** The lines a capture ends an excerpt with. */
export function reachNotes({ stretches }: KernelLogReach): string[] {
	return stretches.flatMap(({ from, to, zoneless, readAt }) => {
		if (from === null || to === null) return [];
		const own = (at: Millis) => new Date(at).toISOString().slice(0, zoneless ? -1 : undefined);
		const until = readAt === undefined ? own(to) : new Date(zoneless ? readAt : Math.max(to, readAt)).toISOString();
		return `# kernel log read from ${own(from)} to ${until}`;
	});
}
