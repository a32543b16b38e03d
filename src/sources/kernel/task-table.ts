import type { KernelTask } from "../../model/kernel.ts";
import { printable } from "../../model/text.ts";

/** As many as a verdict names. */
const LARGEST = 5;
/** The kernel's default of pid_max: a longer table is not kept in mind. */
export const MOST_TASKS = 32_768;
/** Page sizes of the machines Kubernetes runs on: x86-64 has 4 KiB, arm64 may have all three. */
const PAGE_SIZES = [4096, 16_384, 65_536];

/** `[  pid  ]   uid  tgid total_vm      rss … oom_score_adj name`, the columns of which differ between kernels; null for any other text. */
export function taskColumns(text: string): string[] | null {
	const columns = /^\[ *pid *\] +(.* oom_score_adj +name)$/.exec(text)?.[1]?.split(/ +/) ?? null;
	return columns?.includes("rss") ? columns : null;
}

/** A row of that table, or null for any other text. */
export function taskRow(text: string): { pid: number; cells: string } | null {
	const row = /^\[ *(\d{1,10})\] +(\d.*)$/s.exec(text);
	return row === null ? null : { pid: Number(row[1]), cells: row[2] ?? "" };
}

/** What stands in a log where its lines were lost: the kernel's ring was too small, journald too slow, or rsyslog was told more than it may write. */
export function tellsOfLostLines(line: string): boolean {
	return /printk messages dropped|Missed \d+ kernel messages|kmsg buffer overrun|imjournal: (?:begin to drop messages|\d+ messages lost)/.test(
		line,
	);
}

/**
 * The table of all processes in the report of a node-wide OOM (mm/oom_kill.c, dump_tasks), which counts in pages and does not say how large a page
 * is: that follows from the victim, whose resident memory the kernel also tells in kB.
 */
export class TaskTable {
	readonly #rss: number;
	readonly #score: number;
	readonly #numbers: number;
	readonly #pids = new Map<number, { pages: number; oomScoreAdj: number }>();
	#largest: { pid: number; name: string; pages: number; oomScoreAdj: number }[] = [];
	#isWhole = true;

	constructor(columns: readonly string[]) {
		this.#rss = columns.indexOf("rss");
		this.#score = columns.indexOf("oom_score_adj");
		this.#numbers = columns.length - 1;
	}

	add(pid: number, cells: string): void {
		const parts = new RegExp(`^((?:-?\\d{1,20} +){${this.#numbers}})([\\s\\S]*)$`).exec(cells);
		const numbers = parts?.[1]?.trim().split(/ +/).map(Number) ?? [];
		const [pages, oomScoreAdj] = [numbers[this.#rss], numbers[this.#score]];
		if (pages === undefined || oomScoreAdj === undefined || this.#pids.size >= MOST_TASKS) {
			this.lose();
			return;
		}
		this.#pids.set(pid, { pages, oomScoreAdj });
		if (this.#largest.length >= LARGEST && pages <= (this.#largest.at(-1)?.pages ?? 0)) return;
		this.#largest.push({ pid, name: parts?.[2] ?? "", pages, oomScoreAdj });
		this.#largest = this.#largest.sort((a, b) => b.pages - a.pages).slice(0, LARGEST);
	}

	/** Of a process in it; null for one that is not. */
	scoreAdjOf(pid: number): number | null {
		return this.#pids.get(pid)?.oomScoreAdj ?? null;
	}

	/** Lines of it are missing. */
	lose(): void {
		this.#isWhole = false;
	}

	/** The largest by resident memory; null where the table was cut, or tells less than that. `resident`: the victim's, bytes. */
	largest(victim: number, resident: number | null): KernelTask[] | null {
		const pages = this.#pids.get(victim)?.pages;
		if (!this.#isWhole || pages === undefined || pages === 0 || resident === null) return null;
		// The victim may free or take some between the two lines, never half of it.
		const size = PAGE_SIZES.find((bytes) => Math.abs(Math.log2((pages * bytes) / resident)) < 1);
		if (size === undefined) return null;
		return this.#largest.map(({ pid, name, pages, oomScoreAdj }) => {
			return { pid, process: printable(name), rss: pages * size, oomScoreAdj, pod: null };
		});
	}
}
