import { closeSync, constants, openSync, readSync } from "node:fs";
import { formatTime, type Millis } from "../../model/time.ts";
import { mayBeDaemonLine } from "./oom-daemon.ts";
import { unescapeKmsg } from "./printk.ts";
import { LINES_MISSING } from "./reach.ts";

/** The kernel gives one record a read, none longer than this. */
const RECORD_BYTES = 8192;
/** Records between two turns of the event loop; the ring holds some ten thousand. */
const AT_ONCE = 2000;
const KERNEL_FACILITY = 0;

interface KmsgOptions {
	/** `/dev/kmsg`, or what a container has it mounted as. */
	path: string;
	/** The node this is: the records do not say. */
	host: string;
	/** When the machine was booted: records bear the microseconds since then. */
	bootedAt: Millis;
}

/**
 * What the kernel's ring buffer holds, oldest first, as syslog would have it: `TIME HOST kernel: [seconds] text`. Reads to the end and does
 * not wait for more. What user space wrote into it is left out, but for a daemon's word of its kills.
 * @throws what opening the file throws
 */
export async function* kmsgLines({ path, host, bootedAt }: KmsgOptions): AsyncGenerator<string> {
	const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	const buffer = Buffer.alloc(RECORD_BYTES);
	let count = 0;
	try {
		for (let record = next(file, buffer); record !== null; record = next(file, buffer)) {
			yield* record === LINES_MISSING ? [record] : linesOf(record, host, bootedAt);
			if (++count % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
		}
	} finally {
		closeSync(file);
	}
}

/** Null when all have been read. */
function next(file: number, buffer: Buffer): string | null {
	try {
		const size = readSync(file, buffer);
		return size === 0 ? null : buffer.toString("utf8", 0, size);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EAGAIN") return null;
		if (code !== "EPIPE") throw error;
		// Overwritten before they were read: the next read goes on with the oldest that is left.
		return LINES_MISSING;
	}
}

/** `priority,sequence,microseconds,flags;text`, then lines ` KEY=value` (Documentation/ABI/testing/dev-kmsg). */
export function linesOf(record: string, host: string, bootedAt: Millis): string[] {
	const [, priority, microseconds, text] = /^(\d+),\d+,(\d+),[^;]*;([^\n]*)/.exec(record) ?? [];
	// What user space wrote is not the kernel's; but there Talos tells whom it kills.
	if (text === undefined || (Number(priority) >> 3 !== KERNEL_FACILITY && !mayBeDaemonLine(text))) return [];
	const millis = Number(microseconds) / 1000;
	const stamp = `${formatTime(bootedAt + millis)} ${host} kernel: [${(millis / 1000).toFixed(6).padStart(12)}]`;
	return unescapeKmsg(text)
		.split("\n")
		.map((line) => `${stamp} ${line}`);
}
