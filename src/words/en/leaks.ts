import { formatBytes, shortDuration } from "../format.ts";
import type { LeaksWords } from "../leaks.ts";

export const leaks: LeaksWords = {
	label: {
		now: "NOW",
		limit: "LIMIT",
		memory: "MEMORY",
		rate: "RATE",
		leaked: "LEAKED",
		since: "SINCE",
		reached: "LIMIT REACHED (9 OF 10)",
	},
	nothing: "Nothing leaks.",
	perHour: (bytes) => `${formatBytes(bytes)}/h`,
	reached: (seconds, from, to) =>
		`in ${shortDuration(seconds)} (${shortDuration(from)} ${to === null ? "or later" : `to ${shortDuration(to)}`})`,
	looked: (l) =>
		`Looked at ${count(l.samples, "sample")} of ${count(l.series ?? 0, "series", "series")} in ${l.source}${(l.skippedRows ?? 0) > 0 ? `; ${count(l.skippedRows ?? 0, "row")} held no measurement` : ""}.`,
};

function count(n: number, noun: string, plural = `${noun}s`): string {
	return `${n} ${n === 1 ? noun : plural}`;
}
