import { parseTime } from "../../model/time.ts";
import type { PrintkLine } from "./printk-line.ts";

/**
 * A record of `journalctl -o json`, or of what ships logs; null for one that the kernel did not write. The journal's MESSAGE is text, or an array of bytes when it does
 * not print. https://systemd.io/JOURNAL_EXPORT_FORMATS and systemd.journal-fields(7).
 */
export function journalRecord(line: string): PrintkLine | null {
	const fields = fieldsOf(parsed(line));
	if (fields === null || !isOfKernel(fields)) return null;
	const text = textOf(fields);
	if (text === null) return null;
	const sinceBoot = microseconds(fields._SOURCE_MONOTONIC_TIMESTAMP ?? fields.source_monotonic_timestamp);
	return {
		at: timeOf(fields),
		...(writerOf(fields) === null ? {} : { kernel: true }),
		secondsSinceBoot: sinceBoot === null ? null : sinceBoot / 1e6,
		host: hostOf(fields),
		text,
	};
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return null;
	}
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The record itself, or what others wrap it in: Google Cloud's LogEntry (`jsonPayload` or `textPayload`, `timestamp`, `resource.labels.node_name`), `logcli -o jsonl`
 * (`line`, `labels`), Elasticsearch's hit (`_source`), Fluent Bit, Fluentd, Filebeat and Docker (`log` or `message`, `time`, `date` or `@timestamp`).
 */
function fieldsOf(record: unknown): Fields | null {
	if (!isObject(record)) return null;
	if (isObject(record._source)) return fieldsOf(record._source);
	const labels = {
		...(isObject(record.labels) ? record.labels : {}),
		...(isObject(record.resource) && isObject(record.resource.labels) ? record.resource.labels : {}),
	};
	return { ...labels, ...record, ...(isObject(record.jsonPayload) ? record.jsonPayload : {}) };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether it is a line of a log in one of these forms, whoever wrote it. */
function isLogRecord(record: unknown): boolean {
	const fields = fieldsOf(record);
	return fields !== null && fields.apiVersion === undefined && textOf(fields) !== null && timeOf(fields) !== null;
}

/** The records of a log in a value: itself, or those of an answer of CloudWatch's (`events`) or Elasticsearch's (`hits.hits`). */
export function logRecords(value: unknown): unknown[] {
	if (isLogRecord(value)) return [value];
	if (!isObject(value)) return [];
	const hits = isObject(value.hits) ? value.hits.hits : null;
	return [value.events, hits].flatMap((list) => (Array.isArray(list) ? list.filter(isLogRecord) : []));
}

/** The program that wrote it; null where the record does not say. */
function writerOf(fields: Fields): string | null {
	const name = WRITERS.map((one) => fields[one]).find((one) => typeof one === "string");
	return typeof name === "string" ? trimmed(name) : null;
}

/** The fields that name it: the journal's, as Google's Ops Agent writes them, and Fluentd's parser of syslog. */
const WRITERS = ["SYSLOG_IDENTIFIER", "syslog_identifier", "_TRANSPORT", "transport", "ident"];

function isOfKernel(fields: Fields): boolean {
	const names = WRITERS.map((name) => fields[name]).filter((one) => typeof one === "string");
	return names.length === 0 || names.some((one) => trimmed(one) === "kernel");
}

function textOf(fields: Fields): string | null {
	const { MESSAGE, message, textPayload, log, line, msg } = fields;
	for (const one of [MESSAGE, message, textPayload, log, line, msg]) {
		const text = messageText(one);
		if (text !== null) return text;
	}
	return null;
}

function timeOf(fields: Fields): number | null {
	const micros = microseconds(fields.__REALTIME_TIMESTAMP ?? fields._SOURCE_REALTIME_TIMESTAMP);
	if (micros !== null) return Math.floor(micros / 1000);
	for (const one of [fields.timestamp, fields["@timestamp"], fields.time, fields.date]) {
		if (typeof one === "number" && one > 1e9 && one < 1e10) return Math.round(one * 1000);
		if (typeof one === "number" && one > 1e12 && one < 1e13) return Math.round(one);
		if (typeof one === "string" && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(one)) return parseTime(one);
	}
	return null;
}

function hostOf(fields: Fields): string {
	const { _HOSTNAME, hostname, host, node_name, nodename, node } = fields;
	const names = [_HOSTNAME, hostname, host, isObject(host) ? host.name : null, node_name, nodename, node];
	const name = names.find((one) => typeof one === "string" && one !== "");
	return typeof name === "string" ? trimmed(name) : "";
}

/** Without the line's end, and what Google's Ops Agent leaves behind some values. */
function trimmed(text: string): string {
	return text.replace(/[\u0000-\u001f\s]+$/, "");
}

/** The same record, whoever wrote it, as `journalctl -o short-iso` prints it; null where it holds no message. */
export function hostRecord(record: unknown): string | null {
	const fields = fieldsOf(record);
	const [text, at] = fields === null ? [null, null] : [textOf(fields), timeOf(fields)];
	if (fields === null || text === null || at === null || at > MOST_MILLIS) return null;
	const start = `${new Date(at).toISOString()} ${hostOf(fields) || "-"}`;
	if (fields._TRANSPORT === "kernel") {
		const sinceBoot = microseconds(fields._SOURCE_MONOTONIC_TIMESTAMP);
		return `${start} kernel: ${sinceBoot === null ? "" : `[${(sinceBoot / 1e6).toFixed(6)}] `}${text}`;
	}
	// Nobody else calls itself so.
	const program = String(writerOf(fields) ?? fields._COMM ?? "").replace(/[^\w.@-]/g, "_");
	const pid = microseconds(fields._PID ?? fields.SYSLOG_PID);
	return `${start} ${program}[${pid ?? 0}]: ${text.replaceAll("\n", " ")}`;
}

/** The year 9999: JavaScript's dates print further ones differently. */
const MOST_MILLIS = 253_402_300_799_000;

function messageText(message: unknown): string | null {
	if (typeof message === "string") return trimmed(message);
	if (!Array.isArray(message) || !message.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256))
		return null;
	return Buffer.from(message).toString("utf8");
}

function microseconds(value: unknown): number | null {
	const text = typeof value === "number" ? String(value) : value;
	return typeof text === "string" && /^\d{1,18}$/.test(text) ? Number(text) : null;
}
