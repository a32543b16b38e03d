/** A range of a text file. Lines and columns count from 1, columns in UTF-16 code units as editors and SARIF do; the end is exclusive. */
export interface Place {
	file: string;
	line: number;
	column: number;
	endLine: number;
	endColumn: number;
}

/** A value as it is written, and where. */
export interface Written<T = string> {
	value: T;
	place: Place;
}

/** How evidence names a place as its source. */
export function placeText({ file, line }: Place): string {
	// What stands in an object and not in a file has no line.
	return line === 0 ? file : `${file}:${line}`;
}
