import type { RawSeries, ReadRequest } from "../../sources/prometheus/raw-series.ts";
import { named } from "./metrics.ts";

type Read = (request: ReadRequest) => AsyncIterable<RawSeries>;

/** How charts and operators call the job that scrapes the API server. */
const JOBS = "apiserver|kube-apiserver|kubernetes|kubernetes-apiservers|.*/kube-apiserver|.*-apiserver";
/** A single missed scrape is none. */
const LEAST_SECONDS = 60;

/** When no API server answered the engine's own scrapes. What the engine itself slept through is not known, and no absence. */
export async function apiServerAbsences(
	read: Read,
	window: Omit<ReadRequest, "selections">,
): Promise<{ from: number; to: number }[]> {
	const up = new Map<number, boolean>();
	for await (const { t, v } of read({
		...window,
		selections: [[named("up"), { name: "job", op: "=~", value: JOBS }]],
	})) {
		// Instances are scraped at different moments of a minute.
		for (let i = 0; i < t.length; i++) {
			const minute = Math.floor((t[i] as number) / 60);
			up.set(minute, (up.get(minute) ?? false) || v[i] === 1);
		}
	}
	const found: { from: number; to: number }[] = [];
	let away: { from: number; to: number } | null = null;
	for (const [minute, reached] of [...up].sort(([a], [b]) => a - b)) {
		if (reached) away = null;
		else if (away === null) {
			away = { from: minute * 60, to: minute * 60 + 60 };
			found.push(away);
		} else away.to = minute * 60 + 60;
	}
	return found.filter(({ from, to }) => to - from > LEAST_SECONDS);
}
