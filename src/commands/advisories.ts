import { homedir } from "node:os";
import type { Advisory } from "../model/advisory.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { CATALOGUE_FORMATS } from "../reports/formats.ts";
import { loadSet, resetSet, setPath, updateSet } from "../survey/advisory-sets.ts";
import { loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { nearest } from "./nearest.ts";
import { targetsOf, tellGaps, widthOf, writeTargets } from "./outputs.ts";
import { language } from "./settings.ts";

/**
 * `plimsoll advisories [ID|WORD]`: the catalogue of known memory bugs, one of them, or those about something; `update FILE|URL` takes a newer
 * set, `reset` goes back to the built-in one.
 */
export async function run(context: Context, args: Arguments): Promise<number> {
	const words = await loadWords(language(context, args));
	const path = advisoriesPath(context);
	const [first, second, extra] = args.positionals;
	if (first === "update") {
		if (second === undefined) throw new Failure("missing-argument", { command: args.command, argument: "FILE|URL" });
		if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
		const keyPath = args.value("key") ?? null;
		const { count, serial } = await updateSet({ from: second, keyPath, to: path, now: context.now() });
		context.stdout.write(`${words.advisories.updated(count, serial, path)}\n`);
		return EXIT.clean;
	}
	if (args.given("key")) throw new Failure("flag-needs", { flag: "--key", other: "update" });
	if (second !== undefined) throw new Failure("extra-argument", { command: args.command, argument: second });
	if (first === "reset") {
		await resetSet(path);
		const { advisories } = await loadSet(path);
		context.stdout.write(`${words.advisories.set(advisories.length, null)}\n`);
		return EXIT.clean;
	}
	const targets = targetsOf(args, CATALOGUE_FORMATS);
	const { advisories, serial, gaps } = await loadSet(path);
	tellGaps(context, gaps, words);
	const one = first === undefined ? undefined : advisories.find(({ id }) => id === idOf(first));
	const shown = one !== undefined ? [one] : first === undefined ? advisories : about(advisories, first);
	await writeTargets(context, targets, async ({ format, path: file }) => {
		const { safeJson, safeYaml } = await import("../reports/document.ts");
		const document = { apiVersion: "plimsoll.dev/v1", kind: "AdvisoryList", serial, advisories: shown };
		if (format === "json") return safeJson(document);
		if (format === "yaml") return await safeYaml(document);
		const [{ advisoryPage, advisoryRows }, { wrapLines }] = await Promise.all([
			import("../reports/advisory.ts"),
			import("../reports/text.ts"),
		]);
		const width = format === "markdown" ? null : widthOf(context, file);
		if (one !== undefined || format === "markdown") {
			const pages = shown.map((advisory) => advisoryPage(advisory, words, format === "wide"));
			return wrapLines(pages.join("\n"), width);
		}
		const sum = wrapLines(footer(shown, advisories, serial, words), width);
		return `${advisoryRows(shown, words, format === "wide", width)}\n${sum}\n`;
	});
	return EXIT.clean;
}

export function advisoriesPath(context: Context): string {
	return setPath(context.env, homedir());
}

function idOf(text: string): string {
	return text.replace(/^advisory\//, "");
}

/** Those whose id, component or image holds the word. */
function about(advisories: readonly Advisory[], text: string): Advisory[] {
	const word = idOf(text).toLowerCase();
	const found = advisories.filter(({ id, component, where }) =>
		[id, component, ...where.flatMap((place) => ("images" in place ? place.images : []))].some((name) =>
			name.toLowerCase().includes(word),
		),
	);
	if (word !== "" && found.length > 0) return found;
	const ids = advisories.map(({ id }) => id);
	throw new Failure("unknown-advisory", { id: text, nearest: nearest(idOf(text), ids) });
}

function footer(shown: readonly Advisory[], all: readonly Advisory[], serial: number | null, words: Words): string {
	const { set, some } = words.advisories;
	return shown.length === all.length ? set(all.length, serial) : some(shown.length, all.length);
}
