import { hostRecord } from "./journal.ts";
import { mayBeNotice } from "./notices.ts";

/** A record has some forty fields; what goes on for longer is none. */
const MOST_LINES = 500;
/** As long as a line of a kernel log may be. */
const LONGEST_FIELD = 65_536;
/** Of `-o verbose`: the cursor, with the microseconds of both clocks. */
const VERBOSE =
	/^\S.{0,80} \[s=[\da-f]{1,32};i=[\da-f]{1,16};b=[\da-f]{1,32};m=[\da-f]{1,16};t=([\da-f]{1,16});x=[\da-f]{1,16}\]$/;
const FIELD = /^ {0,4}([A-Z_][A-Z\d_]{0,63})(?:=([\s\S]*))?$/;
/** https://systemd.io/JOURNAL_EXPORT_FORMATS: behind the name alone stands the length in eight bytes, and then the value with its line breaks. */
const LENGTH_BYTES = 8;

/** What `-o json` keeps on one line anyway: the kernel's own records are read as they are (journal.ts). */
const OF_DAEMON = /^\{.{0,4000}"SYSLOG_IDENTIFIER" ?: ?"(?:systemd-oomd|earlyoom)"/;
/** A line of Fluent Bit's files, `TAG: [SECONDS, {…}]`, or of Fluentd's, `TIME<tab>TAG<tab>{…}`: the record stands at its end. */
const SHIPPED = /^(?:\S{1,253}: \[([\d.]{1,25}), (?=.*\]$)|(\S{19,35})\t\S{0,253}\t)\{(.*\})\]?$/;

type Form = "export" | "verbose" | "pretty";

/**
 * `journalctl -o export`, `-o verbose` and `-o json-pretty` keep a record on many lines: each comes out as one, as `-o short-iso` prints it. All other lines
 * come out as they are.
 */
export async function* recordsOnOneLine(lines: AsyncIterable<string>): AsyncGenerator<string> {
	let record: Record | null = null;
	for await (const raw of lines) {
		// As Windows keeps text.
		const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
		if (record !== null) {
			if (record.takes(line)) continue;
			yield* record.line();
			const ended = record.endsWith(line);
			record = null;
			if (ended) continue;
		}
		const form = formOf(line);
		if (form === null) yield ofOneLine(withTime(line));
		else record = new Record(form, line);
	}
	if (record !== null) yield* record.line();
}

function withTime(line: string): string {
	const [, seconds, time, record] = SHIPPED.exec(line) ?? [];
	if (record === undefined) return line;
	// Of two fields of one name the last counts: the record's own.
	return seconds === undefined ? `{"time":"${time}",${record}` : `{"date":${seconds},${record}`;
}

/** What is no kernel's is told by its words as a line of text has them. */
function ofOneLine(line: string): string {
	if (!line.startsWith("{") || !(OF_DAEMON.test(line) || mayBeNotice(line))) return line;
	return hostRecord(parsed(line)) ?? line;
}

function formOf(line: string): Form | null {
	if (line.startsWith("__CURSOR=")) return "export";
	if (line === "{") return "pretty";
	return line.endsWith("]") && VERBOSE.test(line) ? "verbose" : null;
}

class Record {
	readonly #form: Form;
	readonly #fields: { [name: string]: string } = {};
	#last = "";
	#lines = 0;
	#json = "";
	/** The next line begins with the length of a value. */
	#lengthComes = false;

	constructor(form: Form, first: string) {
		this.#form = form;
		if (form === "pretty") this.#json = first;
		const micros = VERBOSE.exec(first)?.[1];
		if (micros !== undefined) this.#fields.__REALTIME_TIMESTAMP = String(Number.parseInt(micros, 16));
	}

	/** Whether a line is one of this record's, but for the one that ends it. */
	takes(line: string): boolean {
		if (++this.#lines > MOST_LINES) return false;
		if (this.#form === "pretty") {
			if (!/^\s+"/.test(line) || this.#json.length > LONGEST_FIELD) return false;
			this.#json += line;
			return true;
		}
		if (this.#form === "verbose" && !line.startsWith("    ")) return false;
		if (this.#form === "export" && line === "") return false;
		if (this.#lengthComes) {
			this.#lengthComes = false;
			this.#fields[this.#last] = line.slice(LENGTH_BYTES);
			return true;
		}
		const [, name, value] = FIELD.exec(line) ?? [];
		if (name === undefined) {
			const more = `${this.#fields[this.#last] ?? ""}\n${line.trim()}`;
			if (more.length <= LONGEST_FIELD) this.#fields[this.#last] = more;
			return true;
		}
		this.#last = name;
		this.#lengthComes = value === undefined && this.#form === "export";
		this.#fields[name] = value ?? "";
		return true;
	}

	/** Whether a line that it does not take is its last one, and not another's. */
	endsWith(line: string): boolean {
		return (this.#form === "pretty" && line === "}") || (this.#form === "export" && line === "");
	}

	*line(): Generator<string> {
		const line = hostRecord(this.#form === "pretty" ? parsed(`${this.#json}}`) : this.#fields);
		if (line !== null) yield line;
	}
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return null;
	}
}
