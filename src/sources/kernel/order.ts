import type { Millis } from "../../model/time.ts";
import { parsePrintk } from "./printk.ts";

/** Lines with a time that are looked at before the order is known. */
const MOST_LOOKED_AT = 200;
/** Longer logs that run backwards are turned in pieces of this size: a report may be torn at their seams. */
const PIECE_BYTES = 64 << 20;

/**
 * The lines of a log, oldest first, also of one that runs backwards: so `gcloud logging read`, `logcli` and `journalctl -r` print it. Turned is what
 * never goes forwards among its first times, and is not all of one moment.
 */
export async function* oldestFirst(lines: AsyncIterable<string>, now: Millis): AsyncGenerator<string> {
	let held: string[] = [];
	let bytes = 0;
	let looked = 0;
	let last: Millis | null = null;
	let order: "unknown" | "backwards" | "forwards" = "unknown";
	for await (const line of lines) {
		if (order === "forwards") {
			yield line;
			continue;
		}
		held.push(line);
		bytes += line.length;
		if (order === "unknown") {
			const at = parsePrintk(line, now)?.at ?? null;
			if (at !== null && last !== null && at !== last) order = at < last ? "backwards" : "forwards";
			last = at ?? last;
			if (++looked >= MOST_LOOKED_AT && order === "unknown") order = "forwards";
		}
		if (order === "forwards" || bytes > PIECE_BYTES) {
			yield* order === "backwards" ? held.reverse() : held;
			held = [];
			bytes = 0;
		}
	}
	yield* order === "backwards" ? held.reverse() : held;
}
