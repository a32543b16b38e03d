import { DatabaseSync } from "node:sqlite";
import type { Series } from "../../src/model/series.ts";
import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";

/** Whether memory grew, by Plimsoll's own detector: the rule, or why it is no leak. */
export function verdictOn(t: readonly number[], bytes: readonly number[], limit: number): string {
	const series: Series = {
		name: "the server itself",
		t: Float64Array.from(t),
		bytes: Float64Array.from(bytes),
		capacity: new Float64Array(t.length).fill(limit),
		start: new Float64Array(t.length).fill(t[0] ?? 0),
	};
	const { finding, reason } = judgeSeries(series, Number.MAX_SAFE_INTEGER);
	return finding?.rule ?? reason ?? "";
}

/** Looks at nodes that were recorded, and how many are missing between the first and the last of each. Seconds. */
export function looksIn(path: string, interval: number): { kept: number; lost: number; gaps: number } {
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		const looks = `SELECT count(*) AS kept, min(t) AS first, max(t) AS last FROM sweep
			WHERE node IN (SELECT id FROM node WHERE name != '') GROUP BY node`;
		let [kept, lost] = [0, 0];
		for (const row of database.prepare(looks).all()) {
			const [n, first, last] = [Number(row.kept), Number(row.first), Number(row.last)];
			kept += n;
			lost += Math.max(0, Math.round((last - first) / interval) + 1 - n);
		}
		const gaps = Number(database.prepare("SELECT count(*) AS n FROM gap").get()?.n);
		return { kept, lost, gaps };
	} finally {
		database.close();
	}
}

/** Asks every now and then whether the server is ready. */
export class Asker {
	readonly took: number[] = [];
	failed = 0;
	readonly #origin: string;

	constructor(origin: string) {
		this.#origin = origin;
	}

	async ask(): Promise<void> {
		const started = performance.now();
		const { ok } = await fetch(`${this.#origin}/readyz`).catch(() => ({ ok: false }));
		if (ok) this.took.push(performance.now() - started);
		else this.failed++;
	}
}

/** The middle one, the one that nineteen in twenty stay below, and the slowest; milliseconds. */
export function spread(took: readonly number[]): string {
	const sorted = took.toSorted((a, b) => a - b);
	const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0);
	return `${at(0.5)} ms, 95 % within ${at(0.95)}, the slowest ${at(1)}`;
}
