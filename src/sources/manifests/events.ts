import { type Event, parseEvents, YAMLException } from "js-yaml";

/** As many lines may be mended in a document, and as many characters read again for it: a bracket that stays open would ask for every line. */
const LINES_BOUND = 256;
const CHARACTERS_BOUND = 8 * 1024 * 1024;

/**
 * The parser's events, as go-yaml reads the text for kubectl: inside brackets and quotes indentation does not count, where YAML 1.2 (and the
 * parser here) wants it, as in `args: [` … `]` with the closing bracket below the key. A line that is too far left is put behind the one before
 * it, character for character, so that all offsets stay; the events belong to the mended text. Throws the parser's first complaint where that does not help.
 */
export function eventsOf(text: string): { events: Event[]; mended: string } {
	try {
		return { events: parseEvents(text, {}), mended: text };
	} catch (error) {
		if (!isIndentation(error)) throw error;
		const flat = flattened(text);
		return (flat === text ? null : mend(flat)) ?? mend(text) ?? fail(error);
	}
}

function isIndentation(error: unknown): error is YAMLException {
	return error instanceof YAMLException && error.reason === "deficient indentation";
}

function fail(error: unknown): never {
	throw error;
}

/** `rule: '…` over several lines, as the generators of resource definitions fold them by the hundred: found at once, as each would cost a new start. */
const OPENS = /^([ \t]*)(?:- +)*[^\s"'#:][^"'#:\r\n]*:[ \t]+(["'])/gm;

/** The text with each quoted value that has a line too far left in one line, character for character. */
function flattened(text: string): string {
	const pieces: string[] = [];
	let done = 0;
	OPENS.lastIndex = 0;
	for (let match = OPENS.exec(text); match !== null; match = OPENS.exec(text)) {
		const [, indent = "", quote = ""] = match;
		const end = endOfQuotes(text, OPENS.lastIndex, quote);
		if (end === -1) break;
		const value = text.slice(OPENS.lastIndex, end);
		const lines = value.split(/\r?\n|\r/).slice(1);
		if (lines.some((line) => line.trim() !== "" && line.search(/[^ ]/) <= indent.length)) {
			pieces.push(text.slice(done, OPENS.lastIndex), value.replace(/[\r\n]/g, " "));
			done = end;
		}
		OPENS.lastIndex = end;
	}
	return pieces.join("") + text.slice(done);
}

/** Where the closing quote stands; doubled ones close nothing in single quotes, nor what a backslash precedes in double ones. */
function endOfQuotes(text: string, from: number, quote: string): number {
	for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
		if (quote === "'") {
			if (text[at + 1] !== quote) return at;
			at++;
			continue;
		}
		let slashes = 0;
		while (text[at - 1 - slashes] === "\\") slashes++;
		if (slashes % 2 === 0) return at;
	}
	return -1;
}

/** Line after line; null where that does not help. */
function mend(text: string): { events: Event[]; mended: string } | null {
	let mended = text;
	for (let lines = 0; ; lines++) {
		try {
			return { events: parseEvents(mended, {}), mended };
		} catch (error) {
			const joined = lines < LINES_BOUND && lines * text.length < CHARACTERS_BOUND ? join(mended, error) : null;
			if (joined === null) return null;
			mended = joined;
		}
	}
}

/** The text with the line of the complaint put behind the one before; null when it is another complaint. */
function join(text: string, error: unknown): string | null {
	if (!isIndentation(error)) return null;
	const at = error.mark?.position ?? 0;
	const feed = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1));
	if (feed < 0 || at >= text.length) return null;
	const end = text[feed] === "\n" && text[feed - 1] === "\r" ? feed - 1 : feed;
	const start = Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1)) + 1;
	const before = withoutComment(text.slice(start, end));
	return text.slice(0, start) + before.padEnd(feed + 1 - start) + text.slice(feed + 1);
}

/** A comment would swallow the line that is put behind it. */
function withoutComment(line: string): string {
	for (const { index } of line.matchAll(/(?:^|\s)#/g)) {
		const before = line.slice(0, index);
		const open = /^(?:[^"']|"(?:[^"\\]|\\.)*"|'[^']*')*$/.test(before);
		if (open) return before;
	}
	return line;
}
