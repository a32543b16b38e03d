import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/**
 * Who may import whom: the table of the house in ARCHITECTURE.md. A room may always import itself.
 * `main` stands for the files directly below src.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
	model: [],
	verdicts: ["model"],
	sources: ["model"],
	history: ["model", "sources"],
	survey: ["model", "sources", "history", "verdicts"],
	remedies: ["model", "sources/kubernetes"],
	words: ["model"],
	reports: ["model", "words"],
	exports: ["model", "words", "reports"],
	commands: [
		"model",
		"sources",
		"history",
		"verdicts",
		"survey",
		"remedies",
		"words",
		"reports",
		"exports",
		"server",
		"main",
	],
	// The API's own description is data that it serves.
	server: ["model", "sources", "history", "verdicts", "survey", "remedies", "words", "reports", "../docs/schema"],
	main: ["model", "words", "commands", "main"],
};

/** What the page may import of src: what the API answers, the words, the nouns, and how a finding is described. No more of it may reach a browser. */
export const PAGE: readonly string[] = ["model", "words", "server/api", "reports/describe.ts"];

/** Verdicts are pure: none of these may be named in them. */
const IMPURE = /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|fetch\()|from "node:/;

export interface Breach {
	file: string;
	problem: string;
}

/** Every import below src and of the page that the table forbids, every impurity among the verdicts, and files that import each other in a circle. */
export async function breaches(root: string): Promise<Breach[]> {
	const [src, page] = [await codeBelow(root, "src"), await codeBelow(root, "web/src")];
	return [
		...[...src].flatMap(([path, text]) =>
			breachesOf(relative("src", path), text).map((breach) => ({ ...breach, file: `src/${breach.file}` })),
		),
		...[...page].flatMap(([path, text]) => pageBreaches(relative("web/src", path), text)),
		...circlesIn(new Map([...src, ...page])).map(([file = "", ...others]) => ({
			file,
			problem: `a circle of imports: ${others.join(", ")}`,
		})),
	];
}

async function codeBelow(root: string, folder: string): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	for (const path of await readdir(join(root, folder), { recursive: true })) {
		if (!/\.tsx?$/.test(path) || path.endsWith(".test.ts")) continue;
		found.set(`${folder}/${path}`, await readFile(join(root, folder, path), "utf8"));
	}
	return found;
}

/**
 * Files that lead back to themselves, of types too: who reads one must have read the other. Each circle once, as a way round it.
 * @param code by path from the repository's root
 */
export function circlesIn(code: ReadonlyMap<string, string>): string[][] {
	const circles: string[][] = [];
	const done = new Set<string>();
	const way: string[] = [];
	const follow = (file: string): void => {
		const at = way.indexOf(file);
		if (at !== -1) circles.push([...way.slice(at), file]);
		if (at !== -1 || done.has(file)) return;
		way.push(file);
		for (const [, specifier = ""] of (code.get(file) ?? "").matchAll(IMPORT)) follow(join(file, "..", specifier));
		way.pop();
		done.add(file);
	};
	for (const file of code.keys()) follow(file);
	return circles;
}

/** A file of ours that is imported, then or when it is needed. */
const IMPORT = /(?:from|import\()\s*"(\.[^"]+)"/g;

/** The same for a file of the page; the path is relative to web/src. */
export function pageBreaches(path: string, text: string): Breach[] {
	const found: Breach[] = [];
	for (const [, specifier = ""] of text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
		const problem = specifier.startsWith("node:") ? "a browser has no Node" : pageProblem(path, specifier);
		if (problem !== null) found.push({ file: `web/src/${path}`, problem: `${problem} (${specifier})` });
	}
	return found;
}

function pageProblem(path: string, specifier: string): string | null {
	if (!specifier.startsWith(".")) return null;
	const target = relative("/", join("/web/src", path, "..", specifier));
	if (target.startsWith("web/src/")) return null;
	const within = target.startsWith("src/") ? target.slice("src/".length) : target;
	return PAGE.some((may) => within === may || within.startsWith(`${may}/`)) ? null : `the page must not know ${within}`;
}

/** The same for one file; the path is relative to src. */
export function breachesOf(path: string, text: string): Breach[] {
	const found: Breach[] = [];
	const room = roomOf(path);
	const allowed = ROOMS[room];
	if (allowed === undefined) return [{ file: path, problem: `"${room}" is not a room of the house` }];
	for (const [, specifier = ""] of text.matchAll(IMPORT)) {
		const target = relative("/src", join("/src", path, "..", specifier));
		const other = roomOf(target);
		if (other === room || allowed.some((may) => target.startsWith(`${may}/`) || may === other)) continue;
		found.push({ file: path, problem: `${room} must not know ${other} (${specifier})` });
	}
	const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
	const impure = room === "verdicts" ? IMPURE.exec(code) : null;
	if (impure !== null) found.push({ file: path, problem: `verdicts are pure, this is not: ${impure[0]}` });
	return found;
}

function roomOf(path: string): string {
	const [first = "", ...rest] = path.split("/");
	return rest.length === 0 ? "main" : first;
}
