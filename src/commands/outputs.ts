import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { Failure } from "../model/failure.ts";
import type { Report } from "../model/report.ts";
import { FORMATS, type Format, type Layout, render } from "../reports/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { color, language, oneOf } from "./settings.ts";

interface Target<F extends string = never> {
	format: Format | F;
	/** Null is standard output. */
	path: string | null;
}

/** `-o FORMAT` and `-o FORMAT=FILE`, several at once; a table on standard output when none goes there and none is asked for. */
export function outputsOf<F extends string = never>(args: Arguments, own: readonly F[] = []): Target<F>[] {
	const targets = args.values("output").map((text): Target<F> => {
		const [format = "", ...path] = text.split("=");
		return { format: oneOf("-o", format, [...FORMATS, ...own]), path: path.length === 0 ? null : path.join("=") };
	});
	if (targets.filter(({ path }) => path === null).length > 1) {
		throw new Failure("flags-conflict", { one: "-o", other: "-o" });
	}
	return targets.length === 0 ? [{ format: "table", path: null }] : targets;
}

/** Formats that only one command has. */
export interface OwnFormats<F extends string> {
	formats: readonly F[];
	render(format: F): Promise<string>;
}

/**
 * Writes the report everywhere it was asked for: files whole or not at all, standard output last.
 * @param answers what the page in `-o html` shows beside the report; asked for only then
 */
export async function writeReport<F extends string = never>(
	context: Context,
	args: Arguments,
	report: Report,
	layout: Layout,
	words: Words,
	own?: OwnFormats<F>,
	answers: () => Promise<Record<string, unknown>> = async () => ({}),
): Promise<void> {
	const targets = outputsOf(args, own?.formats ?? []).sort((a, b) => Number(a.path === null) - Number(b.path === null));
	for (const { format, path } of targets) {
		const person = path === null;
		const style = {
			color: person && color(context, args, context.stdout),
			width: person && context.stdout.isTTY ? (context.stdout.columns ?? 80) : null,
			wide: false,
			now: report.at,
		};
		const page = { language: language(context, args), answers: format === "html" ? await answers() : {} };
		const mine = own?.formats.find((one) => one === format);
		const text =
			own !== undefined && mine !== undefined
				? await own.render(mine)
				: await render(format as Format, layout, report, words, style, page);
		if (person) context.stdout.write(text);
		else await writeWhole(path, text);
	}
}

async function writeWhole(path: string, text: string): Promise<void> {
	const partial = `${path}.${randomBytes(4).toString("hex")}.partial`;
	try {
		await writeFile(partial, text);
		await rename(partial, path);
	} catch (error) {
		await rm(partial, { force: true });
		throw new Failure(
			"output-unwritable",
			{ path, detail: error instanceof Error ? error.message : String(error) },
			error,
		);
	}
}
