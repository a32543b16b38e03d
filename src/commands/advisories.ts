import { homedir } from "node:os";
import type { Advisory } from "../model/advisory.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { loadSet, setPath, updateSet } from "../survey/advisory-sets.ts";
import { loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { nearest } from "./nearest.ts";
import { language, oneOf } from "./settings.ts";

/** `plimsoll advisories [ID]`: the catalogue of known memory bugs, or one of them; `plimsoll advisories update FILE|URL` takes a newer set. */
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
	if (second !== undefined) throw new Failure("extra-argument", { command: args.command, argument: second });
	const format = oneOf("-o", args.value("output") ?? "table", ["table", "json"] as const);
	const { advisories, serial, gaps } = await loadSet(path);
	for (const gap of gaps) context.stderr.write(`plimsoll: ${words.report.gapLine(gap)}\n`);
	const shown = first === undefined ? advisories : [find(advisories, first.replace(/^advisory\//, ""))];
	if (format === "json") {
		const document = { apiVersion: "plimsoll.dev/v1", kind: "AdvisoryList", serial, advisories: shown };
		context.stdout.write(`${JSON.stringify(document, null, "\t")}\n`);
	} else if (first === undefined) context.stdout.write(catalogue(advisories, serial, words));
	else {
		const { advisoryPage } = await import("../reports/advisory.ts");
		for (const advisory of shown) context.stdout.write(advisoryPage(advisory, words));
	}
	return EXIT.clean;
}

export function advisoriesPath(context: Context): string {
	return setPath(context.env, homedir());
}

function find(advisories: readonly Advisory[], id: string): Advisory {
	const ids = advisories.map((advisory) => advisory.id);
	const found = advisories.find((advisory) => advisory.id === id);
	if (found !== undefined) return found;
	const expected = nearest(id, ids) ?? "an id that plimsoll advisories lists";
	throw new Failure("bad-value", { flag: "ID", value: id, expected });
}

function catalogue(advisories: readonly Advisory[], serial: number | null, words: Words): string {
	const { text, range, set } = words.advisories;
	const width = Math.max(0, ...advisories.map(({ id }) => id.length));
	const lines = advisories.map(
		({ id, component, affected, symptom }) =>
			`${id.padEnd(width)}  ${component} (${affected.map(range).join("; ")}): ${text(symptom)}`,
	);
	return `${lines.join("\n")}\n\n${set(advisories.length, serial)}\n`;
}
