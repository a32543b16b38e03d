import { bytesText, shortDuration, timeText } from "../format.ts";
import type { LeaksWords } from "../leaks.ts";
import { place } from "./place.ts";

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
	unknown: "Not known: nothing was watched for long enough to judge.",
	progress: (containers, samples) =>
		`Reading memory: ${count(containers, "container")}, ${(samples / 1e6).toFixed(1)} million samples …`,
	watching: (source, minutes) =>
		`Watching ${source}: looked at anew every ${count(minutes, "minute")}. Ctrl-C ends it.`,
	watchFailed: (detail) => `This look failed, the next may not: ${detail}`,
	notLeaking: {
		"too-short": "watched too briefly to tell",
		"no-growth": "does not grow",
		"restarts-without-growth": "restarts, but does not grow between them",
		stopped: "leaked from restart to restart, but what runs now has outlived that and does not",
		run: "grows while it runs; earlier runs came to their end",
		"no-longer-measured": "no longer measured: scaled down, deleted, or out of the engine's sight",
		"collector-saw-tooth": "a garbage collector's saw-tooth",
		step: "one step, level before and after it",
		"warm-up": "a warm-up that is over",
		"bounded-cache": "a cache that has filled up",
		"page-cache": "page cache, which the kernel takes back when memory is short",
		load: "grows and falls with the load",
		rhythm: "a daily or weekly rhythm",
		unclear: "no clear growth",
	},
	perHour: (bytes) => `${bytesText(bytes, "B")}/h`,
	reached: (seconds, from, to) =>
		`in ${shortDuration(seconds)} (${shortDuration(from)} ${to === null ? "or later" : `to ${shortDuration(to)}`})`,
	gone: (at) => `gone since ${timeText(at)}`,
	looked: (l) =>
		`Looked at ${count(l.samples, "sample")} of ${count(l.series ?? 0, "series", "series")} in ${place(l.source)}${(l.skippedRows ?? 0) > 0 ? `; ${count(l.skippedRows ?? 0, "row")} held no measurement` : ""}${(l.strayRows ?? 0) > 0 ? `; ${count(l.strayRows ?? 0, "row")} left out: far in time from all others of ${l.strayRows === 1 ? "its" : "their"} series` : ""}.`,
};

function count(n: number, noun: string, plural = `${noun}s`): string {
	return `${n} ${n === 1 ? noun : plural}`;
}
