import type { Millis } from "../../model/time.ts";
import { mayBeOomLine, parseOomMessage } from "./oom-message.ts";
import { parsePrintk } from "./printk.ts";
import { Reach, reachNote } from "./reach.ts";

/** A report of a large node lists thousands of processes; the verdicts need the figures, and a reader the biggest few. */
const ROWS_PER_REPORT = 200;
/** `anon 536870912`, `swap: usage 0kB, …`, the table of processes and what the reaper freed. */
const FIGURES =
	/^(?:[a-z_]{2,40} \d{1,20}$|(?:memory\+swap|swap|kmem): usage |Tasks state |\[ *pid *\]|\[ *\d{1,10}\] +\d|oom_reaper: )/;

/**
 * The lines of a kernel log that belong to OOM reports, as they stand, and nothing else: what a capture keeps. A process name of at most
 * 15 bytes is the only text in them that a program chose. With `reading`, a last line notes from when to when the log reached, as the lines that would
 * show it are left out; `readAt` is when it was read, where its end was then.
 */
export async function* excerptOomReports(
	lines: AsyncIterable<string>,
	reading?: { now: Millis; readAt: Millis | null },
): AsyncGenerator<string> {
	let rows = 0;
	const reach = reading === undefined ? null : new Reach(reading.now);
	for await (const raw of lines) {
		reach?.line(raw);
		if (mayBeOomLine(raw)) {
			const line = parsePrintk(raw, 0);
			const message = line === null ? null : parseOomMessage(line.text);
			if (message === null) continue;
			if (message.kind === "invoked" || message.kind === "usage") rows = ROWS_PER_REPORT;
			yield raw;
		} else if (rows > 0 && FIGURES.test(parsePrintk(raw, 0)?.text ?? "")) {
			rows--;
			yield raw;
		}
	}
	const span = reach?.span() ?? null;
	if (span !== null) yield reachNote({ from: span.from, to: Math.max(span.to, reading?.readAt ?? span.to) });
}
