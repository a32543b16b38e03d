import type { OomKill } from "../../model/kernel.ts";
import type { Millis } from "../../model/time.ts";
import { recordsOnOneLine } from "./journal-records.ts";
import { KillLedger } from "./ledger.ts";
import { mayBeNotice, noticeIn, quotedLines } from "./notices.ts";
import { daemonKillIn, mayBeDaemonLine, tellsOfNoVictim } from "./oom-daemon.ts";
import { mayBeOomLine, type OomMessage, parseFigure, parseOomMessage } from "./oom-message.ts";
import { oldestFirst } from "./order.ts";
import { parsePrintk } from "./printk.ts";
import type { PrintkLine } from "./printk-line.ts";
import { type KernelLogReach, Reach } from "./reach.ts";
import { OomReport } from "./report.ts";
import { MOST_TASKS, taskRow, tellsOfLostLines } from "./task-table.ts";

interface KernelLogOptions {
	/** The node the log is from, for lines that do not name their host; empty if not known. */
	host: string;
	/** For times without a year. */
	now: Millis;
	/** When it is read, where its end is its end then. */
	readAt?: Millis;
	/** Told at the end from when to when the log reaches. */
	onReach?(reach: KernelLogReach): void;
}

/** No OOM line is longer, a journal record with its message as bytes included; longer lines are not the kernel's. */
const LONGEST_LINE = 65_536;
/** A log gathered from more hosts than this is still read, but a report may lose its context. */
const MOST_HOSTS = 1024;
/** A process name holds 15 bytes; each could be a line break. */
const MOST_CONTINUATIONS = 16;
/** memory.stat has some sixty lines; those of another program or host may lie between. */
const MOST_FIGURES = 150;

/**
 * The OOM kills in a kernel log: dmesg in any time format, /dev/kmsg, journalctl -k in its text formats, as JSON and for export, syslog, container runtime logs.
 * Lines may be missing, cut, doubled, or mixed with those of other programs and hosts. Never throws on what a line holds; time is linear and
 * memory bounded by the number of kills. A report that ends after the kernel named its victim counts as a kill without the victim's figures.
 */
export async function* readOomKills(lines: AsyncIterable<string>, options: KernelLogOptions): AsyncGenerator<OomKill> {
	const reader = new OomReader(options);
	const reach = new Reach(options.now, options.readAt);
	for await (const line of oldestFirst(recordsOnOneLine(lines), options.now)) {
		reach.line(line);
		yield* reader.read(line);
	}
	yield* reader.end();
	options.onReach?.(reach.end());
}

class OomReader {
	readonly #options: KernelLogOptions;
	readonly #reports = new Map<string, OomReport>();
	readonly #ledger = new KillLedger();
	#figuresLeft = 0;
	#tasksLeft = 0;
	/** A kill by Talos, which says a line later whether it found any process there. */
	#aim: OomKill | null = null;
	/** A message that broke off inside a process name with a line break in it. */
	#open: { raw: string; line: PrintkLine; joined: number } | null = null;

	constructor(options: KernelLogOptions) {
		this.#options = options;
	}

	*read(raw: string): Generator<OomKill> {
		if (raw.length > LONGEST_LINE) return;
		if (this.#open !== null && /^[ \t]/.test(raw)) {
			const { line, joined } = this.#open;
			this.#open.joined++;
			line.text += `\n${raw.trim()}`;
			this.#open.raw += `\n${raw.trim()}`;
			const message = parseOomMessage(line.text);
			if (message !== null) yield* this.#take(message, line, this.#open.raw);
			if (message !== null || joined >= MOST_CONTINUATIONS) this.#open = null;
			return;
		}
		if (mayBeDaemonLine(raw)) {
			yield* this.#aimed();
			const kill = daemonKillIn(raw.trimEnd(), this.#options.host, this.#options.now);
			if (kill?.daemon === "talos") this.#aim = kill;
			else if (kill !== null) yield* this.#new([kill]);
			return;
		}
		if (mayBeNotice(raw)) {
			yield* this.#noticed(raw.trimEnd());
			return;
		}
		if (this.#aim !== null && tellsOfNoVictim(raw)) this.#aim = null;
		if (this.#tasksLeft > 0 && this.#task(raw)) return;
		if (!mayBeOomLine(raw)) {
			if (this.#figuresLeft > 0) yield* this.#figure(raw);
			return;
		}
		const line = parsePrintk(raw.trimEnd(), this.#options.now);
		if (line === null) return;
		this.#open = null;
		const message = parseOomMessage(line.text);
		if (message !== null) yield* this.#take(message, line, raw.trimEnd());
		else if (/^oom-kill:|Killed process \d+ \(/.test(line.text)) this.#open = { raw: raw.trimEnd(), line, joined: 0 };
	}

	/** What other programs say of the kernel's kills. Not a part of the report that the kernel may just be printing. */
	*#noticed(raw: string): Generator<OomKill> {
		const notice = noticeIn(raw, this.#options.host, this.#options.now);
		if (notice !== null) yield* this.#new([notice]);
		for (const quoted of quotedLines(raw)) {
			const line = parsePrintk(quoted, this.#options.now);
			const message = line === null ? null : parseOomMessage(line.text);
			if (line === null || message?.kind !== "killed") continue;
			line.host ||= this.#options.host;
			const report = new OomReport();
			yield* this.#new([...report.take(message, line, quoted), ...report.unfinished()]);
		}
	}

	/** A line of memory.stat, which only what stands before it tells from any other. */
	*#figure(raw: string): Generator<OomKill> {
		this.#figuresLeft--;
		if (!/[a-z_0-9]{2,40} \d{1,18}(?:$|["\\])/.test(raw)) return;
		const line = parsePrintk(raw.trimEnd(), this.#options.now);
		const message = line === null ? null : parseFigure(line.text);
		if (line !== null && message !== null) yield* this.#take(message, line, raw);
	}

	/** A row of the table of processes, whatever its process calls itself. */
	#task(raw: string): boolean {
		this.#tasksLeft--;
		if (tellsOfLostLines(raw)) for (const report of this.#reports.values()) report.loseLines();
		if (!/\[ *\d{1,10}\] +\d/.test(raw)) return false;
		const line = parsePrintk(raw.trimEnd(), this.#options.now);
		const row = line === null ? null : taskRow(line.text);
		if (line === null || row === null) return false;
		const report = this.#reports.get(line.host || this.#options.host);
		// A row completes no kill.
		if (report !== undefined) for (const _ of report.take({ kind: "task", ...row }, line, raw));
		return true;
	}

	*#aimed(): Generator<OomKill> {
		const kill = this.#aim;
		this.#aim = null;
		if (kill !== null) yield* this.#new([kill]);
	}

	*end(): Generator<OomKill> {
		yield* this.#aimed();
		for (const report of this.#reports.values()) yield* this.#new(report.unfinished());
		this.#reports.clear();
	}

	*#take(message: OomMessage, line: PrintkLine, raw: string): Generator<OomKill> {
		if (line.host === "") line.host = this.#options.host;
		if (message.kind === "tasks") this.#tasksLeft = 2 * MOST_TASKS;
		if (message.kind === "killed") this.#tasksLeft = 0;
		if (message.kind === "limit-cgroup") this.#figuresLeft = MOST_FIGURES;
		let report = this.#reports.get(line.host);
		if (report === undefined || report.isOverBefore(message)) {
			if (report !== undefined) yield* this.#new(report.unfinished());
			report = new OomReport();
			this.#keep(line.host, report);
		}
		yield* this.#new(report.take(message, line, raw));
	}

	#keep(host: string, report: OomReport): void {
		this.#reports.delete(host);
		const oldest = this.#reports.keys().next();
		if (this.#reports.size >= MOST_HOSTS && oldest.done !== true) this.#reports.delete(oldest.value);
		this.#reports.set(host, report);
	}

	*#new(kills: Iterable<OomKill>): Generator<OomKill> {
		for (const kill of kills) if (this.#ledger.add(kill)) yield kill;
	}
}
