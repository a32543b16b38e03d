import type { PrintkLine } from "./printk-line.ts";

/**
 * A record of `journalctl -o json`: MESSAGE is text, or an array of bytes when it does not print; null for one that the kernel did not write.
 * https://systemd.io/JOURNAL_EXPORT_FORMATS and systemd.journal-fields(7).
 */
export function journalRecord(line: string): PrintkLine | null {
	let record: unknown;
	try {
		record = JSON.parse(line);
	} catch {
		return null;
	}
	if (typeof record !== "object" || record === null) return null;
	const fields = record as Record<string, unknown>;
	const transport = fields._TRANSPORT ?? "kernel";
	const identifier = fields.SYSLOG_IDENTIFIER ?? "kernel";
	if (transport !== "kernel" && identifier !== "kernel") return null;
	const text = messageText(fields.MESSAGE);
	if (text === null) return null;
	const at = microseconds(fields.__REALTIME_TIMESTAMP);
	const sinceBoot = microseconds(fields._SOURCE_MONOTONIC_TIMESTAMP);
	return {
		at: at === null ? null : Math.floor(at / 1000),
		kernel: true,
		secondsSinceBoot: sinceBoot === null ? null : sinceBoot / 1e6,
		host: typeof fields._HOSTNAME === "string" ? fields._HOSTNAME : "",
		text,
	};
}

/** The same record, whoever wrote it, as `journalctl -o short-iso` prints it; null where it holds no message. */
export function hostRecord(record: unknown): string | null {
	if (typeof record !== "object" || record === null) return null;
	const {
		_HOSTNAME: host,
		_TRANSPORT: transport,
		SYSLOG_IDENTIFIER: called,
		...fields
	} = record as Record<string, unknown>;
	const [text, at] = [messageText(fields.MESSAGE), microseconds(fields.__REALTIME_TIMESTAMP)];
	if (text === null || at === null || at > MOST_MICROSECONDS) return null;
	const start = `${new Date(Math.floor(at / 1000)).toISOString()} ${typeof host === "string" && host !== "" ? host : "-"}`;
	if (transport === "kernel") {
		const sinceBoot = microseconds(fields._SOURCE_MONOTONIC_TIMESTAMP);
		return `${start} kernel: ${sinceBoot === null ? "" : `[${(sinceBoot / 1e6).toFixed(6)}] `}${text}`;
	}
	// Nobody else calls itself so.
	const program = String(called ?? fields._COMM ?? "").replace(/[^\w.@-]/g, "_");
	const pid = microseconds(fields._PID ?? fields.SYSLOG_PID);
	return `${start} ${program}[${pid ?? 0}]: ${text.replaceAll("\n", " ")}`;
}

/** The year 9999: JavaScript's dates print further ones differently. */
const MOST_MICROSECONDS = 253_402_300_799_000_000;

function messageText(message: unknown): string | null {
	if (typeof message === "string") return message;
	if (!Array.isArray(message) || !message.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256))
		return null;
	return Buffer.from(message).toString("utf8");
}

function microseconds(value: unknown): number | null {
	const text = typeof value === "number" ? String(value) : value;
	return typeof text === "string" && /^\d{1,18}$/.test(text) ? Number(text) : null;
}
