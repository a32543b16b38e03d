import { readdir, readFile } from "node:fs/promises";
import { join, normalize } from "node:path";

/** Where something of src may be imported. */
const PLACES = ["src", "web", "scripts", "bench", "lab"];
const DECLARED = /^export (?:async )?(?:const|function\*?|class|interface|type|let) (\w+)/gm;
const IMPORTED = /(?:from|import\()\s*"(\.[^"]+\.tsx?)"/g;
const PASSED_ON = /^export (?:type )?\* from "(\.[^"]+)"/gm;

export interface UnusedExport {
	file: string;
	name: string;
}

/** What files of src export and no other file imports, tests included: it need not be exported. */
export async function unusedExports(root: string): Promise<UnusedExport[]> {
	const texts = new Map<string, string>();
	for (const place of PLACES) {
		for (const path of await readdir(join(root, place), { recursive: true })) {
			if (!/\.tsx?$/.test(path) || path.includes("node_modules")) continue;
			texts.set(`${place}/${path}`, await readFile(join(root, place, path), "utf8"));
		}
	}
	return unusedIn(texts);
}

/** The same of texts by their path. A file that imports another and holds a name of it as a word is taken to use it. */
export function unusedIn(texts: ReadonlyMap<string, string>): UnusedExport[] {
	const readers = new Map<string, string[]>();
	const passers = new Map<string, string[]>();
	const note = (map: Map<string, string[]>, file: string, pattern: RegExp, text: string) => {
		for (const [, specifier = ""] of text.matchAll(pattern)) {
			const target = normalize(join(file, "..", specifier));
			map.set(target, [...(map.get(target) ?? []), file]);
		}
	};
	for (const [file, text] of texts) {
		note(readers, file, IMPORTED, text);
		note(passers, file, PASSED_ON, text);
	}
	const readersOf = (file: string): string[] => [
		...(readers.get(file) ?? []),
		...(passers.get(file) ?? []).flatMap(readersOf),
	];
	const words = new Map([...texts].map(([file, text]) => [file, new Set(text.match(/\w+/g))]));
	return [...texts].flatMap(([file, text]) => {
		if (!file.startsWith("src/")) return [];
		const own = [...new Set(readersOf(file))];
		return [...text.matchAll(DECLARED)].flatMap(([, name = ""]) =>
			own.some((reader) => words.get(reader)?.has(name)) ? [] : [{ file, name }],
		);
	});
}
