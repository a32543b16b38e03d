import { Failure } from "../model/failure.ts";
import { readSeriesChunks, readSeriesFile } from "../sources/series/file.ts";
import { surveyLeaks } from "../survey/leaks.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { at, exitCode, language } from "./settings.ts";

/** `plimsoll leaks FILE`: the series of a file whose memory leaks, since when, how fast, and when the limit is reached. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [path, extra] = args.positionals;
	if (path === undefined) throw new Failure("missing-argument", { command: args.command, argument: "FILE.csv | -" });
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const words = await loadWords(language(context, args));

	const file = path === "-" ? await readSeriesChunks(context.stdin, "-") : await readSeriesFile(path);
	const report = surveyLeaks(file, { name: path, at: moment ?? context.now(), upTo: moment ?? null });
	await writeReport(context, args, report, "leaks", words);
	return exitCode(args, report.findings);
}
