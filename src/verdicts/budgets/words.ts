import type { Place, Written } from "../../model/place.ts";

/** A word whose variables were filled in: what it says does not stand in the file as it is. */
export interface Word extends Written {
	pieced?: true;
	/** It was reckoned from the container's limit: a higher limit makes it higher, too. */
	follows?: true;
}

/** What a capture leaves out is a word like any other. */
const PLAIN = /(?:<removed>|\$\(\w+\)|\$\{[^}\n]*\}|[^\s"'`;|&()<>])/.source;
/** `-Xmx"1g"` and `--max-old-space-size="$MB"` are one word; behind a quote that begins with a dash stand words of their own. */
const WORDS = new RegExp(`${PLAIN}+(?:(["'])(?!-)${PLAIN}+\\1(?![^\\s;|&)]))?`, "g");

/**
 * The words of a command line, a script or a list of flags, each with its own place where the text stands on one line as it is written.
 * Quotes and separators of a shell end a word, but where they stand around the end of one.
 */
export function wordsOf(written: Word): Word[] {
	return [...written.value.matchAll(WORDS)].map((match) => {
		const [raw, quote] = match;
		return part(written, match.index, raw, quote === undefined ? raw : raw.replaceAll(quote, ""));
	});
}

const BY_JVM = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;
/** Variables whose program parts them by itself: OpenJDK runtime/arguments.cpp, parse_options_buffer; Node.js src/node_options.cc, ParseNodeOptionsEnvVar. */
const BY_PROGRAM: Readonly<Record<string, RegExp>> = {
	NODE_OPTIONS: /(?:"(?:\\.|[^"\\])*"|[^\s"])+/g,
	JAVA_TOOL_OPTIONS: BY_JVM,
	JDK_JAVA_OPTIONS: BY_JVM,
	_JAVA_OPTIONS: BY_JVM,
};

/** The words of a variable with flags, as its program takes them: single quotes are letters like any other to Node.js. */
export function optionWords(name: string, variable: Word): Word[] {
	const pattern = BY_PROGRAM[name];
	if (pattern === undefined || !/["']/.test(variable.value)) return wordsOf(variable);
	const quotes = pattern === BY_JVM ? /["']/g : /"/g;
	return [...variable.value.matchAll(pattern)].map((match) =>
		part(variable, match.index, match[0], match[0].replace(quotes, "")),
	);
}

function part(written: Word, index: number, raw: string, value: string): Word {
	return {
		value,
		place: within(written, index, raw.length),
		...(written.pieced ? { pieced: true } : {}),
		...(written.follows ? { follows: true } : {}),
	};
}

/** The place of a part of a value; the whole value's where escapes or line breaks hide it. */
export function within({ value, place, pieced }: Word, index: number, length: number): Place {
	if (place.column === 0 || pieced) return place;
	const raw = place.endColumn - place.column;
	const quotes = (raw - value.length) / 2;
	if (place.line !== place.endLine || (quotes !== 0 && quotes !== 1)) return place;
	const column = place.column + quotes + index;
	return { ...place, column, endColumn: column + length };
}
