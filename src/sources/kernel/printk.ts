import { type Millis, zoneOf } from "../../model/time.ts";
import { journalRecord } from "./journal.ts";
import type { PrintkLine } from "./printk-line.ts";

/**
 * How months begin in the languages of those who run clusters: dmesg -T and journalctl write them in the machine's language, with or without a dot
 * at the end (strftime's %b); Chinese, Japanese and Korean ones are numbers.
 */
const MONTHS = [
	/^(?:jan|ene|gen|янв|sty|oca)/i,
	/^(?:feb|fév|fev|фев|lut|şub)/i,
	/^(?:mar|mär|mrz|mrt|мар)/i,
	/^(?:apr|abr|avr|апр|kwi|nis)/i,
	/^(?:may|mai|mag|mei|maj|ма[йя])/i,
	/^(?:jun|juin|giu|июн|cze|haz)/i,
	/^(?:jul|juil|lug|июл|lip|tem)/i,
	/^(?:aug|ago|aoû|авг|sie|ağu)/i,
	/^(?:sep|set|сен|wrz|eyl)/i,
	/^(?:oct|okt|out|ott|окт|paź|eki)/i,
	/^(?:nov|ноя|lis|kas)/i,
	/^(?:dec|dez|déc|dic|дек|gru|ara)/i,
];
const MONTH = "\\p{L}{3,9}\\.?|\\d{1,2}[月월]";
const ISO = "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?(Z|[+-]\\d\\d:?\\d\\d)?";

/** `2026-11-21T10:19:05,123456+00:00`: rsyslog, journalctl -o short-iso, dmesg --time-format iso, CRI logs; in brackets from Talos. */
const ISO_TIME = new RegExp(`^\\[?${ISO}\\]?:? +`);
/** `Sat 2026-11-21 10:19:05 UTC`: journalctl -o short-full. */
const FULL_TIME = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${ISO} [A-Z]{2,5} `);
/** `Nov 21 10:19:05.123456`: syslog and journalctl short, without a year or a zone. */
const SYSLOG_TIME = new RegExp(`^(${MONTH}) {1,2}(\\d{1,2}) (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))? `, "u");
/** `[Sat Nov 21 10:19:05 2026]`: dmesg -T; in some languages the day stands first. */
const CTIME = new RegExp(
	`^\\[[\\p{L}.]{1,6} {1,2}(?:(\\d{1,2}) {1,2}(?=\\p{L}))?(${MONTH}) {1,2}(?:(\\d{1,2}) )?(\\d\\d):(\\d\\d):(\\d\\d) (\\d{4})\\] ?`,
	"u",
);
/** `1795256345.123456 host`: journalctl -o short-unix. */
const UNIX_TIME = /^(\d{9,10}\.\d{1,9}) (?=\S+ kernel: )/;
/** `[ 1269.364968]`, with dmesg -d's `<    0.000012>` and the caller `[  T123]` that CONFIG_PRINTK_CALLER adds. */
const BOOT_TIME = /^\[ *(\d{1,12}\.\d{1,9})(?: <[ .\d]{1,20}>)?\](?:\[ *[TC]\d+\])? ?/;
/** `4,340,1269364968,-;text`: a record of /dev/kmsg; microseconds since boot. */
const KMSG = /^\d{1,6},\d{1,20},(\d{1,18}),[^;]{1,80};/;
/** `stderr F `: what a container runtime puts after the time. */
const CRI_STREAM = /^(?:stdout|stderr) [FP] /;
/** `<4>`: the priority in raw kernel and syslog messages. `kern  :warn  : [` is dmesg -x, `kern: warning: [` Talos. */
const PRIORITY = /^<\d{1,3}>/;
const LEVEL = /^[a-z0-9]{3,8} *: *[a-z]{3,7} *: (?=\[|\d)/;
/** `{job="systemd-journal", host="node-1"} `: the labels that logcli puts between the time and the line. */
const LABELS = /^\{(?:[a-zA-Z_]\w{0,100}="(?:[^"\\]|\\.){0,1000}",? ?){0,100}\} */;
const HOST_LABEL = /[{ ,](?:host|hostname|node|node_name|nodename|_HOSTNAME)="([^"]{1,253})"/;
/** `10.0.0.7: `: the node, which talosctl puts before each line. */
const TALOS_NODE = /^([\w.:-]{1,253}): (?=[a-z0-9]{3,8} *: *[a-z]{3,7} *: \[)/;
/**
 * `host kernel: `; busybox writes the facility between. Lines of other programs do not get past this, even where they quote the kernel.
 * RFC 5424 has `1 TIME host kernel - - - `.
 */
const TAG = /^(\S{1,255}) (?:kern\.[a-z]{3,7} )?kernel(?:: ?| \S{1,48} \S{1,48} - )/;
const BARE_TAG = /^kernel: ?/;
const RFC5424 = /^1 (?=\d{4}-\d\d-\d\dT)/;
/** `[Mar 5 09:59] ` and, of each line after it, `[  +0.000003] `: dmesg -H, of which no time is taken. */
const DELTA = /^\[(?: *\+\d{1,8}\.\d{1,9}|\p{L}{3,9}\.? {0,2}\d{1,2} \d\d:\d\d)\] /u;
/** `/var/log/messages-20260305:1017:`, as grep writes it, and `node-1.example.com `, as `oc adm node-logs` does for several nodes. */
const FOUND_IN = new RegExp(
	`^(?:(?:[\\w./~-]{1,250}:)?(?:\\d{1,10}[:-])?|[\\w.-]{1,253} )(?=(?:${MONTH}) {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d|\\[ *\\d{1,12}\\.\\d{6}\\]|\\d{4}-\\d\\d-\\d\\dT)`,
	"u",
);
/** What terminals are told of colours (dmesg --color), and how mails quote. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const QUOTE = /^[\s>|│]+/;

/**
 * Takes a line apart, in whatever form the kernel's log is usually kept. Times without a zone are taken as UTC, as nothing in the line says otherwise;
 * times without a year are in the last year that does not put them after `now`, give or take a day for clocks that differ.
 */
export function parsePrintk(line: string, now: Millis): PrintkLine | null {
	const record = line.startsWith("{") ? journalRecord(line) : undefined;
	if (record === null) return null;
	// Reports, wikis and mails set logs in.
	const text = record?.text ?? line.replaceAll(COLOUR, "").replace(QUOTE, "").replace(FOUND_IN, "");
	const parsed: PrintkLine = { at: null, secondsSinceBoot: null, host: "", ...record, text };
	// Each writer adds at most a few parts; a fixed number of turns keeps any line linear.
	for (let part = 0; part < 8; part++) if (!takePart(parsed, now)) break;
	return parsed;
}

/** What each part says, tried in this order: a syslog time must not be taken for a host. */
const PARTS: readonly [RegExp, (line: PrintkLine, match: RegExpExecArray, now: Millis) => void][] = [
	[BOOT_TIME, (line, match) => takeOwn(line, { secondsSinceBoot: Number(match[1]) })],
	[
		CTIME,
		(line, [all, before, month, after, ...rest]) => {
			takeInner(line, utc(Number(rest[3]), [all, month, before ?? after, ...rest], ""));
			takeOwn(line);
		},
	],
	[ISO_TIME, (line, match) => takeIso(line, match, match[4] !== undefined)],
	[FULL_TIME, (line, match) => takeIso(line, match, match[0].endsWith(" UTC "))],
	[SYSLOG_TIME, (line, match, now) => takeInner(line, withoutYear(match, now), true)],
	[UNIX_TIME, (line, match) => (line.at = Math.round(Number(match[1]) * 1000))],
	[KMSG, (line, match) => takeOwn(line, { secondsSinceBoot: Number(match[1]) / 1e6 })],
	// RFC 5424 has a dash for a host that is not known, and so have we.
	[TAG, (line, match) => takeOwn(line, { host: match[1] === "-" ? "" : (match[1] ?? "") })],
	[BARE_TAG, (line) => takeOwn(line)],
	[RFC5424, () => {}],
	[DELTA, (line) => takeOwn(line)],
	[CRI_STREAM, () => {}],
	[PRIORITY, () => {}],
	[LABELS, (line, match) => (line.host ||= HOST_LABEL.exec(match[0])?.[1] ?? "")],
	[LEVEL, (line) => takeOwn(line)],
	[TALOS_NODE, (line, match) => (line.host = match[1] ?? "")],
];

function takePart(line: PrintkLine, now: Millis): boolean {
	for (const [pattern, apply] of PARTS) {
		const match = pattern.exec(line.text);
		if (match === null) continue;
		apply(line, match, now);
		line.text = line.text.slice(match[0].length);
		if (pattern !== KMSG) return true;
		line.text = unescapeKmsg(line.text);
		return false;
	}
	return false;
}

function takeOwn(line: PrintkLine, more: Partial<PrintkLine> = {}): void {
	Object.assign(line, more);
	line.kernel = true;
}

function takeLocal(line: PrintkLine, at: Millis | null): void {
	line.at = at;
	line.zoneless = true;
	delete line.yearless;
}

/** Beside a time with its zone that another writer put before it, as what ships logs does, the zone is known. */
function takeInner(line: PrintkLine, at: Millis | null, yearless = false): void {
	const zone = line.at === null || line.zoneless || at === null ? null : zoneOf(at - line.at);
	if (zone !== null && at !== null) {
		line.at = at - zone;
		return;
	}
	takeLocal(line, at);
	if (yearless) line.yearless = true;
}

function takeIso(line: PrintkLine, match: RegExpExecArray, zoned: boolean): void {
	if (zoned) takeLocal(line, isoTime(match) ?? line.at);
	else takeInner(line, isoTime(match) ?? line.at);
	// dmesg alone writes the fraction behind a comma.
	if (/,\d{6}/.test(match[0])) takeOwn(line);
	if (zoned) delete line.zoneless;
}

function isoTime(match: RegExpExecArray): Millis | null {
	const zone = (match[4] ?? "Z").replace(/^([+-]\d\d):?(\d\d)$/, "$1:$2");
	const at = Date.parse(`${match[1]}T${match[2]}.${(match[3] ?? "").slice(0, 3).padEnd(3, "0")}${zone}`);
	return Number.isNaN(at) ? null : at;
}

function withoutYear(match: RegExpExecArray, now: Millis): Millis | null {
	return lastYearOf(now + 86_400_000, (year) => utc(year, match, match[6] ?? ""));
}

/** The last time that does not come after `latest`. */
function lastYearOf(latest: Millis, inYear: (year: number) => Millis | null): Millis | null {
	const year = new Date(latest).getUTCFullYear();
	// Eight years back at most: 29 February comes every fourth, and not in 2100.
	for (let back = 0; back <= 8; back++) {
		const at = inYear(year - back);
		if (at !== null && at <= latest) return at;
	}
	return null;
}

/** That time, or where it comes after `latest` the same day and time of day of the last year that does not. */
export function inLastYear(at: Millis, latest: Millis): Millis {
	if (at <= latest) return at;
	const time = new Date(at);
	const again = lastYearOf(latest, (year) => {
		const then = new Date(at);
		then.setUTCFullYear(year);
		return then.getUTCMonth() === time.getUTCMonth() ? then.getTime() : null;
	});
	return again ?? at;
}

/** From month, day, hour, minute and second in the match's first five groups; null for a day the month does not have. */
function utc(year: number, match: readonly (string | undefined)[], fraction: string): Millis | null {
	const name = match[1] ?? "";
	const month = /^\d/.test(name) ? Number.parseInt(name, 10) - 1 : MONTHS.findIndex((begins) => begins.test(name));
	const [day = 0, hour = 0, minute = 0, second = 0] = match.slice(2, 6).map(Number);
	const at = Date.UTC(year, month, day, hour, minute, second, Number(fraction.slice(0, 3).padEnd(3, "0")));
	return new Date(at).getUTCMonth() === month && day > 0 ? at : null;
}

/** /dev/kmsg writes bytes that do not print, and the backslash, as `\xNN`; a line break in a process name too. */
export function unescapeKmsg(text: string): string {
	return text.replaceAll("\\x0a", "\n").replaceAll("\\x5c", "\\");
}
