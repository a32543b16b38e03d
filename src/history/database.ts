import { closeSync, openSync, readSync, statSync } from "node:fs";

/** The first bytes of every SQLite file (sqlite.org/fileformat2.html). */
const BEGINNING = Buffer.from("SQLite format 3\0");

/** Told by content: names lie. What is no file, such as a pipe, is not read; what cannot be opened is left for the reader to say. */
export function isDatabase(path: string): boolean {
	let file: number | null = null;
	try {
		if (!statSync(path).isFile()) return false;
		file = openSync(path, "r");
		const head = Buffer.alloc(BEGINNING.length);
		return readSync(file, head, 0, head.length, 0) === head.length && head.equals(BEGINNING);
	} catch {
		return false;
	} finally {
		if (file !== null) closeSync(file);
	}
}
