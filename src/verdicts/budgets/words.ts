import type { Place, Written } from "../../model/place.ts";

/** A word whose variables were filled in: what it says does not stand in the file as it is. */
export interface Word extends Written {
	pieced?: true;
	/** It was reckoned from the container's limit: a higher limit makes it higher, too. */
	follows?: true;
}

/**
 * The words of a command line, a script or a list of flags, each with its own place where the text stands on one line as it is written.
 * Quotes and separators of a shell end a word.
 */
export function wordsOf(written: Word): Word[] {
	return [...written.value.matchAll(/(?:\$\(\w+\)|\$\{[^}\n]*\}|[^\s"'`;|&()<>])+/g)].map((match) => ({
		value: match[0],
		place: within(written, match.index, match[0].length),
		...(written.pieced ? { pieced: true } : {}),
		...(written.follows ? { follows: true } : {}),
	}));
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
