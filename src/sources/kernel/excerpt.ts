import type { Millis } from "../../model/time.ts";
import { mayBeNotice, noticeIn, quotedLines } from "./notices.ts";
import { daemonKillIn, mayBeDaemonLine, tellsOfNoVictim } from "./oom-daemon.ts";
import { mayBeOomLine, parseOomMessage } from "./oom-message.ts";
import { parsePrintk } from "./printk.ts";
import { Reach, reachNotes } from "./reach.ts";
import { MOST_TASKS, taskRow, tellsOfLostLines } from "./task-table.ts";

/** Other lines of a report that are kept; memory.stat has some sixty. */
const ROWS_PER_REPORT = 200;
/** A report of a large node lists thousands of processes: of those the largest are kept, and the victim. */
const TASKS_PER_REPORT = 200;
/** `anon 536870912`, `swap: usage 0kB, …`, and what the reaper freed. */
const FIGURES = /^(?:[a-z_]{2,40} \d{1,20}$|(?:memory\+swap|swap|kmem): usage |Tasks state |oom_reaper: )/;

/**
 * The lines of a kernel log that belong to OOM reports, as they stand, and nothing else: what a capture keeps. A process name of at most
 * 15 bytes is the only text in them that a program chose. With `reading`, last lines note from when to when the log reached, as the lines that would
 * show it are left out; `readAt` is when it was read, where its end was then.
 */
export async function* excerptOomReports(
	lines: AsyncIterable<string>,
	reading?: { now: Millis; readAt: Millis | null },
): AsyncGenerator<string> {
	let rows = 0;
	const tasks = new Tasks();
	const reach = reading === undefined ? null : new Reach(reading.now, reading.readAt);
	for await (const raw of lines) {
		reach?.line(raw);
		if (mayBeDaemonLine(raw)) {
			const kill = daemonKillIn(raw, "", 0);
			if (kill !== null) yield kill.line;
			continue;
		}
		if (mayBeNotice(raw)) {
			yield* quotedLines(raw);
			if (noticeIn(raw, "", 0) !== null) yield raw;
			continue;
		}
		if (tellsOfNoVictim(raw)) yield raw;
		if (rows > 0 && tasks.take(raw)) continue;
		if (mayBeOomLine(raw)) {
			const line = parsePrintk(raw, 0);
			const message = line === null ? null : parseOomMessage(line.text);
			if (message === null) continue;
			if (message.kind === "invoked" || message.kind === "usage") rows = ROWS_PER_REPORT;
			yield* tasks.all(message.kind === "chosen" || message.kind === "sacrifice" ? message.pid : null);
			if (message.kind === "tasks") tasks.begin(message.columns);
			yield raw;
		} else if (rows > 0 && FIGURES.test(parsePrintk(raw, 0)?.text ?? "")) {
			rows--;
			yield* tasks.all(null);
			yield raw;
		}
	}
	yield* tasks.all(null);
	if (reach !== null) yield* reachNotes(reach.end());
}

/** The rows of one table, until the line after them names the victim. */
class Tasks {
	#rss = -1;
	#rows: { raw: string; pid: number; pages: number }[] = [];
	#lost = false;

	begin(columns: readonly string[]): void {
		this.#rss = columns.indexOf("rss");
		this.#lost = false;
	}

	/** Whether the line is a row. */
	take(raw: string): boolean {
		// The rest of such a table would read as if it were whole.
		if (tellsOfLostLines(raw)) this.#lost = true;
		if (!/\[ *\d{1,10}\] +\d/.test(raw)) return false;
		const row = taskRow(parsePrintk(raw, 0)?.text ?? "");
		if (row === null) return false;
		const pages = Number(row.cells.split(/ +/, this.#rss + 1)[this.#rss] ?? 0);
		if (this.#rows.length < MOST_TASKS) this.#rows.push({ raw, pid: row.pid, pages });
		return true;
	}

	*all(victim: number | null): Generator<string> {
		const kept = new Set(this.#rows.toSorted((a, b) => b.pages - a.pages).slice(0, TASKS_PER_REPORT));
		for (const row of this.#lost ? [] : this.#rows) if (kept.has(row) || row.pid === victim) yield row.raw;
		this.#rows = [];
	}
}
