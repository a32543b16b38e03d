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
		secondsSinceBoot: sinceBoot === null ? null : sinceBoot / 1e6,
		host: typeof fields._HOSTNAME === "string" ? fields._HOSTNAME : "",
		text,
	};
}

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
