import { Failure } from "../model/failure.ts";
import type { Gap } from "../model/gap.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { FORMATS, type Format, type Layout } from "../reports/formats.ts";
import { render } from "../reports/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { color, language, oneOf } from "./settings.ts";

export interface Target<F extends string> {
	format: F;
	/** Null is standard output. */
	path: string | null;
}

/** `-o FORMAT` and `-o FORMAT=FILE`, several at once; a table on standard output when none goes there and none is asked for. */
export function outputsOf<F extends string = never>(args: Arguments, own: readonly F[] = []): Target<Format | F>[] {
	return targetsOf<Format | F>(args, [...FORMATS, ...own]);
}

/** The same for what is no report and has formats of its own; a table is among them. */
export function targetsOf<F extends string>(args: Arguments, formats: readonly (F | "table")[]): Target<F>[] {
	const targets = args.values("output").map((text): Target<F> => {
		const [format = "", ...path] = text.split("=");
		const file = path.length === 0 || (path.length === 1 && path[0] === "-") ? null : path.join("=");
		if (file === "") throw new Failure("bad-value", { flag: "-o", value: text, expected: `${format}=FILE` });
		return { format: oneOf("-o", format, formats) as F, path: file };
	});
	const [first, second] = targets.filter(({ path }) => path === null);
	if (first !== undefined && second !== undefined) {
		throw new Failure("flags-conflict", { one: `-o ${first.format}`, other: `-o ${second.format}` });
	}
	return targets.length === 0 ? [{ format: "table" as F, path: null }] : targets;
}

/** The columns of the terminal that it goes to; null for a file and for what is no terminal. */
export function widthOf({ stdout }: Context, path: string | null): number | null {
	return path === null && stdout.isTTY ? (stdout.columns ?? 80) : null;
}

/** On standard error, for what has no place for them: what could not be seen. */
export function tellGaps({ stderr }: Context, gaps: readonly Gap[], { report }: Pick<Words, "report">): void {
	for (const gap of gaps) stderr.write(`plimsoll: ${printable(report.gapLine(gap))}\n`);
}

/** Writes each target as it is rendered: files whole or not at all, standard output last. */
export async function writeTargets<F extends string>(
	context: Context,
	targets: readonly Target<F>[],
	rendered: (target: Target<F>) => Promise<string>,
): Promise<void> {
	for (const target of targets.toSorted((a, b) => Number(a.path === null) - Number(b.path === null))) {
		const text = await rendered(target);
		if (target.path === null) context.stdout.write(text);
		else await (await import("../sources/whole-file.ts")).writeWhole(target.path, text);
	}
}

/** Formats that only one command has. */
interface OwnFormats<F extends string> {
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
	const targets = outputsOf(args, own?.formats ?? []);
	// Names have no place for what was not seen.
	if (targets.some(({ format }) => format === "name")) tellGaps(context, report.gaps, words);
	await writeTargets(context, targets, async ({ format, path }) => {
		const person = path === null;
		const style = {
			color: person && color(context, args, context.stdout),
			width: widthOf(context, path),
			wide: false,
			now: report.at,
		};
		const page = { language: language(context, args), answers: format === "html" ? await answers() : {} };
		const mine = own?.formats.find((one) => one === format);
		return own !== undefined && mine !== undefined
			? await own.render(mine)
			: await render(format as Format, layout, report, words, style, page);
	});
}
